# bench/<what>_bench.cpp: each one Google Benchmark executable, of the library as users link it.
find_package(benchmark REQUIRED)
file(GLOB bench_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bench/*_bench.cpp)
foreach(source ${bench_sources})
  get_filename_component(name ${source} NAME_WE)
  add_executable(${name} ${source})
  target_link_libraries(${name} PRIVATE kvant::kvant benchmark::benchmark_main)
  target_compile_definitions(${name} PRIVATE KVANT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bench)
endforeach()

# The peer gets what a user would give it: this machine's own instructions.
find_package(Eigen3 QUIET)
if(TARGET Eigen3::Eigen)
  add_library(eigen_lesson STATIC ${PROJECT_SOURCE_DIR}/bench/eigen_lesson.cpp)
  target_link_libraries(eigen_lesson PRIVATE Eigen3::Eigen)
  target_compile_options(eigen_lesson PRIVATE -O3 -march=native)
  target_link_libraries(lesson_bench PRIVATE eigen_lesson)
  target_compile_definitions(lesson_bench PRIVATE KVANT_BENCH_EIGEN)
endif()

# It measures inside the library, where a user has no header.
target_link_libraries(float_layers_bench PRIVATE kvant_linear)
target_link_libraries(training_bench PRIVATE mlperf_tiny_networks)

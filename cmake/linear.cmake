# One unit per instruction set, each with its own flags.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/linear/kernels_avx2.cpp PROPERTIES COMPILE_OPTIONS "-O3;-mavx2")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/linear/kernels_avx512.cpp
    PROPERTIES COMPILE_OPTIONS "-O3;-mavx512f;-mprefer-vector-width=512")
  target_compile_definitions(kvant_linear PRIVATE KVANT_LINEAR_X86)
else()
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/linear/kernels_avx2.cpp
    ${PROJECT_SOURCE_DIR}/src/linear/kernels_avx512.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/linear/kernels_baseline.cpp PROPERTIES COMPILE_OPTIONS "-O3")
find_package(Threads REQUIRED)
target_link_libraries(kvant_linear PUBLIC Threads::Threads)

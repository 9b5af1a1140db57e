# One unit per instruction set and arithmetic, each with its own flags; only the fast ones contract.
set(linear_units ${PROJECT_SOURCE_DIR}/src/linear/kernels)
set(linear_avx2 "-O3;-mavx2;-mfma")
set(linear_avx512 "-O3;-mavx512f;-mfma;-mprefer-vector-width=512")
set(linear_contract "-ffp-contract=fast")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  foreach(set avx2 avx512)
    set_source_files_properties(${linear_units}_${set}.cpp PROPERTIES COMPILE_OPTIONS "${linear_${set}}")
    set_source_files_properties(${linear_units}_fast_${set}.cpp
      PROPERTIES COMPILE_OPTIONS "${linear_${set}};${linear_contract}")
  endforeach()
  target_compile_definitions(kvant_linear PRIVATE KVANT_LINEAR_X86)
else()
  set_source_files_properties(${linear_units}_avx2.cpp ${linear_units}_fast_avx2.cpp ${linear_units}_avx512.cpp
    ${linear_units}_fast_avx512.cpp PROPERTIES HEADER_FILE_ONLY ON)
endif()
set_source_files_properties(${linear_units}_baseline.cpp ${linear_units}_fused_baseline.cpp PROPERTIES COMPILE_OPTIONS "-O3")
set_source_files_properties(${linear_units}_fast_baseline.cpp PROPERTIES COMPILE_OPTIONS "-O3;${linear_contract}")
# Their flags are not those of the precompiled headers.
file(GLOB linear_kernels ${linear_units}_*.cpp)
set_source_files_properties(${linear_kernels} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
find_package(Threads REQUIRED)
target_link_libraries(kvant_linear PUBLIC Threads::Threads)

# The written order again without vectors of this machine, and with other numbers of threads.
if(TARGET kvant_linear_test)
  add_test(NAME linear_baseline COMMAND kvant_linear_test)
  set_tests_properties(linear_baseline PROPERTIES ENVIRONMENT "KVANT_CPU=baseline;KVANT_THREADS=1")
  add_test(NAME linear_threads COMMAND kvant_linear_test)
  set_tests_properties(linear_threads PROPERTIES ENVIRONMENT "KVANT_THREADS=5")
endif()

# The tests that belong to no room: rules of the house, the command line, an installed kvant.
add_test(NAME rules_includes COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_includes.cmake)
add_test(NAME rules_files COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_files.cmake)
add_test(NAME rules_documents COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_documents.cmake)
add_test(NAME rules_of_rules COMMAND ${CMAKE_COMMAND} -DSCRATCH=${PROJECT_BINARY_DIR}/rules_scratch
  -P ${PROJECT_SOURCE_DIR}/tests/rules/rules_test.cmake)
add_test(NAME cli_runner COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/runner_test.sh)
if(CMAKE_CROSSCOMPILING)
  return()
endif()

add_test(NAME rules_of_weak_symbols
  COMMAND ${PROJECT_SOURCE_DIR}/tests/rules/check_weak_symbols_test.sh ${CMAKE_CXX_COMPILER})
if(TARGET kvant)
  add_test(NAME cli COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/run_cli_tests.sh $<TARGET_FILE:kvant>)
endif()
# What is installed is the release build.
if(NOT KVANT_SANITIZE)
  add_test(NAME install COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DGENERATOR=${CMAKE_GENERATOR}
    -DCOMPILER=${CMAKE_CXX_COMPILER} -DVERSION=${PROJECT_VERSION}
    -P ${PROJECT_SOURCE_DIR}/tests/install/install_test.cmake)
endif()

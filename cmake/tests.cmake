# The tests that belong to no room: rules of the house, the command line, an installed kvant.
add_test(NAME rules_includes COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_includes.cmake)
add_test(NAME rules_files COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_files.cmake)
add_test(NAME rules_documents COMMAND ${CMAKE_COMMAND} -P ${PROJECT_SOURCE_DIR}/tests/rules/check_documents.cmake)
add_test(NAME rules_of_rules COMMAND ${CMAKE_COMMAND} -DSCRATCH=${PROJECT_BINARY_DIR}/rules_scratch
  -P ${PROJECT_SOURCE_DIR}/tests/rules/rules_test.cmake)
add_test(NAME cli_runner COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/runner_test.sh)
add_test(NAME device_comparison COMMAND ${PROJECT_SOURCE_DIR}/tests/device/compare_figures_test.sh)
if(CMAKE_CROSSCOMPILING)
  return()
endif()

add_test(NAME rules_of_weak_symbols
  COMMAND ${PROJECT_SOURCE_DIR}/tests/rules/check_weak_symbols_test.sh ${CMAKE_CXX_COMPILER})
if(TARGET kvant)
  add_test(NAME cli COMMAND ${PROJECT_SOURCE_DIR}/tests/cli/run_cli_tests.sh $<TARGET_FILE:kvant>)
  add_test(NAME generated COMMAND ${PROJECT_SOURCE_DIR}/tests/generated/run_generated_tests.sh $<TARGET_FILE:kvant>)
  add_test(NAME selftest COMMAND ${PROJECT_SOURCE_DIR}/tests/generated/run_selftest_tests.sh $<TARGET_FILE:kvant>)
  add_test(NAME identity COMMAND ${PROJECT_SOURCE_DIR}/tests/identity_test.sh $<TARGET_FILE:kvant>)
endif()
if(TARGET kvant_lesson)
  add_test(NAME lesson COMMAND ${PROJECT_SOURCE_DIR}/tests/lesson/run_lesson_tests.sh $<TARGET_FILE:kvant_lesson>
    ${PROJECT_BINARY_DIR}/lesson_test)
endif()
# What is installed is the release build; it makes the same report as the others.
if(NOT KVANT_SANITIZE)
  if(TARGET kvant)
    add_test(NAME firmware COMMAND ${PROJECT_SOURCE_DIR}/tests/firmware/run_firmware_tests.sh $<TARGET_FILE:kvant>)
  endif()
  if(TARGET kvant_lesson)
    add_executable(kvant_classifier_report ${PROJECT_SOURCE_DIR}/tests/report/classifier_report.cpp)
    target_link_libraries(kvant_classifier_report PRIVATE kvant::kvant)
    add_test(NAME report_page COMMAND ${PROJECT_SOURCE_DIR}/tests/report/run_report_tests.sh $<TARGET_FILE:kvant_lesson>
      $<TARGET_FILE:kvant_classifier_report> ${PROJECT_BINARY_DIR}/report_test)
  endif()
  if(TARGET kvant)
    add_test(NAME packages COMMAND ${PROJECT_SOURCE_DIR}/tests/packages/run_package_tests.sh $<TARGET_FILE:kvant>)
  endif()
  add_test(NAME install COMMAND ${CMAKE_COMMAND} -DBUILD=${PROJECT_BINARY_DIR} -DGENERATOR=${CMAKE_GENERATOR}
    -DCOMPILER=${CMAKE_CXX_COMPILER} -DVERSION=${PROJECT_VERSION}
    -P ${PROJECT_SOURCE_DIR}/tests/install/install_test.cmake)
endif()

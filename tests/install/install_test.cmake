# SPDX-License-Identifier: Apache-2.0
# Installs the build; then, in an empty folder, configures, builds and runs a user's project against what was installed.
cmake_minimum_required(VERSION 3.25)
set(scratch ${BUILD}/install_test)
file(REMOVE_RECURSE ${scratch})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/project DESTINATION ${scratch})

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: exit ${status}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${scratch}/prefix)
run(${CMAKE_COMMAND} -S ${scratch}/project -B ${scratch}/build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_CXX_FLAGS=-Wall\ -Wextra\ -Werror -DCMAKE_PREFIX_PATH=${scratch}/prefix)
run(${CMAKE_COMMAND} --build ${scratch}/build)
run(${scratch}/build/app)
message(STATUS "app says: ${output}")

# The lesson is a user's project, too.
file(COPY ${CMAKE_CURRENT_LIST_DIR}/../../examples/lesson DESTINATION ${scratch})
run(${CMAKE_COMMAND} -S ${scratch}/lesson -B ${scratch}/lesson_build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_PREFIX_PATH=${scratch}/prefix)
run(${CMAKE_COMMAND} --build ${scratch}/lesson_build)
run(${scratch}/lesson_build/kvant_lesson ${scratch}/out 2)
foreach(file sine_int8.tflite sine_int8.h report.html model.zip)
  if(NOT EXISTS ${scratch}/out/${file})
    message(FATAL_ERROR "the lesson did not make ${file}")
  endif()
endforeach()

# A model made with the installed program becomes code in a user's build, again when it changes.
set(kvant ${scratch}/prefix/bin/kvant)
file(COPY ${CMAKE_CURRENT_LIST_DIR}/firmware DESTINATION ${scratch})
run(${kvant} new lesson -o ${scratch}/firmware/sine.toml)
function(train epochs)
  file(READ ${scratch}/firmware/sine.toml recipe)
  string(REGEX REPLACE "epochs = [0-9]+" "epochs = ${epochs}" recipe "${recipe}")
  string(REGEX REPLACE "\\[expect\\].*" "" recipe "${recipe}")
  file(WRITE ${scratch}/firmware/sine.toml "${recipe}")
  run(${kvant} train ${scratch}/firmware/sine.toml -o ${scratch}/firmware --quiet)
endfunction()
# ask(OUT): builds, and compares the firmware's answer with the program's.
function(ask out)
  run(${CMAKE_COMMAND} --build ${scratch}/firmware_build)
  run(${scratch}/firmware_build/firmware)
  set(answer "${output}")
  run(${kvant} run ${scratch}/firmware/sine_int8.tflite --float 1.5708)
  string(REGEX MATCH "[-0-9.]+" wanted "${output}")
  string(SUBSTRING "${wanted}00000000" 0 8 wanted)
  if(NOT answer MATCHES "^${wanted}[0-9]* [0-9]+\n$")
    message(FATAL_ERROR "the firmware says ${answer}, kvant ${output}")
  endif()
  set(${out} ${wanted} PARENT_SCOPE)
endfunction()
train(5)
run(${CMAKE_COMMAND} -S ${scratch}/firmware -B ${scratch}/firmware_build -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER}
  -DCMAKE_CXX_FLAGS=-Wall\ -Wextra\ -Werror -DCMAKE_PREFIX_PATH=${scratch}/prefix)
ask(first)
train(100)
ask(second)
if(first EQUAL second)
  message(FATAL_ERROR "a new model gave the same firmware")
endif()

# For a chip of 32 bits, where its compiler is at hand: the same folder, without a link.
find_program(chip_compiler arm-none-eabi-g++)
if(chip_compiler)
  run(${CMAKE_COMMAND} -S ${scratch}/firmware -B ${scratch}/chip_build -G ${GENERATOR} -DCMAKE_SYSTEM_NAME=Generic
    -DCMAKE_CXX_COMPILER=${chip_compiler} -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY
    -DCMAKE_CXX_FLAGS=-mcpu=cortex-m4\ -mthumb -DCMAKE_PREFIX_PATH=${scratch}/prefix)
  run(${CMAKE_COMMAND} --build ${scratch}/chip_build --target sine bytes)
endif()

# Installed headers and targets know nothing of where kvant was built.
file(GLOB_RECURSE files ${scratch}/prefix/include/*.h ${scratch}/prefix/lib/*.cmake)
get_filename_component(source ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
foreach(file ${files})
  file(READ ${file} text)
  string(FIND "${text}" "${source}" found)
  if(NOT found EQUAL -1)
    message(FATAL_ERROR "${file} names the source folder")
  endif()
endforeach()

run(${scratch}/prefix/bin/kvant --version)
if(NOT output MATCHES "kvant ${VERSION}")
  message(FATAL_ERROR "kvant --version: expected 'kvant ${VERSION}', received '${output}'")
endif()
foreach(file share/man/man1/kvant.1 share/bash-completion/completions/kvant share/zsh/site-functions/_kvant
    share/doc/kvant/LICENSE share/kvant/micro/LICENSE share/kvant/micro/kvant_micro/interpreter.h
    share/kvant/micro/tensorflow/lite/micro/micro_interpreter.h)
  file(SIZE ${scratch}/prefix/${file} bytes)
  if(bytes EQUAL 0)
    message(FATAL_ERROR "${file} is empty")
  endif()
endforeach()
file(REMOVE_RECURSE ${scratch})

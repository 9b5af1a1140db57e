# SPDX-License-Identifier: Apache-2.0
# cmake [-DROOT=folder] -P check_files.cmake: licence line, first sentence and name of every source file.
cmake_minimum_required(VERSION 3.25)
if(NOT ROOT)
  get_filename_component(ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
endif()
set(errors "")

set(patterns "")
foreach(folder src include micro examples bench tests schema)
  foreach(extension h c cc cpp def fbs proto)
    list(APPEND patterns ${ROOT}/${folder}/*.${extension})
  endforeach()
endforeach()
file(GLOB_RECURSE files RELATIVE ${ROOT} ${patterns})
# What ./run lesson generates there.
list(FILTER files EXCLUDE REGEX "/firmware/lib/")

set(seen "")
foreach(file ${files})
  # The licence, then a sentence.
  set(licence "Apache-2.0")
  if(file MATCHES "^micro/")
    set(licence "Apache-2.0 WITH LLVM-exception")
  endif()
  file(READ ${ROOT}/${file} text LIMIT 1500)
  if(NOT text MATCHES "^// SPDX-License-Identifier: ([^\n]*)\n")
    list(APPEND errors "${file}: the first line is not '// SPDX-License-Identifier: ${licence}'")
  elseif(NOT CMAKE_MATCH_1 STREQUAL licence)
    list(APPEND errors "${file}: the licence is '${CMAKE_MATCH_1}', expected '${licence}'")
  elseif(NOT text MATCHES "^[^\n]*\n// *[^\n ][^\n]* [^\n]*\n")
    list(APPEND errors "${file}: the second line is not a sentence that says what the file is")
  endif()

  # The paths of TensorFlow's API are TensorFlow's, and a stand-in has the name of what it stands for.
  if(file MATCHES "^micro/tensorflow/|/stand_ins/")
    continue()
  endif()
  # The name: unique (softmax.h and softmax.cpp are twins), and one that says something. A header of the front door may
  # have the name of the chip's header that it wraps.
  get_filename_component(name ${file} NAME)
  if(DEFINED owner_of_${name} AND NOT "${owner_of_${name}} ${file}" MATCHES "^include/kvant/[^ ]* micro/kvant_micro/[^/]*$")
    list(APPEND errors "${file}: has the name of ${owner_of_${name}}")
  endif()
  set(owner_of_${name} ${file})
  if("/${file}" MATCHES "[/_](utils?|common|helpers?|misc|managers?|base)[/_.]")
    list(APPEND errors "${file}: '${CMAKE_MATCH_1}' names nothing; name the thing")
  endif()
endforeach()

list(LENGTH files count)
if(errors)
  # Indented: CMake wraps nothing.
  list(JOIN errors "\n  " text)
  message(FATAL_ERROR "\n  ${text}")
endif()
message(STATUS "${count} source files have a licence, a first sentence and a name of their own")

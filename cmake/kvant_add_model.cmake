# SPDX-License-Identifier: Apache-2.0
# kvant_add_model(TARGET MODEL file.tflite [AS cpp|c-array] [NAME name]): a static library that holds a model.
#
# While building, the installed kvant writes name.h and its sources into the build folder; whoever links TARGET includes
# <name.h>. NAME is TARGET's name unless given. When the model or kvant changes, they are written again.
function(kvant_add_model target)
  cmake_parse_arguments(PARSE_ARGV 1 given "" "MODEL;AS;NAME" "")
  if(NOT given_MODEL OR given_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "kvant_add_model(${target} MODEL file.tflite [AS cpp|c-array] [NAME name]): "
      "received ${ARGN}")
  endif()
  if(NOT given_AS)
    set(given_AS cpp)
  endif()
  if(NOT given_NAME)
    string(MAKE_C_IDENTIFIER ${target} given_NAME)
  endif()
  set(name ${given_NAME})
  if(given_AS STREQUAL "cpp")
    set(others ${name}_kernels.h)
  elseif(given_AS STREQUAL "c-array")
    set(others ${name}_operators.h ${name}_quantization_params.json)
  else()
    message(FATAL_ERROR "kvant_add_model: AS must be cpp or c-array, received ${given_AS}")
  endif()

  cmake_path(ABSOLUTE_PATH given_MODEL BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/kvant_models/${target})
  set(files ${name}.cc ${name}.h ${others} ${name}.provenance.json)
  list(TRANSFORM files PREPEND ${folder}/)
  add_custom_command(OUTPUT ${files} DEPENDS ${given_MODEL} ${kvant_PROGRAM} VERBATIM
    COMMAND ${kvant_PROGRAM} export ${given_MODEL} --as ${given_AS} -o ${folder} --name ${name} --json
      > ${folder}.json
    COMMENT "kvant export ${name}")
  file(MAKE_DIRECTORY ${folder})
  add_library(${target} STATIC ${files})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  target_compile_features(${target} PRIVATE cxx_std_11)
  target_include_directories(${target} SYSTEM INTERFACE ${folder})
  target_include_directories(${target} PRIVATE ${folder})
endfunction()

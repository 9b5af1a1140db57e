# kvant_room(NAME USES room... LINKS library... PRECOMPILES header...): one room of src/ as a static library, its
# *_test.cpp as one test.
#
# A new file in a room needs no line here: sources are found by name. What a room may include stands in
# docs/architecture.md and is enforced by tests/rules/check_includes.cmake.

add_library(kvant_options INTERFACE)
target_include_directories(kvant_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/micro> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated>)
# No contraction: a*b+c is two roundings on every machine (docs/numerics.md).
target_compile_options(kvant_options INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Werror -ffp-contract=off -fno-math-errno)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 warns of designated initialisers with default members, and of std::string's own inlined code.
  target_compile_options(kvant_options INTERFACE -Wno-missing-field-initializers -Wno-restrict)
  # Its vectoriser of straight-line code drops the rounding of double(float(x)) (docs/numerics.md).
  target_compile_options(kvant_options INTERFACE -fno-tree-slp-vectorize)
else()
  target_compile_options(kvant_options INTERFACE -Wno-missing-designated-field-initializers -Wno-missing-field-initializers)
endif()
target_compile_definitions(kvant_options INTERFACE KVANT_VERSION="${PROJECT_VERSION}")
if(KVANT_SANITIZE)
  target_compile_options(kvant_options INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(kvant_options INTERFACE -fsanitize=address,undefined)
endif()
if(KVANT_LIBCXX)
  target_compile_options(kvant_options INTERFACE -stdlib=libc++)
  target_link_options(kvant_options INTERFACE -stdlib=libc++)
endif()

if(KVANT_TESTS AND NOT KVANT_LIBCXX)
  add_library(kvant_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/test_main.cpp
    ${PROJECT_SOURCE_DIR}/tests/allocation_count.cpp)
  target_include_directories(kvant_test_main INTERFACE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(kvant_test_main PUBLIC kvant_options)
endif()

# kvant_precompile(TARGET header...): the standard headers that most files include, and these, parsed once. Only for the
# sanitizers, whose build is otherwise the slowest; users' and libc++'s builds see each file with its own includes alone.
function(kvant_precompile TARGET)
  get_target_property(sources ${TARGET} SOURCES)
  list(LENGTH sources count)
  if(NOT KVANT_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang" OR count LESS 5)
    return()
  endif()
  target_precompile_headers(${TARGET} PRIVATE <algorithm> <array> <cmath> <filesystem> <functional> <map> <memory>
    <optional> <span> <string> <string_view> <utility> <variant> <vector> ${ARGN})
endfunction()

# kvant_room_test(NAME FILES... ): the doctest executable of a room.
function(kvant_room_test NAME LIBRARY)
  if(NOT KVANT_TESTS OR KVANT_LIBCXX OR NOT ARGN)
    return()
  endif()
  add_executable(kvant_${NAME}_test ${ARGN})
  target_link_libraries(kvant_${NAME}_test PRIVATE ${LIBRARY} kvant_test_main)
  target_compile_definitions(kvant_${NAME}_test PRIVATE KVANT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  kvant_precompile(kvant_${NAME}_test <doctest/doctest.h>)
  add_test(NAME ${NAME} COMMAND kvant_${NAME}_test)
endfunction()

function(kvant_room NAME)
  cmake_parse_arguments(ROOM "" "" "USES;LINKS;PRECOMPILES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${NAME}/*.cpp)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  if(NOT sources)
    message(STATUS "room ${NAME} is empty")
    add_library(kvant_${NAME} INTERFACE)
    return()
  endif()
  add_library(kvant_${NAME} STATIC ${sources})
  target_link_libraries(kvant_${NAME} PUBLIC kvant_options)
  foreach(other ${ROOM_USES})
    target_link_libraries(kvant_${NAME} PUBLIC kvant_${other})
  endforeach()
  target_link_libraries(kvant_${NAME} PRIVATE ${ROOM_LINKS})
  kvant_precompile(kvant_${NAME} ${ROOM_PRECOMPILES})
  kvant_room_test(${NAME} kvant_${NAME} ${tests})
endfunction()

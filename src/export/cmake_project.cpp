// SPDX-License-Identifier: Apache-2.0
// A CMake project: a library target and a program that asks the model over its range.
#include "export/example_code.h"
#include "export/project.h"

namespace kvant::exporting {
namespace {

constexpr char lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The model @name@ as the target @name@::@name@; by itself also an example. Another project takes it by add_subdirectory.
cmake_minimum_required(VERSION 3.16)
project(@name@ LANGUAGES CXX)

add_library(@name@ STATIC @name@.@ending@)
add_library(@name@::@name@ ALIAS @name@)
target_include_directories(@name@ PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
target_compile_features(@name@ PUBLIC cxx_std_11)

if(CMAKE_SOURCE_DIR STREQUAL PROJECT_SOURCE_DIR)
  add_executable(@name@_example example/main.cpp)
  target_link_libraries(@name@_example PRIVATE @name@::@name@)
endif()
)";

constexpr char main_file[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Asks the model @name@ from one end of its range to the other, as a turning knob would, and prints the answers.
#include <stdio.h>
@includes@
@include@ "@name@.h"
@globals@
int main() {
  const int steps = 15;
  for (int step = 0; step <= steps; ++step) {
    const float reading = static_cast<float>(step) / static_cast<float>(steps);
    @ask@
  }
}
)";

constexpr char readme[] = R"(
# @name@

`cmake -B build && cmake --build build && build/@name@_example`; in a project of your own, `add_subdirectory` this folder and link `@name@::@name@`.
The model: @facts@. Made by kvant @kvant@; @name@.provenance.json says from what.
)";

}  // namespace

void add_cmake_files(Project& project) {
  set_example(project, {"printf(\"%.4f\", static_cast<double>({}));", "printf(\"\\t%.4f\", static_cast<double>({}));",
                        "printf(\"\\n\");"});
  project.add("CMakeLists.txt", lists);
  project.add("@name@.h", "@header@");
  project.add("@name@.@ending@", "@source@");
  project.add("@name@_kernels.h", "@kernels@");
  project.add("example/main.cpp", main_file);
  project.add("README.md", readme);
}

}  // namespace kvant::exporting

// SPDX-License-Identifier: Apache-2.0
// NAME_selftest: stored inputs and answers for a board's first boot, a Unity test and a CTest around it.
#include "export/golden_vectors.h"
#include "export/model_facts.h"
#include "export/project.h"
#include "ops/emit.h"

#include <fmt/format.h>

#include <cstring>

namespace kvant::exporting {
namespace {

constexpr char header[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether the model @name@ answers on this device as it did on the desk.
#ifndef @name@_SELFTEST_H
#define @name@_SELFTEST_H

#ifdef __cplusplus
extern "C" {
#endif

/* Asks @count@ stored questions: 0 when all answers are right, else the number of the first wrong one, from 1. The model's
   arena is on the stack. Integers must be equal, floating-point numbers nearly. */
int @name@_selftest(void);

#ifdef __cplusplus
}
#endif

#endif
)";

constexpr char source[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Questions to the model @name@, and what kvant @kvant@ answers to them.
@include@ "@name@_selftest.h"

#include <string.h>

@include@ "@name@.h"

#if defined(__AVR__)
#include <avr/pgmspace.h>
#define IN_FLASH PROGMEM
#define COPY memcpy_P
#else
#define IN_FLASH
#define COPY memcpy
#endif

enum { question_count = @count@ };

@vectors@
@nearly@int @name@_selftest(void) {
  uint32_t arena[(@name@_ARENA_BYTES + 3) / 4];
  int i;
  @variables@
  for (i = 0; i < question_count; ++i) {
    @questions@
    @name@_invoke(@arguments@(uint8_t *)arena);
    @comparisons@
  }
  return 0;
}
)";

constexpr char nearly_equal[] = R"(/* NOLINTNEXTLINE(bugprone-easily-swappable-parameters) */
static int is_near(float value, float wanted) {
  const float limit = 1e-4f * (1.0f + (wanted < 0.0f ? -wanted : wanted));
  return value - wanted <= limit && wanted - value <= limit;
}

)";

constexpr char unity_test[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The selftest of the model @name@ as a Unity test; with -D@name@_WITHOUT_UNITY a program that says what is wrong.
@include@ "@name@_selftest.h"

#ifdef @name@_WITHOUT_UNITY

#include <stdio.h>

int main(void) {
  const int wrong = @name@_selftest();
  if (wrong != 0) printf("@name@: answer %d of @count@ is wrong\n", wrong);
  return wrong == 0 ? 0 : 1;
}

#else

#include <unity.h>

void setUp(void) {}
void tearDown(void) {}

static void test_@name@_answers_as_on_the_desk(void) { TEST_ASSERT_EQUAL_INT(0, @name@_selftest()); }

int main(void) {
  UNITY_BEGIN();
  RUN_TEST(test_@name@_answers_as_on_the_desk);
  return UNITY_END();
}

#endif
)";

constexpr char lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# cmake -B build && cmake --build build && ctest --test-dir build: the selftest of the model @name@ on this machine.
cmake_minimum_required(VERSION 3.16)
project(test_@name@ LANGUAGES C CXX)
set(UNITY "" CACHE PATH "folder of unity.c and unity.h; empty: without Unity")

add_executable(test_@name@ test_@name@.c ../@name@_selftest.c ../@name@.@ending@)
target_include_directories(test_@name@ PRIVATE ..)
target_compile_features(test_@name@ PRIVATE cxx_std_11 c_std_99)
if(UNITY)
  target_sources(test_@name@ PRIVATE ${UNITY}/unity.c)
  target_include_directories(test_@name@ PRIVATE ${UNITY})
else()
  target_compile_definitions(test_@name@ PRIVATE @name@_WITHOUT_UNITY)
endif()
enable_testing()
add_test(NAME @name@_selftest COMMAND test_@name@)
)";

std::vector<std::string> numbers_of(const graph::Tensor& tensor, const std::vector<std::byte>& bytes) {
  std::vector<std::string> texts;
  if (tensor.dtype == DType::float32) {
    std::vector<float> numbers(bytes.size() / 4);
    std::memcpy(numbers.data(), bytes.data(), bytes.size());
    return ops::to_texts(numbers);
  }
  for (const std::byte byte : bytes) {
    const int code = std::to_integer<int>(byte);
    texts.push_back(std::to_string(tensor.dtype == DType::int8 && code > 127 ? code - 256 : code));
  }
  return texts;
}

/// "static const int8_t inputs[2][1] IN_FLASH = {...};"
std::string emit_vectors(const graph::Tensor& tensor, const std::string& variable,
                         const std::vector<std::vector<std::byte>>& vectors) {
  std::string text = fmt::format("static const {} {}[question_count][{}] IN_FLASH = {{\n", c_type(tensor.dtype),
                                 variable, size_of_tensor(tensor));
  for (const std::vector<std::byte>& vector : vectors)
    text += fmt::format("    {{{}}},\n", fmt::join(numbers_of(tensor, vector), ", "));
  return text + "};\n";
}

/// The last line end is the template's.
std::string without_line_end(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

void add_selftest_files(Project& project, std::span<const std::byte> model, std::size_t count) {
  const graph::Graph& graph = project.graph();
  const GoldenVectors golden = make_golden_vectors(graph, model, count);
  std::string vectors, variables, questions, arguments, comparisons, nearly;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) {
    const graph::Tensor& tensor = graph.at(graph.inputs[i]);
    const std::string number = graph.inputs.size() == 1 ? "" : std::to_string(i);
    vectors += emit_vectors(tensor, "questions" + number, golden.inputs[i]);
    variables += fmt::format("{} input{}[{}];\n", c_type(tensor.dtype), number, size_of_tensor(tensor));
    questions += fmt::format("COPY(input{0}, questions{0}[i], sizeof input{0});\n", number);
    arguments += fmt::format("input{}, ", number);
  }
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const graph::Tensor& tensor = graph.at(graph.outputs[i]);
    const std::string number = graph.outputs.size() == 1 ? "" : std::to_string(i);
    vectors += emit_vectors(tensor, "answers" + number, golden.outputs[i]);
    variables +=
        fmt::format("{0} output{1}[{2}], answer{1}[{2}];\n", c_type(tensor.dtype), number, size_of_tensor(tensor));
    questions += fmt::format("COPY(answer{0}, answers{0}[i], sizeof answer{0});\n", number);
    arguments += fmt::format("output{}, ", number);
    if (tensor.dtype == DType::float32) {
      nearly = nearly_equal;
      comparisons += fmt::format(
          "for (size_t k = 0; k < {1}; ++k) {{\n  if (!is_near(output{0}[k], answer{0}[k])) return i + 1;\n}}\n",
          number, size_of_tensor(tensor));
    } else {
      comparisons += fmt::format("if (memcmp(output{0}, answer{0}, sizeof output{0}) != 0) return i + 1;\n", number);
    }
  }
  project.set("count", std::to_string(count));
  project.set("vectors", vectors);
  project.set("nearly", nearly);
  project.set("variables", without_line_end(variables));
  project.set("questions", without_line_end(questions));
  project.set("arguments", arguments);
  project.set("comparisons", without_line_end(comparisons));
  project.add("@name@_selftest.h", header);
  project.add("@name@_selftest.c", source);
  project.add("test/test_@name@.c", unity_test);
  project.add("test/CMakeLists.txt", lists);
}

}  // namespace kvant::exporting

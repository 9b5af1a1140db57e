// SPDX-License-Identifier: Apache-2.0
// The lesson's own model of 2021 on the chip's interpreter: TFLM's bytes, and every way to damage the file.
#include <kvant_micro/all_operators.h>
#include <kvant_micro/interpreter.h>

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace kvant_micro;

namespace {

/// What TFLM answers to the input codes -128..127.
std::vector<std::int8_t> tflm_answers() {
  std::ifstream file(KVANT_SOURCE_DIR "/tests/golden/lesson_answers.txt");
  std::string remark;
  std::getline(file, remark);
  return {std::istream_iterator<int>(file), {}};
}

std::vector<char> lesson_model() {
  std::ifstream file(KVANT_SOURCE_DIR "/../shared/lesson/sin_model.tflite", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Run {
  Status status;
  std::uint32_t arena;
  std::vector<std::int8_t> answers;
};

/// Sets a model up in an exact copy of its bytes, so that a sanitizer sees a read beyond them, and runs it.
Run run(const char* bytes, std::size_t size, std::uint32_t arena_bytes, std::size_t offset = 0, int inputs = 256) {
  std::vector<char> storage(size + 16 + offset);
  char* aligned = storage.data() + (16 - reinterpret_cast<std::uintptr_t>(storage.data()) % 16) % 16 + offset;
  std::memcpy(aligned, bytes, size);
  struct alignas(16) Block {
    std::uint8_t bytes[16];
  };
  std::vector<Block> arena(arena_bytes / 16 + 1);
  Interpreter interpreter(aligned, static_cast<std::uint32_t>(size), all_operators(), arena.data(), arena_bytes);
  Run result = {interpreter.allocate_tensors(), interpreter.arena_used_bytes(), {}};
  TensorView input, output;
  if (result.status != Status::ok || interpreter.input(0, input) != Status::ok ||
      interpreter.output(0, output) != Status::ok) {
    return result;
  }
  for (int code = -128; code < -128 + inputs; ++code) {
    std::memset(input.data, code, input.facts.bytes);
    REQUIRE(interpreter.invoke() == Status::ok);
    result.answers.push_back(output.facts.bytes > 0 ? *static_cast<std::int8_t*>(output.data) : std::int8_t{0});
  }
  return result;
}

}  // namespace

TEST_CASE("all 256 inputs of the lesson's model give TFLM's bytes") {
  const std::vector<char> model = lesson_model();
  if (model.empty()) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const Run result = run(model.data(), model.size(), 4096);
  REQUIRE(result.status == Status::ok);
  CHECK(result.answers.size() == 256);
  CHECK(result.answers == tflm_answers());
  CHECK(result.arena == 272);
}

TEST_CASE("the arena's size is exact: one byte less is refused") {
  const std::vector<char> model = lesson_model();
  if (model.empty()) return;
  const std::uint32_t needed = run(model.data(), model.size(), 4096).arena;
  CHECK(run(model.data(), model.size(), needed).status == Status::ok);
  CHECK(run(model.data(), model.size(), needed - 1).status == Status::arena_too_small);
}

TEST_CASE("a model at any address works or says that it is misaligned") {
  const std::vector<char> model = lesson_model();
  if (model.empty()) return;
  for (std::size_t offset = 0; offset < 16; ++offset) {
    const Run result = run(model.data(), model.size(), 4096, offset);
    CHECK(result.status == (offset % 4 == 0 ? Status::ok : Status::misaligned_model));
  }
}

TEST_CASE("every truncation is refused") {
  const std::vector<char> model = lesson_model();
  if (model.empty()) return;
  for (std::size_t size = 0; size < model.size(); ++size) {
    CAPTURE(size);
    CHECK(run(model.data(), size, 4096, 0, 1).status != Status::ok);
  }
}

TEST_CASE("random corruptions are refused or run clean twice with the same bytes") {
  const std::vector<char> model = lesson_model();
  if (model.empty()) return;
  std::uint64_t state = 1;
  const auto random = [&] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
  };
  int well_formed = 0;
  constexpr int files = 20000;
  for (int i = 0; i < files; ++i) {
    std::vector<char> damaged = model;
    for (std::uint32_t n = 1 + random() % 8; n > 0; --n)
      damaged[random() % damaged.size()] = static_cast<char>(random());
    const Run first = run(damaged.data(), damaged.size(), 4096, 0, 3);
    const Run second = run(damaged.data(), damaged.size(), 4096, 0, 3);
    CHECK(first.status == second.status);
    CHECK(first.answers == second.answers);
    well_formed += first.status == Status::ok;
  }
  MESSAGE("still well-formed: ", well_formed, " of ", files);
}

// SPDX-License-Identifier: Apache-2.0
// The lesson's own model of 2021 on the chip's interpreter: TFLM's bytes, and every way to damage the file.
#include <kvant_micro/all_operators.h>
#include <kvant_micro/interpreter.h>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

using namespace kvant_micro;

namespace {

/// What TFLM answers to the input codes -128..127 (recorded with the tflite-micro package).
constexpr std::array<std::int8_t, 256> tflm_answers = {
    0,    5,    6,    8,    14,   16,   16,   22,   25,   28,   29,   32,   35,   36,   40,   44,   43,   46,   48,
    53,   54,   58,   60,   63,   65,   69,   71,   72,   77,   78,   84,   84,   87,   89,   91,   90,   93,   99,
    98,   101,  104,  102,  105,  107,  109,  112,  112,  112,  116,  117,  119,  118,  120,  123,  124,  122,  126,
    124,  122,  127,  127,  126,  123,  125,  127,  127,  127,  127,  126,  122,  120,  123,  118,  120,  120,  117,
    117,  114,  115,  113,  114,  111,  112,  110,  106,  108,  106,  107,  105,  105,  102,  99,   95,   93,   91,
    84,   84,   81,   79,   76,   73,   72,   69,   65,   65,   64,   59,   57,   59,   54,   52,   49,   47,   43,
    44,   40,   38,   34,   31,   25,   22,   20,   18,   16,   13,   10,   3,    3,    -1,   -4,   -3,   -9,   -16,
    -16,  -19,  -22,  -26,  -26,  -31,  -36,  -38,  -41,  -44,  -47,  -49,  -50,  -53,  -55,  -58,  -59,  -61,  -62,
    -64,  -68,  -69,  -72,  -73,  -74,  -77,  -78,  -81,  -83,  -84,  -88,  -89,  -91,  -92,  -94,  -97,  -100, -100,
    -102, -105, -107, -107, -109, -110, -111, -114, -117, -117, -120, -117, -116, -118, -120, -119, -118, -119, -121,
    -120, -119, -122, -120, -121, -122, -122, -122, -121, -121, -121, -119, -120, -117, -112, -112, -110, -107, -107,
    -105, -101, -101, -99,  -95,  -93,  -91,  -91,  -87,  -87,  -84,  -80,  -81,  -77,  -73,  -74,  -72,  -70,  -66,
    -67,  -62,  -59,  -59,  -57,  -55,  -53,  -51,  -48,  -48,  -44,  -41,  -41,  -40,  -36,  -33,  -34,  -29,  -27,
    -28,  -25,  -22,  -22,  -20,  -16,  -12,  -13,  -10};

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
  CHECK(std::equal(result.answers.begin(), result.answers.end(), tflm_answers.begin(), tflm_answers.end()));
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

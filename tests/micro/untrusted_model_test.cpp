// SPDX-License-Identifier: Apache-2.0
// Models that are cut, damaged or given too little: refused with the right status, or run clean.
//
// Of 100,000 files with 1-8 random bytes overwritten, in per cent (the lesson's model; kvant's own):
//   19.9; 20.6  still well-formed        26.0; 24.1  invalid_model           0.7; 0.6  not_a_tflite_model
//   42.6; 34.0  truncated_model           8.8; 18.4  invalid_quantization    0.8; 0.7  unsupported_version
//    0.9; 1.0   arena_too_small           0.3; 0.5   unsupported_operator    0.02      unsupported_types
#include "model_trial.h"

#include <doctest/doctest.h>

#include <array>

using kvant_micro::Status;

namespace {

constexpr int damaged_files = 100000;

/// The models of this test: the lesson's where it is, and kvant's own with a scale for each output.
struct Subject {
  std::string name;
  std::vector<char> bytes;
};
std::vector<Subject> subjects() {
  std::vector<Subject> result = {{"kvant's own", read_test_file("tests/golden/sine_int8.tflite")}};
  REQUIRE(!result[0].bytes.empty());
  const std::vector<char> lesson = read_test_file("../shared/lesson/sin_model.tflite");
  if (!lesson.empty()) result.push_back({"the lesson's model", lesson});
  return result;
}

/// Finds the fields of a sound model, to change them.
class Surgeon {
 public:
  explicit Surgeon(const std::vector<char>& model)
      : bytes_(model), reader_(bytes_.data(), static_cast<std::uint32_t>(bytes_.size())) {
    root_ = reader_.table_at(reader_.u32(0));
    graph_ = reader_.element(reader_.vector_field(root_, 2, 2), 0);
  }
  kvant_micro::TableView root() const { return root_; }
  kvant_micro::TableView operator_code() { return reader_.element(reader_.vector_field(root_, 1, 2), 0); }
  kvant_micro::TableView tensor(std::uint32_t index) {
    return reader_.element(reader_.vector_field(graph_, 0, 2), index);
  }
  std::uint32_t first_input() { return reader_.u32(reader_.vector_field(graph_, 1, 2).position); }
  /// Of the first operator.
  std::uint32_t weights() {
    const kvant_micro::TableView node = reader_.element(reader_.vector_field(graph_, 3, 2), 0);
    return reader_.u32(reader_.vector_field(node, 1, 2).position + 4);
  }
  /// Overwrites the lowest byte of a field that is there.
  void set(kvant_micro::TableView table, std::uint32_t id, std::uint32_t length, int value) {
    const std::uint32_t at = reader_.find_field(table, id, length);
    REQUIRE(at != 0);
    bytes_[at] = static_cast<char>(value);
  }
  bool has(kvant_micro::TableView table, std::uint32_t id) { return reader_.find_field(table, id, 1) != 0; }
  Status status() const { return try_model(bytes_).status; }

 private:
  std::vector<char> bytes_;
  kvant_micro::FlatbufferReader reader_;
  kvant_micro::TableView root_, graph_;
};

}  // namespace

TEST_CASE("the arena's size is exact: one byte less is refused") {
  for (const Subject& subject : subjects()) {
    CAPTURE(subject.name);
    const Trial whole = try_model(subject.bytes);
    const Trial exact = try_model(subject.bytes, {.arena_bytes = whole.arena});
    CHECK(exact.status == Status::ok);
    CHECK(exact.answers == whole.answers);
    for (std::uint32_t bytes = 0; bytes < whole.arena; ++bytes) {
      CHECK(try_model(subject.bytes, {.arena_bytes = bytes}).status == Status::arena_too_small);
    }
  }
}

TEST_CASE("an arena that is not aligned is refused") {
  for (const Subject& subject : subjects()) {
    for (std::size_t offset = 1; offset < 16; ++offset) {
      CHECK(try_model(subject.bytes, {.arena_offset = offset}).status == Status::misaligned_arena);
    }
  }
}

TEST_CASE("a model at any address works or says that it is misaligned") {
  for (const Subject& subject : subjects()) {
    const Trial aligned = try_model(subject.bytes);
    for (std::size_t offset = 0; offset < 16; ++offset) {
      const Trial trial = try_model(subject.bytes, {.model_offset = offset});
      CHECK(trial.status == (offset % 4 == 0 ? Status::ok : Status::misaligned_model));
      if (trial.status == Status::ok) CHECK(trial.answers == aligned.answers);
    }
  }
}

TEST_CASE("a wrong field has its own status") {
  for (const Subject& subject : subjects()) {
    CAPTURE(subject.name);
    CHECK(Surgeon(subject.bytes).status() == Status::ok);
    Surgeon version(subject.bytes);
    version.set(version.root(), 0, 4, 2);
    CHECK(version.status() == Status::unsupported_version);

    Surgeon unknown(subject.bytes);
    unknown.set(unknown.operator_code(), 0, 1, 126);
    if (unknown.has(unknown.operator_code(), 3)) unknown.set(unknown.operator_code(), 3, 4, 126);
    CHECK(unknown.status() == Status::unsupported_operator);

    Surgeon input(subject.bytes);
    input.set(input.tensor(input.first_input()), 1, 1, static_cast<int>(kvant_micro::TensorType::int16));
    CHECK(input.status() == Status::unsupported_types);

    Surgeon weights(subject.bytes);
    weights.set(weights.tensor(weights.weights()), 1, 1, static_cast<int>(kvant_micro::TensorType::int16));
    CHECK(weights.status() == Status::invalid_model);  // its bytes are no longer those of its shape
    weights.set(weights.tensor(weights.weights()), 1, 1, static_cast<int>(kvant_micro::TensorType::uint8));
    CHECK(weights.status() == Status::unsupported_types);

    std::vector<char> renamed = subject.bytes;
    renamed[4] = 'X';
    CHECK(try_model(renamed).status == Status::not_a_tflite_model);
  }
}

TEST_CASE("an operator that is missing from the list is refused") {
  static constexpr kvant_micro::Operator others[] = {kvant_micro::relu_ReluInt8(),
                                                     kvant_micro::fully_connected_FullyConnectedFloat32()};
  for (const Subject& subject : subjects()) {
    CHECK(try_model(subject.bytes, {.operators = {others, 0}}).status == Status::unsupported_operator);
    CHECK(try_model(subject.bytes, {.operators = {others, 1}}).status == Status::unsupported_operator);
    CHECK(try_model(subject.bytes, {.operators = {others, 2}}).status == Status::unsupported_types);
  }
}

TEST_CASE("every truncation is refused") {
  for (const Subject& subject : subjects()) {
    for (std::size_t size = 0; size < subject.bytes.size(); ++size) {
      CAPTURE(size);
      CHECK(try_model(subject.bytes.data(), size, {.inputs = 1}).status != Status::ok);
    }
  }
}

TEST_CASE("random corruptions are refused or run clean twice with the same bytes") {
  for (const Subject& subject : subjects()) {
    std::uint64_t state = 1;
    const auto random = [&] {
      return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
    };
    std::array<int, 13> outcomes = {};
    for (int i = 0; i < damaged_files; ++i) {
      std::vector<char> damaged = subject.bytes;
      for (std::uint32_t n = 1 + random() % 8; n > 0; --n) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      const Trial first = try_model(damaged, {.arena_filling = 0, .inputs = 3});
      const Trial second = try_model(damaged, {.arena_filling = 0xA5, .inputs = 3});
      if (first.status != second.status || first.answers != second.answers) FAIL_CHECK("file ", i, " has two results");
      ++outcomes[static_cast<std::size_t>(first.status)];
    }
    std::string shares;
    for (int count : outcomes) shares += " " + std::to_string(count * 100.0 / damaged_files).substr(0, 5);
    MESSAGE(subject.name, ": of ", damaged_files, " files, per cent with status 0, 1 ...:", shares);
    CHECK(outcomes[0] * 100 > 10 * damaged_files);
    CHECK(outcomes[0] * 100 < 25 * damaged_files);
  }
}

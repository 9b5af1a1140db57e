// SPDX-License-Identifier: Apache-2.0
// One model set up and run under a test's conditions, in exact copies of its bytes: a sanitizer sees a read beyond
// them.
#pragma once

#include <kvant_micro/all_operators.h>
#include <kvant_micro/interpreter.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <string>
#include <vector>

/// A file of the repository, or beside it; empty when it is absent.
inline std::vector<char> read_test_file(const std::string& path) {
  std::ifstream file(KVANT_SOURCE_DIR "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Conditions {
  std::uint32_t arena_bytes = 4096;
  std::size_t model_offset = 0, arena_offset = 0;  ///< from an address that is a multiple of 16
  std::uint8_t arena_filling = 0;
  int inputs = 256;  ///< the codes -128, -127 ..., in all bytes of the input
  kvant_micro::OperatorList operators = kvant_micro::all_operators();
};

struct Trial {
  kvant_micro::Status status;
  std::uint32_t arena;
  std::vector<std::int8_t> answers;  ///< all bytes of output 0 for each input
};

namespace model_trial_detail {

/// Storage that ends with its last byte, begun at an offset from a multiple of 16.
class Exact {
 public:
  Exact(std::size_t bytes, std::size_t offset, std::uint8_t filling)
      : storage_(static_cast<std::uint8_t*>(::operator new(offset + bytes, std::align_val_t(16)))), offset_(offset) {
    std::memset(storage_.get(), filling, offset + bytes);
  }
  std::uint8_t* data() { return storage_.get() + offset_; }

 private:
  struct Delete {
    void operator()(std::uint8_t* storage) const { ::operator delete(storage, std::align_val_t(16)); }
  };
  std::unique_ptr<std::uint8_t, Delete> storage_;
  std::size_t offset_;
};

}  // namespace model_trial_detail

inline Trial try_model(const char* bytes, std::size_t size, const Conditions& conditions = {}) {
  using kvant_micro::Status;
  model_trial_detail::Exact model(size, conditions.model_offset, 0);
  if (size > 0) std::memcpy(model.data(), bytes, size);
  model_trial_detail::Exact arena(conditions.arena_bytes, conditions.arena_offset, conditions.arena_filling);
  kvant_micro::Interpreter interpreter(model.data(), static_cast<std::uint32_t>(size), conditions.operators,
                                       arena.data(), conditions.arena_bytes);
  Trial trial = {interpreter.allocate_tensors(), interpreter.arena_used_bytes(), {}};
  kvant_micro::TensorView input, output;
  if (trial.status != Status::ok || interpreter.input(0, input) != Status::ok ||
      interpreter.output(0, output) != Status::ok) {
    return trial;
  }
  for (int code = -128; code < -128 + conditions.inputs; ++code) {
    std::memset(input.data, code, input.facts.bytes);
    trial.status = interpreter.invoke();
    const std::int8_t* const answer = static_cast<const std::int8_t*>(output.data);
    trial.answers.insert(trial.answers.end(), answer, answer + output.facts.bytes);
  }
  return trial;
}
inline Trial try_model(const std::vector<char>& model, const Conditions& conditions = {}) {
  return try_model(model.data(), model.size(), conditions);
}

// SPDX-License-Identifier: Apache-2.0
// Memory for many floats, which training goes through from end to end again and again.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace kvant::linear {

/// Floats from the beginning of a cache line on, all 0. Many of them lie in the system's large pages where it has such:
/// a processor looks up addresses for 4 KiB at a time otherwise, and kws took a tenth longer to train.
class FloatMemory {
 public:
  FloatMemory() = default;
  /// Throws std::bad_alloc.
  explicit FloatMemory(std::int64_t count);

  float* data() const { return memory_.get(); }
  std::int64_t size() const { return size_; }

 private:
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  std::unique_ptr<float[], Free> memory_;
  std::int64_t size_ = 0;
};

}  // namespace kvant::linear

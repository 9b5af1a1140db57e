// SPDX-License-Identifier: Apache-2.0
// Images of a batch for kernels that read whole vectors: those near the end of the array from a copy with room behind.
#pragma once

#include "linear/working_memory.h"

#include <algorithm>
#include <cstdint>

namespace kvant::linear {

class ReadableImages {
 public:
  /// beyond: how many numbers behind an image's last a kernel may read; 0: none, and no copy.
  ReadableImages(const float* images, std::int64_t count, std::int64_t size, std::int64_t beyond)
      : images_(images),
        size_(size),
        copied_(beyond == 0 ? 0 : std::min(count, (beyond + size - 1) / size)),
        first_copied_(count - copied_),
        memory_(copied_ == 0 ? 0 : whole_lines(copied_ * size + beyond)) {}

  /// Floats that copy_last needs.
  std::int64_t memory() const { return memory_; }
  void copy_last(float* memory) {
    copy_ = memory;
    std::copy_n(images_ + first_copied_ * size_, copied_ * size_, memory);
  }
  const float* image(std::int64_t i) const {
    return i < first_copied_ ? images_ + i * size_ : copy_ + (i - first_copied_) * size_;
  }

 private:
  const float* images_;
  const float* copy_ = nullptr;
  std::int64_t size_, copied_, first_copied_, memory_;
};

}  // namespace kvant::linear

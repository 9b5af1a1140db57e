// SPDX-License-Identifier: Apache-2.0
// Pictures in files as samples, with a class each.
#pragma once

#include "data/image.h"
#include "data/sample_source.h"
#include "data/stored_array.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kvant::data {

struct LabeledFile {
  std::string path;
  std::int64_t label = 0;  ///< index of its class
};

/// Reads a whole file, or throws Error that names it.
using FileReader = std::function<std::vector<std::byte>(const std::string& path)>;

/// Decodes a picture when it is asked for. Inputs are [height, width, channels] from 0 to 255, targets (1,).
class ImageSource : public SampleSource {
 public:
  /// Looks at the head of every file. Without size all pictures must have the same; with it they are resized.
  /// Throws Error that names the file for a picture that is none, or whose size differs; and for no files.
  ImageSource(std::vector<LabeledFile> files, ImageColor color, std::optional<ImageSize> size, FileReader read);

  std::int64_t rows() const override { return static_cast<std::int64_t>(files_.size()); }
  const std::vector<Shape>& input_shapes() const override { return input_shapes_; }
  const std::vector<Shape>& target_shapes() const override { return target_shapes_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override;

  /// All of them: uint8, or float32 when they are resized. Throws Error when they need more than most_bytes.
  StoredArray read_all(std::size_t most_bytes) const;
  /// The class of each: int32 (rows,).
  StoredArray labels() const;

 private:
  Image decode(std::int64_t row) const;

  std::vector<LabeledFile> files_;
  ImageColor color_;
  FileReader read_;
  bool resized_;
  ImageSize size_;
  std::vector<Shape> input_shapes_, target_shapes_;
};

}  // namespace kvant::data

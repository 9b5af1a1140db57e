// SPDX-License-Identifier: Apache-2.0
// Checks pictures, decodes and resizes them.
#include "data/image_source.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

#include "data/resize_image.h"

namespace kvant::data {

ImageSource::ImageSource(std::vector<LabeledFile> files, ImageColor color, std::optional<ImageSize> size,
                         FileReader read)
    : files_(std::move(files)), color_(color), read_(std::move(read)), resized_(size.has_value()) {
  if (files_.empty()) throw Error("images", "there are none");
  for (const LabeledFile& file : files_) {
    const ImageSize found = read_image_size(read_(file.path), file.path);
    if (resized_) continue;
    if (&file == &files_.front()) size_ = found;
    if (found == size_) continue;
    throw Error(file.path,
                fmt::format("must be {} as {} is, unless image_size is given", size_text(size_), files_[0].path),
                size_text(found));
  }
  if (resized_) size_ = *size;
  if (size_.height < 1 || size_.width < 1 || size_.height > most_pixels / size_.width)
    throw Error("image_size", "must be 1 or more, and of not too many pixels", size_text(size_), ErrorKind::usage);
  input_shapes_ = {{size_.height, size_.width, static_cast<std::int64_t>(color)}};
  target_shapes_ = {{1}};
}

/// The file may have changed since its head was read.
Image ImageSource::decode(std::int64_t row) const {
  const LabeledFile& file = files_[static_cast<std::size_t>(row)];
  Image image = decode_image(read_(file.path), file.path, color_);
  if (resized_ || image.size == size_) return image;
  throw Error(file.path, "has changed: it was " + size_text(size_), size_text(image.size));
}

void ImageSource::fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) {
  const std::int64_t numbers = element_count(input_shapes_[0]);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!y.empty()) y[0][i] = static_cast<float>(files_[static_cast<std::size_t>(rows[i])].label);
    if (x.empty()) continue;
    const Image image = decode(rows[i]);
    float* const to = x[0] + static_cast<std::int64_t>(i) * numbers;
    if (resized_) {
      resize_bilinear(image, size_, to);
    } else {
      std::copy(image.pixels.begin(), image.pixels.end(), to);
    }
  }
}

StoredArray ImageSource::read_all(std::size_t most_bytes) const {
  const DType dtype = resized_ ? DType::float32 : DType::uint8;
  const std::int64_t numbers = element_count(input_shapes_[0]);
  if (static_cast<std::size_t>(rows()) > most_bytes / static_cast<std::size_t>(numbers) / size_of(dtype)) {
    throw Error(
        "images",
        fmt::format("need more than {} MiB of memory; stream = true reads them as they are needed", most_bytes >> 20),
        fmt::format("{} of {}", rows(), to_string(input_shapes_[0])));
  }
  Shape shape = input_shapes_[0];
  shape.insert(shape.begin(), rows());
  Array all(dtype, shape);
  for (std::int64_t row = 0; row < rows(); ++row) {
    const Image image = decode(row);
    if (resized_) {
      resize_bilinear(image, size_, all.values<float>().data() + row * numbers);
    } else {
      std::copy(image.pixels.begin(), image.pixels.end(), all.values<std::uint8_t>().data() + row * numbers);
    }
  }
  return store(std::move(all));
}

StoredArray ImageSource::labels() const {
  Array labels(DType::int32, {rows()});
  for (std::size_t i = 0; i < files_.size(); ++i)
    labels.values<std::int32_t>()[i] = static_cast<std::int32_t>(files_[i].label);
  return store(std::move(labels));
}

}  // namespace kvant::data

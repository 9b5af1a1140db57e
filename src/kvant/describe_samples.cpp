// SPDX-License-Identifier: Apache-2.0
// Counts what is in IDX files and folders of pictures.
#include <kvant/describe_samples.h>

#include "export/sha256.h"
#include "kvant/data_files.h"
#include "kvant/picture_folder.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_set>

namespace kvant {
namespace {

/// Values beyond are measurements rather than classes.
constexpr std::int64_t most_classes = 1000;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::int64_t count_duplicates(const data::StoredArray& array) {
  const std::size_t row_bytes = array.bytes.size() / static_cast<std::size_t>(array.rows());
  std::unordered_set<std::string_view> known;
  for (std::size_t at = 0; at < array.bytes.size(); at += row_bytes) {
    known.insert(text_of(array.bytes.subspan(at, row_bytes)));
  }
  return array.rows() - static_cast<std::int64_t>(known.size());
}

bool is_integer(DType dtype) { return dtype != DType::float32 && dtype != DType::float64; }

SampleFacts describe_idx(const std::string& path) {
  const data::StoredArray array = open_array(path, false);
  SampleFacts facts{.rows = array.rows(), .shape = {array.shape.begin() + 1, array.shape.end()}};
  facts.type = name_of(array.dtype);
  facts.min = std::numeric_limits<double>::infinity();
  facts.max = -facts.min;
  double sum = 0;
  std::map<std::int64_t, std::int64_t> counts;
  const bool labels = array.shape.size() == 1 && is_integer(array.dtype);
  std::vector<float> row(static_cast<std::size_t>(array.row_size()));
  for (std::int64_t i = 0; i < array.rows(); ++i) {
    data::read_row(array, i, row.data());
    for (const float number : row) {
      if (!std::isfinite(number)) {
        ++facts.not_finite;
        continue;
      }
      const auto value = static_cast<double>(number);
      facts.min = std::min(facts.min, value);
      facts.max = std::max(facts.max, value);
      sum += value;
    }
    if (labels) ++counts[static_cast<std::int64_t>(row[0])];
  }
  const std::int64_t finite = array.rows() * array.row_size() - facts.not_finite;
  if (finite == 0) facts.min = facts.max = std::numeric_limits<double>::quiet_NaN();
  facts.mean = finite == 0 ? facts.min : sum / static_cast<double>(finite);
  if (!labels) facts.duplicate_rows = count_duplicates(array);
  if (labels && facts.min >= 0 && facts.max < static_cast<double>(most_classes)) {
    for (const auto& [value, count] : counts) facts.classes.emplace_back(std::to_string(value), count);
  }
  return facts;
}

SampleFacts describe_folder(const std::string& path) {
  const PictureFolder folder = find_pictures(path, {});
  SampleFacts facts{.rows = static_cast<std::int64_t>(folder.files.size()), .type = "pictures"};
  std::map<std::string, std::int64_t> sizes;
  std::vector<std::int64_t> counts(folder.class_names.size());
  std::unordered_set<std::string> known;
  for (const data::LabeledFile& file : folder.files) {
    const Bytes bytes = load(file.path);
    ++sizes[data::size_text(data::read_image_size(bytes, file.path))];
    ++counts[static_cast<std::size_t>(file.label)];
    // Large sets do not fit into memory: equal files have equal digests and, as good as always, the other way round.
    known.insert(exporting::sha256_hex(bytes));
  }
  facts.duplicate_rows = facts.rows - static_cast<std::int64_t>(known.size());
  for (std::size_t i = 0; i < counts.size(); ++i) facts.classes.emplace_back(folder.class_names[i], counts[i]);
  facts.sizes.assign(sizes.begin(), sizes.end());
  std::sort(facts.sizes.begin(), facts.sizes.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return facts;
}

}  // namespace

bool holds_samples(const std::string& path) {
  std::error_code ignored;
  const bool named_as_model = path.ends_with(".tflite") || path.ends_with(".keras") || path.ends_with(".h5");
  const bool is_model =
      named_as_model || std::filesystem::exists(std::filesystem::path(path) / "saved_model.pb", ignored);
  return (std::filesystem::is_directory(path, ignored) && !is_model) ||
         (is_data_file(path) && data_format_of(path) == DataFormat::idx);
}

SampleFacts describe_samples(const std::string& path) {
  if (!holds_samples(path)) throw Error(path, "must be an IDX file or a folder of pictures");
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ? describe_folder(path) : describe_idx(path);
}

}  // namespace kvant

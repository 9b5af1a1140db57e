// SPDX-License-Identifier: Apache-2.0
// Formats by name; whole, expanded and mapped files.
#include "kvant/data_files.h"

#include "data/gzip.h"
#include "data/idx_format.h"
#include "data/npy_format.h"
#include "kvant/mapped_file.h"

#include <kvant/types/error.h>

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace kvant {
namespace {

constexpr std::string_view packed_ending = ".gz";

bool is_packed(std::string_view path) { return path.ends_with(packed_ending); }

std::optional<DataFormat> find_format(std::string_view path) {
  if (path == "-") return DataFormat::csv;
  if (is_packed(path)) path.remove_suffix(packed_ending.size());
  if (path.ends_with(".csv")) return DataFormat::csv;
  if (path.ends_with(".npy")) return DataFormat::npy;
  if (path.ends_with(".npz")) return DataFormat::npz;
  if (data::is_idx_name(path)) return DataFormat::idx;
  return {};
}

MappedFile load_kept(const std::string& path) {
  auto bytes = std::make_shared<const Bytes>(load_expanded(path));
  return {*bytes, bytes};
}

}  // namespace

DataFormat data_format_of(const std::string& path) {
  if (const auto format = find_format(path)) return *format;
  throw Error(path, "must end in .csv, .npy or .npz, or be called as IDX files are: images-idx3-ubyte",
              path.substr(path.find_last_of('/') + 1));
}

bool is_data_file(const std::string& path) { return find_format(path).has_value(); }

Bytes load_expanded(const std::string& path) {
  Bytes bytes = load(path);
  return is_packed(path) ? data::read_gzip(bytes, path) : bytes;
}

data::StoredArray open_array(const std::string& path, bool stream) {
  const DataFormat format = data_format_of(path);
  if (format != DataFormat::npy && format != DataFormat::idx) throw Error(path, "must be a .npy or an IDX file");
  const MappedFile file = stream && !is_packed(path) ? map_file(path) : load_kept(path);
  data::StoredArray array =
      format == DataFormat::npy ? data::read_stored_npy(file.bytes, path) : data::read_idx(file.bytes, path);
  if (array.keeper == nullptr) array.keeper = file.keeper;
  return array;
}

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// .npz: which entries of the archive are arrays, and what they are called.
#include "data/npz_format.h"

#include <kvant/types/error.h>

#include <set>
#include <utility>

#include "data/npy_format.h"
#include "formats/zip/zip_archive.h"

namespace kvant::data {
namespace {
constexpr std::string_view ending = ".npy";
}

std::vector<NamedArray> read_npz(std::span<const std::byte> bytes, std::string_view name) {
  std::vector<NamedArray> arrays;
  std::set<std::string> names;
  for (const formats::ZipEntry& entry : formats::read_zip(bytes, name)) {
    if (!entry.path.ends_with(ending)) continue;
    const std::string array_name = entry.path.substr(0, entry.path.size() - ending.size());
    if (!names.insert(array_name).second) throw Error(std::string(name), "holds two arrays of one name", array_name);
    arrays.push_back({array_name, read_npy(entry.bytes, std::string(name) + ": " + array_name)});
  }
  return arrays;
}

std::vector<std::byte> write_npz(const std::vector<NamedArray>& arrays) {
  std::vector<formats::ZipEntry> entries;
  std::set<std::string> names;
  for (const NamedArray& named : arrays) {
    if (named.name.empty()) throw Error("npz", "an array needs a name", {}, ErrorKind::usage);
    if (!names.insert(named.name).second) throw Error("npz", "two arrays have one name", named.name, ErrorKind::usage);
    entries.push_back({named.name + std::string(ending), write_npy(named.array)});
  }
  return formats::write_zip(entries);
}

const Array& array_of(const std::vector<NamedArray>& arrays, std::string_view array_name, std::string_view file) {
  std::string names;
  for (const NamedArray& named : arrays) {
    if (named.name == array_name) return named.array;
    names += (names.empty() ? "" : ", ") + named.name;
  }
  throw Error(std::string(file), "has no such array; its arrays are " + names, std::string(array_name),
              ErrorKind::usage);
}

}  // namespace kvant::data

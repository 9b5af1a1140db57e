// SPDX-License-Identifier: Apache-2.0
// TensorFlow's variable files: a table of what there is, and files of numbers.
//
//   variables.index                  sorted_table.h: "" -> {1 number of data files, 2 0: little-endian, 3 {1 1}}
//                                    key -> {1 type, 2 shape, 3 data file, 4 offset, 5 size, 6 fixed32 masked crc32c}
//   variables.data-00000-of-00001    the numbers of all tensors, back to back; of texts varint lengths, fixed32 masked
//                                    crc32c of the lengths (each u32), then the texts
#pragma once

#include "formats/saved_model/model_folder.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kvant::formats {

class TensorBundle {
 public:
  /// prefix: "variables/variables". name: of the model, for messages. Throws Error for a damaged table; without one
  /// there are no tensors.
  TensorBundle(const ModelFolder& folder, const std::string& prefix, const std::string& name);

  bool empty() const { return entries_.empty(); }
  bool contains(const std::string& key) const { return entries_.contains(key); }

  /// The numbers of a tensor. Throws Error when it is not there, is partitioned or of texts, or its checksum differs.
  Array read(const std::string& key) const;
  /// The text of a tensor that holds one.
  std::string read_text(const std::string& key) const;

 private:
  struct Entry {
    std::int64_t type = 0, shard = 0, offset = 0, size = 0;
    Shape shape;
    std::uint32_t checksum = 0;
    bool partitioned = false;
  };
  const Entry& entry_of(const std::string& key) const;
  std::span<const std::byte> bytes_of(const Entry& entry, const std::string& key) const;

  ModelFolder folder_;
  std::string prefix_, name_;
  std::int64_t shards_ = 1;
  std::map<std::string, Entry> entries_;
  mutable std::map<std::int64_t, std::vector<std::byte>> data_;  ///< of the files that were needed
};

/// The files prefix.index and prefix.data-00000-of-00001, with one text among the tensors. The same tensors give the
/// same bytes.
FolderFiles write_tensor_bundle(const std::string& prefix, const std::map<std::string, Array>& tensors,
                                const std::string& text_key, const std::string& text);

}  // namespace kvant::formats

// SPDX-License-Identifier: Apache-2.0
// The links of an HDF5 group: the names of its children and where their object headers lie.
#pragma once

#include "formats/hdf5/hdf5_header.h"

#include <string>
#include <vector>

namespace kvant::formats::hdf5 {

struct Link {
  std::string name;
  std::uint64_t header_address;
};

/// Whether these messages describe a group.
bool is_group(const std::vector<HeaderMessage>& messages);

/// The children, in the order of the file. Throws Error for soft and external links.
std::vector<Link> read_links(FileBytes& file, const std::vector<HeaderMessage>& messages);

}  // namespace kvant::formats::hdf5

// SPDX-License-Identifier: Apache-2.0
// The header of an HDF5 object: the messages that describe a group or a dataset.
#pragma once

#include "formats/hdf5/hdf5_bytes.h"
#include "formats/hdf5/hdf5_format.h"

#include <vector>

namespace kvant::formats::hdf5 {

struct HeaderMessage {
  std::uint16_t type;
  bool shared;  ///< the body is the address of the message, elsewhere
  std::span<const std::byte> body;
};

/// All messages of the object header at an address, continuations followed, in the order of the file.
/// Throws Error for a header of an unknown version or one that is damaged.
std::vector<HeaderMessage> read_header(FileBytes& file, std::uint64_t address);

/// The only message of a type, or null. Throws Error when it is shared.
const HeaderMessage* find_message(const FileBytes& file, const std::vector<HeaderMessage>& messages, Message type);

}  // namespace kvant::formats::hdf5

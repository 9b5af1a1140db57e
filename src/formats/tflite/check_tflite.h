// SPDX-License-Identifier: Apache-2.0
// The first look at the bytes of a .tflite file, before a single table is followed.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace kvant::formats {

/// Throws Error unless every offset leads to a sound place, the schema version is 3, there is a subgraph, all data lies
/// within the tables, every operator's options are of a known kind, and what is unpacked takes at most 16 times the
/// file's size (tables may be shared). name: of the file.
void check_tflite(std::span<const std::byte> bytes, const std::string& name);

}  // namespace kvant::formats

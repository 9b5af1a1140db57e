// SPDX-License-Identifier: Apache-2.0
// Data files: their formats, by name, and their bytes, read or mapped.
#pragma once

#include "data/stored_array.h"

#include <kvant/files.h>

#include <string>

namespace kvant {

enum class DataFormat { csv, npy, npz, idx };

/// By the ending, and IDX by names like train-images-idx3-ubyte; .gz behind it is passed over. "-", standard input, is
/// a .csv. Throws Error for another name.
DataFormat data_format_of(const std::string& path);
/// Whether the name is one that data_format_of takes.
bool is_data_file(const std::string& path);

/// The whole file, expanded where its name ends in .gz.
Bytes load_expanded(const std::string& path);

/// The array of a .npy or IDX file; stream: the file is mapped into memory, and the system reads it as rows are asked
/// for (what ends in .gz is expanded in memory nevertheless). Throws Error for another format.
data::StoredArray open_array(const std::string& path, bool stream);

}  // namespace kvant

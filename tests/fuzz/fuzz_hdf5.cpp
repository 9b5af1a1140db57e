// SPDX-License-Identifier: Apache-2.0
// HDF5: the tree of .h5 models and of the weights in a .keras file.
#include "formats/hdf5/hdf5_reader.h"
#include "fuzz_target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, [](auto bytes) { kvant::formats::read_hdf5(bytes, "input"); });
}

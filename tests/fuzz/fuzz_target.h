// SPDX-License-Identifier: Apache-2.0
// What the fuzz targets share: untrusted bytes meet one reader, which answers with a value or an Error.
#pragma once

#include <kvant/types/error.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace kvant::fuzz {

/// Calls read(bytes). An Error is an answer; anything else that is thrown ends the process.
template <class Read>
int read_untrusted(const std::uint8_t* data, std::size_t size, Read read) {
  try {
    read(std::span(reinterpret_cast<const std::byte*>(data), size));
  } catch (const Error&) {  // refused
  }
  return 0;
}

/// Throws where a promise is broken, which no target catches.
inline void must_hold(bool promise, const std::string& what) {
  if (!promise) throw std::logic_error(what);
}

}  // namespace kvant::fuzz

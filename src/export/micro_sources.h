// SPDX-License-Identifier: Apache-2.0
// The chip's headers as the build embeds them (cmake/embed_micro.cmake).
#pragma once

#include <span>
#include <string_view>

namespace kvant::exporting {

struct MicroSource {
  std::string_view path;  ///< as it is included: "kvant_micro/kernels/relu.h"
  std::string_view text;
};

std::span<const MicroSource> micro_sources();

}  // namespace kvant::exporting

// SPDX-License-Identifier: Apache-2.0
// An operator's options as a node holds them.
#pragma once

#include "kvant_schema/tflite_options_generated.h"

#include <memory>
#include <utility>

namespace kvant::layers {

/// Options: a table of the format, as tflite::Conv2DOptionsT.
template <class Options>
std::shared_ptr<const tflite::BuiltinOptionsUnion> node_options(Options options) {
  auto holder = std::make_shared<tflite::BuiltinOptionsUnion>();
  holder->Set(std::move(options));
  return holder;
}

}  // namespace kvant::layers

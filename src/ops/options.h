// SPDX-License-Identifier: Apache-2.0
// An operator's option table, by its generated type.
#pragma once

#include "graph/graph.h"
#include "kvant_schema/tflite_options_generated.h"

#include <memory>
#include <utility>

namespace kvant::ops {

/// The options of a node, or their defaults where it has none of this type.
template <class Options>
const Options& options_of(const graph::Node& node) {
  static const Options defaults;
  constexpr auto type = tflite::BuiltinOptionsUnionTraits<Options>::enum_value;
  const bool has = node.options != nullptr && node.options->type == type;
  return has ? *static_cast<const Options*>(node.options->value) : defaults;
}

/// Options as a node holds them: a table of the format, as tflite::Conv2DOptionsT.
template <class Options>
std::shared_ptr<const tflite::BuiltinOptionsUnion> hold_options(Options options) {
  auto holder = std::make_shared<tflite::BuiltinOptionsUnion>();
  holder->Set(std::move(options));
  return holder;
}

}  // namespace kvant::ops

// SPDX-License-Identifier: Apache-2.0
// The objects of a SavedModel: a root, lists of its variables, and its signatures.
//
//   0 root   1 variables   2 trainable_variables   3 non_trainable_variables   4 signatures   5 ... each variable,
//   then a function for each signature
#pragma once

#include "formats/protobuf/wire_writer.h"
#include "formats/saved_model/emit_operations.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kvant::formats {

inline constexpr std::int64_t first_variable_object = 5;

/// An input or output of the function: name in the signature, and shape.
using NamedShape = std::pair<std::string, Shape>;

/// SavedObjectGraph (meta_graph.h). function: its name in the library. inputs, outputs: sorted by name.
WireWriter write_object_graph(std::span<const WrittenVariable> variables, const std::vector<std::string>& signatures,
                              const std::string& function, const std::vector<NamedShape>& inputs,
                              const std::vector<NamedShape>& outputs);

/// What variables/ holds of the same objects: _CHECKPOINTABLE_OBJECT_GRAPH.
WireWriter write_checkpoint_graph(std::span<const WrittenVariable> variables,
                                  const std::vector<std::string>& signatures);

/// variables/0/.ATTRIBUTES/VARIABLE_VALUE, as Keras' export numbers them.
std::string checkpoint_key(std::size_t variable);

}  // namespace kvant::formats

// SPDX-License-Identifier: Apache-2.0
// The records of operators and layers as lists.
#include <kvant/supported.h>

#include "layers/layer_registry.h"
#include "ops/record.h"

#include <algorithm>
#include <string_view>

namespace kvant {
namespace {

/// Kernels that only move bytes are for every type; the others are named by theirs.
bool has_kernel(const ops::Record& record, std::string_view type) {
  return std::any_of(record.emitters.begin(), record.emitters.end(), [&](const ops::KernelEmitter& emitter) {
    const std::string_view name = emitter.name;
    return name.find(type) != std::string_view::npos || name.ends_with("Bytes");
  });
}

}  // namespace

std::vector<SupportedOperator> supported_operators() {
  std::vector<SupportedOperator> all;
  for (const ops::Record* record : ops::all_records()) {
    all.push_back({.name = record->name.value,
                   .code = record->code,
                   .summary = record->summary.value,
                   .float32 = has_kernel(*record, "Float32"),
                   .int8 = has_kernel(*record, "Int8"),
                   .trains = record->gradient != nullptr});
  }
  std::sort(all.begin(), all.end(),
            [](const SupportedOperator& a, const SupportedOperator& b) { return a.code < b.code; });
  return all;
}

std::vector<SupportedLayer> supported_layers() {
  std::vector<SupportedLayer> all;
  for (const layers::LayerRecord* record : layers::all_layers())
    all.push_back({record->class_name, {record->keys.begin(), record->keys.end()}});
  std::sort(all.begin(), all.end(),
            [](const SupportedLayer& a, const SupportedLayer& b) { return a.class_name < b.class_name; });
  return all;
}

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// The parts of a report's data that need no model to run, as JSON.
#pragma once

#include <kvant/inspect.h>
#include <kvant/model.h>
#include <kvant/report.h>

#include <nlohmann/json.hpp>

namespace kvant {

/// Samples that are drawn of each part.
inline constexpr std::int64_t most_drawn = 2000;

/// The shortest text that gives the float32 again; null for NaN and infinities.
nlohmann::ordered_json json_number(double value);
/// The first most_drawn rows of real numbers; for rows of several numbers the first of each.
nlohmann::ordered_json json_column(const Array& rows);

/// {"input_size", "output_size", "parts": {"train": {"rows", "x", "y"} ...}, "clean": {"x", "y"}}; without values no x,
/// y and clean.
nlohmann::ordered_json json_data(const Report& report, bool with_values);
/// {"series": [["loss", [...]] ...], "stalled": false}.
nlohmann::ordered_json json_history(const History& history);
/// [{"name", "type", "activation", "window", "shape", "units", "parameters", "kernel", "from"} ...], the input first.
/// window: "3×3/2", or empty. kernel: of a small dense layer, else null. from: the names of the layers that enter it,
/// where that is not the one before alone.
nlohmann::ordered_json json_layers(const Model& model);
/// [{"name", "type", "shape", "constant", "scales", "scale", "largest_scale", "zero_point"} ...] of quantised tensors.
nlohmann::ordered_json json_tensors(const ModelFacts& facts);
/// {"file_bytes", "weight_bytes", "arena_bytes", "multiply_accumulates"}
nlohmann::ordered_json json_costs(const ModelFacts& facts);
/// {"bytes", "lower_bound", "operators": ["RELU" ...], "tensors": [{"tensor", "name", "offset", "bytes", "first",
/// "last"} ...]}: the activations in the arena, and the first and last operator that needs each.
nlohmann::ordered_json json_memory(const ModelFacts& facts);

}  // namespace kvant

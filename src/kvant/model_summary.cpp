// SPDX-License-Identifier: Apache-2.0
// Drawing the table.
#include "kvant/model_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace kvant {
namespace {

using Row = std::array<std::string, 3>;
using Widths = std::array<std::size_t, 3>;

/// 401000 -> 401,000.
std::string with_commas(std::int64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string memory_of(std::int64_t parameters) {
  double size = static_cast<double>(parameters) * 4.0;
  constexpr std::array<const char*, 5> units = {"B", "KB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  while (size >= 1024.0 && unit + 1 < units.size()) {
    size /= 1024.0;
    ++unit;
  }
  return fmt::format("{:.2f} {}", size, units[unit]);
}

std::vector<Row> rows_of(const layers::LayerGraph& layers) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < layers.layers().size(); ++i) {
    const layers::Layer& layer = *layers.layers()[i];
    if (layer.class_name() == "InputLayer") continue;
    const std::string shape = layers.built() ? to_string(layers.result_shape(i)) : "?";
    const std::string count = layers.built() ? with_commas(layer.parameter_count()) : "0 (unbuilt)";
    rows.push_back({layer.name() + " (" + layer.class_name() + ")", shape, count});
  }
  return rows;
}

/// A horizontal line: left end, crossing, right end, filled with dashes.
std::string line(const Widths& widths, const char* left, const char* dash, const char* cross, const char* right) {
  std::string text = left;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    for (std::size_t i = 0; i < widths[column] + 2; ++i) text += dash;
    text += column + 1 < widths.size() ? cross : right;
  }
  return text + "\n";
}

std::string cells(const Widths& widths, const Row& row, const char* bar) {
  return fmt::format("{3} {0:<{4}} {3} {1:<{5}} {3} {2:>{6}} {3}\n", row[0], row[1], row[2], bar, widths[0], widths[1],
                     widths[2]);
}

}  // namespace

std::string emit_summary(const layers::LayerGraph& layers) {
  const std::vector<Row> rows = rows_of(layers);
  Widths widths = {31, 22, 13};  // Keras'
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text = "Model: \"" + layers.name + "\"\n" + line(widths, "┏", "━", "┳", "┓") +
                     cells(widths, {"Layer (type)", "Output Shape", "Param #"}, "┃") + line(widths, "┡", "━", "╇", "┩");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) text += line(widths, "├", "─", "┼", "┤");
    text += cells(widths, rows[i], "│");
  }
  text += line(widths, "└", "─", "┴", "┘");

  std::int64_t total = 0, trainable = 0;
  for (const auto& layer : layers.layers()) {
    for (const layers::Variable& variable : std::as_const(*layer).variables()) {
      total += variable.value->size();
      if (layer->trainable() && variable.trainable) trainable += variable.value->size();
    }
  }
  const auto counted = [](const char* kind, std::int64_t count) {
    return fmt::format(" {}: {} ({})\n", kind, with_commas(count), memory_of(count));
  };
  return text + counted("Total params", total) + counted("Trainable params", trainable) +
         counted("Non-trainable params", total - trainable);
}

}  // namespace kvant

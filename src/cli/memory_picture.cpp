// SPDX-License-Identifier: Apache-2.0
// Characters instead of bytes: 72 columns for the whole arena.
#include "cli/memory_picture.h"

#include "cli/print.h"

#include <algorithm>

namespace kvant::cli {
namespace {

constexpr std::int64_t columns = 72;

/// Columns of one tensor; at least one.
struct Stretch {
  std::size_t begin, end;
};

Stretch stretch_of(const PlacedTensor& tensor, std::int64_t arena) {
  const std::int64_t begin = tensor.offset * columns / arena;
  const std::int64_t end = (tensor.offset + tensor.bytes) * columns / arena;
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(std::max(end, begin + 1))};
}

/// "[7----]", "7" where there is room for no more, and # where there is not even that.
void draw(std::string& line, Stretch stretch, const std::string& label) {
  const std::size_t width = stretch.end - stretch.begin;
  std::string box(width, '#');
  if (width >= label.size() + 2)
    box = "[" + label + std::string(width - label.size() - 2, '-') + "]";
  else if (width >= label.size())
    box.replace(0, label.size(), label);
  line.replace(stretch.begin, width, box);
}

bool lives(const PlacedTensor& tensor, int step) { return tensor.first_step <= step && step <= tensor.last_step; }

/// The tensor whose place this one takes at this step; null: nobody's.
const PlacedTensor* predecessor(const MemoryFacts& memory, const PlacedTensor& tensor, int step) {
  if (tensor.first_step != step) return nullptr;
  for (const PlacedTensor& other : memory.tensors) {
    if (&other != &tensor && other.last_step == step && lives(other, step) && other.offset == tensor.offset)
      return &other;
  }
  return nullptr;
}

std::string line_of(const MemoryFacts& memory, int step) {
  std::string line(static_cast<std::size_t>(columns), '.');
  for (const PlacedTensor& tensor : memory.tensors) {
    if (!lives(tensor, step)) continue;
    const PlacedTensor* before = predecessor(memory, tensor, step);
    const std::string label = std::to_string(tensor.tensor);
    draw(line, stretch_of(tensor, memory.bytes),
         before == nullptr ? label : std::to_string(before->tensor) + ">" + label);
  }
  return line;
}

}  // namespace

std::string draw_memory(const ModelFacts& model) {
  const MemoryFacts& memory = model.memory;
  if (memory.bytes == 0) return {};
  const std::string end = to_text(memory.bytes) + " bytes";
  const std::size_t gap = static_cast<std::size_t>(columns) - 1 - end.size();
  TextTable table({">#", "operator", "0" + std::string(gap, ' ') + end});
  for (std::size_t step = 0; step < model.operators.size(); ++step)
    table.add({std::to_string(step), model.operators[step].name, line_of(memory, static_cast<int>(step))});
  return table.text();
}

}  // namespace kvant::cli

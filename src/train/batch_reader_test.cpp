// SPDX-License-Identifier: Apache-2.0
// Batches from memory and read ahead: the same numbers, failures in their place.
#include "train/batch_reader.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <numeric>

using namespace kvant;
using namespace kvant::train;

namespace {

/// Row r has input (r, r + 0.5) and target -r; one row cannot be read.
class Counting : public data::SampleSource {
 public:
  Counting(bool in_memory, std::int64_t broken = -1) : in_memory_(in_memory), broken_(broken) {}
  std::int64_t rows() const override { return 10; }
  const std::vector<Shape>& input_shapes() const override { return inputs_; }
  const std::vector<Shape>& target_shapes() const override { return targets_; }
  bool in_memory() const override { return in_memory_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == broken_) throw Error("row " + std::to_string(broken_), "cannot be read");
      const auto value = static_cast<float>(rows[i]);
      x[0][2 * i] = value;
      x[0][2 * i + 1] = value + 0.5f;
      if (!y.empty()) y[0][i] = -value;
    }
  }

 private:
  bool in_memory_;
  std::int64_t broken_;
  std::vector<Shape> inputs_ = {{2}}, targets_ = {{1}};
};

std::vector<std::int64_t> backwards() {
  std::vector<std::int64_t> rows(10);
  std::iota(rows.rbegin(), rows.rend(), 0);
  return rows;
}

/// All inputs and targets of an epoch.
std::vector<float> read_epoch(BatchReader& reader, const std::vector<std::int64_t>& order) {
  std::vector<float> x(8), y(4), all;
  reader.begin(order);
  while (true) {
    const std::size_t rows = reader.next({{x.data()}, {y.data()}}).size();
    if (rows == 0) return all;
    all.insert(all.end(), x.begin(), x.begin() + static_cast<std::ptrdiff_t>(2 * rows));
    all.insert(all.end(), y.begin(), y.begin() + static_cast<std::ptrdiff_t>(rows));
  }
}

}  // namespace

TEST_CASE("batches that are read ahead are those from memory, epoch after epoch") {
  Counting memory(true), slow(false);
  BatchReader direct(memory, 4, true), ahead(slow, 4, true);
  const std::vector<std::int64_t> order = backwards();
  const std::vector<float> wanted = read_epoch(direct, order);
  CHECK(wanted.size() == 30);
  CHECK(wanted[0] == 9);
  CHECK(wanted[8] == -9);
  for (int epoch = 0; epoch < 20; ++epoch) CHECK(read_epoch(ahead, order) == wanted);
}

TEST_CASE("what reading ahead cannot read is told with its batch, and an epoch may begin anew before its end") {
  Counting source(false, 3);
  const std::vector<std::int64_t> order = backwards();
  BatchReader reader(source, 4, true);
  std::vector<float> x(8), y(4);
  for (int again = 0; again < 3; ++again) {
    reader.begin(order);
    CHECK(reader.next({{x.data()}, {y.data()}}).size() == 4);
    CHECK_THROWS_WITH_AS(reader.next({{x.data()}, {y.data()}}), "row 3: cannot be read", Error);
  }
  reader.begin(order);
  CHECK(reader.next({{x.data()}, {y.data()}}).size() == 4);
}

TEST_CASE("a change sees each batch once, with its rows") {
  for (const bool in_memory : {true, false}) {
    Counting source(in_memory);
    std::int64_t seen = 0;
    BatchReader reader(source, 4, true, [&](std::span<const std::int64_t> rows, const BatchPlaces& batch) {
      seen += static_cast<std::int64_t>(rows.size());
      batch.x[0][0] = 100;
    });
    const std::vector<std::int64_t> order = backwards();
    const std::vector<float> all = read_epoch(reader, order);
    CHECK(seen == 10);
    CHECK(all[0] == 100);
    CHECK(all[12] == 100);
  }
}

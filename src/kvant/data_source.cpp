// SPDX-License-Identifier: Apache-2.0
// kvant::DataSource over arrays of its own.
#include <kvant/data_source.h>

#include "train/array_source.h"

#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {

std::vector<const Array*> pointers_to(const std::vector<Array>& arrays) {
  std::vector<const Array*> pointers;
  for (const Array& array : arrays) pointers.push_back(&array);
  return pointers;
}

/// The shapes that the arrays have, with (n,) as (n, 1).
std::vector<Shape> shapes_of(const std::vector<Array>& arrays) {
  std::vector<Shape> shapes;
  for (const Array& array : arrays) {
    shapes.push_back(array.rank() == 1 ? Shape{unknown_length, 1} : array.shape());
    if (!shapes.back().empty()) shapes.back()[0] = unknown_length;
  }
  return shapes;
}

/// Arrays, and a source that reads them.
class OwnedArrays : public data::SampleSource {
 public:
  OwnedArrays(std::vector<Array> x, std::vector<Array> y)
      : x_(std::move(x)),
        y_(std::move(y)),
        reader_("data", pointers_to(x_), shapes_of(x_), pointers_to(y_), shapes_of(y_)) {}

  std::int64_t rows() const override { return reader_.rows(); }
  const std::vector<Shape>& input_shapes() const override { return reader_.input_shapes(); }
  const std::vector<Shape>& target_shapes() const override { return reader_.target_shapes(); }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    reader_.fetch(rows, x, y);
  }
  bool in_memory() const override { return true; }

 private:
  std::vector<Array> x_, y_;
  train::ArraySource reader_;
};

}  // namespace

DataSource::DataSource(const std::vector<Array>& x, const std::vector<Array>& y)
    : source_(std::make_shared<OwnedArrays>(x, y)) {}

DataSource::DataSource(std::shared_ptr<data::SampleSource> source) : source_(std::move(source)) {
  if (source_ == nullptr) throw Error("data", "there is no source", {}, ErrorKind::usage);
}

std::int64_t DataSource::rows() const { return source_->rows(); }
std::vector<Shape> DataSource::input_shapes() const { return source_->input_shapes(); }
std::vector<Shape> DataSource::target_shapes() const { return source_->target_shapes(); }

}  // namespace kvant

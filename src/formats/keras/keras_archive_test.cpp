// SPDX-License-Identifier: Apache-2.0
// .keras archives that do not hold what they should.
#include "formats/keras/keras_archive.h"

#include "formats/hdf5/hdf5_writer.h"
#include "formats/zip/zip_archive.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

using namespace kvant;
using namespace kvant::formats;

namespace {

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

std::string error_of(const std::vector<ZipEntry>& entries) {
  try {
    read_keras_archive(write_zip(entries), "a.keras");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string model_of(const std::string& layer) {
  return R"({"class_name": "Sequential", "config": {"layers": [
    {"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "x"}},)" +
         layer + "]}}";
}

}  // namespace

TEST_CASE(".keras without an entry, with a Lambda, and with weights that do not fit") {
  const ZipEntry config = {"config.json", bytes_of(model_of(R"({"class_name": "Dense", "config":
    {"name": "d", "units": 2}})"))};
  const ZipEntry lambda = {"config.json", bytes_of(model_of(R"({"class_name": "Lambda", "config":
    {"name": "twice", "function": ["4wEAAAA=", null, null]}})"))};
  Hdf5Tree tree;
  tree.add_dataset("layers/dense/vars/0", Array(DType::float32, {3, 2}));
  const ZipEntry half = {"model.weights.h5", write_hdf5(tree)};
  tree.add_dataset("layers/dense/vars/1", Array(DType::float32, {3}));
  const ZipEntry other = {"model.weights.h5", write_hdf5(tree)};
  CHECK(error_of({half}) == "a.keras: is not a .keras file: config.json is missing");
  CHECK(error_of({config}) == "a.keras: is not a .keras file: model.weights.h5 is missing");
  CHECK(error_of({lambda, half}) == "a.keras: has layers that kvant does not know, received Lambda (twice)");
  CHECK(error_of({config, half}) == "a.keras: weights of layer d: bias is missing");
  CHECK(error_of({config, other}) == "a.keras: weights of layer d: bias must have shape (2,), received (3,)");
}

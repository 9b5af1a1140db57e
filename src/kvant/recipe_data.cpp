// SPDX-License-Identifier: Apache-2.0
// Loads what [data] names, and divides it.
#include "kvant/recipe_data.h"

#include "data/stored_source.h"
#include "kvant/model_impl.h"
#include "train/planned_batch.h"
#include "train/target_check.h"

#include <kvant/columns.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace kvant::recipes {
namespace {

/// Beyond this a report shows the first rows only.
constexpr std::int64_t most_shown_numbers = std::int64_t{1} << 26;

PartSamples part_of_arrays(const Samples& samples) {
  auto source =
      std::make_shared<data::StoredSource>(std::vector<data::NamedStoredArray>{{"x", data::store(samples.x)}},
                                           std::vector<data::NamedStoredArray>{{"y", data::store(samples.y)}}, false);
  return {DataSource(std::move(source)), samples.y, samples};
}

PartSamples part_of_source(const DataSource& source) {
  const std::int64_t rows = std::min(source.rows(), most_shown_numbers / element_count(source.input_shapes()[0]));
  SourceArrays shown = read_rows(source, 0, rows);
  return {source, read_targets(source)[0], {std::move(shown.x[0]), std::move(shown.y[0])}};
}

[[noreturn]] void fail_empty(const std::string& path, std::int64_t rows) {
  throw Error(path, "has too few rows: none is left for training", std::to_string(rows));
}

/// The same rows as those of the training samples.
void set_weights(RecipeData& data, const DataPart& part, const std::string& path, std::int64_t rows) {
  if (part.sample_weight.empty()) return;
  const Array weights = load_weights(path, part.sample_weight, part.stream);
  if (weights.rows() != rows) {
    throw Error(path + ": " + part.sample_weight, "must have as many rows as x, " + std::to_string(rows),
                std::to_string(weights.rows()));
  }
  data.sample_weight = split(weights, weights, part.fractions, part.shuffle).train.x;
}

void set_parts(RecipeData& data, const DataPart& part, const std::string& path, const Samples& samples) {
  const Split parts = split(samples.x, samples.y, part.fractions, part.shuffle);
  if (parts.train.x.empty()) fail_empty(path, samples.x.rows());
  data.train = part_of_arrays(parts.train);
  set_weights(data, part, path, samples.x.rows());
  if (!parts.test.x.empty()) data.test = part_of_arrays(parts.test);
  if (!parts.validate.x.empty()) data.validate = part_of_arrays(parts.validate);
}

void set_parts(RecipeData& data, const DataPart& part, const std::string& path, const DataSource& source) {
  const SourceParts parts = split(source, part.fractions, part.shuffle);
  if (!parts.train) fail_empty(path, source.rows());
  data.train = part_of_source(*parts.train);
  set_weights(data, part, path, source.rows());
  if (parts.test) data.test = part_of_source(*parts.test);
  if (parts.validate) data.validate = part_of_source(*parts.validate);
}

void set_test(RecipeData& data, const std::string& path, const DataSource& source) {
  const Shape wanted = data.train->source.input_shapes()[0], found = source.input_shapes()[0];
  if (found != wanted) throw Error(path, "must hold samples of shape " + to_string(wanted), to_string(found));
  data.test = part_of_source(source);
}

}  // namespace

RecipeData load_data(const DataPart& part, const std::function<std::string(const std::string&)>& path_of) {
  RecipeData data;
  data.class_names = part.classes;
  const auto open = [&](const std::string& x, const std::string& y) {
    if (!part.stream) data.files.insert(data.files.end(), {path_of(x), path_of(y)});
    return open_arrays({path_of(x)}, {path_of(y)}, part.stream);
  };
  if (!part.images.empty()) {
    const std::string folder = path_of(part.images);
    const ImageDataset pictures = image_dataset_from_directory(folder, part.image_options);
    data.class_names = pictures.class_names;
    set_parts(data, part, folder, pictures.source);
    if (part.test_images.empty()) return data;
    ImageOptions options = part.image_options;
    options.class_names = data.class_names;
    const std::string test_folder = path_of(part.test_images);
    set_test(data, test_folder, image_dataset_from_directory(test_folder, options).source);
  } else if (!part.x.empty()) {
    set_parts(data, part, path_of(part.x), open(part.x, part.y));
    if (!part.test_x.empty()) set_test(data, path_of(part.test_x), open(part.test_x, part.test_y));
  } else if (part.stream && !part.file.ends_with(".npz")) {
    set_parts(data, part, path_of(part.file),
              open_csv(path_of(part.file), part.inputs, part.targets, part.sample_weight));
  } else {
    data.files.push_back(path_of(part.file));
    set_parts(data, part, path_of(part.file),
              load_samples(path_of(part.file), part.inputs, part.targets, part.sample_weight));
  }
  return data;
}

void check_samples(const DataPart& part, const RecipeData& data, const Model& model) {
  const auto names = static_cast<std::int64_t>(data.class_names.size());
  const std::int64_t places = model.output_shape().back();
  if (names != 0 && places != names && (places != 1 || names != 2)) {
    throw Error(part.where, "there are " + std::to_string(names) + " classes: the model must have as many outputs",
                std::to_string(places));
  }
  const graph::Graph graph = model.impl().training_graph();
  const train::Objectives objectives = model.impl().objectives();
  data.for_each_part([&](const std::string& name, const PartSamples& samples) {
    const std::string where = part.where + ": " + name;
    train::check_source(where, samples.source.source(), graph, &objectives);
    train::check_all_targets(where, graph, objectives, samples.source.source());
  });
}

}  // namespace kvant::recipes

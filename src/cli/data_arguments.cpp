// SPDX-License-Identifier: Apache-2.0
// Data in the shape of a model's input.
#include "cli/data_arguments.h"

#include <kvant/data.h>
#include <kvant/types/error.h>

#include <map>

namespace kvant::cli {

Array fit_to(const TensorDetails& input, const Array& x, const std::string& path) {
  Shape shape = input.shape;
  if (shape.empty()) shape = {1};
  if (shape[0] == 0) shape[0] = 1;
  if (x.rows() == 0) throw Error(path, "holds no rows");
  const std::int64_t sample_size = element_count(shape);
  const std::int64_t row_size = x.size() / x.rows();
  if (row_size * shape[0] != sample_size) {
    const bool has_columns = path == "-" || path.ends_with(".csv");
    throw Error(path,
                "does not fit the model's input of shape " + to_string(input.shape) +
                    (has_columns ? "; --inputs names the columns that go in" : ""),
                to_string(x.shape()));
  }
  if (x.rows() % shape[0] != 0) {
    throw Error(path, "must hold whole batches of " + std::to_string(shape[0]) + " rows", std::to_string(x.rows()));
  }
  shape[0] = x.rows();
  return x.reshape(shape);
}

namespace {

const std::string& spoken_name(const TensorDetails& input) {
  return input.signature_name.empty() ? input.name : input.signature_name;
}

std::string spoken_names(const std::vector<TensorDetails>& inputs) {
  std::string names;
  for (const TensorDetails& input : inputs) names += (names.empty() ? "" : ", ") + spoken_name(input);
  return names;
}

LoadedInputs load_named_inputs(const std::vector<TensorDetails>& inputs, const std::string& path) {
  const std::map<std::string, Array> arrays = load_npz(path);
  LoadedInputs loaded;
  for (const TensorDetails& input : inputs) {
    const auto found = arrays.find(spoken_name(input));
    if (found == arrays.end()) {
      std::string names;
      for (const auto& [name, array] : arrays) names += (names.empty() ? "" : ", ") + name;
      throw Error(path, "must hold an array for each of the model's inputs, " + spoken_names(inputs), names);
    }
    loaded.samples.push_back(found->second);
    loaded.paths.push_back(path + ": " + found->first);
  }
  return loaded;
}

}  // namespace

LoadedInputs load_inputs_of(const std::vector<TensorDetails>& inputs, const std::vector<std::string>& paths,
                            const std::vector<std::string>& columns) {
  LoadedInputs loaded;
  if (inputs.size() > 1 && paths.size() == 1 && paths[0].ends_with(".npz")) {
    loaded = load_named_inputs(inputs, paths[0]);
  } else if (paths.size() != inputs.size()) {
    const std::string wanted = inputs.size() == 1 ? "one file" : "a file for each of " + spoken_names(inputs);
    throw Error("the model", "takes " + wanted + (inputs.size() == 1 ? "" : ", or one .npz"),
                std::to_string(paths.size()), ErrorKind::usage);
  } else {
    for (const std::string& path : paths) loaded.samples.push_back(load_inputs(path, columns));
    loaded.paths = paths;
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    loaded.samples[i] = fit_to(inputs[i], loaded.samples[i], loaded.paths[i]);
    if (loaded.samples[i].rows() != loaded.samples[0].rows()) {
      throw Error(loaded.paths[i],
                  "must hold as many rows as the other inputs, " + std::to_string(loaded.samples[0].rows()),
                  std::to_string(loaded.samples[i].rows()));
    }
  }
  return loaded;
}

}  // namespace kvant::cli

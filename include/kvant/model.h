// SPDX-License-Identifier: Apache-2.0
// A model: layers from inputs to outputs, trained, asked and saved: Keras' Model.
#pragma once

#include <kvant/callbacks.h>
#include <kvant/data_source.h>
#include <kvant/history.h>
#include <kvant/layers.h>
#include <kvant/losses.h>
#include <kvant/metrics.h>
#include <kvant/optimizers.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvant {

struct CompileOptions {
  Optimizer optimizer = "rmsprop";
  Loss loss = {};                    ///< of every output
  std::vector<Metric> metrics = {};  ///< of every output
  /// For a model with several outputs, one for each in their order, instead of loss and metrics.
  std::vector<Loss> losses = {};
  std::vector<std::vector<Metric>> output_metrics = {};
  /// What each output's loss counts in the sum that training makes small; empty: 1 each.
  std::vector<double> loss_weights = {};
};

/// Samples that a training does not learn from: {x, y}, or a source.
class ValidationData {
 public:
  ValidationData() = default;
  ValidationData(Array x, Array y) : x_{std::move(x)}, y_{std::move(y)} {}
  /// One array for each of the model's inputs and outputs.
  ValidationData(std::vector<Array> x, std::vector<Array> y) : x_(std::move(x)), y_(std::move(y)) {}
  ValidationData(DataSource source) : source_(std::move(source)) {}

  const std::vector<Array>& x() const { return x_; }
  const std::vector<Array>& y() const { return y_; }
  const std::optional<DataSource>& source() const { return source_; }
  bool given() const { return !x_.empty() || source_.has_value(); }

 private:
  std::vector<Array> x_, y_;
  std::optional<DataSource> source_;
};

struct FitOptions {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;  ///< the last batch of an epoch may be smaller
  ValidationData validation_data = {};
  /// Without validation_data: this last part of the samples, taken before shuffling; 0 to below 1.
  double validation_split = 0.0;
  bool shuffle = true;
  std::vector<Callback*> callbacks = {};
  int verbose =
      -1;  ///< 0 silent, 1 a progress bar, 2 a line per epoch, all on stderr; -1: 1 on a terminal, else about 20 lines
  /// What each sample counts in the loss: one number a row, 0 or more; or what each class counts, 1 where it is not
  /// named. Not both. Validation counts all alike.
  Array sample_weight = {};
  std::map<std::int64_t, double> class_weight = {};
  /// Change each sample's first input before it is learned from.
  std::vector<std::shared_ptr<data::Augmentation>> augmentations = {};
  /// An .npz that keeps what the training has come to: written about every ten seconds and when it is interrupted,
  /// removed at its end. Empty: none.
  std::string state_file = {};
  /// Goes on from the state_file, where there is one, to the bits of a training that was not interrupted: with the same
  /// seed, model, data, batch size and callbacks. epochs may be another number.
  bool resume = false;
  /// The same bits on every machine, by an arithmetic that is a little slower; else they are the same for the same
  /// instruction set.
  bool reproducible = false;
};

/// Layers in any directed acyclic graph. Samples are Arrays, batch first, of any real type; (n,) is taken as (n, 1)
/// where the model wants that. All functions throw Error for samples that do not fit the model or hold NaN or infinity.
class Model {
 public:
  /// What leads from inputs to outputs. Throws a usage Error for an output that other inputs lead to.
  Model(const KerasTensor& input, const KerasTensor& output, const std::string& name = "functional");
  Model(const std::vector<KerasTensor>& inputs, const std::vector<KerasTensor>& outputs,
        const std::string& name = "functional");
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  void compile(const CompileOptions& options);
  /// Of the optimizer's next step. Throws a usage Error before compile().
  double learning_rate() const;
  /// 0 or more, kept as float32. Throws a usage Error before compile(), and where the optimizer has a schedule.
  void set_learning_rate(double rate);
  /// Trains. The optimizer goes on where the last fit() left it. Throws a usage Error before compile().
  History fit(const Array& x, const Array& y, const FitOptions& options = {});
  /// One array for each of the model's inputs and outputs.
  History fit(const std::vector<Array>& x, const std::vector<Array>& y, const FitOptions& options = {});
  History fit(const DataSource& data, const FitOptions& options = {});
  /// loss and metrics over all samples. Of several outputs also OUTPUT_loss, and OUTPUT_ before the metrics' names.
  Logs evaluate(const Array& x, const Array& y) const;
  Logs evaluate(const std::vector<Array>& x, const std::vector<Array>& y) const;
  Logs evaluate(const DataSource& data) const;
  /// float32 [rows, ...]. Throws a usage Error for a model with several outputs.
  Array predict(const Array& x) const;
  /// The results of every output.
  std::vector<Array> predict(const std::vector<Array>& x) const;
  std::vector<Array> predict(const DataSource& data) const;

  const std::string& name() const;
  /// Without the inputs.
  std::vector<Layer> layers() const;
  /// False for operators that were read from a format without layers: a .tflite, .onnx or TensorFlow graph.
  bool has_layers() const;
  /// Throws a usage Error for a name that no layer has, with a suggestion.
  Layer get_layer(const std::string& name) const;
  /// (None, 1), one for each input or output. Throws a usage Error before the model is built.
  std::vector<Shape> input_shapes() const;
  std::vector<Shape> output_shapes() const;
  /// Of the first input and output.
  Shape input_shape() const { return input_shapes().front(); }
  Shape output_shape() const { return output_shapes().front(); }
  std::int64_t count_params() const;
  /// All layers' weights in Keras' order and layout.
  std::vector<Array> get_weights() const;
  /// Throws Error when number or shapes differ from get_weights(); then nothing is changed.
  void set_weights(const std::vector<Array>& weights);
  /// What a classifier's outputs stand for, the first first; empty where nobody said so. Model files keep them, .tflite
  /// files as metadata "labels.txt", and exported headers have them as NAME_LABELS.
  const std::vector<std::string>& class_names() const;
  /// Throws a usage Error for a name that is empty or has a line break.
  void set_class_names(std::vector<std::string> names);
  /// Keras' table.
  std::string summary() const;

  /// Writes a .keras or .h5 file, by the path's ending, which Keras 3 loads, or else a folder, which TensorFlow loads
  /// as a SavedModel. Of a model that is compiled .keras and .h5 also keep optimizer, loss and metrics and the
  /// optimizer's state. Throws Error where it cannot be written; then what was there stays.
  void save(const std::string& path) const;
  /// Writes the weights alone: in Keras 3's form to a .weights.h5 file, in Keras 2's to any other .h5 file.
  void save_weights(const std::string& path) const;
  /// Reads weights of a model with the same layers: from a .weights.h5 file, a .h5 file of weights or of a whole model,
  /// or a .keras file. Throws Error when weights are missing or of other shapes; then nothing is changed.
  void load_weights(const std::string& path);

  /// For the other rooms of this library.
  struct Impl;
  explicit Model(std::unique_ptr<Impl> impl);
  Impl& impl() { return *impl_; }
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// Model -> .tflite, in the words of TensorFlow's converter.
#pragma once

#include <kvant/files.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kvant {

class Model;

enum class Optimize { DEFAULT };
enum class OpsSet { TFLITE_BUILTINS, TFLITE_BUILTINS_INT8 };
/// How ranges are gathered. true_ranges: what each tensor really takes. tensorflow: as TensorFlow does, which also
/// merges the result of an operator that runs in place into the range of its input.
enum class Calibration { true_ranges, tensorflow };

/// Samples for calibration: an Array, batch first, one for each input of the model, or a callable that is called until
/// it gives nothing.
using RepresentativeDataset =
    std::variant<std::monostate, Array, std::vector<Array>, std::function<std::optional<Array>()>>;

/// Ranges that replace calibration: by tensor name, or in order (graph inputs, then each operator's result).
struct GivenRanges {
  std::map<std::string, std::pair<float, float>> by_name;
  std::vector<std::pair<float, float>> in_order;
};

/// Reads {"ranges": {"name": [min, max]}} or {"ranges_in_order": [[min, max], ...]}.
GivenRanges load_ranges(const std::string& path);

class TFLiteConverter {
 public:
  /// The model's weights are read when convert() is called: it must live until then.
  static TFLiteConverter from_keras_model(const Model& model);
  /// A model file of any kind that kvant reads (model_kind.h), with its own names where it has them. A .tflite that is
  /// not to be quantised is written again as it is, operators that kvant does not know included, but for the batch, the
  /// input and output types (an int8 model's, by QUANTIZE and DEQUANTIZE), per_tensor_dense, strip and memory_plan.
  static TFLiteConverter from_file(const std::string& path);
  /// What a signature of a SavedModel computes, with TensorFlow's names; a frozen graph (.pb) has none. signature_key:
  /// empty is serving_default, or the only one there is. Throws Error for a damaged model, a signature that is not
  /// there, and operations that kvant has no operator for: one error that names them all.
  static TFLiteConverter from_saved_model(const std::string& path, const std::string& signature_key = {});

  std::vector<Optimize> optimizations;
  RepresentativeDataset representative_dataset;
  struct {
    std::vector<OpsSet> supported_ops = {OpsSet::TFLITE_BUILTINS};
  } target_spec;
  /// float32, int8 or uint8. Not set: float32, or what a .tflite file has that is not quantised anew.
  std::optional<DType> inference_input_type, inference_output_type;
  bool per_tensor_dense = false;  ///< one scale for a Dense layer's weights, for device libraries before 2024
  Calibration calibration = Calibration::true_ranges;
  std::optional<GivenRanges> ranges;  ///< instead of a representative dataset
  /// 1 or more. Not set: any batch, or what the file fixes.
  std::optional<std::int64_t> batch;
  bool strip = false;  ///< no names, signature or metadata: the smallest file
  /// Metadata that says where each activation lies (OfflineMemoryAllocation), also where it makes the arena no smaller:
  /// the chip starts faster with it. Without this it is written only where it makes the arena smaller.
  bool memory_plan = false;

  /// The bytes of the .tflite file. Throws Error for int8 without a representative dataset, an empty one, samples that
  /// do not fit the input or are not finite, a batch below 1, Optimize::DEFAULT without a dataset (dynamic range comes
  /// later).
  Bytes convert() const;

  /// For the other rooms of this library: where the graph comes from.
  struct Source;

 private:
  explicit TFLiteConverter(std::shared_ptr<const Source> source) : source_(std::move(source)) {}
  std::shared_ptr<const Source> source_;
};

}  // namespace kvant

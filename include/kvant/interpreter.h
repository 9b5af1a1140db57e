// SPDX-License-Identifier: Apache-2.0
// Runs .tflite models: the chip's interpreter (kvant_micro) compiled for the host, in TFLite's words.
#pragma once

#include <kvant/files.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kvant {

struct TensorDetails {
  int index = 0;  ///< for set_tensor and get_tensor
  std::string name;
  Shape shape;
  DType dtype = DType::float32;
  std::pair<float, std::int32_t> quantization;  ///< scale and zero point; (0, 0): not quantised
  std::string signature_name;                   ///< what the signature calls it; empty without one
};

class Interpreter {
 public:
  /// From a path. Throws Error for a file that is not a well-formed model that kvant can run.
  explicit Interpreter(const std::string& path);
  /// From bytes. name: for messages.
  explicit Interpreter(Bytes bytes, std::string name = "model");
  ~Interpreter();
  Interpreter(Interpreter&&) noexcept;
  Interpreter& operator=(Interpreter&&) noexcept;

  /// Checks the model and plans its arena. Called by the first set_tensor or invoke when you do not.
  void allocate_tensors();
  const std::vector<TensorDetails>& get_input_details() const;
  const std::vector<TensorDetails>& get_output_details() const;

  /// Throws Error when shape or type differ from the details.
  void set_tensor(int index, const Array& value);
  void invoke();
  Array get_tensor(int index) const;

  /// All samples of a batch, one after the other: x [n, ...] of the input's type gives y [n, ...].
  Array run(const Array& x);
  /// The same in real numbers: float32 in, quantised and dequantised by the tensors' own scales.
  Array run_float(const Array& x);
  /// The same of models with several inputs or outputs: an array for each, in the order of their details.
  std::vector<Array> run(const std::vector<Array>& x);
  std::vector<Array> run_float(const std::vector<Array>& x);

  /// Bytes of arena in use on this machine.
  std::size_t arena_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Real numbers to a tensor's own type by its scale and zero point, rounded half away from zero and saturated; and
/// back.
Array quantize(const Array& real, const TensorDetails& details);
Array dequantize(const Array& quantized, const TensorDetails& details);

}  // namespace kvant

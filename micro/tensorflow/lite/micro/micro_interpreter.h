// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// tflite::MicroInterpreter: the interpreter behind the names of TensorFlow Lite Micro.
#pragma once

#include <kvant_micro/tflm/status_text.h>
#include <kvant_micro/tflm/tensor_table.h>
#include <tensorflow/lite/c/common.h>
#include <tensorflow/lite/core/api/error_reporter.h>
#include <tensorflow/lite/kernels/internal/compatibility.h>
#include <tensorflow/lite/kernels/internal/tensor_ctypes.h>
#include <tensorflow/lite/micro/micro_log.h>
#include <tensorflow/lite/micro/micro_op_resolver.h>
#include <tensorflow/lite/schema/schema_generated.h>
#include <tensorflow/lite/version.h>

namespace tflite {

class MicroResourceVariables;
class MicroProfilerInterface;

/// Model, resolver, arena and reporter must outlive it. The arena may have any alignment.
class MicroInterpreter {
 public:
  /// Both forms: of today (model, resolver, arena, size) and of 2021, which gives a reporter; without one, messages are
  /// printed. Variables and profilers cannot be made here, so what stands behind is always null.
  MicroInterpreter(const Model* model, const MicroOpResolver& op_resolver, uint8_t* tensor_arena,
                   size_t tensor_arena_size, ErrorReporter* error_reporter = nullptr, MicroResourceVariables* = nullptr,
                   MicroProfilerInterface* = nullptr)
      : interpreter_(model, Model::bytes(), op_resolver.list(), nullptr, 0),
        model_(model),
        op_resolver_(op_resolver),
        arena_(tensor_arena),
        arena_size_(tensor_arena_size),
        used_(0),
        tensors_(nullptr),
        inputs_(0),
        outputs_(0),
        error_reporter_(error_reporter) {}

  /// Verifies the model and sets everything up in the arena.
  TfLiteStatus AllocateTensors() {
    const kvant_micro::Status status = set_up();
    if (status == kvant_micro::Status::ok) return kTfLiteOk;
    used_ = 0;
    report(status);
    return kTfLiteError;
  }

  /// Runs the model once; sets it up first where that was left out. The inputs' memory may serve other tensors in
  /// between: write all inputs before each call.
  TfLiteStatus Invoke() {
    if (used_ == 0 && AllocateTensors() != kTfLiteOk) return kTfLiteError;
    return interpreter_.invoke() == kvant_micro::Status::ok ? kTfLiteOk : kTfLiteError;
  }

  /// Null before AllocateTensors() succeeded and for an index that is not there. The pointers stay good, and so do
  /// their data pointers, until the next AllocateTensors().
  TfLiteTensor* input(size_t index) { return index < inputs_ ? tensors_ + index : nullptr; }
  TfLiteTensor* output(size_t index) { return index < outputs_ ? tensors_ + inputs_ + index : nullptr; }
  TfLiteTensor* input_tensor(size_t index) { return input(index); }
  TfLiteTensor* output_tensor(size_t index) { return output(index); }
  size_t inputs_size() const { return interpreter_.input_count(); }
  size_t outputs_size() const { return interpreter_.output_count(); }

  /// The elements of an input or output; null when they are not of type T.
  template <class T>
  T* typed_input_tensor(int index) {
    return elements<T>(input(static_cast<size_t>(index)));
  }
  template <class T>
  T* typed_output_tensor(int index) {
    return elements<T>(output(static_cast<size_t>(index)));
  }

  /// No operator of this version keeps anything between two calls.
  TfLiteStatus Reset() { return kTfLiteOk; }
  TfLiteStatus ResetVariableTensors() { return kTfLiteOk; }
  TfLiteStatus initialization_status() const { return kTfLiteOk; }

  /// Bytes of the arena in use, counted from the first that is aligned to 16.
  size_t arena_used_bytes() const { return used_; }

 private:
  kvant_micro::Status set_up() {
    inputs_ = outputs_ = 0;
    if (model_ == nullptr) return kvant_micro::Status::not_a_tflite_model;
    const size_t skipped = (0 - reinterpret_cast<uintptr_t>(arena_)) & (kvant_micro::arena_alignment - 1);
    if (arena_ == nullptr || arena_size_ < skipped) return kvant_micro::Status::arena_too_small;
    uint8_t* const begin = arena_ + skipped;
    size_t size = arena_size_ - skipped;
    if (size > 0x7FFFFFF0u) size = 0x7FFFFFF0u;
    interpreter_ =
        kvant_micro::Interpreter(model_, Model::bytes(), op_resolver_.list(), begin, static_cast<uint32_t>(size));
    kvant_micro::Status status = interpreter_.allocate_tensors();
    if (status != kvant_micro::Status::ok) return status;
    kvant_micro::TensorTable table(model_, Model::bytes(), begin + interpreter_.arena_used_bytes(), begin + size);
    status = table.build(interpreter_, tensors_);
    if (status != kvant_micro::Status::ok) return status;
    used_ = static_cast<size_t>(table.next() - begin);
    if (used_ == 0) return kvant_micro::Status::invalid_model;  // neither inputs nor operators
    inputs_ = interpreter_.input_count();
    outputs_ = interpreter_.output_count();
    return status;
  }

  template <class T>
  static T* elements(TfLiteTensor* tensor) {
    return tensor != nullptr && tensor->type == typeToTfLiteType<T>() ? GetTensorData<T>(tensor) : nullptr;
  }

#ifdef TF_LITE_STRIP_ERROR_STRINGS
  void report(kvant_micro::Status) { static_cast<void>(error_reporter_); }
#else
  void report(kvant_micro::Status status) {
    if (status == kvant_micro::Status::unsupported_operator && report_missing_operator()) return;
    say("AllocateTensors(): %s", kvant_micro::status_text(status));
  }
  /// False when the resolver has all operators of the model.
  bool report_missing_operator() {
    kvant_micro::Model model(model_, Model::bytes());
    if (model.open() != kvant_micro::Status::ok) return false;
    for (uint32_t i = 0; i < model.node_count(); ++i) {
      const int32_t code = model.builtin_code(model.node(i));
      if (resolves(code)) continue;
      const char* const add_name = kvant_micro::add_name_of(code);
      if (add_name != nullptr) {
        say("AllocateTensors(): the model needs an operator that the resolver lacks: %s()", add_name);
      } else {
        say("AllocateTensors(): the model needs an operator that kvant does not have: builtin code %d",
            static_cast<int>(code));
      }
      return true;
    }
    return false;
  }
  bool resolves(int32_t code) const {
    const kvant_micro::OperatorList& list = op_resolver_.list();
    for (uint32_t i = 0; i < list.count; ++i) {
      if (list.operators[i].code == code) return true;
    }
    return false;
  }
  template <class Argument>
  void say(const char* format, Argument argument) {
    if (error_reporter_ != nullptr) {
      error_reporter_->Report(format, argument);
    } else {
      MicroPrintf(format, argument);
    }
  }
#endif

  kvant_micro::Interpreter interpreter_;
  const Model* model_;
  const MicroOpResolver& op_resolver_;
  uint8_t* arena_;
  size_t arena_size_;
  size_t used_;
  TfLiteTensor* tensors_;  ///< in the arena: inputs, then outputs
  uint32_t inputs_, outputs_;
  ErrorReporter* error_reporter_;
};

}  // namespace tflite

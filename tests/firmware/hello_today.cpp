// SPDX-License-Identifier: Apache-2.0
// Firmware as it is written for TensorFlow Lite Micro today: MicroPrintf, and a resolver of the one operator it needs.
#include "sine.h"
#include "tensorflow/lite/c/common.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_log.h"
#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"
#include "tensorflow/lite/micro/system_setup.h"
#include "tensorflow/lite/schema/schema_generated.h"

void setup();
void loop();

namespace {

using SineResolver = tflite::MicroMutableOpResolver<1>;

tflite::MicroInterpreter* interpreter = nullptr;
int code = -128;

constexpr size_t kArenaSize = 2000;
alignas(16) uint8_t arena[kArenaSize];

TfLiteStatus add_operators(SineResolver& resolver) {
  TF_LITE_ENSURE_STATUS(resolver.AddFullyConnected());
  return kTfLiteOk;
}

}  // namespace

void setup() {
  tflite::InitializeTarget();
  const tflite::Model* model = ::tflite::GetModel(sine_tflite);
  if (model->version() != TFLITE_SCHEMA_VERSION) {
    MicroPrintf("schema version %u, not %d", static_cast<unsigned>(model->version()), TFLITE_SCHEMA_VERSION);
    return;
  }
  static SineResolver resolver;
  if (add_operators(resolver) != kTfLiteOk) return;

  static tflite::MicroInterpreter the_interpreter(model, resolver, arena, kArenaSize);
  if (the_interpreter.AllocateTensors() != kTfLiteOk) {
    MicroPrintf("AllocateTensors() failed");
    return;
  }
  TFLITE_CHECK_EQ(the_interpreter.inputs_size(), 1u);
  TFLITE_CHECK_NE(the_interpreter.input(0), nullptr);
  interpreter = &the_interpreter;
  if (interpreter->arena_used_bytes() > kArenaSize) MicroPrintf("more than there is");
}

void loop() {
  if (interpreter == nullptr || code > 127) return;
  int8_t* const input = interpreter->typed_input_tensor<int8_t>(0);
  if (input == nullptr) return;
  *input = static_cast<int8_t>(code);
  if (interpreter->Invoke() != kTfLiteOk) return MicroPrintf("Invoke() failed at %d", code);
  const TfLiteTensor* const output = interpreter->output(0);
  MicroPrintf("%d", output->data.int8[0]);
  ++code;
}

// SPDX-License-Identifier: Apache-2.0
// Firmware as it was written for TensorFlow Lite Micro in 2021: a reporter, all operators, globals, setup() and loop().
#include <TensorFlowLite_ESP32.h>

#include "sine.h"
#include "tensorflow/lite/micro/all_ops_resolver.h"
#include "tensorflow/lite/micro/micro_error_reporter.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/schema/schema_generated.h"
#include "tensorflow/lite/version.h"

void setup();
void loop();

namespace {

tflite::ErrorReporter* reporter = nullptr;
tflite::MicroInterpreter* interpreter = nullptr;
TfLiteTensor* input = nullptr;
TfLiteTensor* output = nullptr;
int code = -128;

constexpr int kArenaSize = 2048;
uint8_t arena[kArenaSize];

}  // namespace

void setup() {
  static tflite::MicroErrorReporter serial_reporter;
  reporter = &serial_reporter;

  const tflite::Model* model = tflite::GetModel(sine_tflite);
  if (model->version() != TFLITE_SCHEMA_VERSION) {
    TF_LITE_REPORT_ERROR(reporter, "the model has schema version %d, this firmware reads %d",
                         static_cast<int>(model->version()), TFLITE_SCHEMA_VERSION);
    return;
  }

  static tflite::AllOpsResolver resolver;
  static tflite::MicroInterpreter the_interpreter(model, resolver, arena, kArenaSize, reporter);
  if (the_interpreter.AllocateTensors() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "no tensors");
    return;
  }
  interpreter = &the_interpreter;
  input = interpreter->input(0);
  output = interpreter->output(0);
}

void loop() {
  if (interpreter == nullptr || code > 127) return;
  input->data.int8[0] = static_cast<int8_t>(code);
  if (interpreter->Invoke() != kTfLiteOk) {
    TF_LITE_REPORT_ERROR(reporter, "Invoke() failed at %d", code);
    return;
  }
  TF_LITE_REPORT_ERROR(reporter, "%d", output->data.int8[0]);
  ++code;
}

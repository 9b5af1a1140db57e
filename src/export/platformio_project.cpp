// SPDX-License-Identifier: Apache-2.0
// A PlatformIO project for an ESP32 and an Arduino Uno, with the model as a library of its own.
#include "export/example_code.h"
#include "export/project.h"

namespace kvant::exporting {
namespace {

constexpr char ini[] = R"(
; The model @name@ on a board: pio run -t upload, then pio device monitor. "-e uno" takes the other board.
[platformio]
default_envs = esp32dev

[env]
framework = arduino
monitor_speed = 115200

[env:esp32dev]
platform = espressif32
board = esp32dev

[env:uno]
platform = atmelavr
board = uno
)";

constexpr char library[] = R"({
  "name": "@name@",
  "version": "1.0.0",
  "description": "The neural network @name@ as C++ without an interpreter: @facts@. Made by kvant @kvant@.",
  "license": "Apache-2.0 WITH LLVM-exception",
  "frameworks": "*",
  "platforms": "*",
  "headers": "@name@.h"
}
)";

constexpr char sensor_header[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the sensor is connected, and what analogRead() gives at most.
#pragma once

#include <Arduino.h>

#if defined(ESP32)
const uint8_t sensor_pin = 35;
const float sensor_full_scale = 4095.0f;
#else
const uint8_t sensor_pin = A0;
const float sensor_full_scale = 1023.0f;
#endif
)";

constexpr char main_file[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a sensor, asks the model @name@, and prints question and answer.
#include <Arduino.h>

@include@ "sensor.h"

@include@ "@name@.h"
@globals@
void setup() { Serial.begin(115200); }

void loop() {
  const float reading = static_cast<float>(analogRead(sensor_pin)) / sensor_full_scale;
  @ask@
  delay(50);
}
)";

constexpr char extensions[] = R"({
  "recommendations": ["platformio.platformio-ide"]
}
)";

constexpr char readme[] = R"(
# @name@

Connect a sensor to pin 35 of an ESP32 (A0 of an Uno, with `-e uno`), then `pio run -t upload` and `pio device monitor`.
The model is `lib/@name@`: @facts@. Made by kvant @kvant@; @name@.provenance.json says from what.
)";

}  // namespace

void add_platformio_files(Project& project) {
  set_example(project, {"Serial.print({}, 4);", "Serial.print('\\t');\nSerial.print({}, 4);", "Serial.println();"});
  project.add("platformio.ini", ini);
  project.add("src/main.cpp", main_file);
  project.add("include/sensor.h", sensor_header);
  project.add("lib/@name@/library.json", library);
  project.add("lib/@name@/src/@name@.h", "@header@");
  project.add("lib/@name@/src/@name@.@ending@", "@source@");
  project.add("lib/@name@/src/@name@_kernels.h", "@kernels@");
  project.add(".gitignore", ".pio/\n.vscode/*\n!.vscode/extensions.json\n");
  project.add(".vscode/extensions.json", extensions);
  project.add("README.md", readme);
}

}  // namespace kvant::exporting

// SPDX-License-Identifier: Apache-2.0
// An Arduino library: a folder for Arduino/libraries.
#include "export/example_code.h"
#include "export/project.h"

namespace kvant::exporting {
namespace {

constexpr char properties[] = R"(
name=@name@
version=1.0.0
author=made by kvant @kvant@
maintainer=made by kvant @kvant@
sentence=The neural network @name@ as C++ without an interpreter.
paragraph=@facts@.
category=Data Processing
url=
architectures=*
includes=@name@.h
)";

constexpr char keywords[] = R"(
@name@	KEYWORD1
predict	KEYWORD2
invoke	KEYWORD2
@name@_invoke	KEYWORD2
@name@_quantize	KEYWORD2
@name@_dequantize	KEYWORD2
@name@_INPUT_SIZE	LITERAL1
@name@_OUTPUT_SIZE	LITERAL1
@name@_ARENA_BYTES	LITERAL1
)";

constexpr char sketch[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a sensor on A0, asks the model @name@, and prints question and answer for the Serial Plotter.
#include <@name@.h>

#if defined(ESP32)
const float full_scale = 4095.0f;
#else
const float full_scale = 1023.0f;
#endif
@globals@
void setup() { Serial.begin(115200); }

void loop() {
  const float reading = static_cast<float>(analogRead(A0)) / full_scale;
  @ask@
  delay(50);
}
)";

constexpr char readme[] = R"(
# @name@

Copy this folder into `Arduino/libraries`, connect a sensor to A0, open File > Examples > @name@, upload, and look at the Serial Plotter at 115200 baud.
The model: @facts@. Made by kvant @kvant@; @name@.provenance.json says from what.
)";

}  // namespace

void add_arduino_files(Project& project) {
  set_example(project, {"Serial.print({}, 4);", "Serial.print('\\t');\nSerial.print({}, 4);", "Serial.println();"});
  // The Arduino IDE compiles no .cc.
  project.set("ending", "cpp");
  project.add("library.properties", properties);
  project.add("keywords.txt", keywords);
  project.add("src/@name@.h", "@header@");
  project.add("src/@name@.@ending@", "@source@");
  project.add("src/@name@_kernels.h", "@kernels@");
  project.add("examples/@name@/@name@.ino", sketch);
  project.add("README.md", readme);
}

}  // namespace kvant::exporting

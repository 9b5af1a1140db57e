// SPDX-License-Identifier: Apache-2.0
// An ESP-IDF project: the model as a component, and a main that reads the analogue-digital converter.
#include "export/example_code.h"
#include "export/project.h"

namespace kvant::exporting {
namespace {

constexpr char project_lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The model @name@ on a board: idf.py set-target esp32, then idf.py flash monitor.
cmake_minimum_required(VERSION 3.16)
include($ENV{IDF_PATH}/tools/cmake/project.cmake)
project(@name@_example)
)";

constexpr char component_lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The model @name@: copy this folder into the components of another project.
idf_component_register(SRCS "@name@.@ending@" INCLUDE_DIRS "include")
)";

constexpr char component_manifest[] = R"(
version: "1.0.0"
description: "The neural network @name@ as C++ without an interpreter: @facts@. Made by kvant @kvant@."
license: "Apache-2.0 WITH LLVM-exception"
)";

constexpr char main_lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
idf_component_register(SRCS "main.cpp" PRIV_REQUIRES @name@ esp_adc)
)";

constexpr char main_manifest[] = R"(
dependencies:
  idf: ">=5.2"
)";

constexpr char main_file[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads channel 0 of ADC1 (GPIO36 of an ESP32, GPIO1 of an ESP32-S3, GPIO0 of an ESP32-C3), asks the model @name@, and
// prints question and answer.
#include <stdio.h>
@includes@
#include <esp_adc/adc_oneshot.h>
#include <esp_err.h>
#include <freertos/FreeRTOS.h>
#include <freertos/task.h>

@include@ "@name@.h"
@globals@
static adc_oneshot_unit_handle_t open_sensor() {
  adc_oneshot_unit_handle_t unit = nullptr;
  adc_oneshot_unit_init_cfg_t unit_settings = {};
  unit_settings.unit_id = ADC_UNIT_1;
  ESP_ERROR_CHECK(adc_oneshot_new_unit(&unit_settings, &unit));
  adc_oneshot_chan_cfg_t channel_settings = {};
  channel_settings.atten = ADC_ATTEN_DB_12;
  channel_settings.bitwidth = ADC_BITWIDTH_12;
  ESP_ERROR_CHECK(adc_oneshot_config_channel(unit, ADC_CHANNEL_0, &channel_settings));
  return unit;
}

extern "C" void app_main(void) {
  const adc_oneshot_unit_handle_t sensor = open_sensor();
  while (true) {
    int raw = 0;
    ESP_ERROR_CHECK(adc_oneshot_read(sensor, ADC_CHANNEL_0, &raw));
    const float reading = static_cast<float>(raw) / 4095.0f;
    @ask@
    vTaskDelay(pdMS_TO_TICKS(50));
  }
}
)";

constexpr char readme[] = R"(
# @name@

With ESP-IDF 5.2 or newer: `idf.py set-target esp32`, connect a sensor to channel 0 of ADC1 (GPIO36), then `idf.py flash monitor`.
The model is `components/@name@`: @facts@. Made by kvant @kvant@; @name@.provenance.json says from what.
)";

}  // namespace

void add_esp_idf_files(Project& project) {
  set_example(project, {"printf(\"%.4f\", static_cast<double>({}));", "printf(\"\\t%.4f\", static_cast<double>({}));",
                        "printf(\"\\n\");"});
  project.add("CMakeLists.txt", project_lists);
  project.add("main/CMakeLists.txt", main_lists);
  project.add("main/idf_component.yml", main_manifest);
  project.add("main/main.cpp", main_file);
  project.add("components/@name@/CMakeLists.txt", component_lists);
  project.add("components/@name@/idf_component.yml", component_manifest);
  project.add("components/@name@/include/@name@.h", "@header@");
  project.add("components/@name@/@name@.@ending@", "@source@");
  project.add("components/@name@/@name@_kernels.h", "@kernels@");
  project.add(".gitignore", "build/\nmanaged_components/\nsdkconfig\nsdkconfig.old\n");
  project.add("README.md", readme);
}

}  // namespace kvant::exporting

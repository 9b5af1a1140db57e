// SPDX-License-Identifier: Apache-2.0
// A Zephyr module with the model, and a sample that reads an analogue-digital converter where the board names one.
#include "export/example_code.h"
#include "export/project.h"

namespace kvant::exporting {
namespace {

constexpr char module[] = R"(
name: @name@
build:
  cmake: .
  kconfig: Kconfig
samples:
  - sample
)";

constexpr char kconfig[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

config MODEL_@NAME@
	bool "The neural network @name@"
	depends on CPP
	help
	  The model as C++ without an interpreter: @facts@. Made by kvant @kvant@.
)";

constexpr char module_lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# The model @name@, where CONFIG_MODEL_@NAME@=y.
if(CONFIG_MODEL_@NAME@)
  zephyr_library_named(@name@)
  zephyr_library_sources(@name@.@ending@)
  zephyr_include_directories(include)
endif()
)";

constexpr char sample_lists[] = R"(
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
cmake_minimum_required(VERSION 3.20)
list(APPEND ZEPHYR_EXTRA_MODULES ${CMAKE_CURRENT_SOURCE_DIR}/..)
find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})
project(@name@_sample LANGUAGES C CXX)
target_sources(app PRIVATE src/main.cpp)
)";

constexpr char prj_conf[] = R"(
CONFIG_CPP=y
CONFIG_ADC=y
CONFIG_MODEL_@NAME@=y
)";

constexpr char sample_yaml[] = R"(
sample:
  name: The neural network @name@
tests:
  sample.@name@:
    integration_platforms:
      - qemu_cortex_m3
)";

constexpr char overlay[] = R"(
/* Arduino pin A0 of the board. Other boards get a file of this kind with their own converter. */
/ {
	zephyr,user {
		io-channels = <&adc1 0>;
	};
};

&adc1 {
	#address-cells = <1>;
	#size-cells = <0>;

	channel@at@0 {
		reg = <0>;
		zephyr,gain = "ADC_GAIN_1";
		zephyr,reference = "ADC_REF_INTERNAL";
		zephyr,acquisition-time = <ADC_ACQ_TIME_DEFAULT>;
		zephyr,resolution = <12>;
	};
};
)";

constexpr char main_file[] = R"(
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads the converter's channel of zephyr,user, asks the model @name@, and prints question and answer in thousandths. A
// board without such a channel turns an imaginary knob.
#include <stdint.h>
@includes@
#include <zephyr/devicetree.h>
#include <zephyr/drivers/adc.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

@include@ "@name@.h"
@globals@
#if DT_NODE_HAS_PROP(DT_PATH(zephyr_user), io_channels)

static const struct adc_dt_spec sensor = ADC_DT_SPEC_GET(DT_PATH(zephyr_user));

static bool open_sensor() { return adc_is_ready_dt(&sensor) && adc_channel_setup_dt(&sensor) == 0; }

/* Between 0 and 1. */
static float read_sensor() {
  int16_t raw = 0;
  struct adc_sequence sequence = {};
  sequence.buffer = &raw;
  sequence.buffer_size = sizeof raw;
  adc_sequence_init_dt(&sensor, &sequence);
  if (adc_read_dt(&sensor, &sequence) != 0 || raw < 0) return 0.0f;
  return static_cast<float>(raw) / static_cast<float>((1 << sensor.resolution) - 1);
}

#else

static bool open_sensor() { return true; }

static float read_sensor() {
  static int turn = 0;
  turn = (turn + 1) % 101;
  return static_cast<float>(turn) / 100.0f;
}

#endif

int main(void) {
  if (!open_sensor()) {
    printk("the converter is not ready\n");
    return 1;
  }
  while (true) {
    const float reading = read_sensor();
    @ask@
    k_msleep(50);
  }
}
)";

constexpr char readme[] = R"(
# @name@

`west build -b nucleo_f401re sample && west flash`; in your own application, append this folder to `ZEPHYR_EXTRA_MODULES` and set `CONFIG_CPP=y` and `CONFIG_MODEL_@NAME@=y`.
The model: @facts@. Made by kvant @kvant@; @name@.provenance.json says from what.
)";

}  // namespace

void add_zephyr_files(Project& project) {
  set_example(project, {"printk(\"%d\", static_cast<int>(1000.0f * {}));",
                        "printk(\"\\t%d\", static_cast<int>(1000.0f * {}));", "printk(\"\\n\");"});
  project.set("at", "@");
  project.add("zephyr/module.yml", module);
  project.add("Kconfig", kconfig);
  project.add("CMakeLists.txt", module_lists);
  project.add("include/@name@.h", "@header@");
  project.add("@name@.@ending@", "@source@");
  project.add("@name@_kernels.h", "@kernels@");
  project.add("sample/CMakeLists.txt", sample_lists);
  project.add("sample/prj.conf", prj_conf);
  project.add("sample/sample.yaml", sample_yaml);
  project.add("sample/boards/nucleo_f401re.overlay", overlay);
  project.add("sample/src/main.cpp", main_file);
  project.add("README.md", readme);
}

}  // namespace kvant::exporting

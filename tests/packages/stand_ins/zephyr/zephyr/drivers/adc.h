// SPDX-License-Identifier: Apache-2.0
// A stand-in for Zephyr: the analogue-digital converter reads the knob.
#pragma once

#include <knob.h>
#include <stddef.h>
#include <stdint.h>

struct adc_dt_spec {
  uint8_t resolution;
};
struct adc_sequence {
  void* buffer;
  size_t buffer_size;
  uint8_t resolution;
};
#define ADC_DT_SPEC_GET(node) {12}

inline bool adc_is_ready_dt(const struct adc_dt_spec*) { return true; }
inline int adc_channel_setup_dt(const struct adc_dt_spec*) { return 0; }
inline int adc_sequence_init_dt(const struct adc_dt_spec* spec, struct adc_sequence* sequence) {
  sequence->resolution = spec->resolution;
  return 0;
}
inline int adc_read_dt(const struct adc_dt_spec* spec, const struct adc_sequence* sequence) {
  if (sequence->buffer_size != sizeof(int16_t)) return -1;
  *static_cast<int16_t*>(sequence->buffer) = static_cast<int16_t>(knob_reading((1 << spec->resolution) - 1));
  return 0;
}

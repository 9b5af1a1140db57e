// SPDX-License-Identifier: Apache-2.0
// A stand-in for ESP-IDF: the analogue-digital converter, with the knob on channel 0.
#pragma once

#include <knob.h>
#include <stdint.h>

typedef struct adc_oneshot_unit_ctx_t* adc_oneshot_unit_handle_t;
typedef enum { ADC_UNIT_1, ADC_UNIT_2 } adc_unit_t;
typedef enum { ADC_CHANNEL_0, ADC_CHANNEL_1 } adc_channel_t;
typedef enum { ADC_ATTEN_DB_0, ADC_ATTEN_DB_2_5, ADC_ATTEN_DB_6, ADC_ATTEN_DB_12 } adc_atten_t;
typedef enum { ADC_BITWIDTH_DEFAULT = 0, ADC_BITWIDTH_12 = 12 } adc_bitwidth_t;
typedef enum { ADC_RTC_CLK_SRC_DEFAULT } adc_oneshot_clk_src_t;
typedef enum { ADC_ULP_MODE_DISABLE } adc_ulp_mode_t;
typedef struct {
  adc_unit_t unit_id;
  adc_oneshot_clk_src_t clk_src;
  adc_ulp_mode_t ulp_mode;
} adc_oneshot_unit_init_cfg_t;
typedef struct {
  adc_atten_t atten;
  adc_bitwidth_t bitwidth;
} adc_oneshot_chan_cfg_t;

inline int adc_oneshot_new_unit(const adc_oneshot_unit_init_cfg_t* settings, adc_oneshot_unit_handle_t*) {
  return settings->unit_id == ADC_UNIT_1 ? 0 : -1;
}
inline int adc_oneshot_config_channel(adc_oneshot_unit_handle_t, adc_channel_t channel,
                                      const adc_oneshot_chan_cfg_t* settings) {
  return channel == ADC_CHANNEL_0 && settings->bitwidth == ADC_BITWIDTH_12 ? 0 : -1;
}
inline int adc_oneshot_read(adc_oneshot_unit_handle_t, adc_channel_t, int* raw) {
  *raw = knob_reading(4095);
  return 0;
}

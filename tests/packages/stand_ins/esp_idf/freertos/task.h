// SPDX-License-Identifier: Apache-2.0
// A stand-in for ESP-IDF: waiting turns the knob.
#pragma once

#include <freertos/FreeRTOS.h>
#include <knob.h>

inline void vTaskDelay(TickType_t) { turn_knob(); }

// SPDX-License-Identifier: Apache-2.0
// A stand-in for ESP-IDF: errors.
#pragma once

#include <stdlib.h>

typedef int esp_err_t;
#define ESP_ERROR_CHECK(expression)       \
  do {                                    \
    const esp_err_t error = (expression); \
    if (error != 0) abort();              \
  } while (0)

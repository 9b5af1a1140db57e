// SPDX-License-Identifier: Apache-2.0
// The .tflite of an image, made into C++ by the test.
#pragma once

extern "C" const unsigned char model[];
extern "C" const unsigned model_size;

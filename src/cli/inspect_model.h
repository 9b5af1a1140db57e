// SPDX-License-Identifier: Apache-2.0
// What stands in a model file, for people and as JSON.
#pragma once

#include <string>

namespace kvant::cli {

/// Of a .tflite file.
std::string text_of_model(const std::string& path, bool with_picture);
std::string json_of_model(const std::string& path);

/// Of a model of any other kind: its layers, or its operators as a float .tflite.
std::string text_of_layers(const std::string& path);
std::string json_of_layers(const std::string& path);

}  // namespace kvant::cli

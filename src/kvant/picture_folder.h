// SPDX-License-Identifier: Apache-2.0
// Finds the pictures of a folder, class by class.
#pragma once

#include "data/image_source.h"

#include <string>
#include <vector>

namespace kvant {

struct PictureFolder {
  std::vector<std::string> class_names;
  std::vector<data::LabeledFile> files;
};

/// wanted: the classes, in their order; none: all folders, sorted. Throws Error as image_dataset_from_directory.
PictureFolder find_pictures(const std::string& directory, const std::vector<std::string>& wanted);

}  // namespace kvant

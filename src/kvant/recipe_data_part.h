// SPDX-License-Identifier: Apache-2.0
// The part of a recipe that says what is learned from: [data].
#pragma once

#include <kvant/augmentations.h>
#include <kvant/data.h>
#include <kvant/image_dataset.h>

#include <string>
#include <vector>

namespace kvant::recipes {

/// One of file, x and images is given; the others are empty.
struct DataPart {
  std::string where;
  std::string file;                          ///< .csv or .npz
  std::vector<std::string> inputs, targets;  ///< columns of a .csv; empty: as load_samples chooses
  std::string sample_weight;                 ///< what each counts: a column, or an array of the .npz; may be empty
  std::string x, y, test_x, test_y;          ///< .npy or IDX
  std::string images, test_images;           ///< folders
  ImageOptions image_options;
  std::vector<std::string> classes;  ///< their names
  bool stream = false;
  Fractions fractions;
  bool shuffle = false;
  std::vector<Augmentation> augmentations;  ///< of samples that are learned from

  bool has_test_files() const { return !test_x.empty() || !test_images.empty(); }
};

class Section;

DataPart read_data(Section section);

}  // namespace kvant::recipes

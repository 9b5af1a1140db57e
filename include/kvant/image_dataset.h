// SPDX-License-Identifier: Apache-2.0
// A folder of pictures as samples: a subfolder for each class.
#pragma once

#include <kvant/data_source.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvant {

struct ImageOptions {
  std::string color_mode = "rgb";  ///< or "grayscale": 3 channels or 1
  /// {height, width} to which pictures are resized (bilinear, as tf.image.resize). Without it all must have one size.
  std::optional<std::pair<std::int64_t, std::int64_t>> image_size = {};
  /// Subfolders that are classes, in this order; empty: all of them, sorted by their names' bytes.
  std::vector<std::string> class_names = {};
  /// Decode each picture when it is needed, for sets that do not fit into memory. Otherwise all are decoded now.
  bool stream = false;
};

struct ImageDataset {
  DataSource source;  ///< inputs [height, width, channels] from 0 to 255, targets the index of the class
  std::vector<std::string> class_names;
  std::vector<std::string> files;  ///< of each row
};

/// Keras' image_dataset_from_directory, without shuffling: the .png, .jpg, .jpeg and .bmp files below each subfolder of
/// directory, sorted by their paths; names that begin with a point are passed over. Throws Error that names the file
/// for a picture that cannot be read or has another size than the first one, and the folder for a class without
/// pictures; a streamed picture is only looked at now, and may still turn out to be damaged.
ImageDataset image_dataset_from_directory(const std::string& directory, const ImageOptions& options = {});

}  // namespace kvant

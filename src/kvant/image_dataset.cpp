// SPDX-License-Identifier: Apache-2.0
// Pictures of a folder as samples, decoded now or later.
#include <kvant/image_dataset.h>

#include "data/image_source.h"
#include "data/stored_source.h"
#include "kvant/picture_folder.h"

#include <kvant/files.h>
#include <kvant/types/error.h>

#include <memory>
#include <utility>

namespace kvant {
namespace {

/// What decoded pictures may take, so that a large set is refused before the machine is out of memory.
constexpr std::size_t most_bytes = std::size_t{2} << 30;

std::optional<data::ImageSize> size_of(const ImageOptions& options) {
  if (!options.image_size) return {};
  return data::ImageSize{options.image_size->first, options.image_size->second};
}

data::ImageColor color_of(const ImageOptions& options) {
  if (options.color_mode == "rgb") return data::ImageColor::rgb;
  if (options.color_mode == "grayscale") return data::ImageColor::grayscale;
  throw Error("color_mode", "must be rgb or grayscale", "\"" + options.color_mode + "\"", ErrorKind::usage);
}

}  // namespace

ImageDataset image_dataset_from_directory(const std::string& directory, const ImageOptions& options) {
  const data::ImageColor color = color_of(options);
  PictureFolder folder = find_pictures(directory, options.class_names);
  std::vector<std::string> paths;
  for (const data::LabeledFile& file : folder.files) paths.push_back(file.path);
  auto source = std::make_shared<data::ImageSource>(std::move(folder.files), color, size_of(options),
                                                    [](const std::string& path) { return load(path); });
  if (options.stream) return {DataSource(source), folder.class_names, paths};
  auto kept = std::make_shared<data::StoredSource>(
      std::vector<data::NamedStoredArray>{{directory, source->read_all(most_bytes)}},
      std::vector<data::NamedStoredArray>{{directory, source->labels()}}, false);
  return {DataSource(std::move(kept)), folder.class_names, paths};
}

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// Finds the pictures of a folder.
#include <kvant/image_dataset.h>

#include "data/image_source.h"
#include "data/stored_source.h"

#include <kvant/files.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <memory>

namespace kvant {
namespace {

namespace fs = std::filesystem;

/// What decoded pictures may take, so that a large set is refused before the machine is out of memory.
constexpr std::size_t most_bytes = std::size_t{2} << 30;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

bool is_picture(const fs::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg" || ending == ".bmp";
}

/// What a folder holds, sorted by the bytes of the paths.
std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::error_code failure;
  std::vector<fs::path> entries;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
    if (!is_hidden(entry->path())) entries.push_back(entry->path());
  }
  if (failure) throw Error(folder.string(), "cannot be read: " + failure.message());
  std::sort(entries.begin(), entries.end(),
            [](const fs::path& a, const fs::path& b) { return a.string() < b.string(); });
  return entries;
}

void add_pictures(const fs::path& folder, std::int64_t label, int depth, std::vector<data::LabeledFile>& files) {
  constexpr int deepest = 32;  // a link that leads back up ends here
  if (depth > deepest) throw Error(folder.string(), "lies too deep");
  for (const fs::path& entry : sorted_entries(folder)) {
    if (fs::is_directory(entry)) {
      add_pictures(entry, label, depth + 1, files);
    } else if (is_picture(entry)) {
      files.push_back({entry.string(), label});
    }
  }
}

std::vector<std::string> class_names_of(const std::string& directory, const std::vector<std::string>& wanted) {
  std::vector<std::string> found;
  for (const fs::path& entry : sorted_entries(directory)) {
    if (fs::is_directory(entry)) found.push_back(entry.filename().string());
  }
  if (found.empty()) throw Error(directory, "must hold a folder for each class");
  for (const std::string& name : wanted) {
    if (std::find(found.begin(), found.end(), name) != found.end()) continue;
    const std::string closest = closest_word(name, found);
    throw Error(directory,
                "has no folder of this class" + (closest.empty() ? "" : "; did you mean \"" + closest + "\"?"),
                "\"" + name + "\"");
  }
  return wanted.empty() ? found : wanted;
}

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
  const std::vector<std::string> class_names = class_names_of(directory, options.class_names);
  std::vector<data::LabeledFile> files;
  for (std::size_t label = 0; label < class_names.size(); ++label) {
    const std::size_t before = files.size();
    const fs::path folder = fs::path(directory) / class_names[label];
    add_pictures(folder, static_cast<std::int64_t>(label), 0, files);
    if (files.size() == before) throw Error(folder.string(), "holds no picture (.png, .jpg, .jpeg or .bmp)");
  }
  std::vector<std::string> paths;
  for (const data::LabeledFile& file : files) paths.push_back(file.path);
  auto source = std::make_shared<data::ImageSource>(std::move(files), color, size_of(options),
                                                    [](const std::string& path) { return load(path); });
  if (options.stream) return {DataSource(source), class_names, paths};
  auto kept = std::make_shared<data::StoredSource>(
      std::vector<data::NamedStoredArray>{{directory, source->read_all(most_bytes)}},
      std::vector<data::NamedStoredArray>{{directory, source->labels()}}, false);
  return {DataSource(std::move(kept)), class_names, paths};
}

}  // namespace kvant

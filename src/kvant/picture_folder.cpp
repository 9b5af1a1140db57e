// SPDX-License-Identifier: Apache-2.0
// Walks through a folder of pictures.
#include "kvant/picture_folder.h"

#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace kvant {
namespace {

namespace fs = std::filesystem;

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

}  // namespace

PictureFolder find_pictures(const std::string& directory, const std::vector<std::string>& wanted) {
  PictureFolder found{class_names_of(directory, wanted), {}};
  for (std::size_t label = 0; label < found.class_names.size(); ++label) {
    const std::size_t before = found.files.size();
    const fs::path folder = fs::path(directory) / found.class_names[label];
    add_pictures(folder, static_cast<std::int64_t>(label), 0, found.files);
    if (found.files.size() == before) throw Error(folder.string(), "holds no picture (.png, .jpg, .jpeg or .bmp)");
  }
  return found;
}

}  // namespace kvant

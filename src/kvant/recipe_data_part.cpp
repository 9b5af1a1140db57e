// SPDX-License-Identifier: Apache-2.0
// Reads [data] of a recipe.
#include "kvant/recipe_data_part.h"

#include "kvant/recipe_augment.h"
#include "kvant/recipe_section.h"

namespace kvant::recipes {
namespace {

void read_split(Section section, DataPart& data) {
  Fractions& parts = data.fractions;
  section.read("train", parts.train);
  section.read("test", parts.test);
  section.read("validate", parts.validate);
  section.read("shuffle", data.shuffle);
  section.finish();
  // Files of their own are the test part: the others share what is left.
  if (data.has_test_files() && parts.test != 0) section.refuse("test", "must be left out beside files of test samples");
  if (data.has_test_files() && section.table().get("train") == nullptr) parts.train = 1 - parts.validate;
}

void read_images(Section& section, DataPart& data) {
  section.read("images", data.images);
  section.read("test_images", data.test_images);
  section.read_word("color_mode", data.image_options.color_mode, {"rgb", "grayscale"});
  if (const toml::node* node = section.find("image_size")) {
    const toml::array* size = node->as_array();
    if (size == nullptr || size->size() != 2 || !size->get(0)->is_integer() || !size->get(1)->is_integer())
      section.refuse("image_size", "must be a list of two whole numbers: [height, width]");
    const std::int64_t height = size->get(0)->as_integer()->get(), width = size->get(1)->as_integer()->get();
    if (height < 1 || width < 1) section.refuse("image_size", "must be 1 or more in both directions");
    data.image_options.image_size = {height, width};
  }
}

/// One kind of data, with the keys that belong to it.
void check_kind(const Section& section, const DataPart& data) {
  const auto given = [&](const char* key) { return section.table().get(key) != nullptr; };
  if (int{given("file")} + int{given("x")} + int{given("images")} != 1) {
    throw Error(section.where(), "needs one of file, x (with y) and images", {}, ErrorKind::usage);
  }
  const auto belongs = [&](const char* key, const char* to) {
    if (given(key) && !given(to)) section.refuse(key, std::string("belongs to ") + to + ", which is not there");
  };
  for (const char* key : {"inputs", "targets", "sample_weight"}) belongs(key, "file");
  for (const char* key : {"y", "test_x", "test_y"}) belongs(key, "x");
  for (const char* key : {"test_images", "color_mode", "image_size"}) belongs(key, "images");
  if (!data.x.empty()) section.require("y");
  if (!data.test_x.empty()) section.require("test_y");
  if (!data.test_y.empty()) section.require("test_x");
}

}  // namespace

DataPart read_data(Section section) {
  DataPart data;
  data.where = section.where();
  section.read("file", data.file);
  section.read("inputs", data.inputs);
  section.read("targets", data.targets);
  section.read("sample_weight", data.sample_weight);
  section.read("x", data.x);
  section.read("y", data.y);
  section.read("test_x", data.test_x);
  section.read("test_y", data.test_y);
  read_images(section, data);
  section.read("classes", data.classes);
  section.read("stream", data.stream);
  data.image_options.stream = data.stream;
  data.image_options.class_names = data.images.empty() ? std::vector<std::string>() : data.classes;
  if (data.has_test_files()) data.fractions = {1, 0, 0};
  if (auto split = section.section("split")) {
    read_split(*split, data);
    const Fractions& parts = data.fractions;
    const bool fits = parts.train > 0 && parts.test >= 0 && parts.validate >= 0 &&
                      parts.train + parts.test + parts.validate <= 1 + 1e-9;
    if (!fits) section.refuse("split", "parts must be 0 or more, train above 0, and their sum at most 1");
  }
  if (auto augment = section.section("augment")) data.augmentations = read_augment(*augment);
  section.finish();
  check_kind(section, data);
  return data;
}

}  // namespace kvant::recipes

// SPDX-License-Identifier: Apache-2.0
// The lesson's data equal NumPy's, and the recipes to start from can be read.
#include "kvant/recipe_file.h"

#include <kvant/files.h>
#include <kvant/recipe.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <filesystem>

TEST_CASE("the lesson's data are NumPy's, digit for digit") {
  const std::string path = KVANT_SOURCE_DIR "/../shared/lesson/sine.csv";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const kvant::Bytes bytes = kvant::load(path);
  CHECK(kvant::lesson_data() == std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

TEST_CASE("new recipes are recipes") {
  for (const char* kind : {"lesson", "classifier", "blank"}) {
    CHECK(kvant::recipes::read_recipe(kvant::new_recipe(kind), "new.toml").layers.size() >= 2);
  }
  CHECK_THROWS_WITH(kvant::new_recipe("leson"), "new leson: no such recipe; did you mean \"lesson\"?");
}

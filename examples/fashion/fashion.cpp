// SPDX-License-Identifier: Apache-2.0
// kvant_fashion RECIPE OUT: runs the recipe and writes OUT/metrics.json, how often the float and the int8 model are
// right about the test pictures.
#include <kvant/kvant.h>

#include <cstdio>
#include <exception>
#include <string>

int main(int count, char** words) try {
  if (count != 3) throw kvant::Error("kvant_fashion", "takes a recipe and a folder", {}, kvant::ErrorKind::usage);
  const std::string recipe = words[1], out = words[2];
  const kvant::RecipeResult result = kvant::run_recipe(recipe, out);

  char text[96];
  std::snprintf(text, sizeof text, "{\"float_accuracy\": %.4f, \"int8_accuracy\": %.4f}\n",
                result.metrics.at("test.accuracy"), result.metrics.at("test.int8.accuracy"));
  kvant::save(out + "/metrics.json", text);
  std::printf("%s", text);
  for (const std::string& sentence : result.failed) std::fprintf(stderr, "kvant_fashion: %s\n", sentence.c_str());
  return result.failed.empty() ? 0 : static_cast<int>(kvant::ErrorKind::verification);
} catch (const kvant::Error& error) {
  std::fprintf(stderr, "kvant_fashion: %s\n", error.what());
  return static_cast<int>(error.kind());
} catch (const std::exception& error) {
  std::fprintf(stderr, "kvant_fashion: %s\n", error.what());
  return 1;
}

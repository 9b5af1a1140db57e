// SPDX-License-Identifier: Apache-2.0
// kvant ops: the operators and layers that kvant knows.
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/supported.h>

#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  bool json = false;
};

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string text_of_supported() {
  TextTable operators({"operator", ">code", "float32", "int8", "trains", "does"});
  const auto mark = [](bool yes) { return std::string(yes ? "yes" : "-"); };
  for (const SupportedOperator& one : supported_operators()) {
    operators.add(
        {one.name, std::to_string(one.code), mark(one.float32), mark(one.int8), mark(one.trains), one.summary});
  }
  TextTable layers({"layer", "config"});
  for (const SupportedLayer& one : supported_layers()) layers.add({one.class_name, list_of(one.keys)});
  return "operators of .tflite files, on the desk, on the chip and in generated code\n" + operators.text() +
         "\nlayers of Keras\n" + layers.text();
}

std::string json_of_supported() {
  std::vector<JsonObject> operators, layers;
  for (const SupportedOperator& one : supported_operators()) {
    operators.push_back(JsonObject()
                            .add("name", one.name)
                            .add("code", one.code)
                            .add("summary", one.summary)
                            .add("float32", one.float32)
                            .add("int8", one.int8)
                            .add("trains", one.trains));
  }
  for (const SupportedLayer& one : supported_layers())
    layers.push_back(JsonObject().add("class_name", one.class_name).add("keys", one.keys));
  return json_facts().add("operators", operators).add("layers", layers).text();
}

}  // namespace

void add_ops_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "ops", "Lists the operators and layers that kvant knows, and the types they compute in");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { print(arguments->json ? json_of_supported() : text_of_supported()); });
}

}  // namespace kvant::cli

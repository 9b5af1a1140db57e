// SPDX-License-Identifier: Apache-2.0
// Reading [compile] and [fit].
#include "kvant/recipe_training.h"

namespace kvant::recipes {
namespace {

void read_optimizer(Section& section, CompilePart& compile) {
  const toml::node* node = section.find("optimizer");
  if (node == nullptr || !node->is_table()) return section.read("optimizer", compile.optimizer);
  Section table = *section.section("optimizer");
  table.read_word("name", compile.optimizer, {"adam", "sgd", "rmsprop"});
  std::vector<std::string> numbers = {"learning_rate"}, switches;
  if (compile.optimizer == "adam") numbers.insert(numbers.end(), {"beta_1", "beta_2", "epsilon"});
  if (compile.optimizer == "sgd") numbers.push_back("momentum"), switches.push_back("nesterov");
  if (compile.optimizer == "rmsprop")
    numbers.insert(numbers.end(), {"rho", "momentum", "epsilon"}), switches.push_back("centered");
  for (const std::string& key : numbers) {
    double value = 0;
    table.read(key, value);
    if (table.table().get(key) != nullptr) compile.optimizer_settings.emplace_back(key, value);
  }
  for (const std::string& key : switches) {
    bool value = false;
    table.read(key, value);
    if (value) compile.optimizer_settings.emplace_back(key, 1);
  }
  table.finish();
  table.require("name");
}

/// A loss whose settings stand in a table.
class TableLoss : public Loss {
 public:
  TableLoss(const std::string& name, bool from_logits, double label_smoothing)
      : Loss(name, from_logits, label_smoothing) {}
};

Loss read_loss_table(Section table) {
  std::string name;
  bool from_logits = false;
  double label_smoothing = 0.0;
  table.read("name", name);
  table.read("from_logits", from_logits);
  table.read("label_smoothing", label_smoothing);
  table.finish();
  table.require("name");
  return TableLoss(name, from_logits, label_smoothing);
}

Metric read_metric_table(Section table) {
  Metric::Settings settings;
  table.read("name", settings.kind);
  table.read("as", settings.name);
  table.read("threshold", settings.threshold);
  table.read("k", settings.k, 1);
  table.read("class_id", settings.class_id, 0);
  table.read("num_thresholds", settings.num_thresholds, 2);
  table.read_word("curve", settings.curve, {"ROC", "PR"});
  table.read("from_logits", settings.from_logits);
  table.finish();
  table.require("name");
  return Metric(settings);
}

/// A name, or a table that read_table reads.
template <class Thing, class ReadTable>
Thing read_thing(Section& section, const std::string& key, const toml::node& node, ReadTable read_table) {
  if (const auto* table = node.as_table()) return read_table(section.within(*table, key));
  if (!node.is_string()) section.refuse(key, "must be names in quotation marks, or tables with a name");
  return Thing(node.as_string()->get());
}

/// One of them, or a list.
template <class Thing, class ReadTable>
std::vector<Thing> read_things(Section& section, const std::string& key, const toml::node& node, ReadTable read_table) {
  std::vector<Thing> things;
  if (const auto* array = node.as_array()) {
    for (const toml::node& element : *array) things.push_back(read_thing<Thing>(section, key, element, read_table));
  } else {
    things.push_back(read_thing<Thing>(section, key, node, read_table));
  }
  return things;
}

/// A list of metrics, or a list of such lists, one for each output.
void read_metrics(Section& section, CompilePart& compile) {
  const toml::node* node = section.find("metrics");
  if (node == nullptr) return;
  const auto* array = node->as_array();
  if (array == nullptr || array->empty() || !array->get(0)->is_array()) {
    compile.metrics = read_things<Metric>(section, "metrics", *node, read_metric_table);
    return;
  }
  for (const toml::node& element : *array)
    compile.output_metrics.push_back(read_things<Metric>(section, "metrics", element, read_metric_table));
}

void read_losses(Section& section, CompilePart& compile) {
  const toml::node* node = section.find("loss");
  if (node == nullptr) return;
  const std::vector<Loss> losses = read_things<Loss>(section, "loss", *node, read_loss_table);
  if (!node->is_array()) {
    compile.loss = losses[0];
    return;
  }
  compile.loss = Loss();
  compile.losses = losses;
}

}  // namespace

CompilePart read_compile(Section section) {
  CompilePart compile;
  compile.where = section.where();
  read_optimizer(section, compile);
  read_losses(section, compile);
  section.read("loss_weights", compile.loss_weights);
  read_metrics(section, compile);
  section.finish();
  return compile;
}

FitPart read_fit(Section section) {
  FitPart fit;
  section.read("epochs", fit.epochs, 1);
  section.read("batch_size", fit.batch_size, 1);
  section.read("shuffle", fit.shuffle);
  section.read("validation", fit.validation);
  section.read("reproducible", fit.reproducible);
  section.finish();
  return fit;
}

}  // namespace kvant::recipes

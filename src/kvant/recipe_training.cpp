// SPDX-License-Identifier: Apache-2.0
// Reading [compile] and [fit].
#include "kvant/recipe_training.h"

#include "kvant/recipe_optimizer.h"

namespace kvant::recipes {
namespace {

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

void read_monitor(Section& table, std::string& monitor, std::string& mode) {
  table.read("monitor", monitor);
  table.read_word("mode", mode, {"auto", "min", "max"});
}

void read_optional(Section& table, const std::string& key, std::optional<double>& value) {
  double number = 0.0;
  if (table.table().get(key) == nullptr) return table.know(key);
  table.read(key, number);
  value = number;
}

EarlyStoppingOptions read_early_stopping(Section table) {
  EarlyStoppingOptions options;
  read_monitor(table, options.monitor, options.mode);
  table.read("min_delta", options.min_delta);
  table.read("patience", options.patience, 0);
  read_optional(table, "baseline", options.baseline);
  table.read("restore_best_weights", options.restore_best_weights);
  table.read("start_from_epoch", options.start_from_epoch, 0);
  table.finish();
  return options;
}

ReduceLROnPlateauOptions read_reduce_lr(Section table) {
  ReduceLROnPlateauOptions options;
  read_monitor(table, options.monitor, options.mode);
  table.read("factor", options.factor);
  table.read("patience", options.patience, 0);
  table.read("min_delta", options.min_delta);
  table.read("cooldown", options.cooldown, 0);
  table.read("min_lr", options.min_lr);
  table.finish();
  return options;
}

ModelCheckpointOptions read_checkpoint(Section table) {
  ModelCheckpointOptions options;
  table.read("filepath", options.filepath);
  read_monitor(table, options.monitor, options.mode);
  table.read("save_best_only", options.save_best_only);
  table.read("save_freq", options.save_freq, 0);
  read_optional(table, "initial_value_threshold", options.initial_value_threshold);
  table.finish();
  table.require("filepath");
  return options;
}

std::optional<CSVLoggerOptions> read_csv_logger(Section& section) {
  const toml::node* node = section.find("csv_logger");
  if (node == nullptr) return {};
  CSVLoggerOptions options;
  if (!node->is_table()) {
    section.read("csv_logger", options.filename);
    return options;
  }
  Section table = *section.section("csv_logger");
  table.read("filename", options.filename);
  table.read("separator", options.separator);
  table.read("append", options.append);
  table.finish();
  table.require("filename");
  return options;
}

/// {0 = 1.0, 7 = 2.5}: keys are classes.
std::map<std::int64_t, double> read_class_weight(Section& section) {
  std::map<std::int64_t, double> weights;
  const auto table = section.section("class_weight");
  if (!table) return weights;
  for (const auto& [key, node] : table->table()) {
    const std::string name(key.str());
    const bool is_class =
        !name.empty() && name.size() < 10 && name.find_first_not_of("0123456789") == std::string::npos;
    const auto weight = node.is_number() ? node.value<double>() : std::nullopt;
    if (!is_class || !weight || !(*weight >= 0.0) || !std::isfinite(*weight))
      section.refuse("class_weight", "must be numbers of classes with weights of 0 or more, like {0 = 1.0, 1 = 2.5}");
    weights[std::stoll(name)] = *weight;
  }
  return weights;
}

}  // namespace

CompilePart read_compile(Section section) {
  CompilePart compile;
  compile.where = section.where();
  compile.optimizer = read_optimizer(section);
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
  if (auto table = section.section("early_stopping")) fit.early_stopping = read_early_stopping(*table);
  if (auto table = section.section("reduce_lr_on_plateau")) fit.reduce_lr_on_plateau = read_reduce_lr(*table);
  if (auto table = section.section("model_checkpoint")) fit.model_checkpoint = read_checkpoint(*table);
  fit.csv_logger = read_csv_logger(section);
  section.read("terminate_on_nan", fit.terminate_on_nan);
  fit.class_weight = read_class_weight(section);
  section.finish();
  return fit;
}

}  // namespace kvant::recipes

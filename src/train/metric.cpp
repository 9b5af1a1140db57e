// SPDX-License-Identifier: Apache-2.0
// The table of metrics, and what shapes and settings they take.
#include "train/metric.h"

#include "layers/did_you_mean.h"
#include "train/accuracy_metrics.h"
#include "train/mean_metrics.h"
#include "train/threshold_metrics.h"

#include <kvant/types/error.h>

#include <array>
#include <string_view>

namespace kvant::train {
namespace {

/// What targets a metric compares with.
enum class Targets : std::uint8_t {
  same,   ///< a number for each prediction
  index,  ///< the index of a class
};

struct Known {
  std::string_view name;
  MetricPointer (*make)(const std::string& name, const MetricSettings& settings);
  Targets targets = Targets::same;
};

MetricPointer mean_of(const std::string& name, const char* loss, bool root = false) {
  return mean_metric(name, make_loss({.name = loss}), root);
}
MetricPointer squared(const std::string& name, const MetricSettings&) { return mean_of(name, "mse"); }
MetricPointer absolute(const std::string& name, const MetricSettings&) { return mean_of(name, "mae"); }
MetricPointer root_squared(const std::string& name, const MetricSettings&) { return mean_of(name, "mse", true); }
MetricPointer binary_entropy(const std::string& name, const MetricSettings&) {
  return mean_of(name, "binary_crossentropy");
}
MetricPointer categorical_entropy(const std::string& name, const MetricSettings&) {
  return mean_of(name, "categorical_crossentropy");
}
MetricPointer sparse_entropy(const std::string& name, const MetricSettings&) {
  return mean_of(name, "sparse_categorical_crossentropy");
}
MetricPointer binary(const std::string& name, const MetricSettings& s) { return binary_accuracy(name, s.threshold); }
MetricPointer categorical(const std::string& name, const MetricSettings&) { return categorical_accuracy(name); }
MetricPointer sparse(const std::string& name, const MetricSettings&) { return sparse_categorical_accuracy(name); }
MetricPointer top_k(const std::string& name, const MetricSettings& s) { return top_k_accuracy(name, s.k, false); }
MetricPointer sparse_top_k(const std::string& name, const MetricSettings& s) { return top_k_accuracy(name, s.k, true); }
MetricPointer make_precision(const std::string& name, const MetricSettings& s) {
  return precision(name, s.threshold, s.class_id);
}
MetricPointer make_recall(const std::string& name, const MetricSettings& s) {
  return recall(name, s.threshold, s.class_id);
}
MetricPointer make_auc(const std::string& name, const MetricSettings& s) {
  return area_under_curve(name, s.num_thresholds, s.curve == "PR", s.from_logits);
}

constexpr std::array known_metrics = {
    Known{"mse", squared},
    Known{"mean_squared_error", squared},
    Known{"MSE", squared},
    Known{"MeanSquaredError", squared},
    Known{"mae", absolute},
    Known{"mean_absolute_error", absolute},
    Known{"MAE", absolute},
    Known{"MeanAbsoluteError", absolute},
    Known{"rmse", root_squared},
    Known{"root_mean_squared_error", root_squared},
    Known{"RootMeanSquaredError", root_squared},
    Known{"binary_accuracy", binary},
    Known{"BinaryAccuracy", binary},
    Known{"categorical_accuracy", categorical},
    Known{"CategoricalAccuracy", categorical},
    Known{"sparse_categorical_accuracy", sparse, Targets::index},
    Known{"SparseCategoricalAccuracy", sparse, Targets::index},
    Known{"top_k_categorical_accuracy", top_k},
    Known{"TopKCategoricalAccuracy", top_k},
    Known{"sparse_top_k_categorical_accuracy", sparse_top_k, Targets::index},
    Known{"SparseTopKCategoricalAccuracy", sparse_top_k, Targets::index},
    Known{"precision", make_precision},
    Known{"Precision", make_precision},
    Known{"recall", make_recall},
    Known{"Recall", make_recall},
    Known{"auc", make_auc},
    Known{"AUC", make_auc},
    Known{"binary_crossentropy", binary_entropy},
    Known{"BinaryCrossentropy", binary_entropy},
    Known{"categorical_crossentropy", categorical_entropy},
    Known{"CategoricalCrossentropy", categorical_entropy},
    Known{"sparse_categorical_crossentropy", sparse_entropy, Targets::index},
    Known{"SparseCategoricalCrossentropy", sparse_entropy, Targets::index},
};
constexpr std::array<std::string_view, 16> spoken_names = {"accuracy",
                                                           "mse",
                                                           "mae",
                                                           "rmse",
                                                           "mean_squared_error",
                                                           "mean_absolute_error",
                                                           "root_mean_squared_error",
                                                           "binary_accuracy",
                                                           "categorical_accuracy",
                                                           "sparse_categorical_accuracy",
                                                           "top_k_categorical_accuracy",
                                                           "sparse_top_k_categorical_accuracy",
                                                           "precision",
                                                           "recall",
                                                           "auc",
                                                           "sparse_categorical_crossentropy"};

bool is_any_accuracy(const std::string& kind) { return kind == "accuracy" || kind == "acc" || kind == "Accuracy"; }

const Known& find_known(const std::string& kind) {
  for (const Known& known : known_metrics) {
    if (kind == known.name) return known;
  }
  throw layers::unknown_name("compile", "metric", kind, spoken_names);
}

/// By Keras' rule.
const char* accuracy_for(const Shape& predicted, const Shape& target) {
  if (predicted.back() == 1) return "binary_accuracy";
  return target.back() == 1 ? "sparse_categorical_accuracy" : "categorical_accuracy";
}

void check_shapes(const std::string& name, Targets targets, const Shape& predicted, const Shape& target) {
  Shape wanted = predicted;
  if (targets == Targets::index) wanted.back() = 1;
  if (target == wanted) return;
  throw Error(name, "needs targets of shape " + to_string(wanted), to_string(target), ErrorKind::usage);
}

}  // namespace

void check_metric(const MetricSettings& settings) {
  const auto refuse = [&](const std::string& what, const std::string& received) {
    throw Error(settings.kind, what, received, ErrorKind::usage);
  };
  if (!is_any_accuracy(settings.kind)) find_known(settings.kind);
  if (settings.k < 1) refuse("k must be 1 or more", std::to_string(settings.k));
  if (settings.num_thresholds < 2) refuse("num_thresholds must be 2 or more", std::to_string(settings.num_thresholds));
  if (settings.curve != "ROC" && settings.curve != "PR")
    refuse("curve must be \"ROC\" or \"PR\"", "\"" + settings.curve + "\"");
}

MetricPointer make_metric(const MetricSettings& settings, const Shape& predicted, const Shape& target) {
  check_metric(settings);
  const std::string name = settings.name.empty() ? settings.kind : settings.name;
  const Known& known = find_known(is_any_accuracy(settings.kind) ? accuracy_for(predicted, target) : settings.kind);
  check_shapes(name, known.targets, predicted, target);
  if (settings.class_id >= predicted.back()) {
    throw Error(name, "class_id must be below the " + std::to_string(predicted.back()) + " classes",
                std::to_string(settings.class_id), ErrorKind::usage);
  }
  return known.make(name, settings);
}

}  // namespace kvant::train

// SPDX-License-Identifier: Apache-2.0
// kvant evaluate: loss and metrics of a model on data.
#include "cli/data_arguments.h"
#include "cli/expectations.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/expect.h>
#include <kvant/load_model.h>
#include <kvant/model_kind.h>
#include <kvant/scores.h>
#include <kvant/types/error.h>

#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string model, data, loss = "mse";
  std::vector<std::string> inputs, targets, metrics, expect;
  bool json = false;
};

/// Predictions in real numbers.
Array predict(const std::string& model, const Array& x, const std::string& data) {
  if (model_kind(model) != ModelKind::tflite) return load_model(model).predict(x);
  Interpreter interpreter(model);
  return interpreter.run_float(fit_to(interpreter.get_input_details().at(0), x, data));
}

void run(const Arguments& arguments) {
  for (const std::string& expectation : arguments.expect) parse_expectation(expectation);  // before the work begins
  const Samples samples = load_samples(arguments.data, arguments.inputs, arguments.targets);
  if (samples.x.rows() == 0) throw Error(arguments.data, "holds no rows");
  const Array predicted = predict(arguments.model, samples.x, arguments.data);
  std::vector<Metric> metrics(arguments.metrics.begin(), arguments.metrics.end());
  if (metrics.empty()) metrics = {"mae"};
  const auto scores = score_predictions(predicted, samples.y, arguments.loss, metrics);
  if (arguments.json) {
    print(json_facts().add("samples", samples.x.rows()).add("metrics", scores).text());
  } else {
    FactList facts;
    facts.add("samples", to_text(samples.x.rows()));
    for (const auto& [name, value] : scores) facts.add(name, to_text(value));
    print(facts.text());
  }
  check_expectations(arguments.expect, scores);
}

}  // namespace

void add_evaluate_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "evaluate", "Computes loss and metrics of a model, in real numbers");
  verb.argument("MODEL", arguments->model, "A .tflite, .keras, .h5 or .onnx file, or the folder of a SavedModel");
  verb.required_option("--data", "FILE", arguments->data, "A .npz with arrays x and y, or a .csv");
  verb.option("--inputs", "COLUMNS", arguments->inputs, "Columns of a .csv that go in; by default all but the targets");
  verb.option("--targets", "COLUMNS", arguments->targets,
              "Columns of a .csv that should come out; by default the last");
  verb.option("--loss", "NAME", arguments->loss, "As in a recipe: mse, mae, sparse_categorical_crossentropy ...");
  verb.option("--metrics", "NAMES", arguments->metrics, "As in a recipe: mae, rmse, accuracy ...; by default mae");
  verb.repeated_option("--expect", "BOUND", arguments->expect,
                       "Like \"mae<=0.09\"; when it does not hold the exit code is 3");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli

// SPDX-License-Identifier: Apache-2.0
// kvant verify: two models on the same data, or a recorded run once more.
#include "cli/data_arguments.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/converter.h>
#include <kvant/model_kind.h>
#include <kvant/types/error.h>
#include <kvant/verify.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string a, b, provenance;
  std::vector<std::string> data, inputs;
  std::optional<double> tolerance;
  bool json = false;
};

std::string tenths(double value) { return to_text(std::round(value * 10) / 10); }
std::string noise_of(const DifferenceFacts& facts) {
  return facts.equal == facts.values ? "equal" : tenths(facts.signal_to_noise_db) + " dB";
}

/// Worst first; equal ones stay in the order of execution.
std::string table_of(std::vector<OperatorComparison> operators) {
  const auto order = [](const OperatorComparison& one) {
    const double noise = one.difference.signal_to_noise_db;
    return std::pair(std::isnan(noise) ? -std::numeric_limits<double>::infinity() : noise, one.index);
  };
  std::sort(operators.begin(), operators.end(), [&](const auto& p, const auto& q) { return order(p) < order(q); });
  TextTable table({">#", "operator", ">signal to noise", ">largest", ">mean", ">clipped", ">channel spread", "result"});
  for (const OperatorComparison& one : operators) {
    const DifferenceFacts& facts = one.difference;
    table.add({std::to_string(one.index), one.name, noise_of(facts), to_text(facts.max_difference),
               to_text(facts.mean_difference), tenths(100 * facts.clipped_share) + " %", tenths(one.channel_spread),
               one.result});
  }
  return table.text();
}

std::string text_of(const Comparison& comparison) {
  const DifferenceFacts& facts = comparison.output;
  FactList list;
  list.add("samples", to_text(comparison.samples));
  list.add("equal", to_text(facts.equal) + " of " + to_text(facts.values) + " values");
  list.add("largest difference", to_text(facts.max_difference));
  list.add("mean difference", to_text(facts.mean_difference));
  list.add("signal to noise", noise_of(facts));
  list.add("clipped", tenths(100 * facts.clipped_share) + " %");
  if (comparison.first_difference >= 0) {
    const OperatorComparison& first = comparison.operators[static_cast<std::size_t>(comparison.first_difference)];
    list.add("first to differ", "operator " + std::to_string(first.index) + " " + first.name + ", " + first.result);
  }
  if (!comparison.not_paired.empty()) list.add("operators", "not compared one by one: " + comparison.not_paired);
  std::string text = list.text();
  if (comparison.first_difference >= 0) text += "\noperators, worst first\n" + table_of(comparison.operators);
  if (!comparison.advice.empty()) text += "\nwhat to try\n";
  for (const std::string& sentence : comparison.advice) text += "  " + sentence + "\n";
  return text;
}

JsonObject json_of(const DifferenceFacts& facts) {
  return JsonObject()
      .add("values", facts.values)
      .add("equal", facts.equal)
      .add("max_difference", facts.max_difference)
      .add("mean_difference", facts.mean_difference)
      .add("signal_to_noise_db", facts.signal_to_noise_db)
      .add("clipped_share", facts.clipped_share);
}

std::string json_of(const Comparison& comparison) {
  std::vector<JsonObject> operators;
  for (const OperatorComparison& one : comparison.operators) {
    operators.push_back(JsonObject()
                            .add("index", one.index)
                            .add("name", one.name)
                            .add("result", one.result)
                            .add("difference", json_of(one.difference))
                            .add("channel_spread", one.channel_spread));
  }
  return json_facts()
      .add("samples", comparison.samples)
      .add("output", json_of(comparison.output))
      .add("first_difference", comparison.first_difference)
      .add("not_paired", comparison.not_paired)
      .add("operators", operators)
      .add("advice", comparison.advice)
      .text();
}

std::vector<TensorDetails> inputs_of(const std::string& model) {
  if (model_kind(model) == ModelKind::tflite) return Interpreter(model).get_input_details();
  return Interpreter(TFLiteConverter::from_file(model).convert(), model).get_input_details();
}

void compare(const Arguments& arguments) {
  if (arguments.b.empty() || arguments.data.empty()) {
    throw Error("verify", "takes two models and --data FILE, or --provenance FILE", {}, ErrorKind::usage);
  }
  const LoadedInputs loaded = load_inputs_of(inputs_of(arguments.a), arguments.data, arguments.inputs);
  const Comparison comparison = compare_models(arguments.a, arguments.b, loaded.samples);
  print(arguments.json ? json_of(comparison) : text_of(comparison));
  // Written so that a difference that is not a number fails.
  const double difference = comparison.output.max_difference;
  if (!arguments.tolerance || difference <= *arguments.tolerance) return;
  throw Error(arguments.b,
              "differs from " + arguments.a + " by up to " + to_text(difference) + ", tolerance " +
                  to_text(*arguments.tolerance),
              {}, ErrorKind::verification);
}

void repeat(const Arguments& arguments) {
  if (!arguments.a.empty()) throw Error("verify", "takes no models with --provenance", arguments.a, ErrorKind::usage);
  const RepeatedRun run = repeat_run(arguments.provenance);
  if (arguments.json) {
    print(json_facts().add("command", run.command).add("equal", run.equal).add("differences", run.differences).text());
  } else {
    print(run.command + "\n");
    for (const std::string& file : run.equal) print("  equal    " + file + "\n");
    for (const std::string& sentence : run.differences) print("  differs  " + sentence + "\n");
  }
  if (run.differences.empty()) return;
  throw Error(arguments.provenance,
              "the run does not repeat: " + to_text(std::int64_t(run.differences.size())) +
                  (run.differences.size() == 1 ? " file differs" : " files differ"),
              {}, ErrorKind::verification);
}

void run(const Arguments& arguments) { arguments.provenance.empty() ? compare(arguments) : repeat(arguments); }

}  // namespace

void add_verify_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "verify", "Compares two models on the same data, or repeats a recorded run");
  verb.argument("A", arguments->a, "A .tflite file, or a .keras or .h5 file as its float conversion", false);
  verb.argument("B", arguments->b, "The same: the one that should be like A", false);
  verb.repeated_option(
      "--data", "FILE", arguments->data,
      "Inputs in real numbers: .npy, .npz (array x) or .csv; for several inputs a file each, or one .npz");
  verb.option("--inputs", "COLUMNS", arguments->inputs, "Columns of a .csv that go in; by default all");
  verb.option("--tolerance", "NUMBER", arguments->tolerance,
              "Largest difference allowed; beyond it the exit code is 3");
  verb.option("--provenance", "FILE", arguments->provenance,
              "A NAME.provenance.json: repeat its run and compare; the exit code is 3 when a file differs");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli

// SPDX-License-Identifier: Apache-2.0
// kvant verify: two models on the same data.
#include "cli/data_arguments.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/types/error.h>
#include <kvant/verify.h>

#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string a, b, data;
  std::vector<std::string> inputs;
  std::optional<double> tolerance;
  bool json = false;
};

std::string text_of(const Comparison& facts) {
  FactList list;
  list.add("samples", to_text(facts.samples));
  list.add("values", to_text(facts.values));
  list.add("equal", to_text(facts.equal));
  list.add("largest difference", to_text(facts.max_difference));
  list.add("mean difference", to_text(facts.mean_difference));
  list.add("signal to noise", to_text(facts.signal_to_noise_db) + " dB");
  list.add("clipped", to_text(100 * facts.clipped_share) + " %");
  return list.text();
}

std::string json_of(const Comparison& facts) {
  return json_facts()
      .add("samples", facts.samples)
      .add("values", facts.values)
      .add("equal", facts.equal)
      .add("max_difference", facts.max_difference)
      .add("mean_difference", facts.mean_difference)
      .add("signal_to_noise_db", facts.signal_to_noise_db)
      .add("clipped_share", facts.clipped_share)
      .text();
}

void run(const Arguments& arguments) {
  const Interpreter first(arguments.a);
  const Array x = load_inputs(arguments.data, arguments.inputs);
  const Comparison facts =
      compare_models(arguments.a, arguments.b, fit_to(first.get_input_details().at(0), x, arguments.data));
  print(arguments.json ? json_of(facts) : text_of(facts));
  // Written so that a difference that is not a number fails.
  if (!arguments.tolerance || facts.max_difference <= *arguments.tolerance) return;
  throw Error(arguments.b,
              "differs from " + arguments.a + " by up to " + to_text(facts.max_difference) + ", tolerance " +
                  to_text(*arguments.tolerance),
              {}, ErrorKind::verification);
}

}  // namespace

void add_verify_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "verify", "Compares two models on the same data, in real numbers");
  verb.argument("A", arguments->a, "A .tflite file");
  verb.argument("B", arguments->b, "A .tflite file");
  verb.required_option("--data", "FILE", arguments->data, "Inputs in real numbers: .npy, .npz (array x) or .csv");
  verb.option("--inputs", "COLUMNS", arguments->inputs, "Columns of a .csv that go in; by default all");
  verb.option("--tolerance", "NUMBER", arguments->tolerance,
              "Largest difference allowed; beyond it the exit code is 3");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli

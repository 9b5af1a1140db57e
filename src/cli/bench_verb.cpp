// SPDX-License-Identifier: Apache-2.0
// kvant bench: how long one inference takes on this machine, and each of its operators.
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/inspect.h>
#include <kvant/interpreter.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string model;
  std::int64_t runs = 101;
  bool json = false;
};

struct Timing {
  std::int64_t inferences = 0;  ///< of one run
  double median_ns = 0, fastest_ns = 0, slowest_ns = 0;
};

/// Nanoseconds of one inference, measured over count of them.
double time_inferences(Interpreter& interpreter, std::int64_t count) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  for (std::int64_t i = 0; i < count; ++i) interpreter.invoke();
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count() / static_cast<double>(count);
}

Timing measure(Interpreter& interpreter, std::int64_t runs) {
  // Warm-up: as many inferences as take a millisecond, so that the clock's grain does not matter.
  constexpr double run_ns = 1e6;
  Timing timing{1};
  while (time_inferences(interpreter, timing.inferences) * static_cast<double>(timing.inferences) < run_ns) {
    timing.inferences *= 2;
  }
  std::vector<double> times;
  for (std::int64_t i = 0; i < runs; ++i) times.push_back(time_inferences(interpreter, timing.inferences));
  std::sort(times.begin(), times.end());
  timing.median_ns = (times[(times.size() - 1) / 2] + times[times.size() / 2]) / 2;
  timing.fastest_ns = times.front();
  timing.slowest_ns = times.back();
  return timing;
}

std::string time_text(double nanoseconds) {
  const auto three = [](double value) {
    return to_text(value < 100 ? std::round(value * 10) / 10 : std::round(value));
  };
  if (nanoseconds < 1e3) return three(nanoseconds) + " ns";
  if (nanoseconds < 1e6) return three(nanoseconds / 1e3) + " us";
  return three(nanoseconds / 1e6) + " ms";
}

/// Times of a model on inputs of zeros: the kernels take the same time for all numbers.
Timing measure(const Bytes& model, const std::string& name, std::int64_t runs) {
  Interpreter interpreter(model, name);
  for (const TensorDetails& input : interpreter.get_input_details()) {
    interpreter.set_tensor(input.index, Array(input.dtype, input.shape));
  }
  return measure(interpreter, runs);
}

struct OperatorTiming {
  std::string name;
  std::int64_t multiply_accumulates = 0;
  double median_ns = 0;
};

/// Each operator as a model of its own; setting one off takes the same time in it as in the whole.
std::vector<OperatorTiming> measure_operators(const Bytes& model, const Arguments& arguments) {
  const ModelFacts facts = describe_model(model, arguments.model);
  const std::vector<Bytes> singles = single_operator_models(model, arguments.model);
  std::vector<OperatorTiming> timings;
  for (std::size_t i = 0; i < singles.size(); ++i) {
    const OperatorFacts& one = facts.operators[i];
    timings.push_back(
        {one.name, one.multiply_accumulates, measure(singles[i], arguments.model, arguments.runs).median_ns});
  }
  return timings;
}

std::string json_of(const Timing& timing, const std::vector<OperatorTiming>& timings, std::int64_t runs) {
  std::vector<JsonObject> operators;
  for (const OperatorTiming& one : timings) {
    operators.push_back(JsonObject()
                            .add("name", one.name)
                            .add("multiply_accumulates", one.multiply_accumulates)
                            .add("median_ns", one.median_ns));
  }
  return json_facts()
      .add("runs", runs)
      .add("inferences_per_run", timing.inferences)
      .add("median_ns", timing.median_ns)
      .add("fastest_ns", timing.fastest_ns)
      .add("slowest_ns", timing.slowest_ns)
      .add("per_second", 1e9 / timing.median_ns)
      .add("operators", operators)
      .text();
}

std::string text_of(const Timing& timing, const std::vector<OperatorTiming>& timings, std::int64_t runs) {
  FactList facts;
  facts.add("median", time_text(timing.median_ns));
  facts.add("fastest", time_text(timing.fastest_ns));
  facts.add("slowest", time_text(timing.slowest_ns));
  facts.add("per second", to_text(static_cast<std::int64_t>(1e9 / timing.median_ns)));
  facts.add("measured", to_text(runs) + " runs of " + to_text(timing.inferences) + " inferences");
  TextTable operators({">#", "operator", ">MACs", ">median"});
  for (std::size_t i = 0; i < timings.size(); ++i) {
    operators.add({std::to_string(i), timings[i].name, to_text(timings[i].multiply_accumulates),
                   time_text(timings[i].median_ns)});
  }
  return facts.text() + "\noperators, each alone\n" + operators.text();
}

void run(const Arguments& arguments) {
  if (arguments.runs < 1) throw Error("--runs", "must be 1 or more", to_text(arguments.runs), ErrorKind::usage);
  const Bytes model = load(arguments.model);
  const Timing timing = measure(model, arguments.model, arguments.runs);
  const std::vector<OperatorTiming> operators = measure_operators(model, arguments);
  print(arguments.json ? json_of(timing, operators, arguments.runs) : text_of(timing, operators, arguments.runs));
}

}  // namespace

void add_bench_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "bench", "Measures the time of one inference on this machine, and of each operator");
  verb.argument("MODEL", arguments->model, "A .tflite file");
  verb.option("--runs", "N", arguments->runs, "How often to measure");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli

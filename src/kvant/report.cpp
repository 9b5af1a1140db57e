// SPDX-License-Identifier: Apache-2.0
// emit_report: runs both models on the same samples and hands the page what they answer.
#include <kvant/report.h>

#include "kvant/report_data.h"
#include "report/page.h"

#include <kvant/interpreter.h>
#include <kvant/random.h>
#include <kvant/scores.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace kvant {
namespace {

using Json = nlohmann::ordered_json;
using Predict = std::function<Array(const Array&)>;

/// What the predictions are measured with: samples that the training has not seen, where there are any.
const std::pair<const char*, const Samples*> measured_part(const Split& data) {
  if (!data.test.x.empty()) return {"test", &data.test};
  if (!data.validate.x.empty()) return {"validate", &data.validate};
  return {"train", &data.train};
}

/// Evenly spaced over all inputs, for models of one input.
Array evenly_spaced(const Split& data) {
  constexpr std::int64_t count = 257;
  float low = INFINITY, high = -INFINITY;
  for (const Samples* part : {&data.train, &data.test, &data.validate}) {
    const Array x = part->x.astype(DType::float32);
    for (const float value : x.values<float>()) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  Array x(DType::float32, {count, 1});
  for (std::int64_t i = 0; i < count; ++i)
    x.values<float>()[static_cast<std::size_t>(i)] = low + (high - low) * static_cast<float>(i) / (count - 1);
  return x;
}

double largest_difference(const Array& a, const Array& b) {
  double largest = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i)
    largest = std::max(
        largest, std::fabs(static_cast<double>(a.values<float>()[i]) - static_cast<double>(b.values<float>()[i])));
  return largest;
}

/// Costs of one file.
Json json_costs(const ModelFacts& facts) {
  return {{"file_bytes", facts.file_bytes},
          {"weight_bytes", facts.weight_bytes},
          {"arena_bytes", facts.arena_bytes},
          {"multiply_accumulates", facts.multiply_accumulates}};
}

/// The page's data, built up part by part.
class ReportData {
 public:
  explicit ReportData(const Report& report) : report_(report), samples_(measured_part(report.data)) {
    json_["kvant"] = KVANT_VERSION;
    json_["name"] = report.name;
    json_["seed"] = current_seed();
    json_["data"] = json_data(report);
    if (!report.history.history.empty()) json_["history"] = json_history(report.history);
    if (report.model != nullptr) json_["layers"] = json_layers(*report.model);
    if (!report.provenance.empty()) json_["provenance"] = Json::parse(report.provenance);
    if (!samples_.second->x.empty()) add_samples();
    add_models();
  }

  std::string text() const { return json_.dump(-1, ' ', false, Json::error_handler_t::replace); }

 private:
  void add_samples() {
    json_["measured"] = samples_.first;
    json_["actual"] = json_column(samples_.second->y);
    if (samples_.second->x.size() != samples_.second->x.rows()) return;
    line_ = evenly_spaced(report_.data);
    json_["line_x"] = json_column(line_);
  }

  void add_models() {
    json_["models"] = Json::object();
    Array float_answers, int8_answers;
    if (!report_.float_model.empty())
      float_answers = add_file("float", report_.float_model);
    else if (report_.model != nullptr)
      float_answers = add_answers("float", [&](const Array& x) { return report_.model->predict(x); });
    if (report_.int8_model.empty()) return;
    int8_answers = add_file("int8", report_.int8_model);
    json_["tensors"] = json_tensors(describe_model(report_.int8_model, "int8 model"));
    if (!float_answers.empty())
      json_["largest_difference"] = json_number(largest_difference(float_answers, int8_answers));
  }

  Array add_file(const std::string& key, const Bytes& bytes) {
    Interpreter interpreter(bytes, key + " model");
    Array answers = add_answers(key, [&](const Array& x) { return interpreter.run_float(x); });
    json_["models"][key]["costs"] = json_costs(describe_model(bytes, key + " model"));
    return answers;
  }

  Array add_answers(const std::string& key, const Predict& predict) {
    Json& model = json_["models"][key] = Json::object();
    if (samples_.second->x.empty()) return {};
    Array answers = predict(samples_.second->x).astype(DType::float32);
    model["predicted"] = json_column(answers);
    if (!line_.empty()) model["line"] = json_column(predict(line_));
    for (const auto& [name, value] : score_predictions(answers, samples_.second->y, "", {"mse", "mae"}))
      model["scores"][name] = json_number(value);
    return answers;
  }

  const Report& report_;
  std::pair<const char*, const Samples*> samples_;
  Array line_;
  Json json_;
};

}  // namespace

std::string emit_report(const Report& report) { return report::emit_page(report.name, ReportData(report).text()); }

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// emit_report: runs both models on the same samples and hands the page what they answer.
#include <kvant/report.h>

#include "kvant/batch_answers.h"
#include "kvant/report_classes.h"
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

Shape without_batch(const Shape& shape) { return shape.empty() ? shape : Shape(shape.begin() + 1, shape.end()); }

/// Shapes of one sample: what goes in and what comes out.
struct SampleShapes {
  Shape input, output;
};

/// Of the model or a file. Empty where there is none, or several inputs or outputs.
SampleShapes sample_shapes(const Report& report) {
  if (report.model != nullptr) {
    const auto inputs = report.model->input_shapes(), outputs = report.model->output_shapes();
    if (inputs.size() != 1 || outputs.size() != 1) return {};
    return {without_batch(inputs[0]), without_batch(outputs[0])};
  }
  const Bytes& file = report.int8_model.empty() ? report.float_model : report.int8_model;
  if (file.empty()) return {};
  const Interpreter interpreter(file, "model");
  const auto& inputs = interpreter.get_input_details();
  const auto& outputs = interpreter.get_output_details();
  if (inputs.size() != 1 || outputs.size() != 1) return {};
  return {without_batch(inputs[0].shape), without_batch(outputs[0].shape)};
}

/// How a sample is drawn: as the model sees it, where that is as many numbers.
Shape drawn_shape(const Array& x, const Shape& input) {
  return element_count(input) == x.size() / x.rows() ? input : without_batch(x.shape());
}

/// The page's data, built up part by part.
class ReportData {
 public:
  explicit ReportData(const Report& report)
      : report_(report), samples_(measured_part(report.data)), shapes_(sample_shapes(report)) {
    if (!samples_.second->x.empty()) find_classes();
    json_["kvant"] = KVANT_VERSION;
    json_["name"] = report.name;
    json_["seed"] = current_seed();
    json_["data"] = json_data(report, actual_.empty());
    if (!report.history.history.empty()) json_["history"] = json_history(report.history);
    if (report.model != nullptr) json_["layers"] = json_layers(*report.model);
    if (!report.provenance.empty()) json_["provenance"] = Json::parse(report.provenance);
    if (!samples_.second->x.empty()) add_samples();
    add_models();
    if (!actual_.empty())
      json_["classes"] = json_classes(report, *samples_.second, actual_, class_answers_, classes_,
                                      drawn_shape(samples_.second->x, shapes_.input));
  }

  std::string text() const { return json_.dump(-1, ' ', false, Json::error_handler_t::replace); }

 private:
  void find_classes() {
    const auto& [x, y] = *samples_.second;
    if (shapes_.output.empty()) return;
    classes_ = report_.model != nullptr ? count_classes(*report_.model) : element_count(shapes_.output);
    if (x.rows() == y.rows()) actual_ = true_classes(y, classes_);
  }

  void add_samples() {
    json_["measured"] = samples_.first;
    if (!actual_.empty()) return;
    json_["actual"] = json_column(samples_.second->y);
    if (samples_.second->x.size() != samples_.second->x.rows()) return;
    line_ = evenly_spaced(report_.data);
    json_["line_x"] = json_column(line_);
  }

  void add_models() {
    json_["models"] = Json::object();
    Array float_answers, int8_answers;
    const Predict by_model = [&](const Array& x) { return report_.model->predict(x); };
    const bool model_answers = report_.model != nullptr && (!actual_.empty() || report_.float_model.empty());
    if (model_answers) float_answers = add_answers("float", by_model);
    if (!report_.float_model.empty()) {
      if (!model_answers) float_answers = add_answers("float", by_file("float model", report_.float_model));
      add_costs("float", report_.float_model);
    }
    if (report_.int8_model.empty()) return;
    const Predict by_int8 = by_file("int8 model", report_.int8_model);
    int8_answers = add_answers("int8", [&](const Array& x) {
      const bool known = &x == &samples_.second->x && !report_.int8_answers.empty();
      return known ? report_.int8_answers : by_int8(x);
    });
    add_costs("int8", report_.int8_model);
    json_["tensors"] = json_tensors(describe_model(report_.int8_model, "int8 model"));
    if (!float_answers.empty() && actual_.empty())
      json_["largest_difference"] = json_number(largest_difference(float_answers, int8_answers));
  }

  static Predict by_file(const std::string& name, const Bytes& bytes) {
    return [name, &bytes](const Array& x) { return answer_batch(bytes, name, x); };
  }

  void add_costs(const std::string& key, const Bytes& bytes) {
    const ModelFacts facts = describe_model(bytes, key + " model");
    json_["models"][key]["costs"] = json_costs(facts);
    if (!facts.memory.tensors.empty()) json_["memory"] = json_memory(facts);  // of the last one: int8 where it is
  }

  Array add_answers(const std::string& key, const Predict& predict) {
    Json& model = json_["models"][key] = Json::object();
    if (samples_.second->x.empty()) return {};
    Array answers = predict(samples_.second->x).astype(DType::float32);
    if (answers.rows() != samples_.second->y.rows())
      throw Error("report", "has " + std::to_string(answers.rows()) + " answers of " + key,
                  std::to_string(samples_.second->y.rows()) + " targets");
    if (!actual_.empty()) {
      class_answers_[key] = class_answers(answers, classes_);
      model["classes"] = json_class_scores(actual_, class_answers_[key], classes_);
      return answers;
    }
    model["predicted"] = json_column(answers);
    if (!line_.empty()) model["line"] = json_column(predict(line_));
    for (const auto& [name, value] : score_predictions(answers, samples_.second->y, "", {"mse", "mae"}))
      model["scores"][name] = json_number(value);
    return answers;
  }

  const Report& report_;
  std::pair<const char*, const Samples*> samples_;
  SampleShapes shapes_;
  std::int64_t classes_ = 0;
  std::vector<std::int32_t> actual_;  ///< true classes; empty when the model is no classifier
  AnswersByModel class_answers_;
  Array line_;
  Json json_;
};

}  // namespace

std::string emit_report(const Report& report) { return report::emit_page(report.name, ReportData(report).text()); }

}  // namespace kvant

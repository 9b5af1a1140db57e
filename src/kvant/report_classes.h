// SPDX-License-Identifier: Apache-2.0
// What a classifier's report tells: confusion matrix, scores of each class, samples with their answers, as JSON.
#pragma once

#include <kvant/model.h>
#include <kvant/report.h>
#include <kvant/types/array.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace kvant {

/// Bounds on what is put into the page, whatever the data's size.
inline constexpr std::int64_t most_samples = 24;             ///< drawn of each kind
inline constexpr std::int64_t most_classes_in_matrix = 40;   ///< of more classes only the confusions are listed
inline constexpr std::int64_t most_confusions = 40;          ///< listed, the most frequent ones
inline constexpr std::int64_t most_classes_in_table = 1000;  ///< of more classes the first

/// As many as the model's only output has numbers, 2 or more; 2 for a single sigmoid; 0: it can be no classifier.
std::int64_t count_classes(const Model& model);

/// The true class of each row, from one column of class indices or from a column for each class with a single one in
/// each row (one-hot). Empty when neither is what stands there or there are fewer than 2 classes: no classifier.
/// Throws Error for a class index that is none of 0 to classes - 1.
std::vector<std::int32_t> true_classes(const Array& targets, std::int64_t classes);

/// The class of the largest output of each row, the first of equals; of a single output class 1 above 0.5. And how sure
/// it is: 0 to 1.
struct ClassAnswers {
  std::vector<std::int32_t> classes;
  std::vector<float> probabilities;
};

/// outputs: float32 [rows, ... classes in all], or [rows, 1] of two classes. Rows that are no probabilities (within 0
/// to 1, their sum near 1) go through softmax; one with NaN is answered with probability 0.
ClassAnswers class_answers(const Array& outputs, std::int64_t classes);

/// Answers by "float" and "int8", as many as actual of all that are there.
using AnswersByModel = std::map<std::string, ClassAnswers>;

/// {"accuracy", "precision": [...], "recall": [...], "confusion": [row of counts for each true class]}; null where
/// nothing was asked or answered; the matrix only of up to most_classes_in_matrix classes.
nlohmann::ordered_json json_class_scores(const std::vector<std::int32_t>& actual, const ClassAnswers& answers,
                                         std::int64_t classes);

/// {"names", "count", "rows", "samples": {"train": [count of each class] ...}, "different", "confusions":
/// [[actual, answered, {"float": times, "int8": times}] ...], "drawing", "examples", "mistakes", "judge"}.
/// examples are spread evenly over the rows, mistakes are the judge's surest; the judge is int8 where there is one.
/// Both are [{"row", "actual", "bytes", "float": [class, probability], "int8"} ...]. Throws Error when
/// report.class_names are not as many as classes.
nlohmann::ordered_json json_classes(const Report& report, const Samples& samples,
                                    const std::vector<std::int32_t>& actual, const AnswersByModel& answers,
                                    std::int64_t classes, const Shape& sample_shape);

}  // namespace kvant

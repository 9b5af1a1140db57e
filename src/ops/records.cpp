// SPDX-License-Identifier: Apache-2.0
// The registry: every line of operators.def finds its record.
#include "ops/record.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::ops {

#define KVANT_OPERATOR(name, code, add_name) extern const Record name##_record;
#include <kvant_micro/kernels/operators.def>
#define KVANT_TRAINING_OPERATOR(name) extern const Record name##_record;
#include "ops/training_operators.def"

namespace {
const std::array records = {
#define KVANT_OPERATOR(name, code, add_name) &name##_record,
#include <kvant_micro/kernels/operators.def>
};
const std::array only_for_training = {
#define KVANT_TRAINING_OPERATOR(name) &name##_record,
#include "ops/training_operators.def"
};
}  // namespace

const Record* find_record(std::int32_t code) {
  for (const Record* record : records) {
    if (record->code == code) return record;
  }
  for (const Record* record : only_for_training) {
    if (record->code == code) return record;
  }
  return nullptr;
}

const Record& record_of(const graph::Node& node) {
  const Record* record = find_record(node.code);
  if (!record) {
    throw Error(node.layer.empty() ? "operator" : node.layer, "kvant does not know this operator of the .tflite format",
                "builtin code " + std::to_string(node.code));
  }
  return *record;
}

std::span<const Record* const> all_records() { return records; }
std::span<const Record* const> training_records() { return only_for_training; }

}  // namespace kvant::ops

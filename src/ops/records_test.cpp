// SPDX-License-Identifier: Apache-2.0
// Laws that every operator keeps, whatever it computes.
#include "ops/record.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

using namespace kvant;

namespace {

struct Kernel {
  std::int32_t code;
  const char* type;
};
constexpr auto kernels = std::to_array<Kernel>({
#define KVANT_KERNEL(name, code, type) {code, #type},
#include <kvant_micro/kernels/operators.def>
});

struct Line {
  const char* name;
  std::int32_t code;
};
constexpr auto lines = std::to_array<Line>({
#define KVANT_OPERATOR(name, code, add_name) {#name, code},
#include <kvant_micro/kernels/operators.def>
});

constexpr auto in_place_codes = std::to_array<std::int32_t>({
#define KVANT_IN_PLACE(name, code) code,
#include <kvant_micro/kernels/operators.def>
});

}  // namespace

TEST_CASE("a record is its line of operators.def: one code, and the format's name") {
  const auto records = ops::all_records();
  REQUIRE(records.size() == lines.size());
  std::set<std::int32_t> codes;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i].name);
    CHECK(records[i]->code == lines[i].code);
    CHECK(codes.insert(lines[i].code).second);
    std::string name(records[i]->name.value);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    CHECK(name == lines[i].name);
    CHECK(std::string_view(records[i]->summary.value).ends_with('.'));
  }
}

TEST_CASE("every kernel of the chip has a generated form") {
  for (const Kernel& kernel : kernels) {
    CAPTURE(kernel.type);
    const ops::Record* record = ops::find_record(kernel.code);
    REQUIRE(record != nullptr);
    const auto emitters = record->emitters;
    CHECK(std::any_of(emitters.begin(), emitters.end(), [&](const ops::KernelEmitter& emitter) {
      return std::string_view(emitter.name) == kernel.type;
    }));
  }
}

TEST_CASE("an operator that fuses an activation says which it has") {
  for (const ops::Record* record : ops::all_records()) {
    CAPTURE(record->name.value);
    const bool fuses = record->fuse_activation != nullptr, says = record->fused_activation != nullptr;
    CHECK(fuses == says);
    const bool runs = record->run_float != nullptr;
    if (record->gradient != nullptr) CHECK(runs);
  }
}

TEST_CASE("desk and chip agree on which operators work in place") {
  for (const ops::Record* record : ops::all_records()) {
    CAPTURE(record->name.value);
    const auto& codes = in_place_codes;
    CHECK(record->in_place == (std::find(codes.begin(), codes.end(), record->code.value) != codes.end()));
  }
}

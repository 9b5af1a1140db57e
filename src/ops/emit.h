// SPDX-License-Identifier: Apache-2.0
// How an operator's kernels become generated C++: constants, and one call.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace kvant::ops {

/// A node that the chip's own set-up has accepted.
struct EmitRequest {
  const void* params;                ///< what the kernel's prepare filled
  std::span<const std::byte> model;  ///< references in params count in it
  std::span<const std::byte> arena;  ///< or here
  std::string name;                  ///< of the layer's constants: an identifier
  std::vector<std::string> inputs;   ///< C++ pointers to the operands; of constants empty
  std::vector<std::string> outputs;
};

struct EmittedOperator {
  std::string constants;  ///< definitions, each with a line end
  std::string call;       ///< a statement without indentation or line end
};

/// One kernel of an operator. name: its type, as operators.def has it.
struct KernelEmitter {
  const char* name;
  EmittedOperator (*emit)(const EmitRequest& request);
};

/// "struct name { static constexpr ... };" from (type, name, value).
struct EmittedField {
  const char* type;
  const char* name;
  std::string value;
};
std::string emit_struct(const std::string& name, std::span<const EmittedField> fields, const std::string& more = {});
EmittedField uint32_field(const char* name, std::uint32_t value);
EmittedField int32_field(const char* name, std::int32_t value);
/// "activation", by the value of the format.
EmittedField activation_field(std::uint8_t activation);

/// The struct, and the call "kvant_micro::kernel(NAME(), input, output);".
EmittedOperator emit_call(const EmitRequest& request, const std::string& kernel, std::span<const EmittedField> fields);
/// The same with these operands in place of the first input, and definitions that they need.
EmittedOperator emit_call(const EmitRequest& request, const std::string& kernel, std::span<const EmittedField> fields,
                          const std::string& operands, const std::string& definitions);

/// "const TYPE name[count] KVANT_CONSTANT = {...};", ten or so numbers to a line.
std::string emit_array(const std::string& type, const std::string& name, std::span<const std::string> values);

/// The bytes at a reference, in the model or the arena.
std::span<const std::byte> bytes_at(const EmitRequest& request, std::uint32_t reference, std::size_t count);
template <class T>
std::vector<T> numbers_at(const EmitRequest& request, std::uint32_t reference, std::size_t count) {
  std::vector<T> numbers(count);
  std::memcpy(numbers.data(), bytes_at(request, reference, count * sizeof(T)).data(), count * sizeof(T));
  return numbers;
}

/// The numbers as text.
std::vector<std::string> to_texts(std::span<const std::int8_t> values);
std::vector<std::string> to_texts(std::span<const std::int32_t> values);
std::vector<std::string> to_texts(std::span<const float> values);
/// A float32 literal that reads back as the same number.
std::string float_literal(float value);
/// A literal of this value, also for the smallest.
std::string int32_literal(std::int32_t value);

}  // namespace kvant::ops

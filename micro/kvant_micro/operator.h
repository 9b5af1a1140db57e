// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An operator as the interpreter holds it: how to set it up, how to run it.
#pragma once

#include <kvant_micro/node_view.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Turns references into addresses while a model runs.
struct Memory {
  const uint8_t* model;
  uint8_t* arena;

  /// Null for no_data.
  template <class T>
  const T* read_optional(DataReference reference) const {
    return reference == no_data ? nullptr : read<T>(reference);
  }
  template <class T>
  const T* read(DataReference reference) const {
    const uint8_t* const begin = (reference & in_model) != 0 ? model : arena;
    return static_cast<const T*>(static_cast<const void*>(begin + (reference & ~in_model)));
  }
  template <class T>
  T* write(DataReference reference) const {
    return static_cast<T*>(static_cast<void*>(arena + reference));
  }
};

/// One kernel: an operator for certain tensor types. Firmware names the ones it uses; only those are linked.
struct Operator {
  int32_t code;           ///< the format's builtin code
  uint16_t params_bytes;  ///< sizeof of what prepare fills
  bool in_place;          ///< its result may lie where an operand of as many bytes lies
  /// Checks the node and fills its params. unsupported_types: another kernel of the same code may take it.
  Status (*prepare)(NodeView& node, void* params);
  void (*run)(const Memory& memory, const void* params);
};

struct OperatorList {
  const Operator* operators;
  uint32_t count;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro

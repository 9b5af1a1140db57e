// SPDX-License-Identifier: Apache-2.0
// What stands behind kvant::Sequential, for those who save, load and convert it.
#pragma once

#include "layers/layer_stack.h"
#include "train/evaluate.h"
#include "train/optimizer.h"

#include <kvant/sequential.h>

#include <memory>
#include <optional>

namespace kvant {

struct Sequential::Impl {
  struct Compiled {
    CompileOptions options;  ///< as the user gave them
    train::Objectives objectives;
    std::unique_ptr<train::Optimizer> optimizer;
  };

  layers::LayerStack stack;
  std::optional<Compiled> compiled;

  /// Sets compiled from options. Throws a usage Error for unknown names.
  void compile(const CompileOptions& options);
  /// The state of compile(), or a usage Error that names the caller.
  const Compiled& check_compiled(const char* caller) const;
  /// Builds the stack for samples like these when it is not built.
  void build_for(const Array& x);
  /// The model as it answers: operators over shared weights, batch unknown. Throws a usage Error before it is built.
  graph::Graph inference_graph() const { return stack.graph(); }
};

}  // namespace kvant

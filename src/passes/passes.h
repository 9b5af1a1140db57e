// SPDX-License-Identifier: Apache-2.0
// The graph rewrites of conversion. Each keeps what the graph computes; one file each.
#pragma once

#include "graph/graph.h"

namespace kvant::passes {

/// A RELU, RELU6 ... whose input nobody else reads becomes the fused activation of the operator before it.
void fuse_activation(graph::Graph& graph);

/// The bias of a FULLY_CONNECTED without activation moves into that of the FULLY_CONNECTED that alone reads it.
void fold_bias_forward(graph::Graph& graph);

/// A FULLY_CONNECTED leaves a bias of zeros out (operand -1); a convolution without a bias gets one of zeros.
void normalize_bias(graph::Graph& graph);

/// Takes away a PAD of zeros before a convolution where SAME padding shows it the same numbers.
void fuse_padding(graph::Graph& graph);

/// Moves RESHAPEs behind operators that work number by number.
void delay_reshapes(graph::Graph& graph);

/// Takes away RESHAPEs before other RESHAPEs, and before FULLY_CONNECTEDs that flatten as they do.
void drop_reshapes(graph::Graph& graph);

/// Batch normalization becomes part of the weights before or behind it, else a MUL and an ADD.
void fold_batch_norm(graph::Graph& graph);

/// Of graphs from files: what computes a shape for a RESHAPE becomes a constant, EXPAND_DIMS and SQUEEZE a RESHAPE.
void fold_shapes(graph::Graph& graph);

/// A MUL by, or an ADD of, a constant for each channel becomes part of the weights and bias before or behind it. For
/// graphs that other programs made, in which a bias or a batch normalization is such operators.
void fold_constant_factors(graph::Graph& graph);

/// All of these but the last two, in the order that conversion needs.
void optimize_for_inference(graph::Graph& graph);

}  // namespace kvant::passes

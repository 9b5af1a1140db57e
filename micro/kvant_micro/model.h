// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A .tflite file seen through checked tables: which field is where, by the format's numbers.
#pragma once

#include <kvant_micro/core/flatbuffer_reader.h>
#include <kvant_micro/core/real.h>
#include <kvant_micro/core/tensor_type.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

enum : uint32_t { max_rank = 6, max_tensors = 65535, max_nodes = 65535 };

/// One tensor as the file describes it.
struct TensorFacts {
  TensorType type;
  uint32_t rank;
  uint32_t dims[max_rank];
  uint32_t elements;     ///< product of dims
  uint32_t bytes;        ///< elements * size_of(type)
  uint32_t constant;     ///< position of its data in the model; 0: an activation
  uint32_t scales;       ///< position of the first float32 scale; 0: not quantised
  uint32_t scale_count;  ///< 1 per tensor, or one per slice of quantized_dimension
  uint32_t zero_points;  ///< position of the first int64 zero point; 0: all zero
  uint32_t zero_point_count;
  int32_t quantized_dimension;

  uint32_t last_dim() const { return rank == 0 ? 1 : dims[rank - 1]; }
};

/// The root of a model and its main subgraph. Opening checks both; the rest is checked as it is read.
class Model {
 public:
  KVANT_NODISCARD Status open(const void* data, uint32_t size) {
    bytes_.data = static_cast<const uint8_t*>(data);
    bytes_.size = size;
    if (KVANT_UNTRUSTED(size < 8 || size > 0x7FFFFFFFu)) return Status::truncated_model;
    if (bytes_.u32(4) != 0x334C4654u) return Status::not_a_tflite_model;  // "TFL3"
    TableView root;
    Status status = root.open(bytes_, bytes_.u32(0));
    if (status != Status::ok) return status;
    if (root.i32(0, 0) != 3) return Status::unsupported_version;
    if ((status = root.vector(1, 4, operator_codes_)) != Status::ok) return status;
    if ((status = root.vector(4, 4, buffers_)) != Status::ok) return status;
    VectorView subgraphs;
    if ((status = root.vector(2, 4, subgraphs)) != Status::ok) return status;
    if (subgraphs.count == 0) return Status::invalid_model;
    root_ = root;
    TableView subgraph;
    if ((status = root.element(subgraphs, 0, subgraph)) != Status::ok) return status;
    if ((status = subgraph.vector(0, 4, tensors_)) != Status::ok) return status;
    if ((status = subgraph.vector(1, 4, inputs_)) != Status::ok) return status;
    if ((status = subgraph.vector(2, 4, outputs_)) != Status::ok) return status;
    if ((status = subgraph.vector(3, 4, operators_)) != Status::ok) return status;
    if (KVANT_UNTRUSTED(tensors_.count > max_tensors || operators_.count > max_nodes)) return Status::unsupported_shape;
    return Status::ok;
  }

  const Bytes& bytes() const { return bytes_; }
  uint32_t tensor_count() const { return tensors_.count; }
  uint32_t node_count() const { return operators_.count; }
  uint32_t input_count() const { return inputs_.count; }
  uint32_t output_count() const { return outputs_.count; }
  /// Tensor index of the main subgraph's input or output "index".
  uint32_t input(uint32_t index) const { return bytes_.u32(inputs_.position + 4 * index); }
  uint32_t output(uint32_t index) const { return bytes_.u32(outputs_.position + 4 * index); }

  /// Operator "index": its table, and the builtin code of its operator.
  KVANT_NODISCARD Status node(uint32_t index, TableView& table, int32_t& code) const {
    Status status = root_.element(operators_, index, table);
    if (status != Status::ok) return status;
    const uint32_t code_index = static_cast<uint32_t>(table.i32(0, 0));
    if (KVANT_UNTRUSTED(code_index >= operator_codes_.count)) return Status::invalid_model;
    TableView operator_code;
    if ((status = root_.element(operator_codes_, code_index, operator_code)) != Status::ok) return status;
    const int32_t old_code = static_cast<int8_t>(operator_code.u8(0, 0));
    const int32_t new_code = operator_code.i32(3, 0);
    code = old_code > new_code ? old_code : new_code;
    return Status::ok;
  }

  KVANT_NODISCARD Status tensor(uint32_t index, TensorFacts& facts) const {
    if (KVANT_UNTRUSTED(index >= tensors_.count)) return Status::invalid_model;
    TableView table;
    Status status = root_.element(tensors_, index, table);
    if (status != Status::ok) return status;
    facts.type = static_cast<TensorType>(static_cast<int8_t>(table.u8(1, 0)));
    if ((status = read_shape(table, facts)) != Status::ok) return status;
    if ((status = read_quantization(table, facts)) != Status::ok) return status;
    return read_constant(static_cast<uint32_t>(table.i32(2, 0)), facts);
  }

 private:
  KVANT_NODISCARD Status read_shape(const TableView& table, TensorFacts& facts) const {
    VectorView shape;
    const Status status = table.vector(0, 4, shape);
    if (status != Status::ok) return status;
    if (KVANT_UNTRUSTED(shape.count > max_rank)) return Status::unsupported_shape;
    facts.rank = shape.count;
    const uint32_t element_size = size_of(facts.type);
    uint64_t elements = 1;
    for (uint32_t i = 0; i < shape.count; ++i) {
      facts.dims[i] = bytes_.u32(shape.position + 4 * i);
      if (KVANT_UNTRUSTED(facts.dims[i] > 0x7FFFFFFFu)) return Status::invalid_model;
      elements *= facts.dims[i];
      if (KVANT_UNTRUSTED(elements > 0x0FFFFFFFu)) return Status::unsupported_shape;
    }
    facts.elements = static_cast<uint32_t>(elements);
    facts.bytes = facts.elements * element_size;
    return Status::ok;
  }

  KVANT_NODISCARD Status read_quantization(const TableView& table, TensorFacts& facts) const {
    facts.scales = facts.zero_points = facts.scale_count = facts.zero_point_count = 0;
    facts.quantized_dimension = 0;
    TableView quantization;
    Status status = table.table(4, quantization);
    if (status != Status::ok || !quantization.present()) return status;
    VectorView scales, zero_points;
    if ((status = quantization.vector(2, 4, scales)) != Status::ok) return status;
    if ((status = quantization.vector(3, 8, zero_points)) != Status::ok) return status;
    facts.quantized_dimension = quantization.i32(6, 0);
    facts.scale_count = scales.count;
    if (scales.count != 0) facts.scales = scales.position;
    facts.zero_point_count = zero_points.count;
    if (zero_points.count != 0) facts.zero_points = zero_points.position;
    return Status::ok;
  }

  KVANT_NODISCARD Status read_constant(uint32_t buffer, TensorFacts& facts) const {
    facts.constant = 0;
    if (KVANT_UNTRUSTED(buffer >= buffers_.count)) return buffer == 0 ? Status::ok : Status::invalid_model;
    TableView table;
    Status status = root_.element(buffers_, buffer, table);
    if (status != Status::ok) return status;
    VectorView data;
    if ((status = table.vector(0, 1, data)) != Status::ok) return status;
    if (data.count == 0) return Status::ok;
    if (KVANT_UNTRUSTED(size_of(facts.type) != 0 && data.count != facts.bytes)) return Status::invalid_model;
    facts.constant = data.position;
    return Status::ok;
  }

  Bytes bytes_;
  TableView root_;
  VectorView operator_codes_, buffers_, tensors_, inputs_, outputs_, operators_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro

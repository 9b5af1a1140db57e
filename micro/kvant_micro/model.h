// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A .tflite file seen through checked tables: which field is where, by the format's numbers.
#pragma once

#include <kvant_micro/core/flatbuffer_reader.h>
#include <kvant_micro/core/real.h>
#include <kvant_micro/core/status.h>
#include <kvant_micro/core/tensor_type.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

enum : uint32_t {
  max_rank = 6,
  max_tensors = 65534,
  max_nodes = 65534,
  max_bytes = 0x0FFFFFFF,  ///< of one tensor
  no_tensor = 0xFFFFFFFFu
};

/// One tensor as the file describes it.
struct TensorFacts {
  TensorType type;
  uint32_t elements;  ///< product of the shape
  uint32_t bytes;     ///< elements * size_of(type)
  VectorView shape;   ///< int32 lengths, outermost first
  VectorView data;    ///< of a constant; absent for an activation
};

/// How a tensor's numbers stand for real ones.
struct QuantizationFacts {
  TableView table;
  VectorView scales;       ///< float32: 1 per tensor, or one per slice of an axis; none: not quantised
  VectorView zero_points;  ///< int64
};

/// The root of a model and its main subgraph.
class Model {
 public:
  Model(const void* data, uint32_t size)
      : size_(size), reader_(data, size), tensor_count_(0), quantized_tensor_(no_tensor) {}

  /// Checks the header and finds the main subgraph.
  KVANT_NODISCARD Status open() {
    if (KVANT_UNTRUSTED(size_ < 8 || size_ > 0x7FFFFFFFu)) return Status::truncated_model;
    if (reader_.u32(4) != 0x334C4654u) return Status::not_a_tflite_model;  // "TFL3"
    const TableView root = reader_.table_at(reader_.u32(0));
    const int32_t version = reader_.i32_field(root, 0, 0);
    operator_codes_ = reader_.vector_field(root, 1, 2);
    buffers_ = reader_.vector_field(root, 4, 2);
    const TableView subgraph = reader_.element(reader_.vector_field(root, 2, 2), 0);
    tensors_ = reader_.vector_field(subgraph, 0, 2);
    inputs_ = reader_.vector_field(subgraph, 1, 2);
    outputs_ = reader_.vector_field(subgraph, 2, 2);
    operators_ = reader_.vector_field(subgraph, 3, 2);
    if (!reader_.sound()) return Status::truncated_model;
    if (version != 3) return Status::unsupported_version;
    tensor_count_ = reader_.count(tensors_);
    if (KVANT_UNTRUSTED(tensor_count_ > max_tensors || node_count() > max_nodes)) return Status::unsupported_shape;
    return Status::ok;
  }

  FlatbufferReader& reader() { return reader_; }
  KVANT_ALWAYS_INLINE uint32_t tensor_count() const { return tensor_count_; }
  KVANT_ALWAYS_INLINE uint32_t node_count() const { return reader_.count(operators_); }
  KVANT_ALWAYS_INLINE uint32_t input_count() const { return reader_.count(inputs_); }
  KVANT_ALWAYS_INLINE uint32_t output_count() const { return reader_.count(outputs_); }
  VectorView inputs() const { return inputs_; }
  VectorView outputs() const { return outputs_; }
  /// Tensor index of the main subgraph's input or output "index".
  uint32_t input(uint32_t index) const { return reader_.u32(inputs_.position + 4 * index); }
  uint32_t output(uint32_t index) const { return reader_.u32(outputs_.position + 4 * index); }

  /// Operator "index".
  TableView node(uint32_t index) { return reader_.element(operators_, index); }
  VectorView node_inputs(TableView node) { return reader_.vector_field(node, 1, 2); }
  VectorView node_outputs(TableView node) { return reader_.vector_field(node, 2, 2); }
  /// The builtin code of an operator: two fields, as old files have only the first.
  int32_t builtin_code(TableView node) {
    const uint32_t index_at = reader_.find_field(node, 0, 4);
    const TableView code = reader_.follow_element(operator_codes_, index_at == 0 ? 0 : reader_.u32(index_at));
    const int32_t old_code = static_cast<int8_t>(reader_.u8_field(code, 0, 0));
    const int32_t new_code = reader_.i32_field(code, 3, 0);
    return old_code > new_code ? old_code : new_code;
  }

  /// False for a tensor of more than max_rank axes or max_bytes, or a constant whose bytes are not its shape's.
  bool read_tensor(uint32_t index, TensorFacts& facts) {
    const TableView table = reader_.follow_element(tensors_, index);
    const uint32_t type_at = reader_.find_field(table, 1, 1);
    facts.type = static_cast<TensorType>(type_at == 0 ? 0 : static_cast<int8_t>(reader_.data()[type_at]));
    const uint32_t buffer_at = reader_.find_field(table, 2, 4);
    const uint32_t buffer = buffer_at == 0 ? 0 : reader_.u32(buffer_at);
    facts.data.position = 0;  // buffer 0 is empty by the format's own rule
    if (buffer != 0) facts.data = reader_.find_vector(reader_.follow_element(buffers_, buffer), 0, 0);
    const uint32_t bytes = reader_.count(facts.data);
    if (bytes == 0) facts.data.position = 0;
    facts.shape = reader_.find_vector(table, 0, 2);
    if (bytes != 0 && !KVANT_UNTRUSTED(true)) {  // as many bytes as the shape says: that was verified
      facts.bytes = bytes;
      facts.elements = count_elements(facts.type, bytes);
      return true;
    }
    const uint32_t rank = reader_.count(facts.shape);
    if (KVANT_UNTRUSTED(rank > max_rank)) return false;
    uint32_t elements = 1;
    for (uint32_t i = 0; i < rank; ++i) {
      const uint64_t product = static_cast<uint64_t>(elements) * reader_.u32(facts.shape.position + 4 * i);
      if (KVANT_UNTRUSTED(product > max_bytes)) return false;
      elements = static_cast<uint32_t>(product);
    }
    facts.elements = elements;
    facts.bytes = elements * size_of(facts.type);
    return facts.bytes <= max_bytes && (bytes == 0 || bytes == facts.bytes);
  }

  /// The numbers of the model's memory plan, from the version on; absent without one.
  VectorView find_memory_plan() {
    const VectorView absent = {0};
    const VectorView entries = reader_.vector_field(reader_.table_at(reader_.u32(0)), 6, 2);
    for (uint32_t i = 0; i < reader_.count(entries); ++i) {
      const TableView entry = reader_.element(entries, i);
      if (!is_memory_plan(reader_.vector_field(entry, 0, 0))) continue;
      const uint32_t buffer = static_cast<uint32_t>(reader_.i32_field(entry, 1, 0));
      return reader_.vector_field(reader_.element(buffers_, buffer), 0, 0);
    }
    return absent;
  }

  /// The last one asked for is kept: an operator's input is most often the output of the one before.
  const QuantizationFacts& quantization(uint32_t tensor) {
    if (tensor != quantized_tensor_) {
      quantized_tensor_ = tensor;
      quantization_.table = reader_.find_table(reader_.follow_element(tensors_, tensor), 4);
      quantization_.scales = reader_.find_vector(quantization_.table, 2, 2);
      quantization_.zero_points = reader_.find_vector(quantization_.table, 3, 3);
    }
    return quantization_;
  }
  int32_t axis(const QuantizationFacts& quantization) { return reader_.i32_field(quantization.table, 6, 0); }
  /// int32 lengths of a tensor, outermost first.
  VectorView shape(uint32_t tensor) { return reader_.find_vector(reader_.follow_element(tensors_, tensor), 0, 2); }

 private:
  /// Whether a name is OfflineMemoryAllocation, four letters at a time; the last four begin with the one before's last.
  bool is_memory_plan(VectorView name) const {
    static constexpr uint32_t letters[] = {0x6C66664Fu, 0x4D656E69u, 0x726F6D65u, 0x6C6C4179u, 0x7461636Fu};
    if (reader_.count(name) != 23) return false;
    for (uint32_t i = 0; i < 5; ++i) {
      if (reader_.u32(name.position + 4 * i) != letters[i]) return false;
    }
    return reader_.u32(name.position + 19) == 0x6E6F6974u;
  }

  uint32_t size_;
  FlatbufferReader reader_;
  VectorView operator_codes_, buffers_, tensors_, inputs_, outputs_, operators_;
  uint32_t tensor_count_;
  uint32_t quantized_tensor_;
  QuantizationFacts quantization_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro

// SPDX-License-Identifier: Apache-2.0
// Verifying a FlatBuffer as a whole, and what it would take to unpack it.
#include "formats/tflite/check_tflite.h"

#include "kvant_schema/tflite_generated.h"

#include <kvant/types/error.h>

#include <cstdint>
#include <cstring>

namespace kvant::formats {
namespace {

constexpr int deepest_table = 64;
constexpr std::size_t most_tables = 1'000'000;
constexpr std::uint64_t most_expansion = 16;
constexpr std::uint64_t free_bytes = 1 << 20;

/// Whether a vector's numbers of 8 bytes lie where such can be read, which FlatBuffers' own verifier does not look at.
bool is_aligned(const void* vector) {
  constexpr std::uintptr_t size_bytes = 4, number_bytes = 8;
  return vector == nullptr || (reinterpret_cast<std::uintptr_t>(vector) + size_bytes) % number_bytes == 0;
}

/// The same of all vectors of a table.
bool has_aligned_vectors(const flatbuffers::Table& table, const flatbuffers::TypeTable& types) {
  for (std::size_t i = 0; i < types.num_elems; ++i) {
    const flatbuffers::TypeCode code = types.type_codes[i];
    const bool is_wide = code.base_type == flatbuffers::ET_LONG || code.base_type == flatbuffers::ET_ULONG ||
                         code.base_type == flatbuffers::ET_DOUBLE;
    const auto field = flatbuffers::FieldIndexToOffset(static_cast<flatbuffers::voffset_t>(i));
    if (code.is_repeating && is_wide && !is_aligned(table.GetPointer<const void*>(field))) return false;
  }
  return true;
}

/// Adds up what tables take when they are unpacked, and stops where that is out of proportion.
class UnpackedSize {
 public:
  UnpackedSize(std::size_t file_size, const std::string& name)
      : limit_(most_expansion * file_size + free_bytes), name_(name) {}

  void check(const tflite::Model& model) {
    add_all(model.operator_codes(), [&](const tflite::OperatorCode& code) { add(code.custom_code(), 1); });
    add_all(model.subgraphs(), [&](const tflite::SubGraph& subgraph) { add(subgraph); });
    add_all(model.buffers(), [&](const tflite::Buffer& buffer) { add(buffer); });
    add_all(model.metadata(), [&](const tflite::Metadata& metadata) { add(metadata.name(), 1); });
    add_all(model.signature_defs(), [&](const tflite::SignatureDef& signature) {
      const auto add_map = [&](const tflite::TensorMap& map) { add(map.name(), 1); };
      add(signature.signature_key(), 1);
      add_all(signature.inputs(), add_map);
      add_all(signature.outputs(), add_map);
    });
    if (size_of(model.external_buffers()) != 0 || size_of(model.external_buffer_groups()) != 0)
      fail("keeps numbers in other files, which kvant does not open");
  }

 private:
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, what, received);
  }

  [[noreturn]] void fail_at_odd_place() const { fail("is damaged: an offset leads to an odd place"); }

  template <class Vector>
  static std::uint64_t size_of(const Vector* vector) {
    return vector == nullptr ? 0 : vector->size();
  }

  void add(std::uint64_t bytes) {
    total_ += bytes;
    if (total_ > limit_)
      fail("is damaged: its tables refer to the same places so often that they would take more than " +
           std::to_string(limit_) + " bytes");
  }
  template <class Vector>
  void add(const Vector* vector, std::uint64_t element_bytes) {
    add(size_of(vector) * element_bytes);
  }
  template <class Vector, class Add>
  void add_all(const Vector* tables, Add add_table) {
    if (tables == nullptr) return;
    for (const auto* table : *tables) {
      add(sizeof(void*));
      add_table(*table);
    }
  }

  void add(const tflite::SubGraph& subgraph) {
    add(subgraph.name(), 1);
    add(subgraph.inputs(), 4);
    add(subgraph.outputs(), 4);
    add_all(subgraph.tensors(), [&](const tflite::Tensor& tensor) { add(tensor); });
    add_all(subgraph.operators(), [&](const tflite::Operator& node) { add(node); });
  }

  void add(const tflite::Buffer& buffer) {
    add(buffer.data(), 1);
    // 1 marks a place that was meant to be filled in.
    if (buffer.offset() > 1 || buffer.size() > 1)
      fail("keeps a buffer behind its tables, as models of more than 2 GB do, which kvant does not read",
           "offset " + std::to_string(buffer.offset()));
  }

  void add(const tflite::Tensor& tensor) {
    add(tensor.name(), 1);
    add(tensor.shape(), 4);
    add(tensor.shape_signature(), 4);
    if (const auto* quantization = tensor.quantization()) {
      add(quantization->min(), 4);
      add(quantization->max(), 4);
      add(quantization->scale(), 4);
      add(quantization->zero_point(), 8);
      if (!is_aligned(quantization->zero_point())) fail_at_odd_place();
      if (const auto* custom = quantization->details_as_CustomQuantization()) add(custom->custom(), 1);
      const bool detailed = quantization->details_type() != tflite::QuantizationDetails::NONE;
      if (quantization->details_type() > tflite::QuantizationDetails::MAX || (detailed && !quantization->details()))
        fail("a tensor has quantization details that are missing or of a kind that kvant does not know");
    }
    if (const auto* sparsity = tensor.sparsity()) add(*sparsity);
    add_all(tensor.variant_tensors(), [&](const tflite::VariantSubType& variant) { add(variant.shape(), 4); });
    if (tensor.external_buffer() != 0) fail("keeps a tensor's numbers in another file, which kvant does not open");
  }

  void add(const tflite::SparsityParameters& sparsity) {
    add(sparsity.traversal_order(), 4);
    add(sparsity.block_map(), 4);
    add_all(sparsity.dim_metadata(), [&](const tflite::DimensionMetadata& axis) {
      add(axis.array_segments_type(), axis.array_segments());
      add(axis.array_indices_type(), axis.array_indices());
    });
  }
  void add(tflite::SparseIndexVector type, const void* indices) {
    if (type == tflite::SparseIndexVector::NONE) return;
    if (indices == nullptr) fail("a tensor's sparse indices are missing");
    if (type == tflite::SparseIndexVector::Int32Vector)
      add(static_cast<const tflite::Int32Vector*>(indices)->values(), 4);
    else if (type == tflite::SparseIndexVector::Uint16Vector)
      add(static_cast<const tflite::Uint16Vector*>(indices)->values(), 2);
    else if (type == tflite::SparseIndexVector::Uint8Vector)
      add(static_cast<const tflite::Uint8Vector*>(indices)->values(), 1);
    else
      fail("a tensor has sparse indices of a kind that kvant does not know");
  }

  void add(const tflite::Operator& node) {
    add(node.inputs(), 4);
    add(node.outputs(), 4);
    add(node.intermediates(), 4);
    add(node.custom_options(), 1);
    add(node.mutating_variable_inputs(), 1);
    if (node.large_custom_options_offset() > 1 || node.large_custom_options_size() > 1)
      fail("keeps an operator's options behind its tables, which kvant does not read");
    if (node.builtin_options_type() > tflite::BuiltinOptions::MAX ||
        node.builtin_options2_type() > tflite::BuiltinOptions2::MAX)
      fail("an operator has options of a kind that kvant does not know",
           "kind " + std::to_string(static_cast<int>(node.builtin_options_type())));
    tflite::BuiltinOptionsUnion first;
    tflite::BuiltinOptions2Union second;
    unpack(node.builtin_options_type(), node.builtin_options(), *tflite::BuiltinOptionsTypeTable(), first);
    unpack(node.builtin_options2_type(), node.builtin_options2(), *tflite::BuiltinOptions2TypeTable(), second);
  }

  /// Options hold vectors under many names: they are packed again to see how much that is.
  template <class Type, class Union>
  void unpack(Type type, const void* table, const flatbuffers::TypeTable& types, Union& options) {
    if (type == Type::NONE || table == nullptr) return;
    const auto kind = types.type_codes[static_cast<std::size_t>(type)].sequence_ref;
    if (!has_aligned_vectors(*static_cast<const flatbuffers::Table*>(table), *types.type_refs[kind]()))
      fail_at_odd_place();
    options.type = type;
    options.value = Union::UnPack(table, type, nullptr);
    scratch_.Clear();
    options.Pack(scratch_);
    add(scratch_.GetSize());
  }

  std::uint64_t limit_;
  std::uint64_t total_ = 0;
  const std::string& name_;
  flatbuffers::FlatBufferBuilder scratch_;
};

}  // namespace

void check_tflite(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.empty()) throw Error(name, "is empty");
  if (bytes.size() < 8 || std::memcmp(bytes.data() + 4, "TFL3", 4) != 0)
    throw Error(name, "is not a .tflite file: the identifier TFL3 is missing");
  flatbuffers::Verifier verifier(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), deepest_table,
                                 most_tables);
  if (!tflite::VerifyModelBuffer(verifier))
    throw Error(name, "is truncated or damaged: an offset leads outside its " + std::to_string(bytes.size()) +
                          " bytes, or to an odd place");
  const tflite::Model& model = *tflite::GetModel(bytes.data());
  if (model.version() != 3) throw Error(name, "must have schema version 3", std::to_string(model.version()));
  if (model.subgraphs() == nullptr || model.subgraphs()->size() == 0) throw Error(name, "has no subgraph");
  UnpackedSize(bytes.size(), name).check(model);
}

}  // namespace kvant::formats

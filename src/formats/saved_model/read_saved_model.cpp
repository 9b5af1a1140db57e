// SPDX-License-Identifier: Apache-2.0
// Files, signature, graph.
#include "formats/saved_model/read_saved_model.h"

#include "formats/saved_model/lower_graph.h"
#include "formats/saved_model/meta_graph.h"
#include "formats/saved_model/node_walk.h"
#include "formats/saved_model/saved_variables.h"
#include "formats/saved_model/tensor_proto.h"

#include <kvant/types/error.h>

#include <set>

namespace kvant::formats {
namespace {

constexpr const char* model_file = "saved_model.pb";
constexpr const char* usual_signature = "serving_default";
constexpr const char* initial_signature = "__saved_model_init_op";

std::vector<std::byte> model_bytes(const ModelFolder& folder, const std::string& name) {
  auto bytes = folder(model_file);
  if (!bytes) throw Error(name, "is not a SavedModel: saved_model.pb is missing");
  return std::move(*bytes);
}

std::vector<std::string> names_of(const MetaGraph& meta) {
  std::vector<std::string> names;
  for (const auto& [key, signature] : meta.signatures) {
    if (key != initial_signature) names.push_back(key);
  }
  return names;
}

std::string chosen(const MetaGraph& meta, const std::string& wanted, const std::string& name) {
  const std::vector<std::string> names = names_of(meta);
  if (names.empty()) throw Error(name, "has no signature, so that nothing says what goes in and out");
  const std::string key = !wanted.empty() ? wanted : names.size() == 1 ? names.front() : usual_signature;
  if (key != initial_signature && meta.signatures.contains(key)) return key;
  std::string list;
  for (const std::string& one : names) list += (list.empty() ? "" : ", ") + one;
  throw Error(name, "has no signature " + key + "; it has " + list, {},
              wanted.empty() ? ErrorKind::input : ErrorKind::usage);
}

std::string node_of(const std::string& input) { return input.substr(0, input.find(':')); }

/// Placeholders go in; what nothing reads comes out.
Signature signature_of(const GraphDef& graph, const std::string& name) {
  std::set<std::string> read;
  for (const NodeDef& node : graph.nodes) {
    for (const std::string& input : node.inputs) read.insert(node_of(input));
  }
  Signature signature;
  for (const NodeDef& node : graph.nodes) {
    SignatureTensor info = {.tensor = node.name + ":0", .type = node.integer("dtype", 0), .shape = {}};
    for (WireReader value = node.attribute("shape"); value.next();) {
      if (value.number() == 7) info.shape = read_tensor_shape(value.message());
    }
    if (node.op == "Placeholder")
      signature.inputs[node.name] = info;
    else if (!read.contains(node.name) && node.op != "NoOp" && node.op != "Const")
      signature.outputs[node.name] = info;
  }
  if (signature.inputs.empty() || signature.outputs.empty())
    throw Error(name, "is not a frozen graph: it must have a Placeholder and a node that nothing reads");
  return signature;
}

}  // namespace

graph::Graph read_saved_model(const ModelFolder& folder, const std::string& signature, const std::string& name) {
  const std::vector<std::byte> bytes = model_bytes(folder, name);
  const std::string file = name + "/" + model_file;
  const MetaGraph meta = read_meta_graph(bytes, file);
  const std::string key = chosen(meta, signature, name);
  SavedVariables variables(meta, folder, name);
  graph::Graph graph = lower_graph(
      meta.graph, meta.signatures.at(key), [&](const NodeDef& handle) { return variables.read(handle); }, name);
  graph.signature = key;
  return graph;
}

graph::Graph read_frozen_graph(std::span<const std::byte> bytes, const std::string& name) {
  const GraphDef graph = read_graph_def(WireReader(bytes, name), name);
  const auto no_variables = [&](const NodeDef& handle) -> std::shared_ptr<Array> {
    throw Error(name, "is not frozen: " + handle.name + " is a variable");
  };
  graph::Graph lowered = lower_graph(graph, signature_of(graph, name), no_variables, name);
  lowered.signature = usual_signature;
  return lowered;
}

// A SavedModel begins with the number of its schema, a graph with a node.
bool is_saved_model(std::span<const std::byte> bytes) { return !bytes.empty() && bytes.front() == std::byte{0x08}; }

std::vector<std::string> signature_names(const ModelFolder& folder, const std::string& name) {
  const std::vector<std::byte> bytes = model_bytes(folder, name);
  const std::string file = name + "/" + model_file;
  return names_of(read_meta_graph(bytes, file));
}

}  // namespace kvant::formats

// SPDX-License-Identifier: Apache-2.0
// The graph around the function: placeholders, handles of variables, calls, and the function that restores variables,
// without which TensorFlow's converter would take variables that were never filled.
#include "formats/saved_model/write_saved_model.h"

#include "formats/saved_model/emit_operations.h"
#include "formats/saved_model/function_writer.h"
#include "formats/saved_model/object_graph_writer.h"
#include "formats/saved_model/tensor_bundle.h"
#include "formats/saved_model/tensor_proto.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace kvant::formats {
namespace {

constexpr const char* function_name = "__inference_serving_default";
constexpr const char* restore_name = "__inference_restore";
constexpr const char* prefix_placeholder = "saver_filename";
constexpr std::int64_t graph_version = 1395;  // of TensorFlow 2.13, so that 2.x before and after read it

/// An input or output: the name in signatures, the argument of the function, and the tensor.
struct Port {
  std::string name, argument;
  graph::TensorId tensor = graph::no_tensor;
};

/// Sorted by name, as TensorFlow flattens dictionaries.
std::vector<Port> make_ports(const std::vector<graph::TensorId>& tensors, const std::vector<std::string>& names,
                             const char* otherwise) {
  std::vector<Port> ports;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    const std::string given = i < names.size() && !names[i].empty() ? names[i] : otherwise + std::to_string(i);
    Port port = {argument_name(given), argument_name(given), tensors[i]};
    while (!taken.insert(port.name).second) port.name += "_" + std::to_string(i);
    port.argument = port.name;
    ports.push_back(std::move(port));
  }
  std::sort(ports.begin(), ports.end(), [](const Port& a, const Port& b) { return a.name < b.name; });
  return ports;
}

class SavedModelWriter {
 public:
  SavedModelWriter(const graph::Graph& graph, std::span<const layers::Variable* const> variables,
                   const std::string& name)
      : graph_(graph),
        inputs_(make_ports(graph.inputs, graph.input_names, "input_")),
        outputs_(make_ports(graph.outputs, graph.output_names, "output_")),
        emitter_(graph, variables, node_name(name) + "/") {
    std::vector<std::string> arguments;
    for (const graph::TensorId id : graph.inputs) {
      const auto port = std::find_if(inputs_.begin(), inputs_.end(), [&](const Port& one) { return one.tensor == id; });
      arguments.push_back(port->argument);
    }
    emitter_.emit(arguments);
    name_handles();
  }

  FolderFiles write() {
    WireWriter graph;
    for (std::size_t i = 0; i < handles_.size(); ++i) {
      NodeAttributes attributes;
      attributes.type("dtype", float_type).shape("shape", emitter_.variables()[i].value.shape());
      attributes.text("shared_name", handles_[i]).text("container", "");
      graph.message(1, write_node(handles_[i], "VarHandleOp", {}, attributes));
    }
    for (std::size_t i = 0; i < signatures_.size(); ++i) add_call(graph, i);
    graph.message(1, write_node("NoOp", "NoOp", {}, {}));
    WireWriter library;
    library.message(1, model_function());
    if (!handles_.empty()) add_restore(graph, library);
    graph.message(2, library).message(4, WireWriter().varint(1, graph_version).varint(2, 12));
    return files(graph);
  }

 private:
  void name_handles() {
    std::set<std::string> taken;
    for (const WrittenVariable& variable : emitter_.variables()) {
      const std::string wanted = node_name(variable.name);
      std::string name = wanted;
      for (int i = 1; !taken.insert(name).second; ++i) name = wanted + "_" + std::to_string(i);
      handles_.push_back(std::move(name));
    }
  }

  static std::string call_name(std::size_t i) {
    return "StatefulPartitionedCall" + (i == 0 ? "" : "_" + std::to_string(i));
  }
  std::string placeholder_name(std::size_t signature, const Port& port) const {
    return signatures_[signature] + "_" + port.argument;
  }

  /// A call of a function with what is given and then the handles.
  void add_function_call(WireWriter& graph, const std::string& name, const std::string& function,
                         std::vector<std::string> inputs, std::vector<std::int64_t> types,
                         const std::vector<std::int64_t>& results) const {
    for (const std::string& handle : handles_) {
      inputs.push_back(handle);
      types.push_back(resource_type);
    }
    NodeAttributes attributes;
    attributes.types("Tin", types).types("Tout", results).function("f", function);
    graph.message(1, write_node(name, "StatefulPartitionedCall", inputs, attributes));
  }

  void add_call(WireWriter& graph, std::size_t signature) const {
    std::vector<std::string> inputs;
    for (const Port& port : inputs_) {
      NodeAttributes attributes;
      attributes.type("dtype", float_type).shape("shape", graph_.at(port.tensor).shape);
      inputs.push_back(placeholder_name(signature, port));
      graph.message(1, write_node(inputs.back(), "Placeholder", {}, attributes));
    }
    add_function_call(graph, call_name(signature), function_name, inputs,
                      std::vector<std::int64_t>(inputs_.size(), float_type),
                      std::vector<std::int64_t>(outputs_.size(), float_type));
  }

  std::vector<WireWriter> handle_arguments() const {
    std::vector<WireWriter> arguments;
    for (std::size_t i = 0; i < handles_.size(); ++i)
      arguments.push_back(write_argument(OperationEmitter::variable_argument(i), resource_type,
                                         &emitter_.variables()[i].value.shape()));
    return arguments;
  }

  WireWriter model_function() {
    std::vector<WireWriter> arguments, results;
    std::vector<std::pair<std::string, std::string>> sources;
    for (const Port& port : inputs_) arguments.push_back(write_argument(port.argument, float_type));
    for (WireWriter& argument : handle_arguments()) arguments.push_back(std::move(argument));
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      const std::string result = "identity" + (i == 0 ? "" : "_" + std::to_string(i));
      results.push_back(write_argument(result, float_type));
      const std::string source = emitter_.source(outputs_[i].tensor);
      sources.emplace_back(result, emitter_.function().add_float("Identity", "Identity", "output", {source}));
    }
    return emitter_.function().write(function_name, arguments, results, sources);
  }

  void add_restore(WireWriter& graph, WireWriter& library) const {
    FunctionWriter function;
    const auto texts = [&](const std::string& name, const std::vector<std::string>& values) {
      NodeAttributes attributes;
      attributes.type("dtype", string_type).tensor("value", write_text_tensor(values));
      return function.add(name, "Const", "output", {}, attributes);
    };
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < handles_.size(); ++i) keys.push_back(checkpoint_key(i));
    const std::vector<std::string> inputs = {"file_prefix", texts("tensor_names", keys),
                                             texts("shape_and_slices", std::vector<std::string>(keys.size()))};
    NodeAttributes types;
    types.types("dtypes", std::vector<std::int64_t>(keys.size(), float_type));
    function.add("RestoreV2", "RestoreV2", "tensors", inputs, types);
    std::vector<std::string> last = {"file_prefix"};
    for (std::size_t i = 0; i < handles_.size(); ++i) {
      const std::string name = "AssignVariableOp_" + std::to_string(i);
      NodeAttributes type;
      type.type("dtype", float_type);
      function.add(name, "AssignVariableOp", "",
                   {OperationEmitter::variable_argument(i), "RestoreV2:tensors:" + std::to_string(i)}, type);
      last.push_back("^" + name);
    }
    NodeAttributes text;
    const std::string result = function.add("Identity", "Identity", "output", last, text.type("T", string_type));
    std::vector<WireWriter> arguments = handle_arguments();
    arguments.insert(arguments.begin(), write_argument("file_prefix", string_type));
    library.message(
        1, function.write(restore_name, arguments, {write_argument("identity", string_type)}, {{"identity", result}}));
    NodeAttributes placeholder;
    placeholder.type("dtype", string_type).shape("shape", {});
    graph.message(1, write_node(prefix_placeholder, "Placeholder", {}, placeholder));
    add_function_call(graph, call_name(signatures_.size()), restore_name, {prefix_placeholder}, {string_type},
                      {string_type});
  }

  std::vector<NamedShape> shapes_of(const std::vector<Port>& ports) const {
    std::vector<NamedShape> shapes;
    for (const Port& port : ports) shapes.emplace_back(port.name, graph_.at(port.tensor).shape);
    return shapes;
  }

  static WireWriter tensor_info(const std::string& tensor, const Shape& shape) {
    WireWriter info;
    info.text(1, tensor).varint(2, float_type).message(3, write_tensor_shape(shape));
    return info;
  }

  WireWriter signature(std::size_t number) const {
    WireWriter signature;
    const auto add = [&](std::uint32_t side, const Port& port, const std::string& tensor) {
      const WireWriter info = tensor_info(tensor, graph_.at(port.tensor).shape);
      signature.message(side, WireWriter().text(1, port.name).message(2, info));
    };
    for (const Port& port : inputs_) add(1, port, placeholder_name(number, port) + ":0");
    for (std::size_t i = 0; i < outputs_.size(); ++i) add(2, outputs_[i], call_name(number) + ":" + std::to_string(i));
    return signature.text(3, "tensorflow/serving/predict");
  }

  FolderFiles files(const WireWriter& graph) const {
    WireWriter meta;
    meta.message(1, WireWriter().text(4, "serve").text(5, "2.13.0")).message(2, graph);
    if (!handles_.empty()) {  // SaverDef {1 file name, 2 saved, 3 restored, 7 version 2}
      const std::string file = std::string(prefix_placeholder) + ":0";
      meta.message(3, WireWriter().text(1, file).text(2, file).text(3, call_name(signatures_.size())).varint(7, 2));
    }
    for (std::size_t i = 0; i < signatures_.size(); ++i)
      meta.message(5, WireWriter().text(1, signatures_[i]).message(2, signature(i)));
    meta.message(7, write_object_graph(emitter_.variables(), signatures_, function_name, shapes_of(inputs_),
                                       shapes_of(outputs_)));
    std::map<std::string, Array> tensors;
    for (std::size_t i = 0; i < handles_.size(); ++i) tensors[checkpoint_key(i)] = emitter_.variables()[i].value;
    FolderFiles files = write_tensor_bundle("variables/variables", tensors, "_CHECKPOINTABLE_OBJECT_GRAPH",
                                            write_checkpoint_graph(emitter_.variables(), signatures_).text());
    const WireWriter model = WireWriter().varint(1, 1).message(2, meta);
    files["saved_model.pb"] = {model.bytes().begin(), model.bytes().end()};
    return files;
  }

  const graph::Graph& graph_;
  const std::vector<std::string> signatures_ = {"serving_default", "serve"};
  std::vector<Port> inputs_, outputs_;
  OperationEmitter emitter_;
  std::vector<std::string> handles_;  ///< names of the variables' nodes
};

}  // namespace

FolderFiles write_saved_model(const graph::Graph& graph, std::span<const layers::Variable* const> variables,
                              const std::string& name) {
  return SavedModelWriter(graph, variables, name).write();
}

}  // namespace kvant::formats

// SPDX-License-Identifier: Apache-2.0
// Objects, their children, and the types of what goes in and out of the function.
#include "formats/saved_model/object_graph_writer.h"

#include "formats/saved_model/tensor_proto.h"

namespace kvant::formats {
namespace {

/// Children of an object: ids by names.
using Children = std::vector<std::pair<std::string, std::int64_t>>;

/// The first five objects, and how many there are.
struct Objects {
  std::vector<Children> children = std::vector<Children>(static_cast<std::size_t>(first_variable_object));
  std::int64_t first_function = 0;
};

Objects make_objects(std::span<const WrittenVariable> variables, const std::vector<std::string>& signatures) {
  Objects objects;
  objects.children[0] = {
      {"variables", 1}, {"trainable_variables", 2}, {"non_trainable_variables", 3}, {"signatures", 4}};
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const std::int64_t id = first_variable_object + static_cast<std::int64_t>(i);
    objects.children[1].emplace_back(std::to_string(i), id);
    Children& kind = objects.children[variables[i].trainable ? 2 : 3];
    kind.emplace_back(std::to_string(kind.size()), id);
  }
  objects.first_function = first_variable_object + static_cast<std::int64_t>(variables.size());
  for (std::size_t i = 0; i < signatures.size(); ++i)
    objects.children[4].emplace_back(signatures[i], objects.first_function + static_cast<std::int64_t>(i));
  return objects;
}

WireWriter write_children(const Children& children) {
  WireWriter writer;
  for (const auto& [name, id] : children) writer.message(1, WireWriter().varint(1, id).text(2, name));
  return writer;
}

/// SavedUserObject {1 identifier, 2 version {1 producer, 2 least consumer}}
WireWriter write_user_object(const char* identifier) {
  return WireWriter().text(1, identifier).message(2, WireWriter().varint(1, 1).varint(2, 1));
}

// StructuredValue {33 tensor spec, 52 tuple {1 value}, 53 dictionary {1 {1 key, 2 value}}}
WireWriter write_tensor_spec(const NamedShape& tensor) {
  WireWriter spec;
  spec.text(1, tensor.first).message(2, write_tensor_shape(tensor.second)).varint(3, float_type);
  return WireWriter().message(33, spec);
}

WireWriter write_dictionary(const std::vector<NamedShape>& tensors) {
  WireWriter dictionary;
  for (const NamedShape& tensor : tensors)
    dictionary.message(1, WireWriter().text(1, tensor.first).message(2, write_tensor_spec(tensor)));
  return WireWriter().message(53, dictionary);
}

/// ((), {name: specification})
WireWriter write_arguments(const std::vector<NamedShape>& inputs) {
  const WireWriter none = WireWriter().message(52, WireWriter());
  return WireWriter().message(52, WireWriter().message(1, none).message(1, write_dictionary(inputs)));
}

}  // namespace

std::string checkpoint_key(std::size_t variable) {
  return "variables/" + std::to_string(variable) + "/.ATTRIBUTES/VARIABLE_VALUE";
}

WireWriter write_object_graph(std::span<const WrittenVariable> variables, const std::vector<std::string>& signatures,
                              const std::string& function, const std::vector<NamedShape>& inputs,
                              const std::vector<NamedShape>& outputs) {
  const Objects objects = make_objects(variables, signatures);
  WireWriter graph;
  for (std::size_t i = 0; i < objects.children.size(); ++i) {
    const char* const identifier = i == 0   ? "_generic_user_object"
                                   : i == 4 ? "signature_map"
                                            : "trackable_list_wrapper";
    graph.message(1, write_children(objects.children[i]).message(4, write_user_object(identifier)));
  }
  std::vector<std::int64_t> captures;
  for (const WrittenVariable& variable : variables) {
    captures.push_back(first_variable_object + static_cast<std::int64_t>(captures.size()));
    WireWriter saved;  // SavedVariable
    saved.varint(1, float_type).message(2, write_tensor_shape(variable.value.shape()));
    saved.varint(3, variable.trainable ? 1 : 0).text(6, variable.name);
    graph.message(1, WireWriter().message(7, saved));
  }
  WireWriter bare;  // SavedBareConcreteFunction {1 name, 2 keywords, 3 how many may stand without}
  bare.text(1, function);
  for (const NamedShape& input : inputs) bare.text(2, input.first);
  bare.varint(3, 1);
  for (std::size_t i = 0; i < signatures.size(); ++i) graph.message(1, WireWriter().message(8, bare));
  WireWriter concrete;
  concrete.packed(2, captures).message(3, write_arguments(inputs)).message(4, write_dictionary(outputs));
  graph.message(2, WireWriter().text(1, function).message(2, concrete));
  return graph;
}

WireWriter write_checkpoint_graph(std::span<const WrittenVariable> variables,
                                  const std::vector<std::string>& signatures) {
  const Objects objects = make_objects(variables, signatures);
  WireWriter graph;
  for (const Children& children : objects.children) graph.message(1, write_children(children));
  for (std::size_t i = 0; i < variables.size(); ++i) {
    WireWriter attribute;
    attribute.text(1, "VARIABLE_VALUE").text(2, variables[i].name).text(3, checkpoint_key(i));
    graph.message(1, WireWriter().message(2, attribute));
  }
  for (std::size_t i = 0; i < signatures.size(); ++i) graph.message(1, WireWriter());
  return graph;
}

}  // namespace kvant::formats

// SPDX-License-Identifier: Apache-2.0
// Looking up and adding nodes of an Hdf5Tree by path.
#include "formats/hdf5/hdf5_tree.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

/// Cuts the first step off a path.
std::string_view take_step(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view step = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  return step;
}

template <class Named>
auto find_named(Named& all, std::string_view name) {
  return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
}

}  // namespace

const Hdf5Node* Hdf5Node::find(std::string_view path) const {
  const Hdf5Node* node = this;
  while (!path.empty()) {
    const auto child = find_named(node->children, take_step(path));
    if (child == node->children.end()) return nullptr;
    node = &*child;
  }
  return node;
}

const Hdf5Value* Hdf5Node::find_attribute(std::string_view attribute) const {
  const auto found = find_named(attributes, attribute);
  return found == attributes.end() ? nullptr : &found->value;
}

Hdf5Node& Hdf5Node::group(std::string_view path) {
  const std::string whole(path);
  Hdf5Node* node = this;
  while (!path.empty()) {
    const std::string_view step = take_step(path);
    if (step.empty()) throw Error("hdf5", "a path has an empty step", whole);
    auto child = find_named(node->children, step);
    if (child == node->children.end()) {
      node->children.emplace_back().name = step;
      child = std::prev(node->children.end());
    }
    node = &*child;
    if (!node->is_group()) throw Error("hdf5", "a dataset stands where a group is needed", whole);
  }
  return *node;
}

Hdf5Node& Hdf5Node::add_dataset(std::string_view path, Hdf5Value dataset) {
  const std::size_t slash = path.rfind('/');
  const std::string_view leaf = slash == std::string_view::npos ? path : path.substr(slash + 1);
  Hdf5Node& parent = slash == std::string_view::npos ? *this : group(path.substr(0, slash));
  if (leaf.empty()) throw Error("hdf5", "a dataset needs a name", std::string(path));
  if (parent.find(leaf)) throw Error("hdf5", "a path is given twice", std::string(path));
  Hdf5Node& node = parent.children.emplace_back();
  node.name = leaf;
  node.value = std::move(dataset);
  return node;
}

void Hdf5Node::set_attribute(std::string_view attribute, Hdf5Value attribute_value) {
  auto found = find_named(attributes, attribute);
  if (found != attributes.end()) {
    found->value = std::move(attribute_value);
  } else {
    attributes.push_back({std::string(attribute), std::move(attribute_value)});
  }
}

std::vector<std::string> strings_of(const Hdf5Value& value, std::string_view where) {
  if (const auto* one = std::get_if<std::string>(&value)) return {*one};
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) return *many;
  const Array& numbers = std::get<Array>(value);
  if (!numbers.empty()) {
    throw Error(std::string(where), "must be strings",
                std::string(name_of(numbers.dtype())) + " of shape " + to_string(numbers.shape()));
  }
  return {};
}

}  // namespace kvant::formats

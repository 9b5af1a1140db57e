// SPDX-License-Identifier: Apache-2.0
// From the handle of a variable to its numbers.
#include "formats/saved_model/saved_variables.h"

#include "formats/saved_model/tensor_proto.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::formats {
namespace {

constexpr const char* object_graph_key = "_CHECKPOINTABLE_OBJECT_GRAPH";

}  // namespace

SavedVariables::SavedVariables(const MetaGraph& meta, const ModelFolder& folder, const std::string& name)
    : meta_(meta), name_(name), bundle_(folder, "variables/variables", name) {
  if (bundle_.contains(object_graph_key))
    checkpoint_ = read_checkpoint_objects(bundle_.read_text(object_graph_key), name);
  for (const NodeDef& node : meta.graph.nodes) {
    const auto captures = meta.objects.captures_of_function.find(node.function("f"));
    if (captures == meta.objects.captures_of_function.end()) continue;
    const std::vector<std::int64_t>& ids = captures->second;
    if (ids.size() > node.inputs.size()) continue;
    const std::size_t first = node.inputs.size() - ids.size();
    for (std::size_t i = 0; i < ids.size(); ++i) objects_.emplace(node.inputs[first + i], ids[i]);
  }
}

std::string SavedVariables::key_of(std::int64_t object) const {
  const bool there = object >= 0 && object < static_cast<std::int64_t>(checkpoint_.size());
  return there ? checkpoint_[static_cast<std::size_t>(object)].key : std::string();
}

std::string SavedVariables::key_of(const NodeDef& handle) const {
  const auto object = objects_.find(handle.name);
  if (object != objects_.end() && !key_of(object->second).empty()) return key_of(object->second);
  std::string shared_name = handle.text("shared_name", handle.name);
  const auto named = meta_.objects.variables_by_name.find(shared_name);
  if (named != meta_.objects.variables_by_name.end() && named->second.size() == 1) {
    const std::string key = key_of(named->second.front());
    if (!key.empty()) return key;
  }
  return shared_name;
}

std::shared_ptr<Array> SavedVariables::read(const NodeDef& handle) {
  if (bundle_.empty()) throw Error(name_, "has no variables: variables/variables.index is missing");
  const std::string key = key_of(handle);
  std::shared_ptr<Array>& array = arrays_[key];
  if (array == nullptr) array = std::make_shared<Array>(bundle_.read(key));
  for (WireReader value = handle.attribute("shape"); value.next();) {
    if (value.number() != 7) continue;
    const auto shape = read_tensor_shape(value.message());
    const bool same = !shape || (shape->size() == array->shape().size() &&
                                 std::equal(shape->begin(), shape->end(), array->shape().begin(),
                                            [](std::int64_t a, std::int64_t b) { return a == b || a == -1; }));
    if (!same)
      throw Error(name_, "variables: " + key + " must have shape " + to_string(*shape), to_string(array->shape()));
  }
  return array;
}

}  // namespace kvant::formats

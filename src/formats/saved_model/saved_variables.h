// SPDX-License-Identifier: Apache-2.0
// Which numbers a variable of the graph has.
#pragma once

#include "formats/saved_model/meta_graph.h"
#include "formats/saved_model/tensor_bundle.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace kvant::formats {

/// A VarHandleOp enters a function as one of the captures that the function is bound to; these are ids of objects, and
/// the checkpoint's own graph tells the key of each object. Where functions do not say it, an object of the variable's
/// name does, and in old models the name itself is the key.
class SavedVariables {
 public:
  /// What is given must outlive it. name: of the model, for messages.
  SavedVariables(const MetaGraph& meta, const ModelFolder& folder, const std::string& name);

  /// The same array for the same variable. Throws Error when there are no variables, or not this one, or its shape is
  /// another one.
  std::shared_ptr<Array> read(const NodeDef& handle);

 private:
  std::string key_of(const NodeDef& handle) const;
  /// Empty: the object is no variable of the checkpoint.
  std::string key_of(std::int64_t object) const;

  const MetaGraph& meta_;
  const std::string& name_;
  TensorBundle bundle_;
  std::vector<CheckpointObject> checkpoint_;
  std::map<std::string, std::int64_t> objects_;  ///< by the name of a node that a function is called with
  std::map<std::string, std::shared_ptr<Array>> arrays_;
};

}  // namespace kvant::formats

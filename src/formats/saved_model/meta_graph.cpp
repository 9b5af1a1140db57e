// SPDX-License-Identifier: Apache-2.0
// saved_model.pb, message by message.
#include "formats/saved_model/meta_graph.h"

#include "formats/saved_model/tensor_proto.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

/// Calls use(key, value) for an entry of a map of messages.
template <class Use>
void read_entry(WireReader fields, Use use) {
  std::string key;
  WireReader value({}, "");
  while (fields.next()) {
    if (fields.number() == 1) key = fields.text();
    if (fields.number() == 2) value = fields.message();
  }
  use(key, value);
}

SignatureTensor read_tensor_info(WireReader fields) {
  SignatureTensor info;
  info.shape = Shape{};
  while (fields.next()) {
    if (fields.number() == 1) info.tensor = fields.text();
    if (fields.number() == 2) info.type = fields.value();
    if (fields.number() == 3) info.shape = read_tensor_shape(fields.message());
  }
  return info;
}

Signature read_signature(WireReader fields) {
  Signature signature;
  while (fields.next()) {
    if (fields.number() != 1 && fields.number() != 2) continue;
    auto& side = fields.number() == 1 ? signature.inputs : signature.outputs;
    read_entry(fields.message(),
               [&](const std::string& key, const WireReader& value) { side[key] = read_tensor_info(value); });
  }
  return signature;
}

void read_object(WireReader fields, std::int64_t id, ObjectGraph& objects) {
  while (fields.next()) {
    if (fields.number() != 7) continue;  // SavedVariable {6 name}
    for (WireReader variable = fields.message(); variable.next();) {
      if (variable.number() == 6) objects.variables_by_name[variable.text()].push_back(id);
    }
  }
}

ObjectGraph read_objects(WireReader fields) {
  ObjectGraph objects;
  std::int64_t id = 0;
  while (fields.next()) {
    if (fields.number() == 1) read_object(fields.message(), id++, objects);
    if (fields.number() != 2) continue;
    read_entry(fields.message(), [&](const std::string& name, WireReader function) {
      std::vector<std::int64_t>& captures = objects.captures_of_function[name];
      while (function.next()) {
        if (function.number() == 2) function.append_to(captures);
      }
    });
  }
  return objects;
}

MetaGraph read_one(WireReader fields, std::string_view name) {
  MetaGraph meta;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        for (WireReader info = fields.message(); info.next();) {
          if (info.number() == 4) meta.tags.push_back(info.text());
        }
        break;
      case 2:
        meta.graph = read_graph_def(fields.message(), name);
        break;
      case 5:
        read_entry(fields.message(), [&](const std::string& key, const WireReader& value) {
          meta.signatures[key] = read_signature(value);
        });
        break;
      case 7:
        meta.objects = read_objects(fields.message());
        break;
      default:
        break;
    }
  }
  return meta;
}

}  // namespace

MetaGraph read_meta_graph(std::span<const std::byte> bytes, std::string_view name) {
  std::vector<MetaGraph> all;
  for (WireReader fields(bytes, name); fields.next();) {
    if (fields.number() == 2) all.push_back(read_one(fields.message(), name));
    if (all.size() > 16) throw Error(std::string(name), "has more than 16 meta graphs");
  }
  const auto serves = std::find_if(all.begin(), all.end(), [](const MetaGraph& meta) {
    return std::find(meta.tags.begin(), meta.tags.end(), "serve") != meta.tags.end();
  });
  if (serves != all.end()) return std::move(*serves);
  if (all.size() != 1) throw Error(std::string(name), "has no meta graph with the tag serve");
  return std::move(all.front());
}

std::vector<CheckpointObject> read_checkpoint_objects(const std::string& bytes, std::string_view name) {
  std::vector<CheckpointObject> objects;
  for (WireReader fields(std::as_bytes(std::span(bytes)), name); fields.next();) {
    if (fields.number() != 1) continue;
    CheckpointObject& object = objects.emplace_back();
    for (WireReader node = fields.message(); node.next();) {
      std::string text, key;
      std::int64_t id = 0;
      if (node.number() != 1 && node.number() != 2) continue;
      for (WireReader part = node.message(); part.next();) {
        if (node.number() == 1 && part.number() == 1) id = part.value();
        if (part.number() == (node.number() == 1 ? 2u : 1u)) text = part.text();
        if (node.number() == 2 && part.number() == 3) key = part.text();
      }
      if (node.number() == 1)
        object.children[text] = id;
      else if (text == "VARIABLE_VALUE")
        object.key = key;
    }
  }
  return objects;
}

}  // namespace kvant::formats

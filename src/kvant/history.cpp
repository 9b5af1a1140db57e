// SPDX-License-Identifier: Apache-2.0
// Looking up and saving what a training measured.
#include <kvant/files.h>
#include <kvant/history.h>
#include <kvant/types/error.h>

#include <fmt/format.h>

namespace kvant {
namespace {

template <class Values>
const auto& find_value(const Values& values, std::string_view name) {
  std::string known;
  for (const auto& [key, value] : values) {
    if (key == name) return value;
    known += (known.empty() ? "" : ", ") + key;
  }
  throw Error("history", "has only " + (known.empty() ? "nothing yet" : known), std::string(name), ErrorKind::usage);
}

}  // namespace

double Logs::operator[](std::string_view name) const { return find_value(values, name); }

const std::vector<double>& History::operator[](std::string_view name) const { return find_value(history, name); }

std::string History::to_csv() const {
  std::string text = "epoch";
  for (const auto& [name, values] : history) text += "," + name;
  text += '\n';
  for (std::size_t row = 0; row < epoch.size(); ++row) {
    text += std::to_string(epoch[row]);
    for (const auto& [name, values] : history) text += fmt::format(",{}", static_cast<float>(values[row]));
    text += '\n';
  }
  return text;
}

void History::save(const std::string& path) const { kvant::save(path, std::string_view(to_csv())); }

}  // namespace kvant

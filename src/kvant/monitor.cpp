// SPDX-License-Identifier: Apache-2.0
// Monitor: which values are better.
#include "kvant/model_impl.h"

#include <kvant/callbacks.h>
#include <kvant/model.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>

namespace kvant {

Monitor::Monitor(std::string name, const std::string& mode, double min_delta)
    : name_(std::move(name)), mode_(mode), min_delta_(std::fabs(min_delta)) {
  if (mode != "auto" && mode != "min" && mode != "max")
    throw Error("monitor", "mode must be \"auto\", \"min\" or \"max\"", "\"" + mode + "\"", ErrorKind::usage);
}

void Monitor::begin(const std::string& where, const Callback& callback) {
  const std::vector<std::string>& names = callback.log_names();
  if (std::find(names.begin(), names.end(), name_) == names.end()) {
    std::string list;
    for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
    throw Error(where, "nothing is measured that is called \"" + name_ + "\"; there are " + list, {}, ErrorKind::usage);
  }
  grows_ = mode_ == "max" || (mode_ == "auto" && callback.model().impl().grows(name_));
}

bool Monitor::is_better(double value, const std::optional<double>& than) const {
  if (!than) return true;
  const auto old = static_cast<float>(*than);
  return grows_ ? static_cast<float>(value - min_delta_) > old : static_cast<float>(value + min_delta_) < old;
}

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// How an Error reads.
#include <kvant/types/error.h>

#include <utility>

namespace kvant {
namespace {
std::string sentence(const std::string& where, const std::string& what, const std::string& received) {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!received.empty()) text += ", received " + received;
  return text;
}
}  // namespace

Error::Error(std::string where, std::string what, std::string received, ErrorKind kind)
    : std::runtime_error(sentence(where, what, received)),
      where_(std::move(where)),
      problem_(std::move(what)),
      received_(std::move(received)),
      kind_(kind) {}

}  // namespace kvant

// SPDX-License-Identifier: Apache-2.0
// The one exception of the desk: where it happened, what is wrong, what was received.
#pragma once

#include <stdexcept>
#include <string>

namespace kvant {

/// Why a call failed. The value is the exit code of the command line.
enum class ErrorKind {
  input = 1,         ///< a file, its contents or a value is wrong, or output failed
  usage = 2,         ///< the call itself is wrong: an unknown option, key or name
  verification = 3,  ///< a comparison or an expectation does not hold
  interrupted = 130  ///< Ctrl-C
};

/// Thrown by everything on the desk. what() reads "where: what, received X".
class Error : public std::runtime_error {
 public:
  /// where: the file, layer, key or row. what: what is wrong, as a sentence without a full stop.
  /// received: the offending value, or empty when there is none to show.
  Error(std::string where, std::string what, std::string received = {}, ErrorKind kind = ErrorKind::input);

  const std::string& where() const { return where_; }
  /// what() without where and received.
  const std::string& problem() const { return problem_; }
  const std::string& received() const { return received_; }
  ErrorKind kind() const { return kind_; }

 private:
  std::string where_;
  std::string problem_;
  std::string received_;
  ErrorKind kind_;
};

}  // namespace kvant

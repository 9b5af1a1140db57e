// SPDX-License-Identifier: Apache-2.0
// kvant's command line: the one place where errors are caught and become an exit code.
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/types/error.h>

#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>

namespace {

int report(const std::string& message, kvant::ErrorKind kind) {
  kvant::cli::print_message(message);
  return static_cast<int>(kind);
}

}  // namespace

int main(int count, char** words) {
  // Outputs are renamed into place when they are whole, so any moment is good to stop; training has a better one.
  std::signal(SIGINT, [](int) { ::_exit(static_cast<int>(kvant::ErrorKind::interrupted)); });
  try {
    kvant::cli::run_command_line(count, words);
    kvant::cli::check_printed();
    return 0;
  } catch (const kvant::Error& error) {
    return report(error.what(), error.kind());
  } catch (const std::bad_alloc&) {
    return report("out of memory", kvant::ErrorKind::input);
  } catch (const std::exception& error) {
    return report(error.what(), kvant::ErrorKind::input);
  }
}

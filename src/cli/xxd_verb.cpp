// SPDX-License-Identifier: Apache-2.0
// kvant xxd: a file as a C array.
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/export.h>
#include <kvant/files.h>

#include <memory>

namespace kvant::cli {
namespace {
struct Arguments {
  std::string file, output = "-";
};
}  // namespace

void add_xxd_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "xxd", "Prints a file as a C array, byte for byte as xxd -i does");
  verb.argument("FILE", arguments->file, "Any file");
  verb.option("-o,--output", "FILE", arguments->output, "Where to write; - is standard output");
  verb.on_run([arguments] { save(arguments->output, emit_xxd(arguments->file, load(arguments->file))); });
}

}  // namespace kvant::cli

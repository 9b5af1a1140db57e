// SPDX-License-Identifier: Apache-2.0
// The provenance of a run's files, and the archive of them.
#include <kvant/bundle.h>

#include "export/provenance.h"
#include "formats/zip/zip_archive.h"

#include <kvant/files.h>
#include <kvant/random.h>

namespace kvant {

std::string emit_provenance(const RunFacts& facts) {
  exporting::Provenance provenance;
  provenance.command = facts.command;
  provenance.seed = current_seed();
  provenance.metrics = facts.metrics;
  for (const std::string& file : facts.inputs) provenance.add_input(file, load(facts.folder + "/" + file));
  for (const std::string& file : facts.outputs) provenance.add_output(file, load(facts.folder + "/" + file));
  return exporting::emit_provenance(provenance);
}

void save_zip(const std::string& path, const std::string& folder, const std::vector<std::string>& files) {
  std::vector<formats::ZipEntry> entries;
  for (const std::string& file : files) entries.push_back({file, load(folder + "/" + file)});
  save(path, formats::write_zip(entries));
}

}  // namespace kvant

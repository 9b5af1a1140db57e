// SPDX-License-Identifier: Apache-2.0
// What a run has made, as a whole: where it came from, and one archive to take along.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace kvant {

struct RunFacts {
  std::string command;  ///< that made the files
  std::map<std::string, double> metrics = {};
  std::string folder;                    ///< where the files stand; not told
  std::vector<std::string> inputs = {};  ///< relative to folder
  std::vector<std::string> outputs = {};
};

/// JSON: version, command, seed of set_seed, SHA-256 of every file, metrics; no time, no absolute path, and no
/// instruction set, because training is the same on all of them. Throws Error for a file that is not there.
std::string emit_provenance(const RunFacts& facts);

/// Writes a .zip of files, given relative to folder and in this order, all dated 1980-01-01: the same files give the
/// same bytes. Throws Error for a file that is not there.
void save_zip(const std::string& path, const std::string& folder, const std::vector<std::string>& files);

}  // namespace kvant

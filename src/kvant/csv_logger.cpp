// SPDX-License-Identifier: Apache-2.0
// CSVLogger with Keras' columns.
#include <kvant/callbacks.h>
#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace kvant {
namespace {

bool has_text(const std::string& path) {
  std::ifstream file(path);
  return file && file.peek() != std::ifstream::traits_type::eof();
}

void add_line(const std::string& path, std::ios::openmode mode, const std::string& line) {
  std::ofstream file(path, mode);
  file << line;
  file.flush();
  if (!file) throw Error(path, "cannot be written");
}

}  // namespace

CSVLogger::CSVLogger(const CSVLoggerOptions& options) : options_(options) {
  if (options.filename.empty()) throw Error("csv_logger", "needs a filename", {}, ErrorKind::usage);
}

void CSVLogger::on_train_begin() {
  columns_ = log_names();
  std::sort(columns_.begin(), columns_.end());
  const bool validates =
      std::any_of(columns_.begin(), columns_.end(), [](const std::string& name) { return name.starts_with("val_"); });
  const std::size_t measured = columns_.size();
  for (std::size_t i = 0; i < measured && !validates; ++i) columns_.push_back("val_" + columns_[i]);
  if ((options_.append || is_resuming()) && has_text(options_.filename)) return;
  std::string heading = "epoch";
  for (const std::string& name : columns_) heading += options_.separator + name;
  add_line(options_.filename, std::ios::trunc, heading + "\n");
}

void CSVLogger::on_epoch_end(std::int64_t epoch, const Logs& logs) {
  std::string line = std::to_string(epoch);
  for (const std::string& name : columns_) {
    const auto found = std::find_if(logs.begin(), logs.end(), [&](const auto& log) { return log.first == name; });
    line += options_.separator + (found == logs.end() ? "NA" : fmt::format("{}", static_cast<float>(found->second)));
  }
  add_line(options_.filename, std::ios::app, line + "\n");
}

}  // namespace kvant

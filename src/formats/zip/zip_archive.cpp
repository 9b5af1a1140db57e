// SPDX-License-Identifier: Apache-2.0
// Archives by minizip: what it does not check, bombs, paths and duplicates, is checked here.
#include "formats/zip/zip_archive.h"

#include "formats/zip/zip_memory.h"

#include <kvant/types/error.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

namespace kvant::formats {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{4} << 30;
constexpr std::uint64_t most_expansion = 1100;  // deflate reaches 1032
constexpr std::size_t chunk = 1 << 20;

/// What is wrong with a path, or empty.
std::string fault_of_path(std::string_view path) {
  if (path.empty()) return "has an entry without a path";
  if (path.front() == '/' || path.find('\\') != std::string_view::npos || path.find(':') != std::string_view::npos) {
    return "has an entry whose path is not relative";
  }
  if (path.find('\0') != std::string_view::npos) return "has an entry with NUL in its path";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view step = path.substr(begin, end - begin);
    const bool is_folder = step.empty() && begin == path.size();
    if (step == ".." || step == "." || (step.empty() && !is_folder))
      return "has an entry whose path has a forbidden step";
    begin = end + 1;
  }
  return {};
}

class ZipReader {
 public:
  ZipReader(std::span<const std::byte> bytes, std::string_view name)
      : name_(name), budget_(std::min<std::uint64_t>(most_bytes, bytes.size() * most_expansion)) {
    memory_.input = bytes;
    zlib_filefunc64_def functions = memory_.functions();
    if (bytes.empty()) fail("is empty");
    archive_.reset(unzOpen2_64("", &functions));
    if (!archive_) fail("is no .zip archive, which .keras and .npz files are, or it is truncated");
  }

  std::vector<ZipEntry> read() {
    unz_global_info64 info{};
    check(unzGetGlobalInfo64(archive_.get(), &info));
    std::vector<ZipEntry> entries;
    for (std::uint64_t i = 0; i < info.number_entry; ++i) {
      check(i == 0 ? unzGoToFirstFile(archive_.get()) : unzGoToNextFile(archive_.get()));
      ZipEntry entry = read_entry();
      if (entry.path.back() != '/') entries.push_back(std::move(entry));
    }
    return entries;
  }

 private:
  struct Close {
    void operator()(void* file) const { unzClose(file); }
  };

  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const {
    throw Error(name_, what, received);
  }

  void check(int status) const {
    if (status == UNZ_CRCERROR) fail("has an entry whose checksum is wrong", path_);
    if (status < 0) fail("is a damaged .zip archive", path_.empty() ? "no readable entry" : "entry " + path_);
  }

  ZipEntry read_entry() {
    unz_file_info64 info{};
    check(unzGetCurrentFileInfo64(archive_.get(), &info, nullptr, 0, nullptr, 0, nullptr, 0));
    ZipEntry entry;
    entry.path.resize(info.size_filename);
    // One more byte: minizip ends the name with NUL where there is room.
    check(unzGetCurrentFileInfo64(archive_.get(), &info, entry.path.data(), info.size_filename + 1, nullptr, 0, nullptr,
                                  0));
    const std::string fault = fault_of_path(entry.path);
    if (!fault.empty()) fail(fault, entry.path);
    if (!paths_.insert(entry.path).second) fail("has a path twice", entry.path);
    path_ = entry.path;
    if (info.flag & 1) fail("has an encrypted entry", path_);
    if (info.compression_method != 0 && info.compression_method != Z_DEFLATED) {
      fail("has an entry " + path_ + " that is neither stored nor deflated",
           "method " + std::to_string(info.compression_method));
    }
    check_size(info);
    entry.bytes = read_bytes(info.uncompressed_size);
    return entry;
  }

  void check_size(const unz_file_info64& info) {
    const std::string size = std::to_string(info.uncompressed_size) + " bytes";
    if (info.compressed_size > memory_.input.size()) fail("is truncated: entry " + path_ + " is longer", size);
    if (info.uncompressed_size > info.compressed_size * most_expansion)
      fail("has an entry " + path_ + " that expands too much", size);
    if (info.uncompressed_size > budget_) fail("expands to too much in total at " + path_, size);
    budget_ -= info.uncompressed_size;
  }

  std::vector<std::byte> read_bytes(std::uint64_t size) {
    check(unzOpenCurrentFile(archive_.get()));
    std::vector<std::byte> bytes;
    // Grows with what is really there, not with what the directory promises.
    while (bytes.size() < size) {
      const std::size_t had = bytes.size();
      bytes.resize(had + std::min<std::uint64_t>(chunk, size - had));
      const int count =
          unzReadCurrentFile(archive_.get(), bytes.data() + had, static_cast<unsigned>(bytes.size() - had));
      check(count);
      if (count == 0)
        fail("is truncated: entry " + path_ + " is shorter than " + std::to_string(size) + " bytes",
             std::to_string(had));
      bytes.resize(had + static_cast<std::size_t>(count));
    }
    check(unzCloseCurrentFile(archive_.get()));
    return bytes;
  }

  std::string name_;
  std::uint64_t budget_;
  ZipMemory memory_;
  std::unique_ptr<void, Close> archive_;
  std::set<std::string> paths_;
  std::string path_;
};

void check_written(int status, const std::string& path) {
  if (status != ZIP_OK) throw Error("zip", "an entry could not be written", path);
}

void write_entry(zipFile archive, const ZipEntry& entry) {
  zip_fileinfo info{};
  info.dosDate = 1U << 21 | 1U << 16;  // 1980-01-01: years since 1980, month, day, then no time
  constexpr uLong made_by = 20;
  constexpr uLong utf8_path = 1 << 11;
  const int is_large = entry.bytes.size() >= 0xFFFFFFFF;
  check_written(
      zipOpenNewFileInZip4_64(archive, entry.path.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, 0, 0, 0, -MAX_WBITS,
                              DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, nullptr, 0, made_by, utf8_path, is_large),
      entry.path);
  for (std::size_t at = 0; at < entry.bytes.size(); at += chunk) {
    const std::size_t count = std::min(chunk, entry.bytes.size() - at);
    check_written(zipWriteInFileInZip(archive, entry.bytes.data() + at, static_cast<unsigned>(count)), entry.path);
  }
  check_written(zipCloseFileInZip(archive), entry.path);
}

}  // namespace

std::vector<ZipEntry> read_zip(std::span<const std::byte> bytes, std::string_view name) {
  return ZipReader(bytes, name).read();
}

std::vector<std::byte> write_zip(std::span<const ZipEntry> entries) {
  std::set<std::string_view> paths;
  for (const ZipEntry& entry : entries) {
    const std::string fault = fault_of_path(entry.path);
    if (!fault.empty() || entry.path.back() == '/')
      throw Error("zip", fault.empty() ? "has a folder" : fault, entry.path);
    if (!paths.insert(entry.path).second) throw Error("zip", "has a path twice", entry.path);
  }
  ZipMemory memory;
  zlib_filefunc64_def functions = memory.functions();
  const auto close = [](void* file) { zipClose(file, nullptr); };
  std::unique_ptr<void, decltype(close)> archive(zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions), close);
  if (!archive) throw Error("zip", "an archive could not be begun");
  for (const ZipEntry& entry : entries) write_entry(archive.get(), entry);
  if (zipClose(archive.release(), nullptr) != ZIP_OK) throw Error("zip", "an archive could not be ended");
  return std::move(memory.output);
}

}  // namespace kvant::formats

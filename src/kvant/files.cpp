// SPDX-License-Identifier: Apache-2.0
// Whole files: read at once; written beside the target, then renamed.
#include <kvant/files.h>
#include <kvant/types/error.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace kvant {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw Error(path, what + ": " + std::strerror(errno));
}

/// A file descriptor that closes itself; standard input and output stay open.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }
  /// False when the system could not keep what was written.
  bool close() {
    const int number = number_;
    number_ = -1;
    return number <= STDERR_FILENO || ::close(number) == 0;
  }

 private:
  int number_;
};

bool write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

Bytes read_all(int descriptor, const std::string& name) {
  constexpr std::size_t most_bytes = std::size_t{1} << 31;  // no format of ours has larger files
  Bytes bytes;
  std::size_t used = 0;
  while (true) {
    if (used >= most_bytes) throw Error(name, "is larger than 2 GiB");
    if (bytes.size() - used < 65536) bytes.resize(2 * bytes.size() + 65536);
    const ssize_t count = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail(name, "cannot be read");
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
  }
  bytes.resize(used);
  return bytes;
}

/// The file that a symbolic link leads to: the link is to stay.
std::string target_of(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target = resolved;
  std::free(resolved);
  return target;
}

/// Permissions of the file that is replaced, or those a new file gets here.
mode_t permissions_of(const struct stat* existing) {
  if (existing != nullptr) return existing->st_mode & 07777;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

void replace_file(const std::string& path, std::span<const std::byte> bytes) {
  const std::string target = target_of(path);
  struct stat facts{};
  const bool exists = ::stat(target.c_str(), &facts) == 0;
  if (exists && S_ISDIR(facts.st_mode)) throw Error(path, "is a folder");
  if (exists && !S_ISREG(facts.st_mode)) {  // a device or a pipe cannot be replaced, only written to
    Descriptor file(::open(target.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.number() < 0 || !write_all(file.number(), bytes) || !file.close()) fail(path, "cannot be written");
    return;
  }
  std::string temporary = target + ".XXXXXX";
  Descriptor file(::mkstemp(temporary.data()));
  if (file.number() < 0) fail(path, "cannot be written");
  const bool whole = ::fchmod(file.number(), permissions_of(exists ? &facts : nullptr)) == 0 &&
                     write_all(file.number(), bytes) && file.close() &&
                     ::rename(temporary.c_str(), target.c_str()) == 0;
  if (whole) return;
  const int reason = errno;
  ::unlink(temporary.c_str());
  errno = reason;
  fail(path, "cannot be written");
}

}  // namespace

Bytes load(const std::string& path) {
  if (path == "-") return read_all(STDIN_FILENO, "standard input");
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) fail(path, "cannot be read");
  struct stat facts{};
  if (::fstat(file.number(), &facts) == 0 && S_ISDIR(facts.st_mode)) throw Error(path, "is a folder, not a file");
  return read_all(file.number(), path);
}

void save(const std::string& path, std::span<const std::byte> bytes) {
  if (path != "-") return replace_file(path, bytes);
  if (!write_all(STDOUT_FILENO, bytes)) fail("standard output", "cannot be written");
}

void save(const std::string& path, std::string_view text) {
  save(path, std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace kvant

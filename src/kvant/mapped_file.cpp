// SPDX-License-Identifier: Apache-2.0
// Maps files into memory.
#include "kvant/mapped_file.h"

#include <kvant/types/error.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kvant {

MappedFile map_file(const std::string& path) {
  const auto fail = [&] { throw Error(path, std::string("cannot be read: ") + std::strerror(errno)); };
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail();
  // The mapping outlives the descriptor.
  const std::shared_ptr<void> closing(nullptr, [descriptor](void*) { ::close(descriptor); });
  struct stat facts{};
  if (::fstat(descriptor, &facts) != 0) fail();
  if (!S_ISREG(facts.st_mode)) throw Error(path, "is no ordinary file, which alone can be streamed");
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size == 0) return {};
  void* const begin = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (begin == MAP_FAILED) fail();
  return {{static_cast<const std::byte*>(begin), size},
          std::shared_ptr<const void>(begin, [begin, size](const void*) { ::munmap(begin, size); })};
}

}  // namespace kvant

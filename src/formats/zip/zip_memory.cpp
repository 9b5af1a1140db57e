// SPDX-License-Identifier: Apache-2.0
// minizip's callbacks on a block of memory.
#include "formats/zip/zip_memory.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace kvant::formats {
namespace {

ZipMemory& memory_of(void* stream) { return *static_cast<ZipMemory*>(stream); }
std::size_t length_of(const ZipMemory& memory) { return std::max(memory.input.size(), memory.output.size()); }

void* open(void* opaque, const void*, int) { return opaque; }

uLong read(void*, void* stream, void* to, uLong length) {
  ZipMemory& memory = memory_of(stream);
  const std::span<const std::byte> all =
      memory.input.empty() ? std::span<const std::byte>(memory.output) : memory.input;
  const std::size_t count = std::min<std::size_t>(length, all.size() - memory.position);
  if (count > 0) std::memcpy(to, all.data() + memory.position, count);
  memory.position += count;
  if (count < length) memory.read_beyond_end = true;
  return static_cast<uLong>(count);
}

uLong write(void*, void* stream, const void* from, uLong length) {
  ZipMemory& memory = memory_of(stream);
  const auto* bytes = static_cast<const std::byte*>(from);
  try {  // An exception must not pass through minizip.
    const std::size_t overlap = std::min<std::size_t>(length, memory.output.size() - memory.position);
    std::copy_n(bytes, overlap, memory.output.begin() + static_cast<std::ptrdiff_t>(memory.position));
    memory.output.insert(memory.output.end(), bytes + overlap, bytes + length);
  } catch (const std::bad_alloc&) {
    return 0;
  }
  memory.position += length;
  return length;
}

ZPOS64_T tell(void*, void* stream) { return memory_of(stream).position; }

long seek(void*, void* stream, ZPOS64_T offset, int origin) {
  ZipMemory& memory = memory_of(stream);
  const std::size_t length = length_of(memory);
  const std::size_t start = origin == ZLIB_FILEFUNC_SEEK_SET   ? 0
                            : origin == ZLIB_FILEFUNC_SEEK_CUR ? memory.position
                                                               : length;
  if (offset > length - start) return -1;
  memory.position = start + static_cast<std::size_t>(offset);
  return 0;
}

int close(void*, void*) { return 0; }
// minizip takes a field cut short for zero unless this says so.
int error(void*, void* stream) { return memory_of(stream).read_beyond_end ? 1 : 0; }

}  // namespace

zlib_filefunc64_def ZipMemory::functions() { return {open, read, write, tell, seek, close, error, this}; }

}  // namespace kvant::formats

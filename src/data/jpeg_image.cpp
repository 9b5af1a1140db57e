// SPDX-License-Identifier: Apache-2.0
// JPEG, with libjpeg-turbo, whose exact integer transform TensorFlow uses, too.
#include <kvant/types/error.h>

#include <turbojpeg.h>

#include <memory>
#include <type_traits>

#include "data/image_formats.h"

namespace kvant::data {
namespace {

struct Close {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<std::remove_pointer_t<tjhandle>, Close>;

const unsigned char* pointer_to(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

[[noreturn]] void fail(const Handle& handle, const std::string& name) {
  throw Error(name, "is a damaged JPEG picture", tjGetErrorStr2(handle.get()));
}

ImageSize read_head(const Handle& handle, std::span<const std::byte> bytes, const std::string& name) {
  int width = 0, height = 0, sampling = 0, color_space = 0;
  if (tjDecompressHeader3(handle.get(), pointer_to(bytes), bytes.size(), &width, &height, &sampling, &color_space) != 0)
    fail(handle, name);
  if (color_space == TJCS_CMYK || color_space == TJCS_YCCK) throw Error(name, "is a JPEG picture for print (CMYK)");
  return {height, width};
}

}  // namespace

ImageSize read_jpeg_size(std::span<const std::byte> bytes, const std::string& name) {
  return read_head(Handle(tjInitDecompress()), bytes, name);
}

void decode_jpeg(std::span<const std::byte> bytes, const std::string& name, Image& image) {
  const Handle handle(tjInitDecompress());
  read_head(handle, bytes, name);
  const int format = image.channels == 3 ? TJPF_RGB : TJPF_GRAY;
  // Warnings are what a file that ends early gets, and one that says too often how it goes on.
  const int flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT;
  if (tjDecompress2(handle.get(), pointer_to(bytes), bytes.size(), image.pixels.data(),
                    static_cast<int>(image.size.width), 0, static_cast<int>(image.size.height), format, flags) != 0) {
    fail(handle, name);
  }
}

}  // namespace kvant::data

// SPDX-License-Identifier: Apache-2.0
// PNG, with libpng.
#include <kvant/types/error.h>

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <vector>

#include "data/image_formats.h"

namespace kvant::data {
namespace {

/// libpng's state. It leaves its functions by longjmp, so those that call it hold nothing that needs a destructor, and
/// say by false that it failed.
class PngReader {
 public:
  explicit PngReader(std::span<const std::byte> bytes) : rest_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, ignore);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  bool read_head() {
    if (info_ == nullptr) return false;
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, read);
    // An ancillary chunk is of no use to us, however long it says it is.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, 0);
    png_set_chunk_malloc_max(png_, 1 << 20);
    png_read_info(png_, info_);
    return true;
  }
  ImageSize size() const { return {png_get_image_height(png_, info_), png_get_image_width(png_, info_)}; }
  bool has_color() const { return (png_get_color_type(png_, info_) & PNG_COLOR_MASK_COLOR) != 0; }

  /// Rows of 8-bit grey, or of RGB where the file has colour.
  bool read_rows(png_bytepp rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_strip_16(png_);
    png_set_strip_alpha(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    if (png_get_rowbytes(png_, info_) != png_get_image_width(png_, info_) * (has_color() ? 3 : 1)) return false;
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

  const char* message() const { return message_; }

 private:
  static void read(png_structp png, png_bytep to, std::size_t count) {
    auto& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
    if (count > reader.rest_.size()) png_error(png, "it ends too early");
    std::memcpy(to, reader.rest_.data(), count);
    reader.rest_ = reader.rest_.subspan(count);
  }
  [[noreturn]] static void fail(png_structp png, png_const_charp message) {
    auto& reader = *static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncpy(reader.message_, message, sizeof(reader.message_) - 1);
    png_longjmp(png, 1);
  }
  static void ignore(png_structp, png_const_charp) {}

  std::span<const std::byte> rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  char message_[120] = {};
};

[[noreturn]] void fail(const PngReader& reader, const std::string& name) {
  throw Error(name, "is a damaged PNG picture", reader.message());
}

}  // namespace

ImageSize read_png_size(std::span<const std::byte> bytes, const std::string& name) {
  PngReader reader(bytes);
  if (!reader.read_head()) fail(reader, name);
  return reader.size();
}

void decode_png(std::span<const std::byte> bytes, const std::string& name, Image& image) {
  PngReader reader(bytes);
  if (!reader.read_head()) fail(reader, name);
  const bool color = reader.has_color(), wants_color = image.channels == 3;
  const auto height = static_cast<std::size_t>(image.size.height), width = static_cast<std::size_t>(image.size.width);
  std::vector<std::uint8_t> other(color == wants_color ? 0 : height * width * (color ? 3 : 1));
  std::uint8_t* const first = other.empty() ? image.pixels.data() : other.data();
  std::vector<png_bytep> rows;
  for (std::size_t row = 0; row < height; ++row) rows.push_back(first + row * width * (color ? 3 : 1));
  if (!reader.read_rows(rows.data())) fail(reader, name);
  for (std::size_t i = 0; i < (other.empty() ? 0 : height * width); ++i) {
    if (wants_color) std::memset(&image.pixels[3 * i], other[i], 3);
    if (!wants_color) image.pixels[i] = gray_of(&other[3 * i]);
  }
}

}  // namespace kvant::data

// SPDX-License-Identifier: Apache-2.0
// PNG, JPEG and BMP. Pictures above a megapixel are left: decoding those takes long and shows nothing new.
#include "data/image.h"
#include "fuzz_target.h"

namespace {

constexpr std::int64_t largest = 1 << 20;

void read_input(std::span<const std::byte> bytes) {
  const kvant::data::ImageSize size = kvant::data::read_image_size(bytes, "input");
  if (size.height * size.width > largest) return;
  const kvant::data::Image image = kvant::data::decode_image(bytes, "input", kvant::data::ImageColor::rgb);
  kvant::fuzz::must_hold(image.size == size, "the picture has another size than its head says");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return kvant::fuzz::read_untrusted(data, size, read_input);
}

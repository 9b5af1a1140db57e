// SPDX-License-Identifier: Apache-2.0
// Windows and weights that do not fit are refused before anything is made of them.
#include "layers/window.h"

#include "layers/layer_registry.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

using namespace kvant;
using namespace kvant::layers;

namespace {

Window window_of(const char* kind, std::vector<ConfigEntry> entries) {
  const bool pool = std::string(kind) == "pool";
  return read_window({"keras.layers", kind, std::move(entries)}, pool ? WindowKind::pool : WindowKind::kernel, 2, kind);
}

void build(const char* type, std::vector<ConfigEntry> entries, const Shape& shape) {
  SeedSource seeds;
  make_layer({"keras.layers", type, std::move(entries)})->build({shape}, seeds);
}

const Shape picture = {unknown_length, 4, 6, 1};

}  // namespace

TEST_CASE("a pool is 2 by 2 and strides by its size; a kernel must be given and strides by 1") {
  const Window pool = window_of("pool", {});
  CHECK(pool.height == 2);
  CHECK(pool.stride_width == 2);
  CHECK(window_of("pool", {{"pool_size", 3}}).stride_height == 3);
  CHECK(window_of("kernel", {{"kernel_size", 3}}).stride_height == 1);
  CHECK_THROWS_WITH_AS(window_of("kernel", {}), "kernel: kernel_size is missing", Error);
}

TEST_CASE("a window and its strides are at most as large as what they move over") {
  const auto check = [](const Window& window) { check_window(window, picture, "c"); };
  CHECK_NOTHROW(check(window_of("kernel", {{"kernel_size", Shape{4, 6}}, {"strides", Shape{4, 6}}})));
  CHECK_THROWS_WITH_AS(check(window_of("kernel", {{"kernel_size", Shape{5, 1}}})),
                       "c: a window of (5, 1) is larger than its input, received (None, 4, 6, 1)", Error);
  CHECK_THROWS_WITH_AS(check(window_of("kernel", {{"kernel_size", 1}, {"strides", 5}})),
                       "c: strides of (5, 5) are larger than the input: the window would never move, received "
                       "(None, 4, 6, 1)",
                       Error);
  const std::string same = "same";
  CHECK_NOTHROW(check(window_of("pool", {{"pool_size", 7}, {"padding", same}})));  // padded to 7 by 7
  CHECK_THROWS_AS(check(window_of("kernel", {{"kernel_size", 3}, {"strides", 7}, {"padding", same}})), Error);
}

TEST_CASE("weights that no machine has room for are refused before memory is taken") {
  const auto check = [](const char* type, std::vector<ConfigEntry> entries, const Shape& shape, const char* begin) {
    try {
      build(type, std::move(entries), shape);
      FAIL("was not refused");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).starts_with(begin));
      CHECK(std::string(error.what()).ends_with(" are available"));
    }
  };
  check("Dense", {{"units", 2000000000}}, {unknown_length, 2000000000},
        "Dense: kernel (2000000000, 2000000000), with the first values drawn for it, needs 41.6 EB of memory, ");
  check("Conv2D", {{"filters", 2000000000}, {"kernel_size", Shape{4, 6}}}, {unknown_length, 4, 6, 1000},
        "Conv2D: kernel (4, 6, 1000, 2000000000), with the first values drawn for it, needs ");
}

TEST_CASE("bytes are said in the largest unit that leaves 1 or more") {
  CHECK(text_of_bytes(1023) == "1023 B");
  CHECK(text_of_bytes(1536) == "1.5 KB");
  CHECK(text_of_bytes(5.0 * 1099511627776.0) == "5.0 TB");
  CHECK_NOTHROW(check_room(1 << 20, "here", "this"));
  CHECK_THROWS_AS(check_room(1e18, "here", "this"), Error);
}

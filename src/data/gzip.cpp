// SPDX-License-Identifier: Apache-2.0
// Expands .gz files, with zlib.
#include "data/gzip.h"

#include <kvant/types/error.h>

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string>

namespace kvant::data {
namespace {

constexpr std::size_t step_bytes = std::size_t{1} << 20;

/// zlib's state, which closes itself.
class Inflater {
 public:
  explicit Inflater(std::span<const std::byte> input, std::string_view name) : input_(input), name_(name) {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw Error(name_, "cannot be expanded: out of memory");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Fills output as far as there is something; returns how many bytes it wrote. Less than all: the end was reached.
  std::size_t read(std::span<std::byte> output) {
    std::size_t written = 0;
    while (written < output.size() && !ended_) {
      const std::size_t room = std::min(output.size() - written, step_bytes);
      give_input();
      stream_.next_out = reinterpret_cast<Bytef*>(output.data() + written);
      stream_.avail_out = static_cast<uInt>(room);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      written += room - stream_.avail_out;
      check(status, room == stream_.avail_out);
    }
    return written;
  }

 private:
  void give_input() {
    if (stream_.avail_in > 0) return;
    const std::size_t count = std::min(input_.size(), step_bytes);
    // zlib does not write to it; its interface is older than const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(input_.data()));
    stream_.avail_in = static_cast<uInt>(count);
    input_ = input_.subspan(count);
  }

  void check(int status, bool wrote_nothing) {
    const bool no_input = stream_.avail_in == 0 && input_.empty();
    if (status == Z_STREAM_END) {
      ended_ = no_input;
      if (!ended_ && inflateReset(&stream_) != Z_OK) throw Error(name_, "is a damaged .gz file");
      members_++;
      return;
    }
    if (status == Z_MEM_ERROR) throw Error(name_, "cannot be expanded: out of memory");
    if (status != Z_OK && status != Z_BUF_ERROR) {
      const bool is_header =
          stream_.total_out == 0 && stream_.msg && std::string(stream_.msg) == "incorrect header check";
      if (is_header && members_ > 0) throw Error(name_, "has bytes behind its end");
      if (is_header) throw Error(name_, "is not a .gz file");
      throw Error(name_, "is a damaged .gz file", stream_.msg ? stream_.msg : "");
    }
    if (no_input && wrote_nothing) throw Error(name_, "is a .gz file that ends too early");
  }

  std::span<const std::byte> input_;
  std::string name_;
  z_stream stream_{};
  int members_ = 0;
  bool ended_ = false;
};

}  // namespace

std::vector<std::byte> read_gzip(std::span<const std::byte> bytes, std::string_view name, std::size_t most_bytes) {
  if (bytes.empty()) throw Error(std::string(name), "is empty");
  Inflater inflater(bytes, name);
  std::vector<std::byte> expanded;
  std::size_t used = 0;
  while (true) {
    // One byte more than allowed shows that there is more.
    const std::size_t wanted = std::min(std::max(2 * used, step_bytes), most_bytes + 1);
    expanded.resize(wanted);
    used += inflater.read(std::span(expanded).subspan(used));
    if (used > most_bytes) {
      throw Error(std::string(name), "expands to more than " + std::to_string(most_bytes) + " bytes");
    }
    if (used < wanted) break;
  }
  expanded.resize(used);
  return expanded;
}

}  // namespace kvant::data

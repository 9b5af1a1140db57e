// SPDX-License-Identifier: Apache-2.0
// The kernel of dropout, part of kernels.inc.h's text.

namespace kvant::linear {
namespace {

typedef std::uint32_t Words __attribute__((vector_size(KVANT_LINEAR_WIDTH * sizeof(std::uint32_t))));
typedef std::uint64_t Pairs __attribute__((vector_size(KVANT_LINEAR_WIDTH * sizeof(std::uint32_t))));

/// Both halves of each word's product with factor.
struct WordProduct {
  Words low, high;
};
inline WordProduct multiply_words(Words words, std::uint32_t factor) {
  constexpr std::uint64_t low_half = 0xffffffffU;
  const Pairs pairs = reinterpret_cast<Pairs>(words);
  const Pairs even = (pairs & low_half) * factor, odd = (pairs >> 32) * factor;
  return {reinterpret_cast<Words>((even & low_half) | (odd << 32)),
          reinterpret_cast<Words>((even >> 32) | (odd & ~low_half))};
}

/// Philox4x32-10 of as many blocks as a vector has lanes, block being the first one's number.
inline void philox_blocks(const Dropout& dropout, std::uint32_t block, Words counter[4]) {
  Words blocks = Words{} + block;
  for (int lane = 0; lane < width; ++lane) blocks[lane] += static_cast<std::uint32_t>(lane);
  counter[0] = blocks;
  for (int i = 0; i < 3; ++i) counter[i + 1] = Words{} + dropout.counter[i];
  std::uint32_t first_key = dropout.key[0], second_key = dropout.key[1];
  for (int round = 0; round < 10; ++round) {
    const WordProduct first = multiply_words(counter[0], 0xd2511f53U), second = multiply_words(counter[2], 0xcd9e8d57U);
    counter[0] = second.high ^ counter[1] ^ first_key;
    counter[1] = second.low;
    counter[2] = first.high ^ counter[3] ^ second_key;
    counter[3] = first.low;
    first_key += 0x9e3779b9U;
    second_key += 0xbb67ae85U;
  }
}

template <int... Values>
struct Indices {};
template <int Count, int... Values>
struct FirstIndices : FirstIndices<Count - 1, Count - 1, Values...> {};
template <int... Values>
struct FirstIndices<0, Values...> {
  using Type = Indices<Values...>;
};
/// Lanes of a and b in turn, from lane First on: half of each.
template <int First, int... I>
inline Vector zipped(Vector a, Vector b, Indices<I...>) {
  return __builtin_shufflevector(a, b, (First + I / 2 + I % 2 * width)...);
}
template <int First>
inline Vector zipped(Vector a, Vector b) {
  return zipped<First>(a, b, typename FirstIndices<width>::Type{});
}

/// Numbers [begin, end), begin being a multiple of 4.
void dropout(const Dropout& dropout, const float* x, float* factors, float* y, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t at_once = 4 * width;
  const Words kept = Words{} + dropout.kept;
  const Words growth = reinterpret_cast<Words>(Vector{} + dropout.growth);
  for (std::int64_t i = begin; i < end; i += at_once) {
    Words words[4];
    philox_blocks(dropout, static_cast<std::uint32_t>(i / 4), words);
    // By masks, because a branch on chance is guessed wrong.
    Vector chosen[4];
    for (int word = 0; word < 4; ++word) {
      const Words stays = reinterpret_cast<Words>(words[word] <= kept);
      chosen[word] = reinterpret_cast<Vector>(stays & growth);
    }
    // A block's four words follow each other.
    constexpr int half = width / 2;
    const Vector even[] = {zipped<0>(chosen[0], chosen[2]), zipped<half>(chosen[0], chosen[2])};
    const Vector odd[] = {zipped<0>(chosen[1], chosen[3]), zipped<half>(chosen[1], chosen[3])};
    float drawn[at_once];
    for (int part = 0; part < 2; ++part) {
      store(drawn + 2 * part * width, zipped<0>(even[part], odd[part]));
      store(drawn + (2 * part + 1) * width, zipped<half>(even[part], odd[part]));
    }
    std::int64_t k = i;
    for (; k + width <= end && k < i + at_once; k += width) {
      const Vector factor = load(drawn + (k - i));
      store(factors + k, factor);
      store(y + k, load(x + k) * factor);
    }
    for (; k < end && k < i + at_once; ++k) {
      factors[k] = drawn[k - i];
      y[k] = x[k] * drawn[k - i];
    }
  }
}

}  // namespace
}  // namespace kvant::linear

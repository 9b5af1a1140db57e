// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// printf's formats without the C library: no heap, no 64-bit division, no arithmetic with doubles.
#pragma once

#include <kvant_micro/tflm/text_sink.h>
#include <stdarg.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace format_text_detail {

/// What stands between % and the conversion.
struct Field {
  bool left, zeros, precise;
  uint8_t longs;  ///< 1 for l, 2 for ll and j
  uint32_t width, precision;
};

/// A number's digits, made from its end.
struct Digits {
  char text[32];
  uint32_t begin;

  Digits() : begin(sizeof text) {}
  uint32_t length() const { return static_cast<uint32_t>(sizeof text) - begin; }
  void put(char digit) { text[--begin] = digit; }

  /// base: 8, 10 or 16. minimum: of digits, at most 9 when the number is one of several parts.
  void put_number(uint64_t value, uint32_t base, char ten, uint32_t minimum) {
    const uint32_t end = begin;
    while (value != 0 || end - begin < minimum) {
      uint32_t rest = 0;  // long division, 16 bits a step
      for (uint32_t shift = 64; shift > 0;) {
        shift -= 16;
        const uint32_t part = rest << 16 | static_cast<uint32_t>(value >> shift & 0xFFFFu);
        value = (value & ~(UINT64_C(0xFFFF) << shift)) | static_cast<uint64_t>(part / base) << shift;
        rest = part % base;
      }
      put(static_cast<char>(rest < 10 ? '0' + rest : static_cast<uint32_t>(ten) + rest - 10));
    }
  }
};

inline void put_padded(TextSink& sink, const Field& field, bool negative, const char* text, uint32_t length) {
  const uint32_t all = length + (negative ? 1 : 0);
  const uint32_t padding = field.width > all ? field.width - all : 0;
  if (!field.left && !field.zeros) sink.repeat(' ', padding);
  if (negative) sink.put('-');
  if (!field.left && field.zeros) sink.repeat('0', padding);
  while (length-- > 0) sink.put(*text++);
  if (field.left) sink.repeat(' ', padding);
}

inline void put_integer(TextSink& sink, const Field& field, bool negative, uint64_t magnitude, uint32_t base,
                        char ten) {
  Digits digits;
  const uint32_t most = static_cast<uint32_t>(sizeof digits.text);
  digits.put_number(magnitude, base, ten, !field.precise ? 1 : field.precision < most ? field.precision : most);
  put_padded(sink, field, negative, digits.text + digits.begin, digits.length());
}

/// In fixed notation, at most 9 digits behind the point; "ovf" from 2^63.
inline void put_double(TextSink& sink, Field field, double value) {
  uint64_t bits;
  __builtin_memcpy(&bits, &value, sizeof bits);
  const bool negative = bits >> 63 != 0;
  const uint32_t exponent = static_cast<uint32_t>(bits >> 52) & 0x7FFu;
  const uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
  if (exponent >= 1023 + 63) {
    field.zeros = false;
    return put_padded(sink, field, negative, exponent != 0x7FF ? "ovf" : mantissa != 0 ? "nan" : "inf", 3);
  }
  // value = whole / 2^point. Ten times the part behind the point must fit: point is 60 at most, and what that drops is
  // far behind nine digits. A subnormal number is zero.
  uint64_t whole = exponent == 0 ? 0 : mantissa | UINT64_C(1) << 52;
  const uint32_t drop = exponent < 1015 ? 1015 - exponent : 0;
  whole = drop < 64 ? whole >> drop : 0;
  if (exponent > 1075) whole <<= exponent - 1075;
  const uint32_t point = exponent > 1075 ? 0 : exponent < 1015 ? 60 : 1075 - exponent;
  const uint64_t mask = (UINT64_C(1) << point) - 1;
  uint64_t rest = whole & mask;
  whole >>= point;
  const uint32_t places = !field.precise ? 6 : field.precision < 9 ? field.precision : 9;
  uint32_t fraction = 0;
  uint32_t unit = 1;
  for (uint32_t i = 0; i < places; ++i) {
    rest *= 10;
    fraction = fraction * 10 + static_cast<uint32_t>(rest >> point);
    rest &= mask;
    unit *= 10;
  }
  const uint32_t last = places == 0 ? static_cast<uint32_t>(whole) : fraction;
  if (2 * rest + (last & 1) > mask + 1) ++fraction;  // ties to even
  if (fraction >= unit) {
    fraction -= unit;
    ++whole;
  }
  Digits digits;
  digits.put_number(fraction, 10, 'a', places);
  if (places != 0) digits.put('.');
  digits.put_number(whole, 10, 'a', 1);
  put_padded(sink, field, negative, digits.text + digits.begin, digits.length());
}

inline uint32_t read_number(const char*& at) {
  uint32_t number = 0;
  while (*at >= '0' && *at <= '9') number = number * 10 + static_cast<uint32_t>(*at++ - '0');
  return number;
}

/// Reads what stands before the conversion; at: behind the %, then at the conversion.
inline Field read_field(const char*& at) {
  Field field = {false, false, false, 0, 0, 0};
  for (; *at == '-' || *at == '0' || *at == '+' || *at == ' ' || *at == '#'; ++at) {
    field.left = field.left || *at == '-';
    field.zeros = field.zeros || *at == '0';
  }
  field.width = read_number(at);
  if (*at == '.') {
    field.precise = true;
    field.precision = read_number(++at);
  }
  for (; *at == 'h' || *at == 'l' || *at == 'z' || *at == 't' || *at == 'j'; ++at) {
    if (*at == 'j') field.longs = 2;
    if (*at == 'z' || *at == 't') field.longs = sizeof(size_t) == sizeof(int) ? 0 : 1;
    if (*at == 'l') ++field.longs;
  }
  return field;
}

}  // namespace format_text_detail

/// Conversions d i u x X o c s p f F e g (the last two as f), with flags - and 0, width, precision and length.
/// Another one, or a * for a width, ends the formatting: the rest is put as it stands.
inline void format_text(TextSink& sink, const char* format, va_list arguments) {
  using namespace format_text_detail;
  for (const char* at = format; *at != '\0'; ++at) {
    if (*at != '%') {
      sink.put(*at);
      continue;
    }
    const char* const begin = at++;
    const Field field = read_field(at);
    switch (*at) {
      case '%':
        sink.put('%');
        break;
      case 'c': {
        const char character = static_cast<char>(va_arg(arguments, int));
        put_padded(sink, field, false, &character, 1);
        break;
      }
      case 's': {
        const char* text = va_arg(arguments, const char*);
        if (text == nullptr) text = "(null)";
        uint32_t length = 0;
        while (text[length] != '\0' && (!field.precise || length < field.precision)) ++length;
        put_padded(sink, field, false, text, length);
        break;
      }
      case 'd':
      case 'i': {
        const int64_t value = field.longs == 0   ? va_arg(arguments, int)
                              : field.longs == 1 ? va_arg(arguments, long)
                                                 : va_arg(arguments, int64_t);
        put_integer(sink, field, value < 0, value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value),
                    10, 'a');
        break;
      }
      case 'u':
      case 'o':
      case 'x':
      case 'X': {
        const uint64_t value = field.longs == 0   ? va_arg(arguments, unsigned)
                               : field.longs == 1 ? va_arg(arguments, unsigned long)
                                                  : va_arg(arguments, uint64_t);
        put_integer(sink, field, false, value, *at == 'u' ? 10 : *at == 'o' ? 8 : 16, *at == 'X' ? 'A' : 'a');
        break;
      }
      case 'p':
        sink.put_text("0x");
        put_integer(sink, field, false, reinterpret_cast<uintptr_t>(va_arg(arguments, void*)), 16, 'a');
        break;
      case 'f':
      case 'F':
      case 'e':
      case 'g':
        put_double(sink, field, va_arg(arguments, double));
        break;
      default:
        return sink.put_text(begin);
    }
  }
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro

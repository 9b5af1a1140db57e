// SPDX-License-Identifier: Apache-2.0
// fmt's own code, compiled once: its header-only form would compile it in every file that formats a number, which took
// half of those files' time, and not every system has it as a static library.
#include <fmt/format-inl.h>

// What format.h declares and only format-inl.h defines.
namespace fmt::detail {
template auto dragonbox::to_decimal(float) noexcept -> dragonbox::decimal_fp<float>;
template auto dragonbox::to_decimal(double) noexcept -> dragonbox::decimal_fp<double>;
template auto thousands_sep_impl(locale_ref) -> thousands_sep_result<char>;
template auto decimal_point_impl(locale_ref) -> char;
}  // namespace fmt::detail

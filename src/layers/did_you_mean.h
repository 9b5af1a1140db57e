// SPDX-License-Identifier: Apache-2.0
// Suggestions for misspelt names.
#pragma once

#include <kvant/types/error.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kvant::layers {

/// Letters to insert, delete, replace or swap with their neighbour until a is b; upper and lower case are equal.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to the given one, or empty when none is near enough to be meant.
std::string_view nearest_name(std::string_view given, std::span<const std::string_view> known);

/// A usage Error: "where: unknown <thing> "given"; did you mean "near"?", or the list of known names.
Error unknown_name(const std::string& where, const std::string& thing, std::string_view given,
                   std::span<const std::string_view> known);

}  // namespace kvant::layers

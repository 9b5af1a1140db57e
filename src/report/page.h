// SPDX-License-Identifier: Apache-2.0
// The page: page.html with its style, scripts and texts, and the data that it shows.
#pragma once

#include <string>
#include <string_view>

namespace kvant::report {

/// title: any text. data: JSON text; "</script>" in it does no harm.
std::string emit_page(std::string_view title, std::string_view data);

/// {"key": {"en": "text", "no": "tekst"}}: all texts of the page.
std::string_view texts_json();

}  // namespace kvant::report

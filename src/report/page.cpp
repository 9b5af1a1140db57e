// SPDX-License-Identifier: Apache-2.0
// Filling the page's two gaps: its title and its data.
#include "report/page.h"

#include "report/page_assets.h"

namespace kvant::report {
namespace {

constexpr std::string_view title_gap = "@TITLE@", data_gap = "@DATA@";

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else
      escaped += c;
  }
  return escaped;
}

/// In JSON '<' stands in strings only; written as an escape, it can neither end the script nor begin a comment.
std::string escape_json(std::string_view json) {
  std::string escaped;
  for (const char c : json) {
    if (c == '<')
      escaped += "\\u003c";
    else
      escaped += c;
  }
  return escaped;
}

}  // namespace

std::string emit_page(std::string_view title, std::string_view data) {
  const std::string_view page = page_html;
  const std::size_t title_at = page.find(title_gap), data_at = page.find(data_gap);
  std::string text(page.substr(0, title_at));
  text += escape_html(title);
  text += page.substr(title_at + title_gap.size(), data_at - title_at - title_gap.size());
  text += escape_json(data);
  text += page.substr(data_at + data_gap.size());
  return text;
}

std::string_view texts_json() { return page_texts; }

}  // namespace kvant::report

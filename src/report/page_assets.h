// SPDX-License-Identifier: Apache-2.0
// What cmake/embed_report.cmake makes of the files beside this one and of the chart library.
#pragma once

namespace kvant::report {

/// page.html with style, scripts and texts in it, and two gaps: @TITLE@ and @DATA@.
extern const char* const page_html;
/// texts.json.
extern const char* const page_texts;

}  // namespace kvant::report

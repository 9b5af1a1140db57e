// SPDX-License-Identifier: Apache-2.0
// The page is whole, harmless whatever its data say, and has every text in both languages.
#include "report/page.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

using kvant::report::emit_page;
using kvant::report::texts_json;

namespace {

std::string source_of(const std::string& file) {
  std::ifstream stream(std::string(KVANT_SOURCE_DIR) + "/src/report/" + file);
  REQUIRE(stream);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// What stands between the data's tags.
std::string data_in(const std::string& page) {
  const std::string opening = "id=\"report-data\">";
  const std::size_t begin = page.find(opening) + opening.size();
  return page.substr(begin, page.find("</script>", begin) - begin);
}

int count(const std::string& text, const std::string& part) {
  int found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a page has its title, its data and no gap") {
  const std::string page = emit_page("sine", "{\"a\":1}");
  CHECK(page.find("<title>sine – kvant</title>") != std::string::npos);
  CHECK(data_in(page) == "{\"a\":1}");
  for (const char* gap : {"@TITLE@", "@DATA@", "@STYLE@", "@SCRIPTS@", "@TEXTS@"}) CHECK(count(page, gap) == 0);
  CHECK(page == emit_page("sine", "{\"a\":1}"));
}

TEST_CASE("data cannot leave their place") {
  const nlohmann::json wanted = {{"name", "</script><script>alert(1)</script><!-- & @TITLE@"}};
  const std::string page = emit_page("</title><b> & @DATA@", wanted.dump());
  CHECK(count(page, "</script>") == count(emit_page("", ""), "</script>"));
  CHECK(nlohmann::json::parse(data_in(page)) == wanted);
  CHECK(page.find("<title>&lt;/title>&lt;b> &amp; @DATA@ – kvant</title>") != std::string::npos);
}

TEST_CASE("a page names no address of the network") {
  const std::string page = emit_page("", "");
  // D3 knows XML's namespaces by their names; nothing is fetched from there.
  const std::regex address("(https?:)?//[a-z0-9]+(\\.[a-z0-9-]+)+");
  for (std::sregex_iterator match(page.begin(), page.end(), address), end; match != end; ++match)
    CHECK(match->str() == "http://www.w3.org");
  for (const char* tag : {"<link rel=\"stylesheet", "src=", "@import", "url(http"}) CHECK(count(page, tag) == 0);
}

TEST_CASE("every text is there in English and in Norwegian, with the same places to fill") {
  const nlohmann::json texts = nlohmann::json::parse(texts_json());
  const std::regex place("\\{\\w+\\}");
  const auto places = [&](const std::string& text) {
    return std::set<std::string>(std::sregex_token_iterator(text.begin(), text.end(), place), {});
  };
  CHECK(texts.size() > 60);
  for (const auto& [key, text] : texts.items()) {
    CAPTURE(key);
    CHECK(text.size() == 2);
    REQUIRE_FALSE(text.at("en").get<std::string>().empty());
    REQUIRE_FALSE(text.at("no").get<std::string>().empty());
    CHECK(places(text["en"]) == places(text["no"]));
  }
}

TEST_CASE("every text that the page asks for is there") {
  const nlohmann::json texts = nlohmann::json::parse(texts_json());
  const std::regex asked("\\btext\\(\"(\\w+)\"|data-text=\"(\\w+)\"|button\\(\"(\\w+)\"");
  int found = 0;
  for (const char* file :
       {"page.html", "page.js", "picture.js", "legend.js", "reading.js", "chart.js", "network.js", "layer_flow.js",
        "sizes.js", "memory_map.js", "tables.js", "confusion.js", "class_table.js", "gallery.js"}) {
    const std::string source = source_of(file);
    for (std::sregex_iterator match(source.begin(), source.end(), asked), end; match != end; ++match, ++found) {
      const std::string key = match->str(1) + match->str(2) + match->str(3);
      CAPTURE(key);
      CHECK(texts.contains(key));
    }
  }
  CHECK(found > 50);
}

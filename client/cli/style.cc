#include "client/cli/style.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "absl/strings/str_cat.h"

namespace newswire::cli {
namespace {

std::string Colored(bool color, const char* code, const std::string& text) {
  return color && !text.empty() ? absl::StrCat("\033[", code, "m", text, "\033[0m") : text;
}

}  // namespace

std::string Style::Bold(const std::string& text) const {
  return Colored(color, "1", text);
}

std::string Style::Dim(const std::string& text) const {
  return Colored(color, "2", text);
}

std::string Style::Alarm(const std::string& text) const {
  return Colored(color, "1;31", text);
}

std::string Style::Removed(const std::string& text) const {
  return Colored(color, "1;31", text);
}

std::string Style::Added(const std::string& text) const {
  return Colored(color, "1;32", text);
}

Style StdoutStyle(bool no_color) {
  const char* wish = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::string_view(term) == "dumb";
  const bool unwanted = no_color || dumb || (wish != nullptr && *wish != '\0');
  return Style{.color = !unwanted && isatty(STDOUT_FILENO) == 1};
}

}  // namespace newswire::cli

#ifndef NEWSWIRE_CLIENT_CLI_STYLE_H_
#define NEWSWIRE_CLIENT_CLI_STYLE_H_

#include <string>

namespace newswire::cli {

// Whether to write for a terminal with colours.
struct Style {
  bool color = false;

  std::string Bold(const std::string& text) const;
  std::string Dim(const std::string& text) const;
  std::string Alarm(const std::string& text) const;
  // Words that only the earlier, only the later text has.
  std::string Removed(const std::string& text) const;
  std::string Added(const std::string& text) const;
};

// Colour only on a terminal that wants it (NO_COLOR, TERM=dumb, --no-color).
Style StdoutStyle(bool no_color);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_STYLE_H_

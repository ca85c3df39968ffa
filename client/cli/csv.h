#ifndef NEWSWIRE_CLIENT_CLI_CSV_H_
#define NEWSWIRE_CLIENT_CLI_CSV_H_

#include <string>
#include <vector>

namespace newswire::cli {

// One record of RFC 4180, with a line feed alone at its end; every field that needs quotes has
// them.
inline std::string CsvLine(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line.push_back(',');
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      line += field;
      continue;
    }
    line.push_back('"');
    for (const char c : field) line.append(c == '"' ? 2 : 1, c);
    line.push_back('"');
  }
  line.push_back('\n');
  return line;
}

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_CSV_H_

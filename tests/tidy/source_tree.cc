#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace newswire::tidy {
namespace {

namespace fs = std::filesystem;

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

SourceFile ReadOne(const fs::path& root, const fs::path& path) {
  SourceFile file;
  file.path = fs::relative(path, root).generic_string();
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  file.text = text.str();
  std::istringstream lines(file.text);
  for (std::string line; std::getline(lines, line);) file.lines.push_back(line);
  return file;
}

// Whether the brace behind `head` opens a scope that holds functions.
bool OpensScope(const std::string& head) {
  static const std::regex kScope(
      R"(^\s*(template\s*<.*>\s*)?(inline\s+)?(namespace|class|struct|union|extern)\b)");
  return std::regex_search(head, kScope) && head.find('(') == std::string::npos;
}

// Where the raw string that begins with R" at `at` ends.
std::size_t EndOfRawString(const std::string& text, std::size_t at) {
  const std::size_t open = text.find('(', at);
  const std::string close = ")" + text.substr(at + 2, open - at - 2) + "\"";
  const std::size_t end = text.find(close, open);
  return end == std::string::npos ? text.size() : end + close.size();
}

// Where the comment or literal at `at` ends; `at` when there is none.
std::size_t EndOfBlank(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "//") == 0) return std::min(text.find('\n', at), text.size());
  if (text.compare(at, 2, "/*") == 0) return std::min(text.find("*/", at) + 2, text.size());
  if (text.compare(at, 2, "R\"") == 0) return EndOfRawString(text, at);
  // An apostrophe between digits is a separator.
  const bool separator = text[at] == '\'' && at > 0 && std::isxdigit(text[at - 1]);
  if (separator || (text[at] != '"' && text[at] != '\'')) return at;
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != text[at]) end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

}  // namespace

bool SourceFile::HasExtension(const std::string& extension) const {
  return EndsWith(path, extension);
}

std::vector<SourceFile> ReadTree(const std::string& root,
                                 const std::vector<std::string>& extensions) {
  std::vector<SourceFile> files;
  for (auto entry = fs::recursive_directory_iterator(root);
       entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory()) {
      if (name == "build" || name[0] == '.') entry.disable_recursion_pending();
      continue;
    }
    const bool wanted = std::any_of(extensions.begin(), extensions.end(),
                                    [&name](const auto& each) { return EndsWith(name, each); });
    if (wanted) files.push_back(ReadOne(root, entry->path()));
  }
  std::sort(files.begin(), files.end(),
            [](const auto& left, const auto& right) { return left.path < right.path; });
  return files;
}

std::string BlankCommentsAndLiterals(const std::string& text) {
  std::string blank = text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = EndOfBlank(text, at);
    for (std::size_t i = at; i < end; ++i) {
      if (text[i] != '\n') blank[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return blank;
}

std::vector<FunctionSize> FindFunctions(const std::string& text) {
  const std::string code = BlankCommentsAndLiterals(text);
  std::vector<FunctionSize> functions;
  std::vector<bool> scopes;   // for every open brace: does it hold functions?
  std::string head;           // since the last ; { or }
  std::size_t head_line = 1;  // where it begins
  std::size_t line = 1;
  std::size_t function_depth = 0;  // of the function we are in; 0: none
  for (const char c : code) {
    if (c == '\n') ++line;
    if (c == '{') {
      const bool scope = OpensScope(head);
      const bool callable = head.find('(') != std::string::npos;
      if (!scope && function_depth == 0 && callable) {
        functions.push_back({head, head_line, 0});
        function_depth = scopes.size() + 1;
      }
      scopes.push_back(scope);
    } else if (c == '}' && !scopes.empty()) {
      if (scopes.size() == function_depth) {
        functions.back().lines = line - functions.back().first_line + 1;
        function_depth = 0;
      }
      scopes.pop_back();
    }
    if (c == ';' || c == '{' || c == '}') {
      head.clear();
    } else if (!head.empty() || !std::isspace(static_cast<unsigned char>(c))) {
      if (head.empty()) head_line = line;
      head += c;
    }
  }
  return functions;
}

}  // namespace newswire::tidy

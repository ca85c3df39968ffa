#ifndef NEWSWIRE_TESTS_TIDY_SOURCE_TREE_H_
#define NEWSWIRE_TESTS_TIDY_SOURCE_TREE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace newswire::tidy {

// One text file of the project.
struct SourceFile {
  std::string path;  // from the project root, "storage/store.h"
  std::string text;
  std::vector<std::string> lines;

  bool HasExtension(const std::string& extension) const;
  bool IsCpp() const { return HasExtension(".h") || HasExtension(".cc"); }
  bool IsUnder(const std::string& folder) const { return path.rfind(folder + "/", 0) == 0; }
};

// The files of the project whose name ends with one of `extensions`, sorted by path. Build folders
// and hidden folders are left out.
std::vector<SourceFile> ReadTree(const std::string& root,
                                 const std::vector<std::string>& extensions);

// A function definition: where it begins, and its lines from the head to the closing brace.
struct FunctionSize {
  std::string head;
  std::size_t first_line = 0;  // from 1
  std::size_t lines = 0;
};

// The functions of a C++ text. It follows braces and knows scopes (namespace, class) from code; it
// is no parser, and is right for text that clang-format has laid out.
std::vector<FunctionSize> FindFunctions(const std::string& text);

// The text with the contents of comments and literals replaced by spaces; lines stay lines.
std::string BlankCommentsAndLiterals(const std::string& text);

}  // namespace newswire::tidy

#endif  // NEWSWIRE_TESTS_TIDY_SOURCE_TREE_H_

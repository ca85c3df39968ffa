// Rules of the house that a machine can check, over every file of the tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/tidy/source_tree.h"

namespace newswire::tidy {
namespace {

constexpr std::size_t kFileLinesMax = 400;
constexpr std::size_t kTestFileLinesMax = 600;
constexpr std::size_t kFunctionLinesMax = 70;
constexpr std::size_t kColumnsMax = 100;
constexpr std::size_t kProtoColumnsMax = 120;

const std::vector<SourceFile>& Tree() {
  static const auto* tree =
      new std::vector<SourceFile>(ReadTree(NEWSWIRE_SOURCE_DIR, {".h", ".cc", ".proto"}));
  return *tree;
}

// Code points, so that a line in any script may be as long as others.
std::size_t Columns(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// What stands between the quotes or angle brackets of every #include.
std::vector<std::string> Includes(const SourceFile& file) {
  static const std::regex kInclude(R"(^#include [<"]([^>"]+)[>"])");
  std::vector<std::string> includes;
  for (const std::string& line : file.lines) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) includes.push_back(match[1]);
  }
  return includes;
}

bool StartsWith(const std::string& text, const std::string& start) {
  return text.rfind(start, 0) == 0;
}

// The floors of the house from the ground up; a file may include its own floor and those below.
int Floor(const std::string& path) {
  const char* const kFloors[] = {"storage/",        "service/core/", "service/search/",
                                 "service/fanout/", "service/rpc/",  "service/ops/",
                                 "service/"};
  for (int floor = 0; floor < 7; ++floor) {
    if (StartsWith(path, kFloors[floor])) return floor;
  }
  return -1;
}

TEST(TidyTest, TheTreeIsThere) {
  EXPECT_GT(Tree().size(), 30u) << NEWSWIRE_SOURCE_DIR;
}

TEST(TidyTest, FilesAreShort) {
  for (const SourceFile& file : Tree()) {
    const std::size_t limit = file.IsUnder("tests") ? kTestFileLinesMax : kFileLinesMax;
    EXPECT_LE(file.lines.size(), limit) << file.path;
  }
}

TEST(TidyTest, FunctionsFitAScreen) {
  for (const SourceFile& file : Tree()) {
    if (!file.IsCpp()) continue;
    for (const FunctionSize& function : FindFunctions(file.text)) {
      EXPECT_LE(function.lines, kFunctionLinesMax)
          << file.path << ":" << function.first_line << ": " << function.head;
    }
  }
}

TEST(TidyTest, LinesFitTheWindow) {
  for (const SourceFile& file : Tree()) {
    const std::size_t limit = file.IsCpp() ? kColumnsMax : kProtoColumnsMax;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_LE(Columns(file.lines[i]), limit) << file.path << ":" << i + 1;
    }
  }
}

TEST(TidyTest, HeaderGuardsAreNamedAfterThePath) {
  for (const SourceFile& file : Tree()) {
    if (!file.HasExtension(".h")) continue;
    std::string guard = "NEWSWIRE_";
    for (const char c : file.path) {
      guard +=
          std::isalnum(static_cast<unsigned char>(c)) ? static_cast<char>(std::toupper(c)) : '_';
    }
    guard += '_';
    EXPECT_NE(file.text.find("#ifndef " + guard + "\n#define " + guard + "\n"), std::string::npos)
        << file.path << " needs the guard " << guard;
  }
}

TEST(TidyTest, NothingIsLeftForLater) {
  // Put together here, so that this file does not find itself.
  const std::vector<std::string> words = {std::string("TO") + "DO", std::string("FIX") + "ME"};
  for (const SourceFile& file : Tree()) {
    for (const std::string& word : words) {
      EXPECT_EQ(file.text.find(word), std::string::npos) << file.path << " has a " << word;
    }
  }
}

TEST(TidyTest, FloorsIncludeOnlyWhatIsBelow) {
  for (const SourceFile& file : Tree()) {
    const int floor = Floor(file.path);
    for (const std::string& include : Includes(file)) {
      EXPECT_FALSE(!file.IsUnder("tests") && StartsWith(include, "tests/"))
          << file.path << " includes " << include;
      if (floor >= 0) {
        EXPECT_LE(Floor(include), floor) << file.path << " includes " << include;
        EXPECT_FALSE(StartsWith(include, "client/")) << file.path << " includes " << include;
      }
      if (file.IsUnder("client")) {
        EXPECT_EQ(Floor(include), -1) << file.path << " includes " << include;
      }
    }
  }
}

TEST(TidyTest, RocksDbStaysInStorage) {
  for (const SourceFile& file : Tree()) {
    if (file.IsUnder("storage") || file.IsUnder("tests")) continue;
    for (const std::string& include : Includes(file)) {
      EXPECT_FALSE(StartsWith(include, "rocksdb/")) << file.path << " includes " << include;
    }
  }
}

TEST(TidyTest, GrpcStaysAboveCore) {
  for (const SourceFile& file : Tree()) {
    if (!file.IsUnder("storage") && !file.IsUnder("service/core") &&
        !file.IsUnder("service/search")) {
      continue;
    }
    for (const std::string& include : Includes(file)) {
      EXPECT_FALSE(StartsWith(include, "grpc")) << file.path << " includes " << include;
    }
  }
}

TEST(TidyTest, TheFormatterAgrees) {
  if (std::system("clang-format --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "clang-format is not installed; the layout was not checked";
  }
  const std::string root = NEWSWIRE_SOURCE_DIR;
  std::string command = "clang-format --dry-run -Werror";
  for (const SourceFile& file : Tree()) {
    if (file.IsCpp()) command += " '" + root + "/" + file.path + "'";
  }
  EXPECT_EQ(std::system(command.c_str()), 0) << "make format mends it";
}

// Paths in `backquotes` and in (links) of the documents.
std::set<std::string> MentionedPaths(const SourceFile& document) {
  static const std::regex kPath(
      R"([`(]((?:proto|storage|service|client|tests|deploy)/[\w./-]+)[`)])");
  std::set<std::string> paths;
  for (auto at = std::sregex_iterator(document.text.begin(), document.text.end(), kPath);
       at != std::sregex_iterator(); ++at) {
    paths.insert((*at)[1]);
  }
  return paths;
}

TEST(TidyTest, DocumentsNameFilesThatExist) {
  namespace fs = std::filesystem;
  const fs::path root = NEWSWIRE_SOURCE_DIR;
  for (const SourceFile& document : ReadTree(NEWSWIRE_SOURCE_DIR, {".md"})) {
    for (const std::string& path : MentionedPaths(document)) {
      // A name without ending stands for a pair of .h and .cc.
      const bool found = fs::exists(root / path) || fs::exists(root / (path + ".h"));
      EXPECT_TRUE(found) << document.path << " mentions " << path;
    }
  }
}

TEST(TidyTest, DocumentsNameTestsThatExist) {
  // `SuiteTest.NameOfTheFact`
  static const std::regex kTest(R"(`(\w+Test)\.(\w+)`)");
  std::string all_tests;
  for (const SourceFile& file : Tree()) {
    if (file.IsUnder("tests")) all_tests += file.text;
  }
  for (const SourceFile& document : ReadTree(NEWSWIRE_SOURCE_DIR, {".md"})) {
    for (auto at = std::sregex_iterator(document.text.begin(), document.text.end(), kTest);
         at != std::sregex_iterator(); ++at) {
      const std::string suite = (*at)[1];
      const std::string name = (*at)[2];
      const std::regex definition("\\(\\s*" + suite + ",\\s*" + name + "\\s*\\)");
      EXPECT_TRUE(std::regex_search(all_tests, definition))
          << document.path << " mentions " << suite << "." << name;
    }
  }
}

}  // namespace
}  // namespace newswire::tidy

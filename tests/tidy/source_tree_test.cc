// The checks of the tidy test must be able to fail.
#include "tests/tidy/source_tree.h"

#include <gtest/gtest.h>

#include <string>

namespace newswire::tidy {
namespace {

TEST(FindFunctionsTest, CountsFromTheHeadToTheClosingBrace) {
  const auto functions = FindFunctions("namespace a {\n\nint F(int x) {\n  return x;\n}\n\n}\n");
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions[0].first_line, 3u);
  EXPECT_EQ(functions[0].lines, 3u);
}

TEST(FindFunctionsTest, FindsMethodsInsideOfClasses) {
  const auto functions =
      FindFunctions("class A : public B {\n public:\n  A() {}\n  void F() {\n    G();\n  }\n};\n");
  ASSERT_EQ(functions.size(), 2u);
  EXPECT_EQ(functions[1].lines, 3u);
}

TEST(FindFunctionsTest, BlocksAndLambdasBelongToTheirFunction) {
  const auto functions =
      FindFunctions("void F() {\n  if (a) {\n    b([](int x) {\n      c();\n    });\n  }\n}\n");
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions[0].lines, 7u);
}

TEST(FindFunctionsTest, BracesInCommentsAndLiteralsDoNotCount) {
  const auto functions = FindFunctions(
      "void F() {\n  // }\n  /* } */\n  a('}', \"}\\\"}\", R\"(}\")\", 1'000);\n}\nvoid G() {}\n");
  ASSERT_EQ(functions.size(), 2u);
  EXPECT_EQ(functions[0].lines, 5u);
}

TEST(FindFunctionsTest, TestsAreFunctions) {
  std::string body;
  for (int i = 0; i < 80; ++i) body += "  a();\n";
  const auto functions = FindFunctions("TEST(A, B) {\n" + body + "}\n");
  ASSERT_EQ(functions.size(), 1u);
  EXPECT_EQ(functions[0].lines, 82u);
}

}  // namespace
}  // namespace newswire::tidy

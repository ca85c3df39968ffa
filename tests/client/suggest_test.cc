#include "client/cli/suggest.h"

#include <gtest/gtest.h>

namespace newswire::cli {
namespace {

TEST(SuggestTest, FindsTheWordThatWasMeant) {
  const std::vector<std::string> words = {"publish", "get", "watch", "--output", "--from"};
  EXPECT_EQ(Nearest("publsh", words), "publish");
  EXPECT_EQ(Nearest("wacth", words), "watch");
  EXPECT_EQ(Nearest("--form", words), "--from");
  EXPECT_EQ(Nearest("--ouput", words), "--output");
}

TEST(SuggestTest, SaysNothingWhenNothingIsNear) {
  EXPECT_EQ(Nearest("telephone", {"publish", "get"}), "");
  EXPECT_EQ(Nearest("", {"publish"}), "");
}

}  // namespace
}  // namespace newswire::cli

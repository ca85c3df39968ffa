#include "client/item_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace newswire {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const JsonValue& value : SplitJson(text)) texts.emplace_back(value.text);
  return texts;
}

TEST(SplitJsonTest, TakesObjectsArraysAndLines) {
  EXPECT_THAT(Texts("{\"a\":1}"), ElementsAre("{\"a\":1}"));
  EXPECT_THAT(Texts("[{\"a\":[1,2]}, {}]"), ElementsAre("{\"a\":[1,2]}", "{}"));
  EXPECT_THAT(Texts("{\"a\":1}\n\n{\"b\":\n2}\n"), ElementsAre("{\"a\":1}", "{\"b\":\n2}"));
  EXPECT_THAT(Texts(" \n []\n"), IsEmpty());
}

TEST(SplitJsonTest, PassesOverAByteOrderMark) {
  EXPECT_THAT(Texts("\xEF\xBB\xBF{}\n{}"), ElementsAre("{}", "{}"));
  EXPECT_THAT(Texts("\xEF\xBB\xBF[{}]"), ElementsAre("{}"));
}

TEST(SplitJsonTest, BracketsAndQuotesInStringsDoNotCount) {
  EXPECT_THAT(Texts(R"({"a":"}\"]{"}{"b":"\\"})"),
              ElementsAre(R"({"a":"}\"]{"})", R"({"b":"\\"})"));
}

TEST(SplitJsonTest, NamesTheLineOfEveryValue) {
  const auto values = SplitJson("{\n}\n\n{}\nrubbish\n{}");
  ASSERT_EQ(values.size(), 4);
  EXPECT_EQ(values[0].line, 1);
  EXPECT_EQ(values[1].line, 4);
  EXPECT_EQ(values[2].line, 5);
  EXPECT_EQ(values[3].line, 6);
}

TEST(ParsePublishItemTest, RecognisesWrappedAndBareItems) {
  EXPECT_TRUE(ParsePublishItem(R"({"article":{"name":"articles/urn:x:y"}})")->has_article());
  EXPECT_TRUE(ParsePublishItem(R"({"recommendation":{"ordinal":1}})")->has_recommendation());
  EXPECT_TRUE(ParsePublishItem(R"({"name":"articles/urn:x:y"})")->has_article());
  EXPECT_TRUE(ParsePublishItem(R"({"name":"recommendations/urn:x:y"})")->has_recommendation());
}

TEST(ParsePublishItemTest, SaysWhatIsWrong) {
  for (const char* bad : {"", "{", "[]", "7", "{}", R"({"name":"urn:x:y"})",
                          R"({"article":{"headline":"no such field"}})"}) {
    const auto item = ParsePublishItem(bad);
    EXPECT_TRUE(absl::IsInvalidArgument(item.status())) << bad;
    EXPECT_FALSE(item.status().message().empty());
  }
}

TEST(ParsePublishItemTest, SaysWhereItIsNoJson) {
  const auto problem = [](const std::string& text) {
    return std::string(ParsePublishItem(text).status().message());
  };
  EXPECT_THAT(problem(R"({"article":{"name" "articles/urn:x:y"}})"),
              StartsWith("not valid JSON at column 37: "))
      << "where what is wrong ends";
  EXPECT_THAT(problem("{\n  \"article\": {\n    oops\n"),
              StartsWith("not valid JSON at its line 3, column 5: "));
  EXPECT_THAT(problem(""), StartsWith("not valid JSON at column 1: "));
  // A long text that does not end is not repeated.
  const std::string cut = R"({"article":{"headline":")" + std::string(5000, 'x');
  EXPECT_THAT(problem(cut), AllOf(StartsWith("not valid JSON at column 5025: "),
                                  HasSubstr("missing closing quote"), SizeIs(Lt(200u))));
}

TEST(ParsePublishItemTest, TakesWhatGetPrinted) {
  const auto item = ParsePublishItem(
      R"({"article":{"name":"articles/urn:x:y","etag":"e"},"selection":{"preferenceIndex":-1}})");
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->article().etag(), "e");
}

TEST(ParsePublishItemTest, RefusesHalfAnItemAndOneThatWasTakenBack) {
  for (const char* bad : {R"({"article":{"name":"articles/urn:x:y"},"selection":{"served":"fr"}})",
                          R"({"article":{"name":"articles/urn:x:y"},"selection":{},"redacted":{}})",
                          R"({"article":{"name":"articles/urn:x:y"},"redacted":{}})"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParsePublishItem(bad).status())) << bad;
  }
}

TEST(ClearOutputOnlyTest, TranslationsThatWereTakenBackAreLeftOut) {
  auto item = ParsePublishItem(R"({"article":{"translations":[{"language":"en"},
      {"language":"fr","pubStatus":"PUB_STATUS_WITHHELD"},
      {"language":"ar","pubStatus":"PUB_STATUS_CANCELED"},
      {"language":"de","pubStatus":"PUB_STATUS_USABLE"}]}})");
  ASSERT_TRUE(item.ok()) << item.status();
  ClearOutputOnly(&*item);
  EXPECT_EQ(ToJson(*item), R"({"article":{"translations":[{"language":"en"},{"language":"de"}]}})");
}

TEST(ClearOutputOnlyTest, ARecommendationKeepsWhatItsPartiesSaid) {
  auto item = ParsePublishItem(R"({"recommendation":{"status":"RECOMMENDATION_STATUS_OPEN",
      "assessments":[{"progress":"PROGRESS_HIGH"}],"corrections":[{"revision":2}],
      "statusHistory":[{"revision":2}],"reportedIn":["articles/urn:x:y"],
      "texts":[{"value":"Do.","direction":"TEXT_DIRECTION_LTR","stale":true}]}})");
  ASSERT_TRUE(item.ok()) << item.status();
  ClearOutputOnly(&*item);
  EXPECT_EQ(ToJson(*item),
            R"({"recommendation":{"texts":[{"value":"Do."}],"status":"RECOMMENDATION_STATUS_OPEN",)"
            R"("assessments":[{"progress":"PROGRESS_HIGH"}]}})");
}

TEST(ClearOutputOnlyTest, KeepsEverythingElse) {
  auto sent = ParsePublishItem(R"({"article":{"name":"articles/urn:x:y","urgency":3,
      "translations":[{"language":"en","bodies":[{"role":"main","value":"Text"}]}]}})");
  auto stored = ParsePublishItem(R"({"article":{"name":"articles/urn:x:y","urgency":3,"revision":4,
      "etag":"e","revisionKind":"REVISION_KIND_UPDATE","createTime":"2022-06-09T08:00:00Z",
      "revisionCreateTime":"2022-06-09T08:00:00Z","corrections":[{"revision":2}],
      "integrity":{"contentSha256":"AAAA"},
      "translations":[{"language":"en","direction":"TEXT_DIRECTION_LTR","revision":2,"stale":true,
        "contentSha256":"AAAA",
        "bodies":[{"role":"main","value":"Text","charCount":4,"wordCount":1}]}]}})");
  ASSERT_TRUE(sent.ok() && stored.ok()) << stored.status();
  ClearOutputOnly(&*stored);
  EXPECT_EQ(ToJson(*stored), ToJson(*sent));
}

}  // namespace
}  // namespace newswire

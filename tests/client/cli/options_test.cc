#include "client/cli/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/channel.h"
#include "client/cli/item_name.h"
#include "client/cli/shell_quote.h"
#include "client/cli/words.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation.pb.h"

namespace newswire::cli {
namespace {

using ::testing::ElementsAre;

TEST(ServerAddressTest, IsHostAndPort) {
  for (const char* address : {"127.0.0.1:7447", "localhost:1", "news-1.example.org:65535",
                              "[::1]:7447", "[fe80::1%eth0]:7447"}) {
    EXPECT_TRUE(IsServerAddress(address)) << address;
  }
  for (const char* address :
       {"", ":", ":7447", "localhost", "localhost:", "localhost:0", "localhost:65536",
        "localhost:http", "localhost:-1", "::1:7447", "[]:7447", "[::1]", "http://localhost:7447",
        "a b:7447", "a:1:2", "localhost:7447 ", "dns:///localhost:7447"}) {
    EXPECT_FALSE(IsServerAddress(address)) << address;
  }
}

TEST(WordsTest, AreReadWithSpacesAndTypedWithHyphens) {
  EXPECT_EQ(Word(v1::RECOMMENDATION_STATUS_CLOSED_NOT_IMPLEMENTED), "closed not implemented");
  EXPECT_EQ(Word(v1::RECOMMENDATION_STATUS_UNSPECIFIED), "");
  EXPECT_EQ(Word(static_cast<v1::RecommendationStatus>(99)), "99");
  EXPECT_THAT(Choices(*v1::RetractionResult_descriptor()),
              ElementsAre("retracted", "never-used", "cannot"));
  EXPECT_EQ(ValueOf(*v1::AssessorRole_descriptor(), "third-party"), v1::ASSESSOR_ROLE_THIRD_PARTY);
  EXPECT_EQ(ValueOf(*v1::AssessorRole_descriptor(), "unspecified"), -1);
}

TEST(OptionsTest, ATextNamesItsLanguageBeforeTheFirstEqualsSign) {
  const auto text = ParseText("pt-BR=a = b");
  ASSERT_TRUE(text.has_value());
  EXPECT_EQ(text->language(), "pt-BR");
  EXPECT_EQ(text->value(), "a = b");
  for (const char* bad : {"no language", "=text", "Where x=y", ""}) {
    EXPECT_FALSE(ParseText(bad).has_value()) << bad;
  }
}

TEST(OptionsTest, AnInstantIsATimeOrTheBeginningOfADay) {
  EXPECT_EQ(ParseInstant("2022-06-09T10:00:00+02:00"), ParseInstant("2022-06-09T08:00:00Z"));
  EXPECT_EQ(ParseInstant("2022-06-09"), ParseInstant("2022-06-09T00:00:00Z"));
  EXPECT_FALSE(ParseInstant("yesterday").has_value());
}

TEST(OptionsTest, TimesBeforeTheEpochKeepTheirFraction) {
  google::protobuf::Timestamp timestamp;
  SetTime(absl::UnixEpoch() - absl::Milliseconds(250), &timestamp);
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 750'000'000);
}

TEST(OptionsTest, AFlagTakesItsOwnWordAndNotTheNext) {
  CLI::App app;
  std::string name;
  LanguageFlags flags;
  app.add_option("name", name);
  AddLanguageFlags(&app, &flags);
  app.parse("--lang fr,de articles/urn:x:y --mode listed", /*program_name_included=*/false);
  EXPECT_EQ(name, "articles/urn:x:y");
  ASSERT_TRUE(flags.Preference().has_value());
  EXPECT_THAT(flags.Preference()->languages(), ElementsAre("fr", "de"));
  EXPECT_EQ(flags.Preference()->mode(), v1::FALLBACK_MODE_LISTED);
  EXPECT_FALSE(LanguageFlags().Preference().has_value());
}

TEST(ShellLineTest, AShellReadsTheSameWords) {
  EXPECT_EQ(ShellLine({"newswire", "en=It's wrong", "", "a=b"}),
            "newswire 'en=It'\\''s wrong' '' a=b");
  EXPECT_EQ(ShellLine({"$HOME"}), "'$HOME'");
}

TEST(ShellLineTest, AnOptionIsLeftOutInBothForms) {
  EXPECT_THAT(WithoutOption({"a", "--confirm", "b", "c"}, "--confirm"), ElementsAre("a", "c"));
  EXPECT_THAT(WithoutOption({"a", "--confirm=b", "c"}, "--confirm"), ElementsAre("a", "c"));
}

// The names that were tried until the one that is there.
std::vector<std::string> Tried(const std::string& name, const std::string& there) {
  std::vector<std::string> tried;
  const auto call = [&](const std::string& each) -> absl::StatusOr<int> {
    tried.push_back(each);
    if (each != there) return absl::NotFoundError("no");
    return 1;
  };
  EXPECT_EQ(CallByName<int>(name, call, call).ok(), tried.back() == there);
  return tried;
}

TEST(CallByNameTest, ABareUriIsTriedAsBothKinds) {
  EXPECT_THAT(Tried("urn:x:y", "articles/urn:x:y"),
              ElementsAre("recommendations/urn:x:y", "articles/urn:x:y"));
  EXPECT_THAT(Tried("urn:x:y", "recommendations/urn:x:y"), ElementsAre("recommendations/urn:x:y"));
  EXPECT_THAT(Tried("urn:x:y", ""), ElementsAre("recommendations/urn:x:y", "articles/urn:x:y"));
}

TEST(CallByNameTest, ANameIsTriedAsWhatItIs) {
  EXPECT_THAT(Tried("recommendations/urn:x:y", ""), ElementsAre("recommendations/urn:x:y"));
  EXPECT_THAT(Tried("articles/urn:x:y", ""), ElementsAre("articles/urn:x:y"));
}

TEST(CallByNameTest, OtherErrorsAreNotASecondTry) {
  int calls = 0;
  const auto refuse = [&](const std::string&) -> absl::StatusOr<int> {
    ++calls;
    return absl::AbortedError("changed meanwhile");
  };
  EXPECT_TRUE(absl::IsAborted(CallByName<int>("urn:x:y", refuse, refuse).status()));
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace newswire::cli

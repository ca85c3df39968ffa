#include "service/core/uri.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "service/core/draft.h"

namespace newswire {
namespace {

using ::testing::EndsWith;

TEST(ItemUriTest, TakesAbsoluteUris) {
  for (const char* uri :
       {"urn:newsml:wire.example:2031:a", "https://wire.example/news/1", "tag:wire.example,2031:a",
        "https://wire.example:8443/a%20b", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
        "https://[2001:db8::1]/a", "x-news:abc", "URN:NEWSML:Wire:1"}) {
    EXPECT_TRUE(IsItemUri(uri)) << uri;
  }
}

TEST(ItemUriTest, RefusesEverythingElse) {
  for (const char* uri : {"",
                          "abcdefgh",
                          "/news/1234",
                          "//wire.example/1",
                          "https:///a/b/c",
                          "https://",
                          "1ab:cdefg",
                          "https://wire.example/a?b",
                          "https://wire.example/a#b",
                          "https://me@wire.example/a",
                          "https://me:pw@wire.example/",
                          "https://wire.example/a b",
                          "https://wire.example/é",
                          "https://wire.example/%2",
                          "https://wire.example/%zz",
                          "https://wire.example/<a>",
                          "urn:newsml",
                          "urn:newsml:",
                          "urn::abcdef",
                          "abcdefg:",
                          "https://:80/a",
                          "ht tp://wire/a",
                          "https://wire.example/\x7f",
                          "https://wire.example/\"",
                          "https://wire.example/\\"}) {
    EXPECT_FALSE(IsItemUri(uri)) << uri;
  }
}

TEST(ItemUriTest, HasEightTo512Bytes) {
  EXPECT_FALSE(IsItemUri("urn:a:b"));
  EXPECT_TRUE(IsItemUri("urn:a:bc"));
  EXPECT_TRUE(IsItemUri("urn:a:" + std::string(506, 'x')));
  EXPECT_FALSE(IsItemUri("urn:a:" + std::string(507, 'x')));
}

TEST(VocabularyUriTest, MayHaveQueryAndFragment) {
  EXPECT_TRUE(IsVocabularyUri("http://voc.example/terms?v=1#term"));
  EXPECT_TRUE(IsVocabularyUri("a:b"));
  for (const char* uri : {"term", "http://voc.example/#a b", "#term", "http://voc.example/?%1",
                          "http://me@voc.example/#a"}) {
    EXPECT_FALSE(IsVocabularyUri(uri)) << uri;
  }
  EXPECT_TRUE(IsVocabularyUri("http://v/#" + std::string(502, 'x')));
  EXPECT_FALSE(IsVocabularyUri("http://v/#" + std::string(503, 'x')));
}

TEST(HrefTest, IsHttpsWithoutUserInfo) {
  EXPECT_TRUE(IsHref("https://wire.example"));
  EXPECT_TRUE(IsHref("https://wire.example/a?b=c#d"));
  EXPECT_TRUE(IsHref("https://wire.example/@handle"));
  for (const char* address :
       {"", "http://wire.example/a", "https://", "https:///a", "HTTPS:wire", "javascript:alert(1)",
        "https://me@wire.example", "https://wire.example/a b", "https://wire.example/é",
        "https://wire.example/\n", "https://?a"}) {
    EXPECT_FALSE(IsHref(address)) << address;
  }
  EXPECT_TRUE(IsHref("https://w/" + std::string(2038, 'x')));
  EXPECT_FALSE(IsHref("https://w/" + std::string(2039, 'x')));
}

TEST(ItemNameTest, TellsTheKind) {
  EXPECT_EQ(ItemName(v1::ITEM_KIND_ARTICLE, "urn:a:bc"), "articles/urn:a:bc");
  EXPECT_EQ(ItemName(v1::ITEM_KIND_RECOMMENDATION, "urn:a:bc"), "recommendations/urn:a:bc");
}

TEST(ItemNameTest, ParsesBackToTheUri) {
  Violations violations;
  EXPECT_EQ(
      ParseItemName("articles/https://wire.example/1", v1::ITEM_KIND_ARTICLE, "name", &violations),
      "https://wire.example/1");
  EXPECT_EQ(
      ParseItemName("recommendations/urn:a:bc", v1::ITEM_KIND_RECOMMENDATION, "name", &violations),
      "urn:a:bc");
  EXPECT_TRUE(violations.empty());
}

TEST(ItemNameTest, SaysWhereANameIsWrong) {
  for (const char* name : {"", "articles/", "article/urn:a:bc", "recommendations/urn:a:bc",
                           "articles/urn:a:b", "Articles/urn:a:bc", "urn:a:bc"}) {
    Violations violations;
    EXPECT_FALSE(ParseItemName(name, v1::ITEM_KIND_ARTICLE, "items[1].name", &violations)) << name;
    ASSERT_EQ(violations.list().size(), 1u);
    EXPECT_EQ(violations.list()[0].field, "items[1].name");
    EXPECT_EQ(violations.list()[0].reason, "URI_INVALID");
  }
}

TEST(ItemNameTest, SaysWhatIsWrongWithAName) {
  const auto problem = [](const std::string& name) {
    Violations violations;
    ParseItemName(name, v1::ITEM_KIND_ARTICLE, "name", &violations);
    return violations.list().at(0).description;
  };
  EXPECT_THAT(problem("articles/urn:a:b"), EndsWith("; a uri of 7 bytes was sent"));
  EXPECT_THAT(problem("recommendations/urn:a:bc"), EndsWith("sent begins with recommendations/"));
  for (const char* name : {"urn:a:bc", "article/urn:a:bc"}) {
    EXPECT_THAT(problem(name), EndsWith("begins neither with articles/ nor with recommendations/"));
  }
}

TEST(ProviderTest, IsWhoTheUriNames) {
  EXPECT_EQ(ProviderOf("urn:newsml:Wire.Example:2031:a"), "wire.example");
  EXPECT_EQ(ProviderOf("URN:NEWSML:wire.example"), "wire.example");
  EXPECT_EQ(ProviderOf("https://Wire.Example/a:b"), "wire.example");
  EXPECT_EQ(ProviderOf("https://wire.example:8443/a"), "wire.example");
  EXPECT_EQ(ProviderOf("https://[2001:DB8::1]:80/a"), "[2001:db8::1]:80");
  EXPECT_EQ(ProviderOf("tag:wire.example,2031:a"), "wire.example");
  EXPECT_EQ(ProviderOf("urn:uuid:6e8bc430"), "uuid");
  EXPECT_EQ(ProviderOf("x-news:abc"), "x-news");
}

TEST(ProviderTest, IsNeverEmptyForAnItem) {
  for (const char* uri : {"urn:newsml::2031", "tag:,2031:a1", "x-news:abc", "urn:a:bcde"}) {
    ASSERT_TRUE(IsItemUri(uri)) << uri;
    EXPECT_NE(ProviderOf(uri), "") << uri;
  }
}

}  // namespace
}  // namespace newswire

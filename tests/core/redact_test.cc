#include "service/core/redact.h"

#include <gmock/gmock.h>

#include "tests/core/desk.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::MakeArticle;
using ::testing::Not;
using testing::Translated;

v1::FeedEntry Parse(const std::string& framed) {
  v1::FeedEntry entry;
  EXPECT_TRUE(entry.ParseFromString(std::string(Unframe(framed).value_or(""))));
  return entry;
}

// An entry that fills every field of the head, so that what is left over is seen.
v1::FeedEntry FullEntry() {
  v1::FeedEntry entry;
  entry.set_sequence(7);
  entry.set_digest(0x1122334455667788);
  entry.set_kind(v1::ITEM_KIND_ARTICLE);
  entry.set_action(v1::FEED_ACTION_CORRECT);
  entry.set_name(MakeArticle("a", "").name());
  entry.set_revision(3);
  entry.set_pub_status(v1::PUB_STATUS_USABLE);
  entry.mutable_append_time()->set_seconds(1'800'000'000);
  entry.set_previous_sequence(5);
  entry.add_languages("en");
  entry.add_languages("fr");
  entry.set_provider("example.org");
  entry.set_content_sha256("0123456789abcdef0123456789abcdef");
  v1::LangString& advisory = *entry.add_advisories();
  advisory.set_language("en");
  advisory.set_value("zzadvisory");
  entry.set_revision_kind(v1::REVISION_KIND_CORRECTION);
  entry.set_significance(v1::SIGNIFICANCE_MAJOR);
  entry.add_changed_paths("zzpath");
  *entry.mutable_article() = Translated(MakeArticle("a", "zzheadline"), "fr", "zzfrench");
  entry.mutable_article()->set_revision(3);
  return entry;
}

std::string Framed(const v1::FeedEntry& entry) {
  return Frame(entry.SerializeAsString());
}

const Redaction kCancel = {v1::PUB_STATUS_CANCELED, 9, absl::FromUnixSeconds(1'800'000'123)};

TEST(RedactFrameTest, WhatPlacesAnEntryStaysAndEveryWordGoes) {
  const v1::FeedEntry full = FullEntry();
  const std::string framed = RedactFrame(Framed(full), kCancel);
  v1::FeedEntry expected = full;
  expected.clear_article();
  expected.clear_content_sha256();
  expected.clear_advisories();
  expected.clear_changed_paths();
  expected.mutable_redacted()->set_pub_status(v1::PUB_STATUS_CANCELED);
  expected.mutable_redacted()->set_by_sequence(9);
  expected.mutable_redacted()->mutable_at()->set_seconds(1'800'000'123);
  EXPECT_EQ(Parse(framed).SerializeAsString(), expected.SerializeAsString());
  EXPECT_THAT(framed, Not(HasSubstr("zz")));
}

TEST(RedactFrameTest, AThinEntryKeepsWhatItAdvises) {
  v1::FeedEntry thin = FullEntry();
  thin.set_must_retract(true);
  thin.clear_article();
  thin.mutable_redacted()->set_pub_status(v1::PUB_STATUS_WITHHELD);
  const v1::FeedEntry entry = Parse(RedactFrame(Framed(thin), kCancel));
  EXPECT_EQ(entry.advisories_size(), 1);
  EXPECT_TRUE(entry.must_retract());
  EXPECT_EQ(entry.redacted().pub_status(), v1::PUB_STATUS_CANCELED);
  EXPECT_EQ(entry.redacted().by_sequence(), 9u);
}

TEST(RedactFrameTest, TwiceIsTheLastOne) {
  const std::string once = RedactFrame(Framed(FullEntry()), kCancel);
  const std::string held =
      RedactFrame(Framed(FullEntry()), {v1::PUB_STATUS_WITHHELD, 8, absl::UnixEpoch()});
  EXPECT_EQ(RedactFrame(held, kCancel), once);
}

TEST(RedactTranslationsTest, OneLanguageGoesAndTheOthersStayWordForWord) {
  const auto framed = RedactTranslations(Framed(FullEntry()), {"fr"}, v1::PUB_STATUS_WITHHELD);
  ASSERT_TRUE(framed.has_value());
  EXPECT_THAT(*framed, Not(HasSubstr("zzfrench")));
  const v1::FeedEntry entry = Parse(*framed);
  EXPECT_EQ(entry.article().translations(0).SerializeAsString(),
            FullEntry().article().translations(0).SerializeAsString());
  const v1::Translation& french = entry.article().translations(1);
  EXPECT_EQ(french.pub_status(), v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(french.translated_from(), "en");
  EXPECT_EQ(french.headlines_size(), 0);
  EXPECT_TRUE(entry.content_sha256().empty());
  EXPECT_EQ(entry.sequence(), 7u);
  EXPECT_THAT(entry.languages(), ElementsAre("en", "fr"));
}

TEST(RedactTranslationsTest, AnEntryWithoutTheLanguageIsLeftAlone) {
  EXPECT_FALSE(RedactTranslations(Framed(FullEntry()), {"es"}, v1::PUB_STATUS_WITHHELD));
  EXPECT_FALSE(RedactTranslations(Framed(FullEntry()), {}, v1::PUB_STATUS_WITHHELD));
  const std::string redacted = RedactFrame(Framed(FullEntry()), kCancel);
  EXPECT_FALSE(RedactTranslations(redacted, {"fr"}, v1::PUB_STATUS_WITHHELD));
}

}  // namespace
}  // namespace newswire

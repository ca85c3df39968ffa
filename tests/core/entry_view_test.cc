#include "service/core/entry_view.h"

#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "newswire/v1/feed_service.pb.h"
#include "service/core/language.h"
#include "storage/entry_frame.h"
#include "tests/core/language_items.h"

namespace newswire {
namespace {

// An entry with every field of its head set.
v1::FeedEntry Entry() {
  v1::FeedEntry entry;
  entry.set_sequence(42);
  entry.set_digest(0x0123456789abcdef);
  entry.set_kind(v1::ITEM_KIND_ARTICLE);
  entry.set_action(v1::FEED_ACTION_CORRECT);
  entry.set_name("articles/urn:newsml:example.test:20220609:bridge");
  entry.set_revision(3);
  entry.set_pub_status(v1::PUB_STATUS_USABLE);
  entry.mutable_append_time()->set_seconds(1'790'000'000);
  entry.set_previous_sequence(40);
  entry.add_languages("en");
  entry.add_languages("fr");
  entry.set_provider("example.test");
  entry.set_content_sha256(std::string(32, 's'));
  v1::LangString* const advisory = entry.add_advisories();
  advisory->set_language("en");
  advisory->set_value("The bridge has two arches.");
  entry.set_revision_kind(v1::REVISION_KIND_CORRECTION);
  entry.set_significance(v1::SIGNIFICANCE_MAJOR);
  entry.add_changed_paths("translations[en].bodies[main].value");
  return entry;
}

v1::FeedEntry EntryWith(const v1::Article& article) {
  v1::FeedEntry entry = Entry();
  *entry.mutable_article() = article;
  return entry;
}

v1::FeedEntry EntryWith(const v1::Recommendation& recommendation) {
  v1::FeedEntry entry = Entry();
  entry.set_kind(v1::ITEM_KIND_RECOMMENDATION);
  entry.set_name(recommendation.name());
  *entry.mutable_recommendation() = recommendation;
  return entry;
}

// What retracts an item: no content, no languages.
v1::FeedEntry Retraction(v1::PubStatus status) {
  v1::FeedEntry entry = Entry();
  entry.set_action(status == v1::PUB_STATUS_WITHHELD ? v1::FEED_ACTION_WITHHOLD
                                                     : v1::FEED_ACTION_CANCEL);
  entry.set_pub_status(status);
  entry.clear_languages();
  entry.set_must_retract(true);
  entry.set_retraction_reason(v1::RETRACTION_REASON_ERRONEOUS);
  entry.set_replaced_by("articles/urn:newsml:example.test:20220609:bridge-2");
  return entry;
}

std::string Framed(const v1::FeedEntry& entry) {
  v1::SubscribeResponse response;
  *response.add_entries() = entry;
  return response.SerializeAsString();
}

std::string Encoded(const v1::FeedEntry& entry, const v1::LanguagePreference& preference) {
  const EntryView view{CompiledPreference(preference)};
  const auto encoded = view.Encode(Framed(entry));
  EXPECT_TRUE(encoded.has_value());
  return encoded.value_or("");
}

// As a reader gets it.
v1::FeedEntry Seen(const v1::FeedEntry& entry, const v1::LanguagePreference& preference) {
  v1::SubscribeResponse response;
  EXPECT_TRUE(response.ParseFromString(Encoded(entry, preference)));
  EXPECT_EQ(response.entries_size(), 1);
  return response.entries_size() == 1 ? response.entries(0) : v1::FeedEntry();
}

// Everything but the item and the selection.
std::string HeadOf(v1::FeedEntry entry) {
  entry.clear_payload();
  entry.clear_selection();
  return entry.SerializeAsString();
}

TEST(EntryViewTest, TheItemComesInTheChosenLanguageAndNothingElseChanges) {
  const v1::FeedEntry stored = EntryWith(ArticleIn({"en", "fr", "ar"}));
  const v1::FeedEntry seen = Seen(stored, Wanting({"fr"}));
  ASSERT_EQ(seen.article().translations_size(), 1);
  EXPECT_EQ(seen.article().translations(0).SerializeAsString(),
            stored.article().translations(1).SerializeAsString());
  EXPECT_EQ(seen.selection().served(), "fr");
  EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_EXACT);
  EXPECT_EQ(seen.selection().available_size(), 3);
  EXPECT_FALSE(seen.selection().has_notice());
  EXPECT_EQ(HeadOf(seen), HeadOf(stored));
  v1::Article rest = stored.article();
  *rest.mutable_translations() = seen.article().translations();
  EXPECT_EQ(seen.article().SerializeAsString(), rest.SerializeAsString());
}

TEST(EntryViewTest, OtherLanguagesAreNotSent) {
  const std::string bytes = Encoded(EntryWith(ArticleIn({"en", "fr", "ar"})), Wanting({"fr"}));
  EXPECT_NE(bytes.find("body fr"), std::string::npos);
  EXPECT_EQ(bytes.find("body en"), std::string::npos);
  EXPECT_EQ(bytes.find("body ar"), std::string::npos);
}

TEST(EntryViewTest, AnotherLanguageThanTheWantedOneIsExplained) {
  const v1::FeedEntry seen = Seen(EntryWith(ArticleIn({"en", "ru"})), Wanting({"fr"}));
  EXPECT_EQ(seen.article().translations(0).language(), "en");
  EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_ORIGINAL_LANGUAGE);
  EXPECT_EQ(seen.selection().notice().code(), "language.fallback");
  EXPECT_EQ(seen.selection().notice().language(), "fr");
}

TEST(EntryViewTest, DirectionsOfTextAndNoticeAreStatedEach) {
  const v1::FeedEntry english = Seen(EntryWith(ArticleIn({"en"})), Wanting({"ar"}));
  EXPECT_EQ(english.selection().direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(english.selection().notice().direction(), v1::TEXT_DIRECTION_RTL);
  const v1::FeedEntry arabic = Seen(EntryWith(ArticleIn({"ar"})), Wanting({"en"}));
  EXPECT_EQ(arabic.selection().direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(arabic.selection().notice().direction(), v1::TEXT_DIRECTION_LTR);
}

TEST(EntryViewTest, AnItemThatStaysWholeKeepsItsBytes) {
  // What the server sets stands behind the item, not in the order of the fields.
  v1::Article stamp;
  stamp.set_revision(3);
  const std::string tail = stamp.SerializeAsString();
  const std::string item = ArticleIn({"en"}).SerializeAsString();
  EntryHead head;
  head.sequence = 42;
  head.name = "articles/urn:newsml:example.test:20220609:bridge";
  const EntryPayload payload = {v1::FeedEntry::kArticleFieldNumber, item, tail};
  const std::string framed = FramedEntry(head, payload);
  for (const Tags& wanted : {Tags{"en"}, Tags{"fr"}, Tags{}}) {
    const auto encoded = EntryView(CompiledPreference(Wanting(wanted))).Encode(framed);
    ASSERT_TRUE(encoded);
    EXPECT_NE(encoded->find(*Unframe(framed)), std::string::npos);
  }
}

TEST(EntryViewTest, FieldsOfALaterVersionArePassedOn) {
  v1::FeedEntry stored = EntryWith(ArticleIn({"en", "fr"}));
  const auto mark = [](auto* message) {
    message->GetReflection()->MutableUnknownFields(message)->AddLengthDelimited(900, "later");
  };
  mark(&stored);
  mark(stored.mutable_article());
  mark(stored.mutable_article()->mutable_translations(1));
  const v1::FeedEntry seen = Seen(stored, Wanting({"fr"}));
  const auto marks = [](const auto& message) {
    return message.GetReflection()->GetUnknownFields(message).field_count();
  };
  EXPECT_EQ(marks(seen), 1);
  EXPECT_EQ(marks(seen.article()), 1);
  EXPECT_EQ(marks(seen.article().translations(0)), 1);
}

TEST(EntryViewTest, WhereTheModeAllowsNothingTheEntryComesWithoutItsItem) {
  const v1::FeedEntry stored = EntryWith(ArticleIn({"en", "es"}));
  for (const auto mode : {v1::FALLBACK_MODE_STRICT, v1::FALLBACK_MODE_LISTED}) {
    const v1::FeedEntry seen = Seen(stored, Wanting({"fr", "ru"}, mode));
    EXPECT_EQ(seen.payload_case(), v1::FeedEntry::PAYLOAD_NOT_SET);
    EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
    EXPECT_EQ(seen.selection().preference_index(), -1);
    EXPECT_EQ(seen.selection().available_size(), 2);
    EXPECT_EQ(seen.selection().notice().code(), "language.unavailable");
    EXPECT_EQ(HeadOf(seen), HeadOf(stored));
  }
  const v1::FeedEntry listed = Seen(stored, Wanting({"fr", "es"}, v1::FALLBACK_MODE_LISTED));
  EXPECT_EQ(listed.article().translations(0).language(), "es");
  const v1::FeedEntry strict = Seen(stored, Wanting({"fr", "es"}, v1::FALLBACK_MODE_STRICT));
  EXPECT_EQ(strict.payload_case(), v1::FeedEntry::PAYLOAD_NOT_SET);
}

TEST(EntryViewTest, WithoutAChoiceTheItemIsCompleteAndTheSelectionSaysSo) {
  const v1::FeedEntry stored = EntryWith(ArticleIn({"en", "fr"}));
  for (const auto& preference :
       {Wanting({}), Wanting({}, v1::FALLBACK_MODE_ALL), Wanting({"fr"}, v1::FALLBACK_MODE_ALL)}) {
    const v1::FeedEntry seen = Seen(stored, preference);
    EXPECT_EQ(seen.article().SerializeAsString(), stored.article().SerializeAsString());
    EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_NO_PREFERENCE);
    EXPECT_EQ(seen.selection().available_size(), 2);
    EXPECT_FALSE(seen.selection().has_notice());
  }
}

TEST(EntryViewTest, AWithheldTranslationIsNeitherServedNorAmongAll) {
  v1::Article article = ArticleIn({"en", "fr"});
  article.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(Seen(EntryWith(article), Wanting({"fr"})).selection().served(), "en");
  const auto all = Seen(EntryWith(article), Wanting({}, v1::FALLBACK_MODE_ALL));
  EXPECT_EQ(all.article().translations_size(), 1);
}

TEST(EntryViewTest, ARecommendationComesInTheChosenTexts) {
  v1::Recommendation recommendation = RecommendationIn({"en", "fr", "fr"});
  recommendation.mutable_texts(2)->set_textuality(v1::TEXTUALITY_SUMMARY);
  const v1::FeedEntry seen = Seen(EntryWith(recommendation), Wanting({"fr"}));
  ASSERT_EQ(seen.recommendation().texts_size(), 2);
  EXPECT_EQ(seen.recommendation().texts(0).textuality(), v1::TEXTUALITY_TRANSLATION);
  EXPECT_EQ(seen.recommendation().texts(1).textuality(), v1::TEXTUALITY_SUMMARY);
  EXPECT_EQ(seen.selection().available_size(), 2);
}

TEST(EntryViewTest, EachRecommendationIsNegotiatedForItself) {
  const auto seen = [](const Tags& available) {
    return Seen(EntryWith(RecommendationIn(available)), Wanting({"fr"}));
  };
  EXPECT_EQ(seen({"en", "fr"}).selection().served(), "fr");
  const v1::FeedEntry english = seen({"en"});
  EXPECT_EQ(english.recommendation().texts(0).value(), "text en");
  EXPECT_EQ(english.selection().notice().code(), "language.fallback");
}

TEST(EntryViewTest, ReferencesOfAnArticleToRecommendationsAreLeftAlone) {
  v1::Article article = ArticleIn({"en", "fr"});
  for (const char* language : {"en", "fr"}) {
    v1::RecommendationRef* const ref = article.add_recommendations();
    ref->set_recommendation("recommendations/urn:newsml:example.test:20220609:r1");
    ref->set_ordinal(article.recommendations_size());
    ref->add_spans()->set_language(language);
  }
  const v1::FeedEntry seen = Seen(EntryWith(article), Wanting({"fr"}));
  ASSERT_EQ(seen.article().recommendations_size(), 2);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(seen.article().recommendations(i).SerializeAsString(),
              article.recommendations(i).SerializeAsString());
  }
}

TEST(EntryViewTest, ARetractionPassesWithANoticeInTheLanguageOfTheReader) {
  for (const auto status : {v1::PUB_STATUS_WITHHELD, v1::PUB_STATUS_CANCELED}) {
    const v1::FeedEntry stored = Retraction(status);
    for (const auto mode : {v1::FALLBACK_MODE_ORIGINAL, v1::FALLBACK_MODE_STRICT}) {
      const v1::LanguagePreference preference = Wanting({"ru", "fr"}, mode);
      const v1::FeedEntry seen = Seen(stored, preference);
      EXPECT_EQ(HeadOf(seen), HeadOf(stored));
      EXPECT_EQ(seen.payload_case(), v1::FeedEntry::PAYLOAD_NOT_SET);
      EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
      EXPECT_EQ(seen.selection().notice().language(), "ru");
      EXPECT_EQ(seen.selection().notice().text(), RetractionNotice(status, preference).text());
    }
  }
}

TEST(EntryViewTest, ARedactedEntryStaysRedactedAndSaysWhy) {
  v1::FeedEntry stored = Entry();  // usable, as it was when it was published
  stored.mutable_redacted()->set_pub_status(v1::PUB_STATUS_CANCELED);
  stored.mutable_redacted()->set_by_sequence(77);
  const v1::FeedEntry seen = Seen(stored, Wanting({"es"}));
  EXPECT_EQ(seen.redacted().by_sequence(), 77u);
  EXPECT_EQ(HeadOf(seen), HeadOf(stored));
  EXPECT_EQ(seen.selection().notice().code(), "item.canceled");
  EXPECT_EQ(seen.selection().notice().language(), "es");
  const v1::FeedEntry unasked = Seen(stored, {});
  EXPECT_EQ(unasked.selection().reason(), v1::SELECTION_REASON_NO_PREFERENCE);
  EXPECT_EQ(unasked.selection().notice().language(), "en");
}

TEST(EntryViewTest, AnEntryWithoutItemThatRetractsNothingHasNoNotice) {
  const v1::FeedEntry seen = Seen(Entry(), Wanting({"fr"}));
  EXPECT_EQ(seen.selection().reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_FALSE(seen.selection().has_notice());
}

TEST(EntryViewTest, EncodedEntriesOneBehindTheOtherAreAResponse) {
  v1::Article long_article = ArticleIn({"en", "fr"});
  long_article.mutable_translations(1)->mutable_bodies(0)->set_value(std::string(500'000, 'x'));
  const std::string bytes = Encoded(EntryWith(ArticleIn({"en", "fr"})), Wanting({"fr"})) +
                            Encoded(EntryWith(long_article), Wanting({"fr"})) +
                            Encoded(Retraction(v1::PUB_STATUS_CANCELED), Wanting({"fr"}));
  v1::SubscribeResponse response;
  ASSERT_TRUE(response.ParseFromString(bytes));
  ASSERT_EQ(response.entries_size(), 3);
  EXPECT_EQ(response.entries(1).article().translations(0).bodies(0).value().size(), 500'000u);
  EXPECT_EQ(response.GetReflection()->GetUnknownFields(response).field_count(), 0);
}

TEST(EntryViewTest, DamagedBytesAreRefused) {
  const EntryView view{CompiledPreference(Wanting({"fr"}))};
  const std::string framed = Framed(EntryWith(ArticleIn({"en", "fr"})));
  EXPECT_FALSE(view.Encode(""));
  EXPECT_FALSE(view.Encode(framed + "x"));
  for (std::size_t length = 0; length < framed.size(); ++length) {
    EXPECT_FALSE(view.Encode(framed.substr(0, length))) << length;
  }
  v1::FeedEntry broken = Entry();
  std::string entry = broken.SerializeAsString();
  entry += "\xa2\x01\x02\x0a\x7f";  // an article whose first field is longer than the article
  std::string whole = "\x0a";
  ASSERT_LT(entry.size(), 0x4000u);
  whole += static_cast<char>((entry.size() & 0x7f) | 0x80);
  whole += static_cast<char>(entry.size() >> 7);
  EXPECT_FALSE(view.Encode(whole + entry));
}

std::string Fingerprint(const v1::Filter& filter, const v1::LanguagePreference& preference) {
  Violations violations;
  const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
  return FeedFingerprint(compiled, EntryView(CompiledPreference(preference)));
}

TEST(FeedFingerprintTest, WithoutAViewItIsTheFilters) {
  v1::Filter french;
  french.add_languages("fr");
  Violations violations;
  for (const v1::Filter& filter : {v1::Filter(), french}) {
    const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
    EXPECT_EQ(FeedFingerprint(compiled, std::nullopt), compiled.fingerprint());
    EXPECT_NE(Fingerprint(filter, {}), compiled.fingerprint());
  }
}

TEST(FeedFingerprintTest, FilterAndPreferenceBothCount) {
  v1::Filter french;
  french.add_languages("fr");
  EXPECT_EQ(Fingerprint(french, Wanting({"iw"})), Fingerprint(french, Wanting({"he", "iw"})));
  EXPECT_NE(Fingerprint(french, Wanting({"he"})), Fingerprint({}, Wanting({"he"})));
  EXPECT_NE(Fingerprint(french, Wanting({"he"})), Fingerprint(french, Wanting({"fr"})));
  EXPECT_NE(Fingerprint(french, Wanting({"he", "fr"})), Fingerprint(french, Wanting({"fr", "he"})));
  EXPECT_EQ(Fingerprint({}, {}).size(), 16u);
}

}  // namespace
}  // namespace newswire

#include "service/core/diff.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/json_util.h"
#include "service/core/diff_text.h"
#include "service/core/text.h"
#include "tests/core/sample_items.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

// Every change as "path: before > after"; one side is empty when the value is not there.
template <typename Item>
Strings Changes(const Item& before, const Item& after) {
  Strings lines;
  for (const v1::FieldChange& change : Diff(before, after)) {
    const bool had = change.kind() != v1::CHANGE_KIND_ADDED;
    const bool has = change.kind() != v1::CHANGE_KIND_REMOVED;
    EXPECT_EQ(had && has, change.kind() == v1::CHANGE_KIND_CHANGED);
    EXPECT_FALSE(change.cut());
    lines.push_back(absl::StrCat(change.path(), ":", had ? absl::StrCat(" ", change.before()) : "",
                                 " >", has ? absl::StrCat(" ", change.after()) : ""));
  }
  return lines;
}

template <typename Item>
Strings Paths(const Item& before, const Item& after) {
  Strings paths;
  for (const v1::FieldChange& change : Diff(before, after)) paths.push_back(change.path());
  return paths;
}

// As the server stores it.
template <typename Item>
Item Stored(const Item& item) {
  Item stored;
  EXPECT_TRUE(stored.ParseFromString(DraftOf(item).payload));
  stored.set_revision(1);
  stored.set_etag("1-00000000");
  return stored;
}

TEST(DiffTest, IdenticalItemsDifferInNothing) {
  EXPECT_EQ(Changes(SampleArticle(), SampleArticle()), Strings());
  EXPECT_EQ(Changes(SampleRecommendation(1), SampleRecommendation(1)), Strings());
  EXPECT_EQ(Changes(v1::Article(), v1::Article()), Strings());
}

TEST(DiffTest, WhatTheServerComputesInAnArticleIsNotCompared) {
  const v1::Article before = Stored(SampleArticle());
  v1::Article after = before;
  after.set_revision(7);
  after.set_etag("7-ffffffff");
  after.set_revision_kind(v1::REVISION_KIND_CORRECTION);
  after.mutable_create_time()->set_seconds(1);
  after.mutable_revision_create_time()->set_seconds(2);
  after.add_corrections()->set_revision(3);
  after.mutable_integrity()->set_content_sha256(std::string(32, 'x'));
  v1::Translation* translation = after.mutable_translations(0);
  translation->set_direction(v1::TEXT_DIRECTION_RTL);
  translation->set_revision(9);
  translation->set_stale(true);
  translation->set_pub_status(v1::PUB_STATUS_WITHHELD);
  translation->set_content_sha256("other");
  translation->mutable_bodies(0)->set_char_count(1);
  translation->mutable_bodies(0)->set_word_count(1);
  EXPECT_EQ(Changes(before, after), Strings());
}

TEST(DiffTest, WhatTheServerComputesInARecommendationIsNotCompared) {
  const v1::Recommendation before = Stored(SampleRecommendation(1));
  v1::Recommendation after = before;
  after.set_revision(7);
  after.set_etag("7-ffffffff");
  after.set_revision_kind(v1::REVISION_KIND_STATUS);
  after.mutable_create_time()->set_seconds(1);
  after.mutable_revision_create_time()->set_seconds(2);
  after.add_corrections()->set_revision(3);
  after.add_status_history()->set_revision(3);
  after.add_reported_in("articles/urn:a:bc");
  after.mutable_texts(0)->set_direction(v1::TEXT_DIRECTION_RTL);
  after.mutable_texts(0)->set_stale(true);
  EXPECT_EQ(Changes(before, after), Strings());
}

TEST(DiffTest, ElementsOfAnArticleAreNamedByTheirKeys) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_translations(1)->mutable_headlines(0)->set_value("Autre titre");
  after.mutable_translations(0)->mutable_descriptions(0)->set_content_type("text/plain");
  after.mutable_translations(0)->mutable_bodies(0)->set_value("Short.");
  after.mutable_people(0)->mutable_roles(1)->set_value("Présidente");
  after.mutable_events(0)->set_edition(4);
  after.mutable_source_documents(0)->mutable_titles(0)->set_value("Note");
  after.mutable_recommendations(1)->set_ordinal(7);
  after.mutable_renditions(0)->set_width(800);
  after.mutable_alt_ids(0)->set_value("HC-10");
  const std::string ref = before.recommendations(1).recommendation();
  EXPECT_EQ(
      Changes(before, after),
      (Strings{"alt_ids[desk].value: HC-9 > HC-10",
               "translations[en].descriptions[abstract].content_type: text/html > text/plain",
               absl::StrCat("translations[en].bodies[main].value: ",
                            before.translations(0).bodies(0).value(), " > Short."),
               "translations[fr].headlines[main].value: Les petits ports se réunissent > "
               "Autre titre",
               "people[p1].roles[fr].value: Directrice > Présidente", "events[e1].edition: 3 > 4",
               "source_documents[d1].titles[en].value: Note on small ports after storms > "
               "Note",
               absl::StrCat("recommendations[", ref, "].ordinal: 2 > 7"),
               "renditions[preview].width: 640 > 800"}));
}

TEST(DiffTest, ElementsOfARecommendationAreNamedByTheirKeys) {
  const v1::Recommendation before = SampleRecommendation(1);
  v1::Recommendation after = before;
  after.mutable_addressees(0)->set_response(v1::ADDRESSEE_RESPONSE_NOTED);
  after.mutable_addressees(0)->mutable_comments(0)->set_value("Noted.");
  after.mutable_texts(0)->set_value("keep a quay open");
  after.mutable_assessments(0)->set_progress(v1::PROGRESS_HIGH);
  after.mutable_issuing_bodies(0)->mutable_names(0)->set_value("Council");
  after.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  EXPECT_EQ(
      Changes(before, after),
      (Strings{"issuing_bodies[o1].names[en].value: Harbour Council > Council",
               "addressees[a1].response: ADDRESSEE_RESPONSE_ACCEPTED > ADDRESSEE_RESPONSE_NOTED",
               "addressees[a1].comments[en].value: We begin next year. > Noted.",
               absl::StrCat("texts[en/AS_REPORTED].value: ", SampleQuote(1), " > keep a quay open"),
               "status: RECOMMENDATION_STATUS_NOT_TRACKED > RECOMMENDATION_STATUS_OPEN",
               "assessments[0].progress: PROGRESS_MODERATE > PROGRESS_HIGH"}));
}

TEST(DiffTest, ElementsWithoutAKeyAreNamedByPlace) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_people(0)->mutable_contacts(0)->set_name("Desk");
  after.mutable_people(0)->add_affiliation_ids("o2");
  after.mutable_people(0)->mutable_spans(0)->set_body_index(1);
  after.mutable_source_documents(0)->set_languages(0, "fr");
  after.mutable_associations(0)->set_rel("isPartOf");
  after.mutable_genres(0)->mutable_names(0)->set_value("Release");
  EXPECT_EQ(Changes(before, after),
            (Strings{"people[p1].affiliation_ids[1]: > o2", "people[p1].spans[0].body_index: > 1",
                     "people[p1].contacts[0].name: Press desk > Desk",
                     "source_documents[d1].languages[0]: en > fr",
                     "associations[0].rel: seeAlso > isPartOf",
                     "genres[0].names[en].value: Press release > Release"}));
}

TEST(DiffTest, AnElementThatOneRevisionHasIsOneChange) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_translations()->DeleteSubrange(1, 1);
  after.add_places()->set_id("g9");
  const std::vector<v1::FieldChange> changes = Diff(before, after);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].path(), "translations[fr]");
  EXPECT_EQ(changes[0].kind(), v1::CHANGE_KIND_REMOVED);
  EXPECT_EQ(changes[0].after(), "");
  v1::Translation gone;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(changes[0].before(), &gone).ok());
  EXPECT_EQ(gone.SerializeAsString(), before.translations(1).SerializeAsString());
  EXPECT_EQ(changes[1].path(), "places[g9]");
  EXPECT_EQ(changes[1].kind(), v1::CHANGE_KIND_ADDED);
  EXPECT_EQ(changes[1].after(), R"({"id":"g9"})");
}

TEST(DiffTest, AnElementWithAnotherKeyIsAnotherElement) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_renditions(0)->set_name("large");
  EXPECT_EQ(Paths(before, after), (Strings{"renditions[preview]", "renditions[large]"}));
}

TEST(DiffTest, WhereAKeyIsNotUniquePlacesNameTheElements) {
  v1::Article before = SampleArticle();
  *before.add_alt_ids() = before.alt_ids(0);
  v1::Article after = before;
  after.mutable_alt_ids(1)->set_value("HC-10");
  EXPECT_EQ(Changes(before, after), (Strings{"alt_ids[1].value: HC-9 > HC-10"}));
  // Also when only one of the revisions has it twice.
  EXPECT_EQ(Paths(SampleArticle(), after), (Strings{"alt_ids[1]"}));
  EXPECT_EQ(Paths(after, SampleArticle()), (Strings{"alt_ids[1]"}));
}

TEST(DiffTest, AKeyThatWouldBreakThePathIsNotUsed) {
  for (const char* role : {"", "main]", "a].b["}) {
    v1::Article before = SampleArticle();
    before.mutable_translations(0)->mutable_headlines(1)->set_role(role);
    v1::Article after = before;
    after.mutable_translations(0)->mutable_headlines(1)->set_value("Other");
    EXPECT_EQ(Paths(before, after), (Strings{"translations[en].headlines[1].value"})) << role;
  }
}

TEST(DiffTest, AnotherOrderIsADifferenceOfTheList) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_translations()->SwapElements(1, 2);
  EXPECT_EQ(Changes(before, after), (Strings{"translations: en, fr, ar > en, ar, fr"}));
  // What is new or gone moves nothing.
  after = before;
  after.mutable_translations()->DeleteSubrange(1, 1);
  EXPECT_EQ(Paths(before, after), (Strings{"translations[fr]"}));
  EXPECT_EQ(Paths(after, before), (Strings{"translations[fr]"}));
}

TEST(DiffTest, AMessageThatOneRevisionHasIsOneChange) {
  v1::Article before = SampleArticle();
  v1::Article after = before;
  after.clear_date_published();
  after.mutable_embargo();
  EXPECT_EQ(Changes(before, after),
            (Strings{R"(date_published: {"value":"2031-05-05","source_text":"05 mai 2031",)"
                     R"("source_language":"fr"} >)",
                     "embargo: > {}"}));
}

TEST(DiffTest, EveryKindOfValueIsWrittenAsText) {
  v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_expires()->set_nanos(5000);
  after.set_type(v1::ITEM_TYPE_COMPOSITE);
  after.clear_urgency();
  after.mutable_rights_info()->set_encoded_rights("all");
  after.mutable_renditions(0)->set_size_in_bytes(18'000'000'000'000'000'000u);
  after.mutable_renditions(0)->set_duration(0.1);
  after.mutable_renditions(0)->set_sha256("\xff\x01");
  after.mutable_integrity()->mutable_signatures(0)->set_value("s");
  const std::string hash = "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=";
  Strings changes = Changes(before, after);
  ASSERT_EQ(changes.size(), 9u);
  EXPECT_EQ(changes.back().substr(changes.back().size() - 4), "cw==");
  changes.pop_back();
  EXPECT_EQ(changes,
            (Strings{"type: ITEM_TYPE_TEXT > ITEM_TYPE_COMPOSITE",
                     "expires: 2033-05-18T03:33:20Z > 2033-05-18T03:33:20.000005Z", "urgency: 4 >",
                     "renditions[preview].size_in_bytes: 70000 > 18000000000000000000",
                     "renditions[preview].duration: 0.5 > 0.1",
                     absl::StrCat("renditions[preview].sha256: ", hash, " > /wE="),
                     "rights_info.linked_rights: https://harbour.example/rights >",
                     "rights_info.encoded_rights: > all"}));
}

TEST(DiffTest, ANumberThatIsZeroByItsBitsAloneIsADifference) {
  v1::Article before = SampleArticle();
  before.mutable_renditions(0)->set_duration(0.0);
  v1::Article after = before;
  after.mutable_renditions(0)->set_duration(-0.0);
  EXPECT_EQ(Paths(before, after), (Strings{"renditions[preview].duration"}));
}

TEST(DiffTest, EveryScriptComesThroughUnchanged) {
  for (const std::string text :
       {"Grüße, Ærø", "Λιμάνι", "Порт", "ميناء", "נמל", "बंदरगाह", "ท่าเรือ", "港口", "みなと", "항구",
        "ნავსადგური", "նավահանգիստ", "የወደብ", "🏝️👩🏽‍✈️", "e\u0301", "𐎠𐎭",
        "\u202eabc", "a\u200db"}) {
    v1::Article before = SampleArticle();
    before.mutable_translations(1)->mutable_bodies(0)->set_role(text);
    before.mutable_translations(1)->mutable_bodies(0)->set_value(text);
    v1::Article after = before;
    after.mutable_translations(1)->mutable_bodies(0)->set_value(text + text);
    EXPECT_EQ(Changes(before, after),
              (Strings{absl::StrCat("translations[fr].bodies[", text, "].value: ", text, " > ",
                                    text, text)}));
  }
}

TEST(DiffTest, LongValuesAreCutOnTheBorderOfACodePoint) {
  for (const std::string letter : {"a", "é", "港", "🏝"}) {
    for (const std::string begin : {"", "1", "12", "123"}) {
      std::string text = begin;
      while (text.size() <= kDiffTextBytesMax) text += letter;
      v1::Article before = SampleArticle();
      before.mutable_translations(1)->mutable_bodies(0)->set_value("short");
      v1::Article after = before;
      after.mutable_translations(1)->mutable_bodies(0)->set_value(text);
      const auto changes = Diff(before, after);
      ASSERT_EQ(changes.size(), 1u);
      EXPECT_TRUE(changes[0].cut());
      EXPECT_EQ(changes[0].before(), "short");
      const std::string& shown = changes[0].after();
      EXPECT_LE(shown.size(), kDiffTextBytesMax);
      EXPECT_GT(shown.size(), kDiffTextBytesMax - letter.size());
      EXPECT_TRUE(CountCodePoints(shown).has_value());
      EXPECT_EQ(shown, text.substr(0, shown.size()));
    }
  }
}

TEST(DiffTest, AValueOfTheGreatestLengthIsNotCut) {
  v1::Article before = SampleArticle();
  v1::Article after = before;
  after.mutable_translations(1)->mutable_bodies(0)->set_value(std::string(kDiffTextBytesMax, 'a'));
  const auto changes = Diff(before, after);
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_FALSE(changes[0].cut());
  EXPECT_EQ(changes[0].after().size(), kDiffTextBytesMax);
}

TEST(DiffTest, WhatDoesNotFitIsSaidToBeMissing) {
  const v1::Article before = SampleArticle();
  v1::Article after = before;
  after.set_urgency(1);
  after.set_profile("other");
  after.mutable_people(0)->set_rel("opens");
  const auto all = Diff(before, after);
  ASSERT_EQ(all.size(), 3u);
  const auto some = Diff(before, after, all[0].ByteSizeLong() + 10);
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].path(), all[0].path());
  EXPECT_EQ(some[1].path(), "*");
  EXPECT_TRUE(some[1].cut());
}

TEST(DiffTest, AVisitorThatHadEnoughIsLeftAlone) {
  int visits = 0;
  VisitDifferences(v1::Article(), SampleArticle(), [&](const Difference&) {
    ++visits;
    return visits < 5;
  });
  EXPECT_EQ(visits, 5);
}

}  // namespace
}  // namespace newswire

// What a filter is refused for, and what its fields mean that the property test does not know.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/filter.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

Strings Faults(const v1::Filter& filter, v1::ItemKind only = v1::ITEM_KIND_UNSPECIFIED) {
  Violations violations;
  CompiledFilter::Compile(filter, "filter", &violations, only);
  Strings found;
  for (const auto& violation : violations.list()) {
    found.push_back(absl::StrCat(violation.field, " ", violation.reason));
  }
  return found;
}

v1::FeedEntry ArticleEntry(const std::function<void(v1::Article*)>& fill) {
  v1::FeedEntry entry;
  entry.set_kind(v1::ITEM_KIND_ARTICLE);
  fill(entry.mutable_article());
  return entry;
}

bool Takes(const v1::Filter& filter, const v1::FeedEntry& entry) {
  Violations violations;
  const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  const std::string framed = Frame(entry.SerializeAsString());
  EntryPayload payload;
  const auto head = ParseEntryHead(framed, &payload);
  return compiled.Matches(*head, payload);
}

bool FindsSubject(const std::string& wanted, const std::string& had) {
  v1::Filter filter;
  filter.add_subjects(wanted);
  return Takes(filter, ArticleEntry([&had](v1::Article* article) {
                 article->add_subjects()->add_names()->set_value(had);
               }));
}

TEST(FilterValueTest, NamesAreComparedWithoutRegardToCaseWidthAndSpace) {
  EXPECT_TRUE(FindsSubject("fragile  BORDERS", "Fragile borders "));
  EXPECT_TRUE(FindsSubject("straße", "STRASSE"));
  EXPECT_TRUE(FindsSubject("ＡＢＣ", "abc"));
  EXPECT_TRUE(FindsSubject("e\u0301tat", "État"));
  EXPECT_TRUE(FindsSubject("a\u00a0b", "A B"));
  EXPECT_TRUE(FindsSubject("\u041c\u0418\u0420", "\u043c\u0438\u0440"));
  EXPECT_FALSE(FindsSubject("etat", "état"));
  EXPECT_FALSE(FindsSubject("fragile", "fragile borders"));
}

TEST(FilterValueTest, AnEventWithoutAnEndTakesOneDay) {
  v1::Filter filter;
  filter.mutable_event_date()->set_from("2022-06-09");
  const auto on = [](const std::string& day) {
    return ArticleEntry(
        [&day](v1::Article* article) { article->add_events()->mutable_start()->set_value(day); });
  };
  EXPECT_TRUE(Takes(filter, on("2022-06-09")));
  EXPECT_TRUE(Takes(filter, on("2022")));
  EXPECT_FALSE(Takes(filter, on("2022-06-08")));
}

TEST(FilterValueTest, AddresseeAndResponseAreOfOneAnswer) {
  v1::FeedEntry entry;
  entry.set_kind(v1::ITEM_KIND_RECOMMENDATION);
  for (const auto& [name, response] : {std::pair{"Ministry", v1::ADDRESSEE_RESPONSE_ACCEPTED},
                                       std::pair{"Council", v1::ADDRESSEE_RESPONSE_PENDING}}) {
    auto* const addressee = entry.mutable_recommendation()->add_addressees();
    addressee->mutable_entity()->set_literal(name);
    addressee->set_response(response);
  }
  v1::Filter filter;
  filter.add_addressees("ministry");
  filter.add_responses(v1::ADDRESSEE_RESPONSE_PENDING);
  EXPECT_FALSE(Takes(filter, entry));
  filter.add_responses(v1::ADDRESSEE_RESPONSE_ACCEPTED);
  EXPECT_TRUE(Takes(filter, entry));
}

TEST(FilterCompilerTest, EveryFaultIsNamedAtOnce) {
  v1::Filter filter;
  filter.add_actions(v1::FEED_ACTION_UNSPECIFIED);
  filter.add_actions(static_cast<v1::FeedAction>(77));
  filter.add_names("articles/short");
  filter.add_subjects(" ");
  filter.add_places(std::string(513, 'x'));
  filter.add_organisations("\xff");
  filter.mutable_urgency()->set_min(10);
  filter.mutable_date_published();
  filter.mutable_event_date()->set_from("2022-02-30");
  filter.mutable_event_date()->set_to("2022-06-09T10:00:00Z");
  EXPECT_EQ(Faults(filter),
            (Strings{"filter.names[0] URI_INVALID", "filter.actions[0] UNKNOWN_VALUE",
                     "filter.actions[1] UNKNOWN_VALUE", "filter.subjects[0] TEXT_EMPTY",
                     "filter.organisations[0] TEXT_ENCODING", "filter.places[0] TEXT_TOO_LONG",
                     "filter.urgency.min OUT_OF_RANGE", "filter.urgency FILTER_NEVER_MATCHES",
                     "filter.date_published FIELD_REQUIRED", "filter.event_date.from DATE_INVALID",
                     "filter.event_date.to DATE_INVALID"}));
}

TEST(FilterCompilerTest, WhatCanNeverMatchIsRefused) {
  v1::Filter filter;
  filter.add_kinds(v1::ITEM_KIND_ARTICLE);
  filter.add_statuses(v1::RECOMMENDATION_STATUS_OPEN);
  EXPECT_EQ(Faults(filter), (Strings{"filter.statuses FILTER_NEVER_MATCHES"}));
  filter.clear_kinds();
  EXPECT_EQ(Faults(filter), (Strings{}));
  filter.add_people("Ada Example");
  EXPECT_EQ(Faults(filter), (Strings{"filter.statuses FILTER_NEVER_MATCHES"}));
  filter.Clear();
  filter.add_names("recommendations/urn:example:one");
  filter.mutable_urgency()->set_min(1);
  EXPECT_EQ(Faults(filter), (Strings{"filter.urgency FILTER_NEVER_MATCHES"}));
  filter.Clear();
  filter.mutable_date_published()->set_from("2022-06");
  filter.mutable_date_published()->set_to("2022-05-31");
  EXPECT_EQ(Faults(filter), (Strings{"filter.date_published FILTER_NEVER_MATCHES"}));
}

TEST(FilterCompilerTest, ACallAboutOneKindRefusesTheFieldsOfTheOther) {
  v1::Filter filter;
  filter.add_genres("interview");
  EXPECT_EQ(Faults(filter, v1::ITEM_KIND_ARTICLE), (Strings{}));
  EXPECT_EQ(Faults(filter, v1::ITEM_KIND_RECOMMENDATION),
            (Strings{"filter.genres FILTER_NEVER_MATCHES"}));
  filter.Clear();
  filter.add_kinds(v1::ITEM_KIND_ARTICLE);
  EXPECT_EQ(Faults(filter, v1::ITEM_KIND_RECOMMENDATION),
            (Strings{"filter.kinds[0] FILTER_NEVER_MATCHES"}));
}

TEST(FilterCompilerTest, NoneOfSaysSomethingAndLeavesSomething) {
  v1::Filter filter;
  filter.add_none_of();
  filter.add_none_of()->add_kinds(v1::ITEM_KIND_ARTICLE);
  filter.mutable_none_of(1)->add_kinds(v1::ITEM_KIND_RECOMMENDATION);
  filter.add_none_of()->add_places("Sahel");
  filter.mutable_none_of(2)->add_none_of()->add_places("Lagos");
  EXPECT_EQ(Faults(filter),
            (Strings{"filter.none_of[0] FIELD_REQUIRED", "filter.none_of[1] FILTER_NEVER_MATCHES",
                     "filter.none_of[2].none_of NESTED"}));
  filter.Clear();
  for (int i = 0; i < 17; ++i) filter.add_none_of()->add_places("Sahel");
  EXPECT_EQ(Faults(filter), (Strings{"filter.none_of TOO_MANY"}));
}

TEST(FilterCompilerTest, TheOrderOfNoneOfDoesNotMatterAndItsPresenceDoes) {
  v1::Filter one;
  one.add_none_of()->add_places("Sahel");
  one.add_none_of()->add_places("Lagos");
  v1::Filter other;
  other.add_none_of()->add_places("lagos");
  other.add_none_of()->add_places("SAHEL");
  v1::Filter wanted;
  wanted.add_places("Sahel");
  wanted.add_places("Lagos");
  const auto fingerprint = [](const v1::Filter& filter) {
    Violations violations;
    return CompiledFilter::Compile(filter, "filter", &violations).fingerprint();
  };
  EXPECT_EQ(fingerprint(one), fingerprint(other));
  EXPECT_NE(fingerprint(one), fingerprint(wanted));
}

}  // namespace
}  // namespace newswire

// Lists by dates and by relevance, and what articles have in common.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/search/bm25.h"
#include "service/search/item_lister.h"
#include "service/search/likeness.h"
#include "tests/search/shelf.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAreArray;

// The first day that a date may mean, as text that sorts; empty when it says nothing.
std::string FirstDay(const v1::PartialDate& date) {
  std::string text = !date.value().empty()        ? date.value()
                     : !date.not_before().empty() ? date.not_before()
                                                  : date.not_after();
  if (text.empty()) return text;
  if (text.size() == 4) text += "-01";
  if (text.size() == 7) text += "-01";
  return text.substr(0, 10);
}

std::string DayOf(const v1::FeedEntry& entry, v1::ItemOrder order) {
  if (order == v1::ITEM_ORDER_PUBLICATION_DATE) {
    return FirstDay(entry.has_article() ? entry.article().date_published()
                                        : entry.recommendation().issued());
  }
  std::string first;
  for (const v1::Event& event : entry.article().events()) {
    const std::string day = FirstDay(event.start());
    if (!day.empty() && (first.empty() || day < first)) first = day;
  }
  return first;
}

class RankedListTest : public ::testing::Test {
 protected:
  // Every page of one list; `between` runs behind each.
  template <typename Between>
  std::vector<std::string> ListAll(ItemLister::Query query, v1::ItemKind kind, Between between) {
    const ItemLister lister(&shelf_.store(), &shelf_.index());
    std::vector<std::string> names;
    do {
      query.size = 1 + shelf_.Pick(9);
      const auto page = lister.List(query);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) break;
      EXPECT_LE(page->items.size(), query.size);
      for (std::string& name : NamesIn(page->items, kind)) names.push_back(std::move(name));
      query.token = page->next_token;
      between();
    } while (!query.token.empty());
    return names;
  }
  std::vector<std::string> ListAll(const ItemLister::Query& query, v1::ItemKind kind) {
    return ListAll(query, kind, [] {});
  }
  static CompiledFilter ForKind(const v1::Filter& filter, v1::ItemKind kind) {
    Violations violations;
    auto compiled = CompiledFilter::Compile(filter, "filter", &violations, kind);
    EXPECT_TRUE(violations.empty()) << violations.ToStatus();
    return compiled;
  }
  static CompiledFilter ForText(const std::string& text) {
    v1::Filter filter;
    filter.set_text(text);
    return ForKind(filter, v1::ITEM_KIND_ARTICLE);
  }
  // Articles of this text in the order of their relevance, the names without their beginning.
  std::vector<std::string> MostRelevant(const std::string& text) {
    shelf_.CatchUp();
    const CompiledFilter filter = ForText(text);
    std::vector<std::string> names =
        ListAll({.filter = filter, .order = v1::ITEM_ORDER_RELEVANCE}, v1::ITEM_KIND_ARTICLE);
    for (std::string& name : names) name = name.substr(name.rfind(':') + 1);
    return names;
  }
  void PublishText(const std::string& name, const std::string& headline, const std::string& body,
                   const std::string& language = "en") {
    v1::Article article;
    v1::Translation* const translation = article.add_translations();
    translation->set_language(language);
    translation->add_headlines()->set_value(headline);
    translation->add_bodies()->set_value(body);
    shelf_.PublishArticle(name, std::move(article));
  }

  const std::uint64_t seed_ = TestSeed();
  Shelf shelf_{seed_};
};

TEST_F(RankedListTest, DatesComeLatestFirstAndThenTheNewestEntry) {
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed_));
  std::size_t listed = 0;
  for (int round = 0; round < 20 && !HasFailure(); ++round) {
    shelf_.Publish(1 + static_cast<int>(shelf_.Pick(60)));
    shelf_.CatchUp();
    for (int i = 0; i < 10 && !HasFailure(); ++i) {
      const bool by_event = shelf_.Pick(2) == 0;
      const auto order = by_event ? v1::ITEM_ORDER_EVENT_DATE : v1::ITEM_ORDER_PUBLICATION_DATE;
      const auto kind =
          by_event ? v1::ITEM_KIND_ARTICLE : static_cast<v1::ItemKind>(1 + shelf_.Pick(2));
      const v1::Filter filter = shelf_.filters().Filter(kind);
      std::vector<std::string> expected = shelf_.ExpectedNames(filter, kind);  // newest first
      std::stable_sort(expected.begin(), expected.end(), [&](const auto& a, const auto& b) {
        return DayOf(shelf_.items().at(a), order) > DayOf(shelf_.items().at(b), order);
      });
      const CompiledFilter compiled = ForKind(filter, kind);
      EXPECT_EQ(ListAll({.filter = compiled, .order = order}, kind), expected)
          << filter.DebugString();
      listed += expected.size();
    }
  }
  EXPECT_GT(listed, 100u);
}

TEST_F(RankedListTest, RelevanceShowsEveryMatchOnceWhateverArrivesMeanwhile) {
  SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed_));
  std::size_t listed = 0;
  for (int round = 0; round < 60 && !HasFailure(); ++round) {
    shelf_.Publish(1 + static_cast<int>(shelf_.Pick(10)));
    shelf_.CatchUp();
    const auto kind = static_cast<v1::ItemKind>(1 + shelf_.Pick(2));
    v1::Filter filter = shelf_.filters().Filter(kind);
    if (shelf_.Pick(3) > 0) filter = {};
    if (!filter.has_text()) filter.set_text(shelf_.Pick(2) == 0 ? "water" : "border mandate");
    const std::vector<std::string> expected = shelf_.ExpectedNames(filter, kind);
    const CompiledFilter compiled = ForKind(filter, kind);
    // Articles about nothing that is asked for: they change how rare each word is.
    const auto arrive = [&] {
      PublishText(absl::StrCat("late ", shelf_.head()), "quiet", "quiet quiet quiet");
      shelf_.CatchUp();
    };
    const auto names =
        ListAll({.filter = compiled, .order = v1::ITEM_ORDER_RELEVANCE}, kind, arrive);
    EXPECT_THAT(names, UnorderedElementsAreArray(expected)) << filter.DebugString();
    listed += names.size();
  }
  EXPECT_GT(listed, 100u);
}

TEST_F(RankedListTest, WhatSaysAWordMoreOftenIsMoreRelevant) {
  PublishText("once", "a", "storm one two three four five six seven");
  PublishText("four", "a", "storm storm storm storm four five six seven");
  PublishText("twice", "a", "storm storm two three four five six seven");
  EXPECT_THAT(MostRelevant("storms"), ElementsAre("four", "twice", "once"));
}

TEST_F(RankedListTest, OfTwoTextsTheShorterOneIsMoreAboutTheWord) {
  std::string filler;
  for (int i = 0; i < 40; ++i) absl::StrAppend(&filler, " filler", i);
  PublishText("short", "a", "storm at sea");
  PublishText("long", "a", "storm at sea" + filler);
  EXPECT_THAT(MostRelevant("storm"), ElementsAre("short", "long"));
}

TEST_F(RankedListTest, AWordOfTheHeadlineCountsAsMuchAsThree) {
  PublishText("headline", "storm", "one two three four five six seven");
  PublishText("twice", "one", "storm storm two three four five six");
  PublishText("four", "one", "storm storm storm storm two three four");
  EXPECT_THAT(MostRelevant("storm"), ElementsAre("four", "headline", "twice"));
}

TEST_F(RankedListTest, TheRareWordDecides) {
  for (int i = 0; i < 20; ++i) PublishText(absl::StrCat("other", i), "a", "wind one two");
  PublishText("rare", "a", "wind storm storm three four");
  PublishText("common", "a", "wind wind storm three four");
  EXPECT_THAT(MostRelevant("wind storm"), ElementsAre("rare", "common"));
}

TEST_F(RankedListTest, MoreTranslationsDoNotMakeAnArticleMoreRelevant) {
  PublishText("one", "a", "2022 2022 four five");
  v1::Article article;
  for (const char* language : {"en", "fr", "es", "de"}) {
    v1::Translation* const translation = article.add_translations();
    translation->set_language(language);
    translation->add_headlines()->set_value("a");
    translation->add_bodies()->set_value("2022 five six seven");
  }
  shelf_.PublishArticle("four", std::move(article));
  EXPECT_THAT(MostRelevant("2022"), ElementsAre("one", "four"));
}

TEST_F(RankedListTest, ATokenOfAnotherOrderOrOfNoneIsRefused) {
  shelf_.Publish(200);
  shelf_.CatchUp();
  const CompiledFilter filter = ForKind({}, v1::ITEM_KIND_ARTICLE);
  const ItemLister lister(&shelf_.store(), &shelf_.index());
  const auto page =
      lister.List({.filter = filter, .order = v1::ITEM_ORDER_PUBLICATION_DATE, .size = 1});
  ASSERT_TRUE(page.ok());
  ASSERT_FALSE(page->next_token.empty());
  for (const auto order : {v1::ITEM_ORDER_EVENT_DATE, v1::ITEM_ORDER_NEWEST_FIRST}) {
    const ItemLister::Query query{filter, order, 1, page->next_token};
    EXPECT_TRUE(absl::IsInvalidArgument(lister.List(query).status()));
  }
  const ItemLister::Query torn{filter, v1::ITEM_ORDER_PUBLICATION_DATE, 1, "bm9uZQ"};
  EXPECT_TRUE(absl::IsInvalidArgument(lister.List(torn).status()));
}

TEST_F(RankedListTest, WhatSharesTheRarerThingsIsTheMoreRelated) {
  const auto publish = [this](const std::string& name, const std::vector<std::string>& places,
                              const std::string& person) {
    v1::Article article;
    for (const std::string& place : places) article.add_places()->set_literal(place);
    if (!person.empty()) article.add_people()->set_literal(person);
    PublishText("of", "a", "b");  // has a text, so that there is something to be rare in
    shelf_.PublishArticle(name, std::move(article));
  };
  for (int i = 0; i < 30; ++i) PublishText(absl::StrCat("text", i), "a", "b");
  for (int i = 0; i < 10; ++i) publish(absl::StrCat("common", i), {"Sahel"}, "");
  publish("rare", {"SAHEL", "Niamey"}, "");
  publish("none", {"Lisbon"}, "Ada Example");
  publish("wanted", {"Sahel", "Niamey"}, "Nobody Else");
  shelf_.CatchUp();
  const v1::Article wanted = shelf_.items().at("articles/urn:example:wanted").article();
  const auto likeness = Likeness::To(wanted, shelf_.index());
  ASSERT_TRUE(likeness.ok()) << likeness.status();
  const CompiledFilter filter = ForKind({}, v1::ITEM_KIND_ARTICLE);
  Rank after = kFirstRank;
  bool more = true;
  const auto page = ItemLister(&shelf_.store(), &shelf_.index())
                        .ListBy({.filter = filter, .size = 50}, *likeness, &after, &more);
  ASSERT_TRUE(page.ok()) << page.status();
  const auto names = NamesIn(page->items, v1::ITEM_KIND_ARTICLE);
  ASSERT_EQ(names.size(), 12u);
  EXPECT_FALSE(more);
  EXPECT_EQ(names[0], "articles/urn:example:wanted");
  EXPECT_EQ(names[1], "articles/urn:example:rare");
  const auto shared = likeness->SharedBy(shelf_.items().at("articles/urn:example:rare").article());
  ASSERT_EQ(shared.size(), 2u);
  EXPECT_EQ(shared[0].label(), "Niamey");
  EXPECT_EQ(shared[1].label(), "Sahel");
  EXPECT_GT(shared[0].weight(), shared[1].weight());
}

}  // namespace
}  // namespace newswire

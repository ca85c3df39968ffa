#include "service/core/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

v1::Filter FilterOf(const std::vector<v1::ItemKind>& kinds, const Strings& languages,
                    const Strings& providers) {
  v1::Filter filter;
  for (const v1::ItemKind kind : kinds) filter.add_kinds(kind);
  for (const std::string& language : languages) filter.add_languages(language);
  for (const std::string& provider : providers) filter.add_providers(provider);
  return filter;
}

CompiledFilter Compiled(const v1::Filter& filter) {
  Violations violations;
  auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  return compiled;
}

CompiledFilter Languages(const Strings& languages) {
  return Compiled(FilterOf({}, languages, {}));
}

EntryHead Head(v1::ItemKind kind, const std::vector<std::string_view>& languages,
               std::string_view provider = "example.test") {
  EntryHead head;
  head.sequence = 1;
  head.kind = kind;
  head.languages = languages;
  head.provider = provider;
  return head;
}

bool WantsLanguage(const std::string& wanted, std::string_view tag) {
  return Languages({wanted}).Matches(Head(v1::ITEM_KIND_ARTICLE, {"en", tag}), {});
}

TEST(FilterTest, TheEmptyFilterWantsEverything) {
  const CompiledFilter filter = Compiled(v1::Filter());
  EXPECT_TRUE(filter.wants_everything());
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {}), {}));
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_RECOMMENDATION, {"fr"}), {}));
  EXPECT_EQ(filter.fingerprint(), CompiledFilter().fingerprint());
}

TEST(FilterTest, KindsAreKeptApart) {
  const auto filter = Compiled(FilterOf({v1::ITEM_KIND_RECOMMENDATION}, {}, {}));
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_RECOMMENDATION, {"en"}), {}));
  EXPECT_FALSE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en"}), {}));
}

TEST(FilterTest, AllKindsMeanEverything) {
  const auto filter =
      Compiled(FilterOf({v1::ITEM_KIND_RECOMMENDATION, v1::ITEM_KIND_ARTICLE}, {}, {}));
  EXPECT_TRUE(filter.wants_everything());
  EXPECT_EQ(filter.fingerprint(), CompiledFilter().fingerprint());
}

TEST(FilterTest, ALanguageTakesItsVariants) {
  EXPECT_TRUE(WantsLanguage("fr", "fr"));
  EXPECT_TRUE(WantsLanguage("fr", "fr-CA"));
  EXPECT_TRUE(WantsLanguage("zh", "zh-Hans"));
  EXPECT_TRUE(WantsLanguage("zh", "zh-Hant"));
  EXPECT_TRUE(WantsLanguage("iw", "he"));
  EXPECT_FALSE(WantsLanguage("fr", "es"));
}

TEST(FilterTest, ARegionTakesNoOtherRegion) {
  EXPECT_TRUE(WantsLanguage("fr-CA", "fr-CA"));
  EXPECT_FALSE(WantsLanguage("fr-CA", "fr"));
  EXPECT_FALSE(WantsLanguage("fr-CA", "fr-CH"));
}

TEST(FilterTest, AScriptTakesNoOtherScript) {
  EXPECT_TRUE(WantsLanguage("zh-Hant", "zh-Hant"));
  EXPECT_TRUE(WantsLanguage("zh-Hant", "zh-TW"));
  EXPECT_FALSE(WantsLanguage("zh-Hant", "zh-Hans"));
  EXPECT_FALSE(WantsLanguage("zh-Hans", "zh-TW"));
}

TEST(FilterTest, ProvidersAreComparedWithoutRegardToCase) {
  const auto filter = Compiled(FilterOf({}, {}, {"EXAMPLE.test", "other.test"}));
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en"}, "example.test"), {}));
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en"}, "other.test"), {}));
  EXPECT_FALSE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en"}, "third.test"), {}));
}

TEST(FilterTest, EveryConditionMustHold) {
  const auto filter = Compiled(FilterOf({v1::ITEM_KIND_ARTICLE}, {"fr"}, {"example.test"}));
  EXPECT_TRUE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en", "fr"}), {}));
  EXPECT_FALSE(filter.Matches(Head(v1::ITEM_KIND_RECOMMENDATION, {"en", "fr"}), {}));
  EXPECT_FALSE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en"}), {}));
  EXPECT_FALSE(filter.Matches(Head(v1::ITEM_KIND_ARTICLE, {"en", "fr"}, "other.test"), {}));
}

// What of an item may have been otherwise when the reader got it does not keep it from learning
// that the item is taken back.
TEST(FilterTest, ARetractionPassesWhateverAnItemMayHaveBeenOtherwise) {
  v1::Filter filter = FilterOf({v1::ITEM_KIND_ARTICLE}, {"fr"}, {"other.test"});
  filter.add_none_of()->add_subjects("ports");
  filter.add_none_of()->add_languages("en");
  EntryHead head = Head(v1::ITEM_KIND_ARTICLE, {"en"});
  EXPECT_FALSE(Compiled(filter).Matches(head, {}));
  head.must_retract = true;
  EXPECT_TRUE(Compiled(filter).Matches(head, {}));
  head.must_retract = false;
  head.retraction_reason = v1::RETRACTION_REASON_LEGAL;  // of one translation
  EXPECT_TRUE(Compiled(filter).Matches(head, {}));
}

// Kind and name are what they always were, so a reader that asks for others never had the item.
TEST(FilterTest, ARetractionOfAnotherKindOrNameDoesNotPass) {
  EntryHead head = Head(v1::ITEM_KIND_ARTICLE, {"en"});
  head.name = "articles/urn:x:one";
  head.must_retract = true;
  const auto passes = [&head](const auto& fill) {
    v1::Filter filter;
    fill(&filter);
    return Compiled(filter).Matches(head, {});
  };
  EXPECT_FALSE(passes([](v1::Filter* f) { f->add_kinds(v1::ITEM_KIND_RECOMMENDATION); }));
  EXPECT_FALSE(passes([](v1::Filter* f) { f->add_names("articles/urn:x:two"); }));
  EXPECT_TRUE(passes([](v1::Filter* f) { f->add_names("articles/urn:x:one"); }));
  EXPECT_FALSE(passes([](v1::Filter* f) { f->add_none_of()->add_kinds(v1::ITEM_KIND_ARTICLE); }));
  EXPECT_FALSE(passes([](v1::Filter* f) { f->add_none_of()->add_names("articles/urn:x:one"); }));
  EXPECT_TRUE(passes([](v1::Filter* f) { f->add_none_of()->add_names("articles/urn:x:two"); }));
  // Articles about ports are not wanted: it may have been about something else before.
  EXPECT_TRUE(passes([](v1::Filter* f) {
    v1::Filter* const none = f->add_none_of();
    none->add_kinds(v1::ITEM_KIND_ARTICLE);
    none->add_subjects("ports");
  }));
}

TEST(FingerprintTest, FiltersThatMeanTheSameAreEqual) {
  const std::string fingerprint =
      Compiled(FilterOf({v1::ITEM_KIND_ARTICLE}, {"fr", "he"}, {"a.test", "b.test"})).fingerprint();
  EXPECT_EQ(fingerprint.size(), 16u);
  EXPECT_EQ(fingerprint.find_first_not_of("0123456789abcdef"), std::string::npos);
  // Order, repeats, case, old tags, and a tag that another covers change nothing.
  const auto same = Compiled(FilterOf({v1::ITEM_KIND_ARTICLE, v1::ITEM_KIND_ARTICLE},
                                      {"iw", "fr-CA", "FR", "he"}, {"B.test", "a.TEST", "b.test"}));
  EXPECT_EQ(same.fingerprint(), fingerprint);
}

TEST(FingerprintTest, FiltersThatMeanOtherThingsDiffer) {
  const std::string french = Languages({"fr"}).fingerprint();
  EXPECT_NE(french, CompiledFilter().fingerprint());
  EXPECT_NE(french, Languages({"fr-CA"}).fingerprint());
  EXPECT_NE(french, Languages({"fr", "es"}).fingerprint());
  EXPECT_NE(french, Compiled(FilterOf({}, {}, {"fr"})).fingerprint());
  EXPECT_NE(french, Compiled(FilterOf({v1::ITEM_KIND_ARTICLE}, {"fr"}, {})).fingerprint());
}

TEST(CompileTest, EveryBadValueIsNamed) {
  const v1::Filter filter =
      FilterOf({v1::ITEM_KIND_ARTICLE, v1::ITEM_KIND_UNSPECIFIED}, {"fr", "und"},
               {"a.test", "", "two words", std::string(513, 'a')});
  Violations violations;
  CompiledFilter::Compile(filter, "filter", &violations);
  Strings found;
  for (const auto& violation : violations.list()) {
    found.push_back(violation.field + " " + violation.reason);
  }
  EXPECT_EQ(found,
            (Strings{"filter.kinds[1] UNKNOWN_VALUE", "filter.languages[1] LANGUAGE_INVALID",
                     "filter.providers[1] PROVIDER_INVALID", "filter.providers[2] PROVIDER_INVALID",
                     "filter.providers[3] PROVIDER_INVALID"}));
}

TEST(CompileTest, AValueThatNothingCanHaveIsToldWithWhatIsNearIt) {
  v1::Filter filter = FilterOf({}, {"frensh"}, {});
  filter.add_statuses(static_cast<v1::RecommendationStatus>(99));
  Violations violations;
  CompiledFilter::Compile(filter, "filter", &violations);
  ASSERT_EQ(violations.list().size(), 2u);
  EXPECT_THAT(violations.list()[0].description, ::testing::HasSubstr("near it are fr (French)"));
  EXPECT_THAT(violations.list()[1].description,
              ::testing::HasSubstr("99; known are 1 RECOMMENDATION_STATUS_NOT_TRACKED, 2 "));
}

TEST(CompileTest, SixtyFourValuesAreTheLimit) {
  Violations violations;
  CompiledFilter::Compile(FilterOf({}, {}, Strings(64, "a.test")), "filter", &violations);
  EXPECT_TRUE(violations.empty());
  CompiledFilter::Compile(FilterOf({}, {}, Strings(65, "a.test")), "filter", &violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].field, "filter.providers");
  EXPECT_EQ(violations.list()[0].reason, "TOO_MANY");
}

}  // namespace
}  // namespace newswire

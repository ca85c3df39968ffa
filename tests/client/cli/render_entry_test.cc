#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/render.h"

namespace newswire::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kStart[] = "#8 2022-06-09T08:00:00Z ";

v1::FeedEntry Entry(v1::FeedAction action) {
  v1::FeedEntry entry;
  entry.set_sequence(8);
  entry.mutable_append_time()->set_seconds(1654761600);
  entry.set_kind(v1::ITEM_KIND_ARTICLE);
  entry.set_action(action);
  entry.set_name("articles/urn:x:y");
  entry.set_revision(2);
  entry.add_languages("en");
  entry.add_languages("ar");
  return entry;
}

void AddText(const std::string& language, const std::string& headline, v1::FeedEntry* entry) {
  v1::Translation* translation = entry->mutable_article()->add_translations();
  translation->set_language(language);
  translation->add_headlines()->set_value(headline);
  if (language == "ar") translation->set_direction(v1::TEXT_DIRECTION_RTL);
}

v1::FeedEntry WithText(v1::FeedAction action) {
  v1::FeedEntry entry = Entry(action);
  entry.mutable_article()->set_original_language("en");
  AddText("en", "Ports open", &entry);
  AddText("ar", "الموانئ", &entry);
  return entry;
}

TEST(RenderEntryTest, ANewItemIsOneLine) {
  v1::FeedEntry entry = WithText(v1::FEED_ACTION_PUBLISH);
  entry.set_revision_kind(v1::REVISION_KIND_INITIAL);
  entry.set_significance(v1::SIGNIFICANCE_NORMAL);
  EXPECT_EQ(RenderEntry(entry, Style()), std::string(kStart) +
                                             "publish article [en,ar] Ports open "
                                             "articles/urn:x:y r2\n");
}

TEST(RenderEntryTest, AChangeSaysWhatChangedAndHowMuchItMatters) {
  v1::FeedEntry entry = WithText(v1::FEED_ACTION_CORRECT);
  entry.set_revision_kind(v1::REVISION_KIND_CORRECTION);
  entry.set_significance(v1::SIGNIFICANCE_MAJOR);
  entry.add_changed_paths("urgency");
  entry.add_changed_paths("*");
  v1::LangString* text = entry.add_advisories();
  text->set_language("en");
  text->set_value("It was 12.");
  EXPECT_EQ(RenderEntry(entry, Style()), std::string(kStart) +
                                             "correct article [en,ar] Ports open "
                                             "articles/urn:x:y r2\n"
                                             "    correction, major: urgency, and more\n"
                                             "    en: It was 12.\n");
}

TEST(RenderEntryTest, ARetractionSaysWhatToDoWhyAndWhatComesInstead) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_CANCEL);
  entry.clear_languages();
  entry.set_must_retract(true);
  entry.set_retraction_reason(v1::RETRACTION_REASON_ERRONEOUS);
  entry.set_replaced_by("articles/urn:x:z");
  entry.set_revision_kind(v1::REVISION_KIND_CANCEL);
  entry.set_significance(v1::SIGNIFICANCE_MAJOR);
  EXPECT_EQ(RenderEntry(entry, Style()),
            std::string(kStart) +
                "cancel article articles/urn:x:y r2\n"
                "    TAKE IT DOWN for ever: erroneous · in its place: articles/urn:x:z\n"
                "    cancel, major\n");
  entry.set_action(v1::FEED_ACTION_WITHHOLD);
  entry.set_revision_kind(v1::REVISION_KIND_WITHHOLD);
  EXPECT_THAT(RenderEntry(entry, Style()), HasSubstr("TAKE IT DOWN until it is reinstated: "));
}

// A later hold of the whole article has redacted the entry.
TEST(RenderEntryTest, ATranslationThatIsNoLongerNamedIsSaidToBeUnknown) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_CORRECT);
  entry.set_revision_kind(v1::REVISION_KIND_WITHHOLD);
  entry.set_retraction_reason(v1::RETRACTION_REASON_QUESTIONABLE);
  entry.mutable_redacted()->set_pub_status(v1::PUB_STATUS_WITHHELD);
  entry.mutable_redacted()->set_by_sequence(9);
  EXPECT_THAT(RenderEntry(entry, Style()),
              HasSubstr("    TAKE DOWN a translation (which one is no longer told) until it is "
                        "reinstated: questionable\n"));
}

TEST(RenderEntryTest, ATranslationThatIsTakenBackAloneIsNamed) {
  v1::FeedEntry entry = WithText(v1::FEED_ACTION_CORRECT);
  entry.set_revision_kind(v1::REVISION_KIND_CANCEL);
  entry.set_significance(v1::SIGNIFICANCE_MAJOR);
  entry.add_changed_paths("translations[fr]");
  EXPECT_THAT(RenderEntry(entry, Style()), HasSubstr("    TAKE DOWN translations[fr] for ever\n"
                                                     "    cancel, major: translations[fr]\n"));
  entry.set_revision_kind(v1::REVISION_KIND_REINSTATE);
  EXPECT_THAT(RenderEntry(entry, Style()), Not(HasSubstr("TAKE")));
}

TEST(RenderEntryTest, ARedactedEntryNamesTheEntryThatTookItAway) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_PUBLISH);
  entry.mutable_redacted()->set_pub_status(v1::PUB_STATUS_CANCELED);
  entry.mutable_redacted()->set_by_sequence(9);
  EXPECT_THAT(RenderEntry(entry, Style()), HasSubstr("(cancelled by #9) articles/urn:x:y r2\n"));
}

TEST(RenderEntryTest, AChosenLanguageBringsItsHeadlineAndNoticeWithoutMixingDirections) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_PUBLISH);
  entry.mutable_article()->set_original_language("en");
  AddText("ar", "الموانئ", &entry);
  entry.mutable_selection()->set_served("ar");
  entry.mutable_selection()->mutable_notice()->set_text("תרגום");
  entry.mutable_selection()->mutable_notice()->set_direction(v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(RenderEntry(entry, Style()), std::string(kStart) +
                                             "publish article [ar] \u2067الموانئ\u2069 "
                                             "articles/urn:x:y r2\n"
                                             "    \u2067תרגום\u2069\n");
}

TEST(RenderEntryTest, AnItemInNoneOfTheWantedLanguagesSaysSo) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_PUBLISH);
  entry.mutable_selection()->set_reason(v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_THAT(RenderEntry(entry, Style()), HasSubstr("(in none of the wanted languages) "));
  entry.clear_selection();
  EXPECT_THAT(RenderEntry(entry, Style()), Not(HasSubstr("(")));
}

TEST(RenderEntryTest, AChangeOfStatusShowsWhereItStands) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_STATUS);
  entry.set_kind(v1::ITEM_KIND_RECOMMENDATION);
  entry.mutable_recommendation()->set_ordinal_label("(1)");
  entry.mutable_recommendation()->add_texts()->set_value("Light the buoys.");
  entry.mutable_recommendation()->set_status(v1::RECOMMENDATION_STATUS_OPEN);
  EXPECT_THAT(RenderEntry(entry, Style()), HasSubstr("(1) Light the buoys. → open articles/"));
}

TEST(RenderEntryTest, ARetractionIsLoudOnATerminal) {
  v1::FeedEntry entry = Entry(v1::FEED_ACTION_WITHHOLD);
  entry.set_must_retract(true);
  EXPECT_THAT(RenderEntry(entry, Style{.color = true}), HasSubstr("\033[1;31mwithhold\033[0m"));
  EXPECT_THAT(RenderEntry(entry, Style{.color = true}), HasSubstr("\033[1;31mTAKE IT DOWN"));
}

}  // namespace
}  // namespace newswire::cli

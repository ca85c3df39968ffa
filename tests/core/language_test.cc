#include "service/core/language.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/core/language_items.h"

namespace newswire {
namespace {

// Fails the test when nothing may be served.
v1::LanguageSelection Served(const v1::LanguagePreference& preference, v1::Article* article) {
  auto selection = SelectLanguage(preference, article);
  EXPECT_TRUE(selection.ok()) << selection.status();
  return selection.ok() ? *std::move(selection) : v1::LanguageSelection();
}

std::string NoticeText(const std::string& wanted, const Tags& available) {
  v1::Article article = ArticleIn(available);
  return Served(Wanting({wanted}), &article).notice().text();
}

struct Vector {
  Tags available;
  Tags wanted;
  std::string served;  // empty: none of the wanted ones
  v1::SelectionReason reason;
  int preference_index;
};

// The twenty rows of the table that the rules were measured with; the ninth has three wanted tags.
const std::vector<Vector>& Vectors() {
  constexpr auto kExact = v1::SELECTION_REASON_EXACT;
  constexpr auto kClose = v1::SELECTION_REASON_CLOSE_VARIANT;
  constexpr auto kLater = v1::SELECTION_REASON_LATER_PREFERENCE;
  constexpr auto kNone = v1::SELECTION_REASON_ORIGINAL_LANGUAGE;
  static const auto* const vectors = new std::vector<Vector>{
      {{"en"}, {"fr"}, "", kNone, -1},
      {{"en", "fr"}, {"fr-CA"}, "fr", kClose, 0},
      {{"en", "fr-CA"}, {"fr"}, "fr-CA", kClose, 0},
      {{"en", "fr", "fr-CH"}, {"fr-CA"}, "fr", kClose, 0},
      {{"en", "fr"}, {"de", "fr-BE"}, "fr", kLater, 1},
      {{"en", "es-ES", "es-MX"}, {"es-419"}, "es-MX", kClose, 0},
      {{"en", "pt-BR"}, {"pt-PT"}, "pt-BR", kClose, 0},
      {{"en", "zh-Hans"}, {"zh"}, "zh-Hans", kClose, 0},
      {{"en", "zh-Hans"}, {"zh-TW"}, "", kNone, -1},
      {{"en", "zh-Hans"}, {"zh-Hant"}, "", kNone, -1},
      {{"en", "zh-Hans"}, {"zh-HK"}, "", kNone, -1},
      {{"en", "zh-Hans"}, {"zh-TW", "zh"}, "zh-Hans", kLater, 1},
      {{"en", "zh-Hans", "zh-Hant"}, {"zh-HK"}, "zh-Hant", kClose, 0},
      {{"en", "ru"}, {"uk"}, "", kNone, -1},
      {{"en", "ru"}, {"uk", "ru"}, "ru", kLater, 1},
      {{"en", "ar"}, {"ar-EG"}, "ar", kClose, 0},
      {{"en", "ar"}, {"ary"}, "", kNone, -1},
      {{"en", "sr-Cyrl"}, {"sr-Latn"}, "", kNone, -1},
      {{"en", "da"}, {"nb"}, "", kNone, -1},
      {{"en", "he"}, {"iw"}, "he", kExact, 0},
      {{"en", "fil"}, {"tl"}, "fil", kExact, 0},
      {{"en", "nb"}, {"no"}, "nb", kClose, 0},
  };
  return *vectors;
}

TEST(LanguageTagTest, FormsAreMadeCanonical) {
  EXPECT_EQ(CanonicalLanguage("iw"), "he");
  EXPECT_EQ(CanonicalLanguage("zh-cmn-Hans"), "zh-Hans");
  EXPECT_EQ(CanonicalLanguage("FR-ca"), "fr-CA");
}

TEST(LanguageTagTest, WhatNamesNoLanguageIsRefused) {
  for (const char* tag : {"", "und", "mul", "x-house", "french!", "en-", "qq", "en_US_"}) {
    EXPECT_EQ(CanonicalLanguage(tag), std::nullopt) << tag;
  }
}

TEST(LanguageTagTest, TheScriptDecidesTheDirection) {
  for (const char* tag : {"ar", "ar-EG", "he", "fa", "ur"}) {
    EXPECT_EQ(DirectionOf(tag), v1::TEXT_DIRECTION_RTL) << tag;
  }
  for (const char* tag : {"en", "fr", "ru", "zh-Hans", "uz-Cyrl"}) {
    EXPECT_EQ(DirectionOf(tag), v1::TEXT_DIRECTION_LTR) << tag;
  }
}

TEST(SelectLanguageTest, OriginalModeServesTheTableElseTheOriginal) {
  for (const Vector& vector : Vectors()) {
    SCOPED_TRACE(testing::PrintToString(vector.wanted) + " of " +
                 testing::PrintToString(vector.available));
    for (const auto mode : {v1::FALLBACK_MODE_UNSPECIFIED, v1::FALLBACK_MODE_ORIGINAL}) {
      v1::Article article = ArticleIn(vector.available);
      const auto selection = Served(Wanting(vector.wanted, mode), &article);
      const std::string expected = vector.served.empty() ? "en" : vector.served;
      EXPECT_EQ(selection.served(), expected);
      EXPECT_EQ(selection.reason(), vector.reason);
      EXPECT_EQ(selection.preference_index(), vector.preference_index);
      EXPECT_EQ(selection.available_size(), static_cast<int>(vector.available.size()));
      ASSERT_EQ(article.translations_size(), 1);
      EXPECT_EQ(article.translations(0).language(), expected);
      EXPECT_EQ(selection.has_notice(), vector.reason != v1::SELECTION_REASON_EXACT &&
                                            vector.reason != v1::SELECTION_REASON_CLOSE_VARIANT);
    }
  }
}

TEST(SelectLanguageTest, ListedModeServesTheTableElseNothing) {
  for (const Vector& vector : Vectors()) {
    SCOPED_TRACE(testing::PrintToString(vector.wanted) + " of " +
                 testing::PrintToString(vector.available));
    v1::Article article = ArticleIn(vector.available);
    const auto selection =
        SelectLanguage(Wanting(vector.wanted, v1::FALLBACK_MODE_LISTED), &article);
    ASSERT_EQ(selection.ok(), !vector.served.empty());
    if (selection.ok()) {
      EXPECT_EQ(selection->served(), vector.served);
      EXPECT_EQ(selection->reason(), vector.reason);
    } else {
      EXPECT_EQ(selection.status().code(), absl::StatusCode::kNotFound);
      EXPECT_EQ(ReasonOf(selection.status()), "LANGUAGE_NOT_AVAILABLE");
    }
  }
}

TEST(SelectLanguageTest, StrictModeLooksAtTheFirstWantedLanguageAlone) {
  for (const Vector& vector : Vectors()) {
    SCOPED_TRACE(testing::PrintToString(vector.wanted) + " of " +
                 testing::PrintToString(vector.available));
    v1::Article article = ArticleIn(vector.available);
    const auto selection =
        SelectLanguage(Wanting(vector.wanted, v1::FALLBACK_MODE_STRICT), &article);
    ASSERT_EQ(selection.ok(), vector.preference_index == 0);
    if (selection.ok()) {
      EXPECT_EQ(selection->served(), vector.served);
    } else {
      EXPECT_EQ(ReasonOf(selection.status()), "LANGUAGE_NOT_AVAILABLE");
    }
  }
}

TEST(SelectLanguageTest, AllModeKeepsEveryTranslation) {
  for (const Vector& vector : Vectors()) {
    v1::Article article = ArticleIn(vector.available);
    const auto selection = Served(Wanting(vector.wanted, v1::FALLBACK_MODE_ALL), &article);
    EXPECT_EQ(selection.served(), "");
    EXPECT_EQ(selection.reason(), v1::SELECTION_REASON_NO_PREFERENCE);
    EXPECT_EQ(selection.preference_index(), -1);
    EXPECT_FALSE(selection.has_notice());
    EXPECT_EQ(article.translations_size(), static_cast<int>(vector.available.size()));
  }
}

TEST(SelectLanguageTest, ARefusalSaysWhatThereIsAndLeavesTheItemAlone) {
  v1::Article article = ArticleIn({"en", "ru"});
  const std::string before = article.SerializeAsString();
  const auto selection = SelectLanguage(Wanting({"uk"}, v1::FALLBACK_MODE_STRICT), &article);
  ASSERT_FALSE(selection.ok());
  EXPECT_EQ(article.SerializeAsString(), before);
  const auto payload =
      selection.status().GetPayload("type.googleapis.com/newswire.v1.LanguageSelection");
  v1::LanguageSelection detail;
  ASSERT_TRUE(payload && detail.ParseFromString(std::string(*payload)));
  EXPECT_EQ(detail.reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_EQ(detail.available_size(), 2);
}

TEST(SelectLanguageTest, TheExactLanguageIsServedWithoutANotice) {
  v1::Article article = ArticleIn({"en", "fr"});
  const auto selection = Served(Wanting({"fr", "fr", "en"}), &article);
  EXPECT_EQ(selection.served(), "fr");
  EXPECT_EQ(selection.reason(), v1::SELECTION_REASON_EXACT);
  EXPECT_EQ(selection.requested_size(), 2);
  EXPECT_FALSE(selection.has_notice());
}

TEST(SelectLanguageTest, AWithheldTranslationIsNotServed) {
  v1::Article article = ArticleIn({"en", "fr"});
  article.mutable_translations(1)->set_pub_status(v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(Served(Wanting({"fr"}), &article).served(), "en");
}

TEST(SelectLanguageTest, MachineAndStaleTranslationsCanBeLeftOut) {
  v1::Article article = ArticleIn({"en", "fr", "es"});
  article.mutable_translations(1)->set_kind(v1::TRANSLATION_KIND_MACHINE);
  article.mutable_translations(2)->set_stale(true);
  v1::LanguagePreference preference = Wanting({"fr", "es"});
  v1::Article copy = article;
  EXPECT_EQ(Served(preference, &copy).served(), "fr");
  preference.set_exclude_machine_translation(true);
  copy = article;
  EXPECT_EQ(Served(preference, &copy).served(), "es");
  preference.set_exclude_stale(true);
  copy = article;
  EXPECT_EQ(Served(preference, &copy).served(), "en");
}

TEST(SelectLanguageTest, AMachineSummaryDoesNotHideAHumanTextInTheSameLanguage) {
  v1::Recommendation recommendation = RecommendationIn({"en", "fr", "fr"});
  recommendation.mutable_texts(1)->set_textuality(v1::TEXTUALITY_SUMMARY);
  recommendation.mutable_texts(1)->set_kind(v1::TRANSLATION_KIND_MACHINE);
  v1::LanguagePreference preference = Wanting({"fr"});
  preference.set_exclude_machine_translation(true);
  const auto selection = SelectLanguage(preference, &recommendation);
  ASSERT_TRUE(selection.ok()) << selection.status();
  EXPECT_EQ(selection->served(), "fr");
  EXPECT_EQ(selection->available_size(), 2);
  ASSERT_EQ(recommendation.texts_size(), 1);
  EXPECT_EQ(recommendation.texts(0).textuality(), v1::TEXTUALITY_TRANSLATION);
}

TEST(SelectLanguageTest, AHeadlineWithoutABodyIsOfferedBesideTheServedText) {
  v1::Article article = ArticleIn({"en", "fr"});
  article.mutable_translations(1)->clear_bodies();
  const auto selection = Served(Wanting({"fr"}), &article);
  EXPECT_EQ(selection.served(), "en");
  ASSERT_EQ(selection.fields_size(), 1);
  EXPECT_EQ(selection.fields(0).served(), "fr");
  EXPECT_EQ(selection.fields(0).value(), "headline fr");
}

TEST(NoticeTest, AnEnglishArticleIsExplainedInFrench) {
  v1::Article article = ArticleIn({"en"});
  const auto selection = Served(Wanting({"fr"}), &article);
  const v1::LocalizedNotice& notice = selection.notice();
  EXPECT_EQ(notice.text(),
            "Ce contenu n’est pas disponible dans la langue demandée (français). Il est présenté "
            "dans la langue suivante : anglais.");
  EXPECT_EQ(notice.code(), "language.fallback");
  EXPECT_EQ(notice.language(), "fr");
  EXPECT_EQ(notice.direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(notice.arguments().at("requested"), "fr");
  EXPECT_EQ(notice.arguments().at("served"), "en");
  EXPECT_EQ(selection.available(0).autonym(), "English");
  EXPECT_EQ(selection.available(0).localized_name(), "anglais");
}

TEST(NoticeTest, TheOtherLanguagesHaveTheirSentences) {
  EXPECT_EQ(NoticeText("es", {"en"}),
            "Este contenido no está disponible en el idioma solicitado (español). Se muestra en: "
            "inglés.");
  EXPECT_EQ(NoticeText("ru", {"en"}),
            "Этот материал недоступен на запрошенном языке (русский). Показан на языке: "
            "английский.");
  EXPECT_EQ(NoticeText("ar", {"en"}),
            "هذا المحتوى غير متاح باللغة المطلوبة (العربية). وهو معروض باللغة التالية: "
            "الإنجليزية.");
  EXPECT_EQ(NoticeText("zh-Hans", {"en"}),
            "此内容没有所请求语言（中文（简体））的版本，现以下列语言显示：英语。");
  EXPECT_EQ(NoticeText("en", {"fr"}),
            "This content is not available in the requested language (English). It is shown in: "
            "French.");
}

TEST(NoticeTest, AnArabicNoticeRunsRightToLeftOverAnEnglishText) {
  v1::Article article = ArticleIn({"en"});
  const auto selection = Served(Wanting({"ar"}), &article);
  EXPECT_EQ(selection.direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(selection.notice().direction(), v1::TEXT_DIRECTION_RTL);
}

TEST(NoticeTest, TheNoticeLanguageCanBeAskedFor) {
  v1::Article article = ArticleIn({"en"});
  v1::LanguagePreference preference = Wanting({"de"});
  preference.set_notice_language("fr");
  const auto notice = Served(preference, &article).notice();
  EXPECT_EQ(notice.language(), "fr");
  EXPECT_NE(notice.text().find("(allemand)"), std::string::npos) << notice.text();
}

TEST(DateTest, ThePrintedDayIsWrittenForTheReader) {
  // The language data put a narrow no-break space before the Russian "г.".
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"fr", "9 juin 2022"},         {"fr-CA", "9 juin 2022"},    {"es", "9 de junio de 2022"},
      {"ru", "9 июня 2022\u202Fг."}, {"zh-Hans", "2022年6月9日"}, {"en", "June 9, 2022"}};
  for (const auto& [language, text] : expected) {
    v1::Article article = ArticleIn({"en"});
    article.mutable_date_published()->set_value("2022-06-09");
    const auto selection = Served(Wanting({language}), &article);
    ASSERT_EQ(selection.dates_size(), 1);
    EXPECT_EQ(selection.dates(0).text(), text);
    EXPECT_EQ(selection.dates(0).path(), "date_published");
    EXPECT_EQ(selection.dates(0).calendar(), "gregorian");
  }
}

TEST(NoticeTest, AnItemThatWasTakenBackIsExplainedInTheLanguageOfTheReader) {
  const CompiledPreference french(Wanting({"fr-CA", "en"}));
  const auto selection = RetractedSelection(french, v1::PUB_STATUS_WITHHELD);
  EXPECT_EQ(selection.reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_EQ(selection.requested_size(), 2);
  EXPECT_EQ(selection.notice().code(), "item.withheld");
  EXPECT_EQ(selection.notice().language(), "fr-CA");
  EXPECT_EQ(selection.notice().text(),
            RetractionNotice(v1::PUB_STATUS_WITHHELD, Wanting({"fr-CA", "en"})).text());
  EXPECT_EQ(RetractionNotice(v1::PUB_STATUS_CANCELED, Wanting({"sw", "ar"})).language(), "ar");
  EXPECT_EQ(RetractionNotice(v1::PUB_STATUS_CANCELED, {}).language(), "en");
}

TEST(NoticeTest, ANoticeOfAnotherStatusIsNotMadeUp) {
  const CompiledPreference nothing({});
  const auto selection = RetractedSelection(nothing, v1::PUB_STATUS_USABLE);
  EXPECT_EQ(selection.reason(), v1::SELECTION_REASON_NO_PREFERENCE);
  EXPECT_FALSE(selection.has_notice());
}

TEST(NoticeTest, AListSaysHowManyAreInAnotherLanguage) {
  std::vector<v1::LanguageSelection> selections;
  for (const Tags& available : {Tags{"en", "fr"}, Tags{"en"}, Tags{"en", "fr"}, Tags{"en"}}) {
    v1::Recommendation recommendation = RecommendationIn(available);
    selections.push_back(*SelectLanguage(Wanting({"fr"}), &recommendation));
  }
  std::vector<const v1::LanguageSelection*> all;
  for (const auto& selection : selections) all.push_back(&selection);
  const auto notice = SummaryNotice(Wanting({"fr"}), all);
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->code(), "language.fallback.some");
  EXPECT_EQ(notice->text(),
            "2 recommandations sur 4 ne sont pas disponibles dans la langue demandée (français).");
  EXPECT_EQ(notice->arguments().at("count"), "2");
  EXPECT_EQ(notice->arguments().at("total"), "4");
  EXPECT_FALSE(SummaryNotice(Wanting({"fr"}), {all[0], all[2]}));
  EXPECT_FALSE(SummaryNotice({}, all));
}

TEST(NoticeTest, WhereNothingMayBeShownTheNoticeDoesNotSpeakOfAnotherLanguage) {
  v1::Article article = ArticleIn({"en"});
  const CompiledPreference strict(Wanting({"fr"}, v1::FALLBACK_MODE_STRICT));
  const auto selection = ChooseLanguage(strict, &article);
  EXPECT_EQ(selection.reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_EQ(selection.notice().code(), "language.unavailable");
  EXPECT_EQ(selection.notice().text(),
            "Ce contenu n’est pas disponible dans la langue demandée (français).");
  EXPECT_EQ(selection.notice().arguments().size(), 1u);
}

TEST(PreferenceTest, EveryBadFieldIsNamed) {
  v1::LanguagePreference preference = Wanting({"fr", "*", "und", "english"});
  preference.set_notice_language("zz-1");
  preference.set_mode(static_cast<v1::FallbackMode>(99));
  Violations violations;
  ValidatePreference(preference, "language", &violations);
  std::vector<std::string> found;
  for (const auto& violation : violations.list()) {
    found.push_back(violation.field + " " + violation.reason);
  }
  EXPECT_EQ(found, (Tags{"language.mode UNKNOWN_VALUE", "language.languages[2] LANGUAGE_INVALID",
                         "language.languages[3] LANGUAGE_INVALID",
                         "language.notice_language LANGUAGE_INVALID"}));
}

// What the parsed item and its bytes say to a reader who asked for nothing.
template <typename Item>
void ExpectTheSame(v1::ItemKind kind, Item item) {
  const std::string bytes = item.SerializeAsString();
  const CompiledPreference nothing(v1::LanguagePreference{});
  ASSERT_TRUE(nothing.shows_whole());
  const auto whole = SelectionOfWhole(nothing, kind, bytes);
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->DebugString(), ChooseLanguage(nothing, &item).DebugString());
  EXPECT_EQ(item.SerializeAsString(), bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {  // cut: never more than is there
    const auto cut = SelectionOfWhole(nothing, kind, bytes.substr(0, size));
    if (cut) EXPECT_LE(cut->available_size(), whole->available_size());
  }
}

TEST(SelectLanguageTest, AnItemThatIsNotParsedGetsTheSelectionOfAParsedOne) {
  v1::Article article = ArticleIn({"en", "ar", "zh-Hant"});
  article.mutable_translations(1)->set_stale(true);
  article.mutable_translations(1)->set_revision(300);
  article.mutable_translations(2)->set_kind(v1::TRANSLATION_KIND_MACHINE);
  article.mutable_translations(2)->set_pub_status(v1::PUB_STATUS_WITHHELD);
  ExpectTheSame(v1::ITEM_KIND_ARTICLE, article);
  v1::Recommendation recommendation = RecommendationIn({"fr", "en", "en"});
  recommendation.mutable_texts(1)->set_stale(true);
  recommendation.mutable_texts(2)->set_kind(v1::TRANSLATION_KIND_MACHINE);
  ExpectTheSame(v1::ITEM_KIND_RECOMMENDATION, recommendation);
}

TEST(PreferenceTest, ItemsAreShownWholeOnlyToThoseWhoAskForNothing) {
  EXPECT_TRUE(CompiledPreference(Wanting({}, v1::FALLBACK_MODE_STRICT)).shows_whole());
  std::vector<v1::LanguagePreference> others = {
      Wanting({"en"}), Wanting({"*"}), Wanting({}, v1::FALLBACK_MODE_ALL), {}, {}, {}};
  others[3].set_exclude_stale(true);
  others[4].set_exclude_machine_translation(true);
  others[5].set_notice_language("fr");
  for (const v1::LanguagePreference& other : others) {
    EXPECT_FALSE(CompiledPreference(other).shows_whole()) << other.DebugString();
  }
}

TEST(PreferenceTest, SixteenLanguagesAreTheLimit) {
  Violations violations;
  ValidatePreference(Wanting(Tags(16, "fr")), "language", &violations);
  EXPECT_TRUE(violations.empty());
  ValidatePreference(Wanting(Tags(17, "fr")), "language", &violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].reason, "TOO_MANY");
}

std::string Canonical(const v1::LanguagePreference& preference) {
  return CompiledPreference(preference).canonical();
}

TEST(PreferenceTest, FormsThatMeanTheSameAreTheSame) {
  const v1::LanguagePreference french = Wanting({"fr-CA", "he"});
  EXPECT_EQ(Canonical(french), Canonical(Wanting({"FR-ca", "iw", "fr-CA"})));
  EXPECT_EQ(Canonical(french), Canonical(Wanting({"fr-CA", "he"}, v1::FALLBACK_MODE_ORIGINAL)));
  v1::LanguagePreference noticed = french;
  noticed.set_notice_language("fr-ca");
  EXPECT_EQ(Canonical(french), Canonical(noticed));
  EXPECT_EQ(Canonical({}), Canonical(Wanting({}, v1::FALLBACK_MODE_STRICT)));
}

TEST(PreferenceTest, WhatChangesTheAnswerMakesADifference) {
  std::vector<v1::LanguagePreference> all = {
      Wanting({}),
      Wanting({}, v1::FALLBACK_MODE_ALL),
      Wanting({"*"}),
      Wanting({"fr"}),
      Wanting({"fr", "en"}),
      Wanting({"en", "fr"}),
      Wanting({"fr", "en"}, v1::FALLBACK_MODE_STRICT),
      Wanting({"fr", "en"}, v1::FALLBACK_MODE_LISTED),
      Wanting({"fr", "en"}, v1::FALLBACK_MODE_ALL),
  };
  all.push_back(Wanting({"fr"}));
  all.back().set_exclude_machine_translation(true);
  all.push_back(Wanting({"fr"}));
  all.back().set_exclude_stale(true);
  all.push_back(Wanting({"fr"}));
  all.back().set_notice_language("ar");
  all.push_back(Wanting({"fr"}));
  all.back().set_notice_language("de");  // of the dates: there are no German notices
  std::set<std::string> canonical;
  for (const v1::LanguagePreference& preference : all) canonical.insert(Canonical(preference));
  EXPECT_EQ(canonical.size(), all.size());
}

}  // namespace
}  // namespace newswire

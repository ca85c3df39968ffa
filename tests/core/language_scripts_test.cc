// Who must not be given what: neighbours, kin, other scripts of the same language, and the regions
// of one. A matcher that is kind to machines would answer many of these rows otherwise, and some of
// those answers are an insult.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "service/core/language.h"
#include "tests/core/language_items.h"

namespace newswire {
namespace {

struct Row {
  Tags available;  // beside the English original
  Tags wanted;
  const char* served;  // empty: none of the wanted ones
};

using Rows = std::vector<Row>;

void ExpectServed(const Rows& rows) {
  for (const Row& row : rows) {
    SCOPED_TRACE(testing::PrintToString(row.wanted) + " of " +
                 testing::PrintToString(row.available));
    Tags all = {"en"};
    all.insert(all.end(), row.available.begin(), row.available.end());
    for (const std::string& tag : all) EXPECT_EQ(CanonicalLanguage(tag), tag);
    for (const std::string& tag : row.wanted) EXPECT_TRUE(CanonicalLanguage(tag)) << tag;
    v1::Article article = ArticleIn(all);
    const auto selection = SelectLanguage(Wanting(row.wanted), &article);
    ASSERT_TRUE(selection.ok()) << selection.status();
    const std::string served = row.served;
    EXPECT_EQ(selection->served(), served.empty() ? "en" : served);
    EXPECT_EQ(selection->reason() == v1::SELECTION_REASON_ORIGINAL_LANGUAGE, served.empty());
  }
}

TEST(LanguageScriptsTest, DevanagariDoesNotMakeHindiOfItsNeighbours) {
  ExpectServed({{{"hi"}, {"hi-IN"}, "hi"},
                {{"hi"}, {"mr"}, ""},
                {{"hi"}, {"ne"}, ""},
                {{"ne"}, {"hi"}, ""},
                {{"hi"}, {"bho"}, ""},
                {{"hi"}, {"sa"}, ""},
                {{"ne"}, {"ne-IN"}, "ne"},
                {{"hi"}, {"hi-Latn"}, ""},
                {{"hi-Latn"}, {"hi"}, ""}});
}

TEST(LanguageScriptsTest, HindiAndUrduAreTwo) {
  ExpectServed({{{"hi"}, {"ur"}, ""},
                {{"ur"}, {"hi"}, ""},
                {{"ur"}, {"ur-IN"}, "ur"},
                {{"hi", "ur"}, {"ur-PK"}, "ur"}});
}

TEST(LanguageScriptsTest, BengaliIsOneOnBothSidesOfTheBorderAndNotAssamese) {
  ExpectServed({{{"bn"}, {"bn-IN"}, "bn"},
                {{"bn-IN"}, {"bn-BD"}, "bn-IN"},
                {{"bn"}, {"as"}, ""},
                {{"as"}, {"bn"}, ""}});
}

TEST(LanguageScriptsTest, PunjabiIsWrittenInTwoScripts) {
  ExpectServed({{{"pa"}, {"pa-IN"}, "pa"},
                {{"pa"}, {"pa-PK"}, ""},
                {{"pa"}, {"pa-Arab"}, ""},
                {{"pa-Arab"}, {"pa"}, ""},
                {{"pa-Arab"}, {"pa-PK"}, "pa-Arab"},
                {{"pa-Guru"}, {"pa"}, "pa-Guru"},
                {{"pa", "pa-Arab"}, {"pa-PK"}, "pa-Arab"},
                {{"hi"}, {"pa"}, ""},
                {{"ur"}, {"pa-Arab"}, ""}});
}

TEST(LanguageScriptsTest, SouthAsiaHasNoCommonLanguage) {
  ExpectServed({{{"ta"}, {"ta-LK"}, "ta"},
                {{"si"}, {"ta"}, ""},
                {{"ta"}, {"si"}, ""},
                {{"sd"}, {"sd-Deva"}, ""},
                {{"sd-Deva"}, {"sd-IN"}, "sd-Deva"},
                {{"ks"}, {"ur"}, ""},
                {{"my"}, {"rhg"}, ""}});
}

TEST(LanguageScriptsTest, ThaiIsNotLaoOrKhmer) {
  ExpectServed({{{"th"}, {"th-TH"}, "th"},
                {{"th"}, {"lo"}, ""},
                {{"lo"}, {"th"}, ""},
                {{"th"}, {"km"}, ""}});
}

TEST(LanguageScriptsTest, HebrewAndYiddishShareLettersAlone) {
  ExpectServed({{{"he"}, {"yi"}, ""},
                {{"yi"}, {"he"}, ""},
                {{"yi"}, {"ji"}, "yi"},
                {{"he"}, {"ar"}, ""},
                {{"ar"}, {"he"}, ""},
                {{"he"}, {"he-US"}, "he"}});
}

TEST(LanguageScriptsTest, DariIsPersianOfAfghanistanAndPashtoIsNot) {
  ExpectServed({{{"fa"}, {"prs"}, "fa"},
                {{"fa"}, {"fa-AF"}, "fa"},
                {{"fa-AF"}, {"prs"}, "fa-AF"},
                {{"fa", "fa-AF"}, {"prs"}, "fa-AF"},
                {{"fa"}, {"ps"}, ""},
                {{"ps"}, {"fa-AF"}, ""},
                {{"ps"}, {"ps-PK"}, "ps"},
                {{"fa"}, {"tg"}, ""},
                {{"tg"}, {"fa"}, ""},
                {{"ar"}, {"fa"}, ""},
                {{"fa"}, {"ckb"}, ""}});
}

TEST(LanguageScriptsTest, KurdishReadersAreNotGivenTurkishOrArabic) {
  ExpectServed({{{"tr"}, {"ku"}, ""},
                {{"ar"}, {"ckb"}, ""},
                {{"ku"}, {"ckb"}, ""},
                {{"ckb"}, {"ku"}, ""},
                {{"ckb"}, {"ckb-IR"}, "ckb"},
                {{"tr", "ku"}, {"ku-TR"}, "ku"}});
}

TEST(LanguageScriptsTest, SerbianHasTwoScriptsAndItsNeighboursAreNotSerbian) {
  ExpectServed({{{"sr"}, {"sr-Cyrl"}, "sr"},
                {{"sr-Latn"}, {"sr"}, ""},
                {{"sr-Latn"}, {"sr-Cyrl"}, ""},
                {{"sr-Latn"}, {"sh"}, "sr-Latn"},
                {{"sr-Cyrl", "sr-Latn"}, {"sr-Latn-RS"}, "sr-Latn"},
                {{"sr-Cyrl", "sr-Latn"}, {"sr-ME"}, "sr-Latn"},
                {{"sr-Latn"}, {"hr"}, ""},
                {{"sr-Latn"}, {"bs"}, ""},
                {{"hr"}, {"sr-Latn"}, ""},
                {{"hr"}, {"bs"}, ""},
                {{"bs"}, {"hr"}, ""},
                {{"bs"}, {"bs-Cyrl"}, ""},
                {{"bs-Cyrl"}, {"bs"}, ""},
                {{"sr-Cyrl"}, {"bs-Cyrl"}, ""},
                {{"bg"}, {"mk"}, ""},
                {{"mk"}, {"bg"}, ""},
                {{"sr"}, {"mk"}, ""},
                {{"sq"}, {"sq-XK"}, "sq"}});
}

TEST(LanguageScriptsTest, RussianDoesNotStandInForItsNeighbours) {
  ExpectServed({{{"ru"}, {"be"}, ""},
                {{"ru"}, {"kk"}, ""},
                {{"ru"}, {"ky"}, ""},
                {{"ru"}, {"tg"}, ""},
                {{"ru"}, {"hy"}, ""},
                {{"ru"}, {"ka"}, ""},
                {{"ru"}, {"az"}, ""},
                {{"ru"}, {"uz-Cyrl"}, ""},
                {{"ru"}, {"tt"}, ""},
                {{"ru"}, {"ce"}, ""},
                {{"uk"}, {"ru"}, ""},
                {{"uk"}, {"be"}, ""},
                {{"ru"}, {"ru-UA"}, "ru"},
                {{"ru", "uk"}, {"uk-UA", "ru"}, "uk"},
                {{"ru"}, {"ro-MD"}, ""},
                {{"ro"}, {"ro-MD"}, "ro"}});
}

TEST(LanguageScriptsTest, MongolianOfChinaIsWrittenInItsOwnScript) {
  ExpectServed({{{"mn"}, {"mn-MN"}, "mn"},
                {{"mn"}, {"mn-CN"}, ""},
                {{"mn"}, {"mn-Mong"}, ""},
                {{"mn-Mong"}, {"mn-CN"}, "mn-Mong"},
                {{"mn-Mong"}, {"mn"}, ""},
                {{"mn-Cyrl"}, {"mn"}, "mn-Cyrl"},
                {{"zh-Hans"}, {"mn-Mong"}, ""}});
}

TEST(LanguageScriptsTest, KazakhAndUzbekHaveThreeScripts) {
  ExpectServed({{{"kk"}, {"kk-KZ"}, "kk"},
                {{"kk"}, {"kk-CN"}, ""},
                {{"kk-Arab"}, {"kk-CN"}, "kk-Arab"},
                {{"kk-Latn"}, {"kk"}, ""},
                {{"kk"}, {"kk-Latn"}, ""},
                {{"uz"}, {"uz-Latn"}, "uz"},
                {{"uz-Cyrl"}, {"uz"}, ""},
                {{"uz"}, {"uz-Cyrl"}, ""},
                {{"uz-Cyrl", "uz"}, {"uz-Cyrl-UZ"}, "uz-Cyrl"},
                {{"uz"}, {"uz-AF"}, ""},
                {{"uz-Arab"}, {"uz-AF"}, "uz-Arab"}});
}

TEST(LanguageScriptsTest, AzeriHasThreeScriptsAndIsNotTurkish) {
  ExpectServed({{{"az"}, {"az-Latn"}, "az"},
                {{"az"}, {"az-Cyrl"}, ""},
                {{"az-Cyrl"}, {"az"}, ""},
                {{"az-Arab"}, {"az"}, ""},
                {{"az"}, {"az-IR"}, ""},
                {{"az-Arab"}, {"az-IR"}, "az-Arab"},
                {{"tr"}, {"az"}, ""},
                {{"az"}, {"tr"}, ""},
                {{"tr"}, {"tk"}, ""},
                {{"tr"}, {"crh"}, ""}});
}

TEST(LanguageScriptsTest, TraditionalAndSimplifiedChineseDoNotMix) {
  ExpectServed({{{"zh-Hant-TW", "zh-Hant-HK"}, {"zh-MO"}, "zh-Hant-HK"},
                {{"zh-Hant-TW"}, {"zh-HK"}, "zh-Hant-TW"},
                {{"zh-TW"}, {"zh-Hant"}, "zh-TW"},
                {{"zh-TW"}, {"zh-CN"}, ""},
                {{"zh-TW"}, {"zh"}, ""},
                {{"zh-Hant"}, {"zh-Hans-HK"}, ""},
                {{"zh-Hans"}, {"zh-Hant-CN"}, ""},
                {{"zh-CN"}, {"zh-SG"}, "zh-CN"},
                {{"zh-Hans", "zh-Hant"}, {"zh-TW"}, "zh-Hant"},
                {{"zh-Hans", "zh-Hant"}, {"zh-MY"}, "zh-Hans"}});
}

TEST(LanguageScriptsTest, ChineseDoesNotStandInForTheOtherLanguagesOfChina) {
  ExpectServed({{{"zh-Hant"}, {"yue"}, ""},
                {{"yue"}, {"zh-HK"}, ""},
                {{"zh-Hans"}, {"yue-CN"}, ""},
                {{"yue"}, {"yue-HK"}, "yue"},
                {{"zh-Hans"}, {"bo"}, ""},
                {{"zh-Hans"}, {"ug"}, ""},
                {{"zh-Hans"}, {"ii"}, ""},
                {{"zh-Hans"}, {"za"}, ""},
                {{"bo"}, {"bo-IN"}, "bo"}});
}

TEST(LanguageScriptsTest, KoreanIsOneLanguageAndNotJapanese) {
  ExpectServed({{{"ko"}, {"ko-KP"}, "ko"},
                {{"ko-KP"}, {"ko-KR"}, "ko-KP"},
                {{"ko-KP", "ko-KR"}, {"ko-KR"}, "ko-KR"},
                {{"ja"}, {"ko"}, ""},
                {{"ko"}, {"ja"}, ""},
                {{"ja"}, {"ja-JP"}, "ja"},
                {{"ja"}, {"ja-Latn"}, ""},
                {{"ja"}, {"ain"}, ""}});
}

TEST(LanguageScriptsTest, AmharicDoesNotStandInForTheOthersOfEthiopia) {
  ExpectServed({{{"am"}, {"am-ET"}, "am"},
                {{"am"}, {"ti"}, ""},
                {{"ti"}, {"am"}, ""},
                {{"am"}, {"om"}, ""},
                {{"ti"}, {"ti-ER"}, "ti"}});
}

TEST(LanguageScriptsTest, WhoReadsALanguageOfTheirOwnIsNotGivenTheOneOfTheState) {
  ExpectServed({{{"es"}, {"ca"}, ""},
                {{"es"}, {"eu"}, ""},
                {{"es"}, {"gl"}, ""},
                {{"es"}, {"qu"}, ""},
                {{"fr"}, {"br"}, ""},
                {{"fr"}, {"wo"}, ""},
                {{"da"}, {"kl"}, ""},
                {{"sv"}, {"fi"}, ""},
                {{"nn"}, {"nb"}, ""},
                {{"da", "no"}, {"nb"}, "no"},
                {{"nl"}, {"fy"}, ""},
                {{"nl"}, {"af"}, ""},
                {{"ar"}, {"arz"}, ""},
                {{"ar"}, {"zgh"}, ""},
                {{"id"}, {"ms"}, ""},
                {{"ms"}, {"id"}, ""},
                {{"ms"}, {"ms-Arab"}, ""},
                {{"id"}, {"jv"}, ""}});
}

}  // namespace
}  // namespace newswire

#include "service/core/notices.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

const Strings& SixLanguages() {
  static const auto* const languages = new Strings{"ar", "en", "es", "fr", "ru", "zh-Hans"};
  return *languages;
}

// As the server gives them.
std::vector<Notices::Argument> Arguments(const std::string& code, std::int64_t count) {
  if (code == "language.fallback") return {"WANTED", "SERVED"};
  if (code == "language.fallback.some") return {"WANTED", count, std::int64_t{1200}};
  if (code == "language.unavailable") return {"WANTED"};
  return {};
}

std::string Some(const std::string& language, std::int64_t count, std::int64_t total) {
  const auto text =
      Notices::BuiltIn().Format("language.fallback.some", language, {"X", count, total});
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

TEST(NoticesTest, EveryCodeIsThereInTheSixLanguages) {
  EXPECT_EQ(Notices::BuiltIn().codes(),
            (Strings{"item.canceled", "item.withheld", "language.fallback",
                     "language.fallback.some", "language.unavailable"}));
  for (const std::string& code : Notices::BuiltIn().codes()) {
    EXPECT_EQ(Notices::BuiltIn().languages(code), SixLanguages()) << code;
  }
}

TEST(NoticesTest, EverySentenceCanBeWrittenAndNamesItsArguments) {
  for (const std::string& code : Notices::BuiltIn().codes()) {
    std::set<std::string> texts;
    for (const std::string& language : SixLanguages()) {
      for (const std::int64_t count : {0, 1, 2, 3, 5, 11, 21, 100, 1'000'000}) {
        SCOPED_TRACE(absl::StrCat(code, " in ", language, " for ", count));
        const auto text = Notices::BuiltIn().Format(code, language, Arguments(code, count));
        ASSERT_TRUE(text.ok()) << text.status();
        EXPECT_EQ(text->find_first_of("{}#'|"), std::string::npos) << *text;
        EXPECT_EQ(text->find("WANTED") != std::string::npos, code.rfind("language.", 0) == 0);
        EXPECT_EQ(text->find("SERVED") != std::string::npos, code == "language.fallback");
        texts.insert(*text);
      }
    }
    // No sentence was put down under two languages.
    EXPECT_GE(texts.size(), SixLanguages().size()) << code;
  }
}

TEST(NoticesTest, NumbersAreCountedAsTheLanguageDoesIt) {
  EXPECT_EQ(Some("en", 1, 6),
            "1 of 6 recommendations is not available in the requested language (X).");
  EXPECT_EQ(Some("en", 3, 6),
            "3 of 6 recommendations are not available in the requested language (X).");
  EXPECT_EQ(Some("en", 1, 1),
            "1 of 1 recommendation is not available in the requested language (X).");
  EXPECT_EQ(Some("fr", 1, 6),
            "1 recommandation sur 6 n’est pas disponible dans la langue demandée (X).");
  EXPECT_EQ(Some("es", 3, 6),
            "3 de 6 recomendaciones no están disponibles en el idioma solicitado (X).");
  EXPECT_EQ(Some("ru", 1, 6), "На запрошенном языке (X) недоступна 1 из 6 рекомендаций.");
  EXPECT_EQ(Some("ru", 2, 21), "На запрошенном языке (X) недоступны 2 из 21 рекомендации.");
  EXPECT_EQ(Some("ru", 5, 6), "На запрошенном языке (X) недоступно 5 из 6 рекомендаций.");
  EXPECT_EQ(Some("ru", 21, 60), "На запрошенном языке (X) недоступна 21 из 60 рекомендаций.");
  EXPECT_EQ(Some("zh-Hans", 3, 6), "共 6 条建议，其中 3 条没有所请求语言（X）的版本。");
}

TEST(NoticesTest, ArabicHasADualAndItsOwnDigits) {
  EXPECT_EQ(Some("ar", 1, 6), "توصية واحدة من أصل ٦ غير متاحة باللغة المطلوبة (X).");
  EXPECT_EQ(Some("ar", 2, 6), "توصيتان من أصل ٦ غير متاحتين باللغة المطلوبة (X).");
  EXPECT_EQ(Some("ar", 3, 6), "٣ توصيات من أصل ٦ غير متاحة باللغة المطلوبة (X).");
  EXPECT_EQ(Some("ar", 11, 60), "١١ توصية من أصل ٦٠ غير متاحة باللغة المطلوبة (X).");
}

TEST(NoticesTest, LargeNumbersAreGroupedAsTheLanguageDoesIt) {
  EXPECT_NE(Some("en", 1000, 12000).find("1,000 of 12,000"), std::string::npos);
  EXPECT_NE(Some("es", 12000, 12000).find("12.000"), std::string::npos);
}

TEST(NoticesTest, RegionsShareASentenceAndScriptsDoNot) {
  const Notices& notices = Notices::BuiltIn();
  for (const char* tag : {"fr-CA", "zh", "zh-CN", "en-GB", "es-419", "ar-EG", "ru-UA"}) {
    EXPECT_TRUE(notices.Speaks(tag)) << tag;
  }
  for (const char* tag : {"zh-Hant", "zh-TW", "uk", "pt", "fa", "ary", "de"}) {
    EXPECT_FALSE(notices.Speaks(tag)) << tag;
  }
  EXPECT_EQ(*notices.Format("item.withheld", "fr-CA", {}),
            *notices.Format("item.withheld", "fr", {}));
  EXPECT_TRUE(absl::IsNotFound(notices.Format("item.withheld", "zh-TW", {}).status()));
  EXPECT_TRUE(absl::IsNotFound(notices.Format("item.forgotten", "en", {}).status()));
}

TEST(NoticesTest, AWithheldItemMayComeBackAndACancelledOneMayNot) {
  const Notices& notices = Notices::BuiltIn();
  for (const std::string& language : SixLanguages()) {
    EXPECT_NE(*notices.Format("item.withheld", language, {}),
              *notices.Format("item.canceled", language, {}));
  }
  EXPECT_EQ(*notices.Format("item.withheld", "en", {}),
            "This item has been taken back for the time being and must not be used.");
  EXPECT_EQ(*notices.Format("item.canceled", "en", {}),
            "This item has been taken back for good and must not be used.");
}

TEST(NoticesTest, ALineThatIsNoSentenceIsFoundWithItsNumber) {
  EXPECT_TRUE(Notices::Parse("").ok());
  EXPECT_TRUE(Notices::Parse("# nothing\n\n  a.b.en = text = text\n").ok());
  for (const char* line : {"a.b.en", "a.b.en =", "= text", ".en = text", "a.b. = text",
                           "a.b.iw = text", "a.b.qqq = text", "en = text"}) {
    const auto parsed = Notices::Parse(std::string("a.en = first\n") + line);
    EXPECT_TRUE(absl::IsInvalidArgument(parsed.status())) << line;
    EXPECT_NE(parsed.status().ToString().find("line 2"), std::string::npos) << line;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(Notices::Parse("a.en = one\na.en = two").status()));
}

TEST(NoticesTest, APatternThatIsNoneOrLacksAnArgumentIsRefused) {
  const auto notices = Notices::Parse(
      "open.en = {0\n"
      "plural.en = {0, plural, one {#}}\n"
      "two.en = {0} and {1}\n"
      "nested.en = {0, plural, other {# of {1}}}\n");
  ASSERT_TRUE(notices.ok()) << notices.status();
  EXPECT_TRUE(absl::IsInvalidArgument(notices->Format("open", "en", {"a"}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(notices->Format("plural", "en", {std::int64_t{1}}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(notices->Format("two", "en", {"a"}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(notices->Format("nested", "en", {std::int64_t{2}}).status()));
  EXPECT_EQ(*notices->Format("two", "en", {"a", "b"}), "a and b");
}

}  // namespace
}  // namespace newswire

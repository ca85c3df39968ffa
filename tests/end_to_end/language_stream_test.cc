// Readers who ask for languages, through the real server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/end_to_end/language_world.h"

namespace newswire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LanguageStream : public LanguageWorld {};

std::vector<std::string> BytesOf(const std::vector<v1::FeedEntry>& entries) {
  std::vector<std::string> bytes;
  for (const v1::FeedEntry& entry : entries) bytes.push_back(entry.SerializeAsString());
  return bytes;
}

TEST_F(LanguageStream, TenReadersWithTwoPreferencesAndAFilterGetTheirLanguageAndNothingElse) {
  v1::SubscribeRequest french = FromTheBeginning(Wanting({"fr-CA", "fr"}));
  v1::SubscribeRequest arabic = FromTheBeginning(Wanting({"ar"}));
  for (auto* request : {&french, &arabic}) {
    request->mutable_filter()->add_kinds(v1::ITEM_KIND_ARTICLE);
  }
  Publish(ArticleIn("a", {"en", "fr", "ar"}));
  Publish(RecommendationIn(1, {"en", "fr", "ar"}));
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 10; ++i) readers.push_back(Follow(i % 2 == 0 ? french : arabic));
  for (const auto& reader : readers) ASSERT_EQ(reader->Take(1).size(), 1u);
  Publish(ArticleIn("b", {"en", "fr"}));
  Publish(ArticleIn("c", {"ar", "fr"}));
  Publish(RecommendationIn(2, {"en"}));
  Publish(ArticleIn("d", {"en"}));
  const Tags to_french = {"3 fr", "4 fr", "6 en"};
  const Tags to_arabic = {"3 en", "4 ar", "6 en"};
  for (int i = 0; i < 10; ++i) {
    const auto entries = readers[i]->Take(3);
    EXPECT_EQ(Served(entries), i % 2 == 0 ? to_french : to_arabic);
    for (const v1::FeedEntry& entry : entries) {
      ASSERT_EQ(entry.article().translations_size(), 1);
      EXPECT_EQ(entry.article().translations(0).language(), entry.selection().served());
      EXPECT_EQ(entry.selection().has_notice(), entry.selection().preference_index() < 0);
    }
  }
}

TEST_F(LanguageStream, TheFingerprintTellsPreferencesApart) {
  const auto fingerprint = [this](const v1::SubscribeRequest& request) {
    return Follow(request)->Open().filter_fingerprint();
  };
  v1::SubscribeRequest none;
  none.mutable_start()->set_earliest(true);
  EXPECT_EQ(fingerprint(none), "0000000000000000");
  EXPECT_NE(fingerprint(FromTheBeginning({})), fingerprint(none));
  EXPECT_EQ(fingerprint(FromTheBeginning(Wanting({"iw"}))),
            fingerprint(FromTheBeginning(Wanting({"he", "iw"}, v1::FALLBACK_MODE_ORIGINAL))));
  EXPECT_NE(fingerprint(FromTheBeginning(Wanting({"fr", "en"}))),
            fingerprint(FromTheBeginning(Wanting({"en", "fr"}))));
}

TEST_F(LanguageStream, WhoGotAFallbackGetsTheTranslationWhenItComes) {
  const auto reader = Follow(FromTheBeginning(Wanting({"fr"})));
  Publish(ArticleIn("a", {"en"}));
  const v1::FeedEntry first = reader->Take(1).front();
  EXPECT_EQ(first.selection().served(), "en");
  EXPECT_EQ(first.selection().notice().code(), "language.fallback");
  Publish(ArticleIn("a", {"en", "fr"}));
  const v1::FeedEntry second = reader->Take(1).front();
  EXPECT_EQ(second.action(), v1::FEED_ACTION_TRANSLATE);
  EXPECT_EQ(second.name(), first.name());
  EXPECT_EQ(second.revision(), 2u);
  EXPECT_EQ(second.previous_sequence(), first.sequence());
  EXPECT_EQ(second.selection().served(), "fr");
  EXPECT_EQ(second.selection().reason(), v1::SELECTION_REASON_EXACT);
  EXPECT_FALSE(second.selection().has_notice());
  ASSERT_EQ(second.article().translations_size(), 1);
  EXPECT_EQ(second.article().translations(0).headlines(0).value(), "headline fr");
}

TEST_F(LanguageStream, DirectionsOfTextAndNoticeAreStatedEach) {
  Publish(ArticleIn("a", {"en", "ar"}));
  Publish(ArticleIn("b", {"en"}));
  const auto entries = Follow(FromTheBeginning(Wanting({"ar-EG"})))->Take(2);
  EXPECT_EQ(entries[0].selection().direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(entries[0].article().translations(0).direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(entries[1].selection().direction(), v1::TEXT_DIRECTION_LTR);
  EXPECT_EQ(entries[1].selection().notice().direction(), v1::TEXT_DIRECTION_RTL);
  EXPECT_EQ(entries[1].selection().dates(0).text(), "٩ يونيو ٢٠٢٢");
}

TEST_F(LanguageStream, TheNoticeComesInTheSixLanguages) {
  Publish(ArticleIn("a", {"pt"}));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"ar",
       "هذا المحتوى غير متاح باللغة المطلوبة (العربية). وهو معروض باللغة التالية: البرتغالية."},
      {"zh-Hans", "此内容没有所请求语言（中文（简体））的版本，现以下列语言显示：葡萄牙语。"},
      {"en",
       "This content is not available in the requested language (English). It is shown in: "
       "Portuguese."},
      {"fr",
       "Ce contenu n’est pas disponible dans la langue demandée (français). Il est présenté dans "
       "la "
       "langue suivante : portugais."},
      {"ru",
       "Этот материал недоступен на запрошенном языке (русский). Показан на языке: "
       "португальский."},
      {"es",
       "Este contenido no está disponible en el idioma solicitado (español). Se muestra en: "
       "portugués."},
  };
  for (const auto& [language, text] : expected) {
    const auto entry = Follow(FromTheBeginning(Wanting({language})))->Take(1).front();
    EXPECT_EQ(entry.selection().notice().text(), text);
    EXPECT_EQ(entry.selection().notice().language(), language);
  }
}

TEST_F(LanguageStream, StrictAndListedSendTheEntryWithoutAnItemTheyDoNotAllow) {
  Publish(ArticleIn("a", {"en", "es"}));
  const auto seen = [this](v1::FallbackMode mode) {
    return Follow(FromTheBeginning(Wanting({"fr", "es"}, mode)))->Take(1).front();
  };
  const v1::FeedEntry strict = seen(v1::FALLBACK_MODE_STRICT);
  EXPECT_EQ(strict.payload_case(), v1::FeedEntry::PAYLOAD_NOT_SET);
  EXPECT_EQ(strict.selection().reason(), v1::SELECTION_REASON_NOTHING_AVAILABLE);
  EXPECT_EQ(strict.selection().notice().code(), "language.unavailable");
  EXPECT_EQ(strict.name(), ArticleIn("a", {"en"}).name());
  EXPECT_EQ(strict.content_sha256().size(), 32u);
  const v1::FeedEntry listed = seen(v1::FALLBACK_MODE_LISTED);
  EXPECT_EQ(listed.selection().served(), "es");
  EXPECT_EQ(listed.selection().reason(), v1::SELECTION_REASON_LATER_PREFERENCE);
  EXPECT_EQ(listed.selection().notice().code(), "language.fallback");
}

TEST_F(LanguageStream, WithoutLanguagesEverythingComesAndTheSelectionSaysSo) {
  Publish(ArticleIn("a", {"en", "fr"}));
  for (const auto& preference : {Wanting({}), Wanting({"fr"}, v1::FALLBACK_MODE_ALL)}) {
    const v1::FeedEntry entry = Follow(FromTheBeginning(preference))->Take(1).front();
    EXPECT_EQ(entry.article().translations_size(), 2);
    EXPECT_EQ(entry.selection().reason(), v1::SELECTION_REASON_NO_PREFERENCE);
  }
}

TEST_F(LanguageStream, EachRecommendationIsNegotiatedAndAListHasOneNotice) {
  Publish(RecommendationIn(1, {"en", "fr"}));
  Publish(RecommendationIn(2, {"en"}));
  Publish(RecommendationIn(3, {"en", "fr"}));
  const auto entries = Follow(FromTheBeginning(Wanting({"fr"})))->Take(3);
  EXPECT_EQ(Served(entries), (Tags{"1 fr", "2 en", "3 fr"}));
  for (const v1::FeedEntry& entry : entries) {
    ASSERT_EQ(entry.recommendation().texts_size(), 1);
    EXPECT_EQ(entry.recommendation().texts(0).value(), "text " + entry.selection().served());
  }
  v1::ListRecommendationsRequest list;
  *list.mutable_language() = Wanting({"fr"});
  const auto listed = client_->ListRecommendations(list);
  ASSERT_TRUE(listed.ok()) << listed.status();
  EXPECT_EQ(listed->notice().text(),
            "1 recommandation sur 3 n’est pas disponible dans la langue demandée (français).");
  v1::BatchGetRecommendationsRequest get;
  *get.mutable_language() = Wanting({"fr"});
  get.add_names(RecommendationIn(1, {"en"}).name());
  EXPECT_FALSE(client_->BatchGetRecommendations(get)->has_notice());
  get.add_names(RecommendationIn(2, {"en"}).name());
  EXPECT_EQ(client_->BatchGetRecommendations(get)->notice().code(), "language.fallback.some");
}

TEST_F(LanguageStream, APageShowsEntriesAsTheStreamDoes) {
  for (int i = 0; i < 5; ++i) Publish(ArticleIn(absl::StrCat("a", i), {"en", "fr", "ar"}));
  Publish(RecommendationIn(1, {"en"}));
  const v1::LanguagePreference french = Wanting({"fr"});
  const auto streamed = Follow(FromTheBeginning(french))->Take(6);
  const auto page = Read(&french);
  EXPECT_EQ(Served(page), (Tags{"1 fr", "2 fr", "3 fr", "4 fr", "5 fr", "6 en"}));
  ASSERT_EQ(page.size(), streamed.size());
  for (std::size_t i = 0; i < page.size(); ++i) {
    EXPECT_EQ(page[i].ShortDebugString(), streamed[i].ShortDebugString());
  }
}

TEST_F(LanguageStream, APreferenceThatIsNoneIsRefusedWithTheNameOfTheField) {
  const auto reader = Follow(FromTheBeginning(Wanting({"fr", "klingonish"})));
  const grpc::Status status = reader->Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("language.languages[1]"));
  v1::ReadEntriesRequest request;
  request.mutable_start()->set_earliest(true);
  request.mutable_language()->set_notice_language("zz-1");
  const auto page = client_->ReadEntries(request);
  EXPECT_TRUE(absl::IsInvalidArgument(page.status()));
  EXPECT_THAT(std::string(page.status().message()), HasSubstr("language.notice_language"));
}

// All bytes of the files below a folder.
std::string BytesUnder(const std::string& folder) {
  std::string bytes;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(in), {});
  }
  return bytes;
}

TEST_F(LanguageStream, NothingLocalisedIsStored) {
  Publish(ArticleIn("a", {"en", "fr"}));
  Publish(ArticleIn("b", {"en"}));
  Publish(RecommendationIn(1, {"en"}));
  const auto stored = Read(nullptr);
  ASSERT_EQ(stored.size(), 3u);
  for (const v1::FeedEntry& entry : stored) EXPECT_FALSE(entry.has_selection());
  const auto before = BytesOf(stored);
  for (const char* language : {"fr", "ar", "ru", "es", "zh-Hans", "en", "de", "th", "fa"}) {
    for (const auto mode : {v1::FALLBACK_MODE_ORIGINAL, v1::FALLBACK_MODE_STRICT,
                            v1::FALLBACK_MODE_LISTED, v1::FALLBACK_MODE_ALL}) {
      const v1::LanguagePreference preference = Wanting({language}, mode);
      Read(&preference);
      Follow(FromTheBeginning(preference))->Take(3);
      v1::GetArticleRequest get;
      get.set_name(ArticleIn("b", {"en"}).name());
      *get.mutable_language() = preference;
      client_->GetArticle(get).IgnoreError();
    }
  }
  EXPECT_EQ(BytesOf(Read(nullptr)), before);
  // From disk, after everything in memory is gone.
  Restart();
  EXPECT_EQ(BytesOf(Read(nullptr)), before);
  const auto replayed = Follow(FromTheBeginning(Wanting({"fr"})))->Take(3);
  EXPECT_EQ(Served(replayed), (Tags{"1 fr", "2 en", "3 en"}));
  EXPECT_EQ(server_.Stop(), 0);
  const std::string disk = BytesUnder(server_.folder());
  EXPECT_THAT(disk.find("headline fr"), Not(std::string::npos)) << "the search finds nothing";
  for (const char* text : {"language.fallback", "language.unavailable", "anglais", "9 juin",
                           "английский", "الإنجليزية", "gregorian"}) {
    EXPECT_EQ(disk.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace newswire

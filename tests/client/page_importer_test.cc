#include "client/page_importer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_replace.h"
#include "client/files.h"
#include "client/item_json.h"
#include "client/page/text.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const std::string kSampleFolder = std::string(NEWSWIRE_SOURCE_DIR) + "/deploy/sample/";
const std::string kRealPage =
    std::string(NEWSWIRE_SOURCE_DIR) + "/../shared/data/press_release.txt";

std::vector<v1::PublishItem> Import(const std::string& page, const std::string& provider) {
  PageOptions options;
  options.provider = provider;
  auto items = ImportPage(page, options);
  EXPECT_TRUE(items.ok()) << items.status();
  return items.ok() ? *items : std::vector<v1::PublishItem>();
}

template <typename List>
std::vector<std::string> NamesOf(const List& entities) {
  std::vector<std::string> names;
  for (const auto& entity : entities) names.push_back(entity.names(0).value());
  return names;
}

template <typename List>
const v1::Entity& Named(const List& entities, const std::string& name) {
  for (const v1::Entity& entity : entities) {
    if (entity.names(0).value() == name) return entity;
  }
  ADD_FAILURE() << name << " was not found";
  static const v1::Entity kNobody;
  return kNobody;
}

std::string At(const v1::Article& article, const v1::TextSpan& span) {
  const page::Text body = page::FromUtf8(article.translations(0).bodies(0).value());
  return page::ToUtf8(std::u32string_view(body).substr(span.start(), span.length()));
}

// Every span of an entity must show its name, an acronym, a last name or an adjective: never a
// stretch of text that begins or ends within a word.
void ExpectSpansOnWords(const v1::Article& article, const v1::Entity& entity) {
  EXPECT_FALSE(entity.spans().empty()) << entity.names(0).value();
  for (const v1::TextSpan& span : entity.spans()) {
    const std::string text = At(article, span);
    EXPECT_TRUE(text.find_first_of(",;()“”") == std::string::npos) << text;
    EXPECT_TRUE(text.front() != ' ' && text.back() != ' ') << text;
  }
}

// Recommendations come first, are numbered from 1, and say what the article quotes, word for word.
void ExpectSixQuotedRecommendations(const std::vector<v1::PublishItem>& items) {
  ASSERT_EQ(items.size(), 7);
  ASSERT_TRUE(items.back().has_article());
  const v1::Article& article = items.back().article();
  const v1::SourceDocument& document = article.source_documents(0);
  ASSERT_EQ(article.recommendations_size(), 6);
  for (int i = 0; i < 6; ++i) {
    const v1::Recommendation& item = items[i].recommendation();
    const v1::RecommendationRef& reference = article.recommendations(i);
    EXPECT_EQ(item.ordinal(), static_cast<unsigned>(i + 1));
    EXPECT_EQ(item.ordinal_label(), "(" + std::to_string(i + 1) + ")");
    EXPECT_EQ(reference.ordinal(), item.ordinal());
    EXPECT_EQ(reference.ordinal_label(), item.ordinal_label());
    EXPECT_EQ(reference.recommendation(), item.name());
    EXPECT_EQ(reference.source_document_id(), document.id());
    EXPECT_EQ(item.name(), "recommendations/" + document.uri() + ":rec:" + std::to_string(i + 1));
    EXPECT_EQ(At(article, reference.spans(0)), item.texts(0).value());
    EXPECT_EQ(item.texts(0).textuality(), v1::TEXTUALITY_AS_REPORTED);
    EXPECT_EQ(item.texts(0).quoted_in(), article.name());
    EXPECT_EQ(item.source_document().titles(0).value(), document.titles(0).value());
    EXPECT_EQ(item.issued().not_before(), document.issued().not_before());
    EXPECT_EQ(item.status(), v1::RECOMMENDATION_STATUS_NOT_TRACKED);
    EXPECT_EQ(item.issuing_bodies_size(), 1);
  }
}

class SamplePageTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto page_text = ReadFile(kSampleFolder + "press_release.txt");
    ASSERT_TRUE(page_text.ok()) << page_text.status();
    page = *page_text;
    items = Import(page, "irpo.example");
    ASSERT_FALSE(items.empty());
    article = items.back().article();
  }

  std::string page;
  std::vector<v1::PublishItem> items;
  v1::Article article;
};

TEST_F(SamplePageTest, TheItemsInTheSampleFolderAreWhatTheImporterMakes) {
  const auto stored = ReadFile(kSampleFolder + "press_release.ndjson");
  ASSERT_TRUE(stored.ok()) << stored.status();
  std::string made;
  for (const v1::PublishItem& item : items) made += ToJson(item) + "\n";
  EXPECT_EQ(made, *stored)
      << "newswire import page --dry-run --provider irpo.example makes it anew";
}

TEST_F(SamplePageTest, NoticeAndBothDatesKeepTheirPlace) {
  EXPECT_EQ(article.provenance().page_notice(), page.substr(0, page.find('\n')));
  EXPECT_EQ(article.provenance().page_notice_language(), "fr");
  EXPECT_EQ(article.provenance().requested_language(), "fr");
  EXPECT_EQ(article.provenance().served_language(), "en");
  EXPECT_EQ(article.original_language(), "en");
  EXPECT_EQ(article.date_published().value(), "2023-03-16");
  EXPECT_EQ(article.date_published().source_text(), "16 mars 2023");
  EXPECT_EQ(article.date_published().source_language(), "fr");
  EXPECT_EQ(article.events(0).start().value(), "2023-03-14");
}

TEST_F(SamplePageTest, NothingOfTheTextIsLost) {
  const v1::Translation& text = article.translations(0);
  EXPECT_THAT(page, HasSubstr("\n" + text.headlines(0).value() + "\n"));
  EXPECT_THAT(page, ::testing::EndsWith(text.bodies(0).value() + "\n"));
}

TEST_F(SamplePageTest, PeopleHaveRolesHonorificsAndAffiliations) {
  ASSERT_THAT(NamesOf(article.people()),
              ElementsAre("Mirelle Oduvane", "Tobias Arnqvell", "Ysolde Marchetane"));
  const v1::Entity& director = article.people(0);
  EXPECT_EQ(director.honorifics(0).value(), "Dr.");
  EXPECT_EQ(director.roles(0).value(), "Director General");
  EXPECT_EQ(director.affiliation_ids(0),
            Named(article.organisations(), "International River Passage Organization").id());
  EXPECT_EQ(director.spans_size(), 3) << "two of them by her last name";
  EXPECT_EQ(article.people(1).roles(0).value(), "COFW Executive Director");
  EXPECT_EQ(article.people(1).affiliation_ids(0),
            Named(article.organisations(), "Continental Office for Flood Warning").id());
  EXPECT_EQ(article.people(2).affiliation_ids(0),
            Named(article.organisations(), "Lock Keepers Federation").id());
  for (const v1::Entity& person : article.people()) ExpectSpansOnWords(article, person);
}

TEST_F(SamplePageTest, OrganisationsAndPlacesAreFound) {
  EXPECT_THAT(NamesOf(article.organisations()),
              UnorderedElementsAre(
                  "International River Passage Organization", "Inland Waters Safety Council",
                  "Continental Office for Flood Warning", "Lock Keepers Federation", "NAVICOM"));
  EXPECT_THAT(NamesOf(article.places()), ElementsAre("Southern Africa", "Latin America"));
  for (const v1::Entity& entity : article.organisations()) ExpectSpansOnWords(article, entity);
  for (const v1::Entity& entity : article.places()) ExpectSpansOnWords(article, entity);
}

TEST_F(SamplePageTest, TheEventHasItsEditionAndItsHost) {
  const v1::Event& event = article.events(0);
  EXPECT_EQ(event.names(0).value(), "5th Session of the Inland Waters Safety Council");
  EXPECT_EQ(event.edition(), 5);
  EXPECT_EQ(event.start().source_text(), "On 14 March 2023");
  EXPECT_THAT(
      event.organiser_ids(),
      ElementsAre(Named(article.organisations(), "Continental Office for Flood Warning").id()));
  EXPECT_EQ(event.participant_ids_size(), 6);
}

TEST_F(SamplePageTest, TheCitedDocumentHasADateBracket) {
  const v1::SourceDocument& document = article.source_documents(0);
  EXPECT_EQ(document.titles(0).value(), "Field Guide to Safe Passage on Shared Rivers");
  EXPECT_EQ(document.kind(), "Field Guide");
  EXPECT_EQ(document.issued().not_before(), "2023-03-13");
  EXPECT_EQ(document.issued().not_after(), "2023-03-16");
  EXPECT_EQ(document.issued().source_text(), "issued earlier this week");
  EXPECT_THAT(document.abstracts(0).value(), StartsWith("a digest of five years"));
  EXPECT_EQ(document.programmes(0).value(), "IRPO Low Water Programme");
  EXPECT_EQ(document.related_place_ids_size(), 2);
}

TEST_F(SamplePageTest, RecommendationsAreQuotedWordForWord) {
  ExpectSixQuotedRecommendations(items);
}

TEST_F(SamplePageTest, APageWithoutANoticeIsThePageItself) {
  const std::string without = page.substr(page.find('\n') + 1);
  v1::Article plain = Import(without, "irpo.example").back().article();
  EXPECT_EQ(plain.provenance().page_notice(), "");
  *plain.mutable_provenance() = article.provenance();
  EXPECT_EQ(ToJson(plain), ToJson(article));
}

TEST(PageImporterTest, SaysWhatAPageLacks) {
  for (const char* bad : {"", "Headline\n\nText without a date.", "Headline\n\n1 May 2020\n"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ImportPage(bad, {}).status())) << bad;
  }
}

TEST(PageImporterTest, InventsNothing) {
  const auto items = Import(
      "Rain\n\n2 mai 2021\n\nIt rained on the roof and in the yard all of the day.", "x.example");
  ASSERT_EQ(items.size(), 1);
  const v1::Article& article = items[0].article();
  EXPECT_EQ(article.name(), "articles/urn:newsml:x.example:20210502:rain");
  EXPECT_THAT(article.people(), IsEmpty());
  EXPECT_THAT(article.organisations(), IsEmpty());
  EXPECT_THAT(article.places(), IsEmpty());
  EXPECT_THAT(article.events(), IsEmpty());
  EXPECT_THAT(article.source_documents(), IsEmpty());
  EXPECT_THAT(article.info_sources(), IsEmpty());
}

// The page that the project is modelled on; not part of the repository.
TEST(RealPageTest, KeepsEveryFact) {
  const auto page = ReadFile(kRealPage);
  if (!page.ok()) GTEST_SKIP() << "not here: " << kRealPage;
  const auto items = Import(*page, "wco.example");
  ExpectSixQuotedRecommendations(items);
  const v1::Article& article = items.back().article();
  EXPECT_EQ(article.translations(0).bodies(0).value(), page->substr(page->find("On 8 June")));
  EXPECT_EQ(article.provenance().page_notice(), page->substr(0, page->find('\n')));
  EXPECT_EQ(article.provenance().requested_language(), "fr");
  EXPECT_EQ(article.date_published().value(), "2022-06-09");
  EXPECT_EQ(article.date_published().source_text(), "09 juin 2022");
  EXPECT_EQ(article.date_published().source_language(), "fr");

  ASSERT_THAT(NamesOf(article.people()),
              ElementsAre("Kunio Mikuriya", "António Guterres", "Vladimir Voronkov"));
  EXPECT_THAT(article.organisations(), SizeIs(7));
  for (const v1::Entity& person : article.people()) {
    EXPECT_EQ(person.roles_size(), 1);
    ASSERT_EQ(person.affiliation_ids_size(), 1);
    ExpectSpansOnWords(article, person);
  }
  std::vector<std::string> acronyms;
  for (const v1::Entity& entity : article.organisations()) {
    for (const v1::LangString& acronym : entity.acronyms()) acronyms.push_back(acronym.value());
  }
  EXPECT_THAT(acronyms, UnorderedElementsAre("WCO", "UNOCT", "UN"));
  EXPECT_THAT(NamesOf(article.places()), UnorderedElementsAre("Africa", "Middle East"));

  const v1::Event& event = article.events(0);
  EXPECT_EQ(event.edition(), 8);
  EXPECT_EQ(event.start().value(), "2022-06-08");
  EXPECT_EQ(event.organiser_ids_size(), 1);
  EXPECT_EQ(event.participant_ids_size(), 7);
  const v1::SourceDocument& document = article.source_documents(0);
  EXPECT_EQ(document.issued().not_before(), "2022-06-06");
  EXPECT_EQ(document.issued().not_after(), "2022-06-09");
  EXPECT_EQ(document.issued().source_text(), "published earlier this week");
  EXPECT_EQ(document.programmes_size(), 1);
}

}  // namespace
}  // namespace newswire

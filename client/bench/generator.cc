#include "client/bench/generator.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/corpus.h"

namespace newswire::bench {
namespace {

// How many different ones there are.
constexpr std::size_t kSubjects = 500;
constexpr std::size_t kPeople = 20'000;
constexpr std::size_t kOrganisations = 2'000;
constexpr std::size_t kPlaces = 300;
constexpr std::size_t kEvents = 5'000;
constexpr std::size_t kDocuments = 50'000;
constexpr std::size_t kGenres = 10;
constexpr std::size_t kMinistries = 300;

// Two syllables a digit: pronounceable, and different for each number.
std::string NameOf(std::size_t number) {
  constexpr std::string_view kFirst = "bdfgklmnprst";
  constexpr std::string_view kSecond = "aeiou";
  std::string name;
  do {
    const std::size_t digit = number % (kFirst.size() * kSecond.size());
    name += kFirst[digit / kSecond.size()];
    name += kSecond[digit % kSecond.size()];
    number /= kFirst.size() * kSecond.size();
  } while (number > 0 || name.size() < 6);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name;
}

// A random number that neighbouring numbers do not resemble (the finaliser of MurmurHash3, public
// domain).
std::uint64_t Mix(std::uint64_t value) {
  value = (value ^ value >> 33) * 0xff51afd7ed558ccdu;
  value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53u;
  return value ^ value >> 33;
}

}  // namespace

absl::StatusOr<TextPool> TextPool::Read(std::istream& corpus) {
  std::map<std::string, Language> by_tag;
  std::string line;
  while (std::getline(corpus, line)) {
    if (line.empty()) continue;
    const auto items = ParseLine(line, "generated.example");
    if (!items.ok()) return items.status();
    for (const v1::Translation& translation : items->back().article().translations()) {
      Language& language = by_tag[translation.language()];
      language.tag = translation.language();
      for (const v1::Body& body : translation.bodies()) {
        for (const absl::string_view part : absl::StrSplit(body.value(), "\n\n")) {
          language.paragraphs.emplace_back(part);
        }
      }
    }
  }
  TextPool pool;
  for (auto& [tag, language] : by_tag) {
    if (language.paragraphs.size() >= 100) pool.languages.push_back(std::move(language));
  }
  if (pool.languages.empty()) {
    return absl::InvalidArgumentError("the corpus has no language with 100 paragraphs");
  }
  std::stable_sort(pool.languages.begin(), pool.languages.end(), [](const auto& a, const auto& b) {
    return a.paragraphs.size() > b.paragraphs.size();
  });
  return pool;
}

TextPool TextPool::OfRandomWords() {
  constexpr int kParagraphs = 4'000;
  constexpr int kWords = 40;
  std::mt19937_64 random(20220609);
  TextPool pool;
  Language& language = pool.languages.emplace_back(Language{"en", {}});
  for (int i = 0; i < kParagraphs; ++i) {
    std::string paragraph;
    for (int word = 0; word < kWords; ++word) {
      const double share = static_cast<double>(random() >> 11) * 0x1p-53;
      const auto number = static_cast<std::size_t>(20'000 * std::pow(share, 4));
      absl::StrAppend(&paragraph, word == 0 ? "" : " ", NameOf(number));
    }
    language.paragraphs.push_back(paragraph + ".");
  }
  return pool;
}

std::size_t Generator::PickSkewed(std::size_t count) {
  const double share = static_cast<double>(random_() >> 11) * 0x1p-53;  // 0 to 1
  return static_cast<std::size_t>(static_cast<double>(count) * std::pow(share, 3));
}

std::string Generator::Date(int first_year) {
  return absl::StrFormat("%04d-%02d-%02d", first_year + static_cast<int>(Pick(10)),
                         1 + static_cast<int>(Pick(12)), 1 + static_cast<int>(Pick(28)));
}

const TextPool::Language& Generator::PickLanguage() {
  return pool_.languages[Pick(2) == 0 ? 0 : Pick(pool_.languages.size())];
}

std::string Generator::Text(const TextPool::Language& language, std::size_t bytes) {
  std::string text;
  std::size_t at = Pick(language.paragraphs.size());
  while (text.size() < bytes) {
    absl::StrAppend(&text, text.empty() ? "" : "\n\n", language.paragraphs[at]);
    // A few paragraphs of the same document, then of another.
    at = Pick(4) == 0 ? Pick(language.paragraphs.size()) : (at + 1) % language.paragraphs.size();
  }
  std::size_t end = std::min(text.size(), bytes);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    --end;
  }
  text.resize(end);
  return text;
}

void Generator::AddEntity(const char* kind, std::size_t count, v1::Entity* entity) {
  const std::size_t number = PickSkewed(count);
  entity->set_id(absl::StrCat("e", ++entities_));
  entity->set_rel("about");
  entity->set_uri(absl::StrCat("https://names.example/", kind, "/", number));
  v1::LangString* const name = entity->add_names();
  name->set_language("en");
  name->set_value(absl::StrCat(NameOf(number), " ", kind));
}

v1::SourceDocument Generator::Document() {
  const std::size_t number = PickSkewed(kDocuments);
  v1::SourceDocument document;
  document.set_id("d1");
  document.set_uri(absl::StrCat("https://documents.example/", number));
  document.set_symbol(absl::StrCat("A/", 1 + number % 77, "/", number));
  document.set_rel("reports");
  v1::LangString* const title = document.add_titles();
  title->set_language("en");
  title->set_value(absl::StrCat("Report ", NameOf(number)));
  return document;
}

v1::Article Generator::Article(std::uint64_t number) {
  v1::Article article;
  article.set_name(absl::StrCat("articles/https://generated.example/", options_.seed, "/", number));
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_urgency(1 + static_cast<std::uint32_t>(Pick(9)));
  article.mutable_date_published()->set_value(Date(2014));
  for (std::size_t i = 1 + Pick(3); i > 0; --i) {
    AddEntity("subject", kSubjects, article.add_subjects());
  }
  for (std::size_t i = Pick(4); i > 0; --i) AddEntity("person", kPeople, article.add_people());
  for (std::size_t i = Pick(4); i > 0; --i) {
    AddEntity("organisation", kOrganisations, article.add_organisations());
  }
  for (std::size_t i = 1 + Pick(2); i > 0; --i) AddEntity("place", kPlaces, article.add_places());
  if (Pick(3) == 0) {
    const std::size_t event = PickSkewed(kEvents);
    v1::Event* const added = article.add_events();
    added->set_id(absl::StrCat("e", ++entities_));
    added->set_uri(absl::StrCat("https://names.example/event/", event));
    v1::LangString* const name = added->add_names();
    name->set_language("en");
    name->set_value(absl::StrCat(NameOf(event), " event"));
    added->mutable_start()->set_value(Date(2013));
  }
  article.add_genres()->set_literal(NameOf(PickSkewed(kGenres)));
  *article.add_source_documents() = Document();
  const TextPool::Language& language = PickLanguage();
  article.set_original_language(language.tag);
  v1::Translation* const text = article.add_translations();
  text->set_language(language.tag);
  text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  v1::Headline* const headline = text->add_headlines();
  headline->set_role("main");
  headline->set_value(absl::StrReplaceAll(Text(language, 80), {{"\n", " "}}));
  v1::Body* const body = text->add_bodies();
  body->set_role("main");
  const std::size_t rest = article.ByteSizeLong() + 300;  // what the server adds, references
  body->set_value(Text(language, std::max(options_.article_bytes, rest + 100) - rest));
  return article;
}

v1::Recommendation Generator::Recommendation(std::uint64_t number, int ordinal,
                                             const v1::SourceDocument& document) {
  v1::Recommendation made;
  made.set_name(absl::StrCat("recommendations/https://generated.example/", options_.seed, "/",
                             number, "/", ordinal));
  *made.mutable_source_document() = document;
  made.set_ordinal(static_cast<std::uint32_t>(ordinal));
  AddEntity("organisation", kOrganisations, made.add_issuing_bodies());
  AddEntity("subject", kSubjects, made.add_themes());
  v1::Addressee* const addressee = made.add_addressees();
  AddEntity("ministry", kMinistries, addressee->mutable_entity());
  addressee->set_response(v1::ADDRESSEE_RESPONSE_PENDING);
  made.set_status(v1::RECOMMENDATION_STATUS_OPEN);
  made.set_priority(Pick(10) == 0);
  made.set_pub_status(v1::PUB_STATUS_USABLE);
  made.mutable_issued()->set_value(Date(2014));
  const TextPool::Language& language = PickLanguage();
  made.set_original_language(language.tag);
  v1::RecommendationText* const text = made.add_texts();
  text->set_language(language.tag);
  text->set_textuality(v1::TEXTUALITY_VERBATIM_FROM_SOURCE);
  text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  text->set_value(Text(language, 200));
  return made;
}

std::vector<v1::PublishItem> Generator::Make(std::uint64_t number) {
  random_.seed(Mix(options_.seed * 1'000'003 + number));
  entities_ = 0;
  std::vector<v1::PublishItem> items;
  v1::Article article = Article(number);
  for (int ordinal = 1; ordinal <= options_.recommendations; ++ordinal) {
    v1::Recommendation* const made = items.emplace_back().mutable_recommendation();
    *made = Recommendation(number, ordinal, article.source_documents(0));
    v1::RecommendationRef* const reference = article.add_recommendations();
    reference->set_recommendation(made->name());
    reference->set_ordinal(made->ordinal());
    reference->set_source_document_id("d1");
  }
  *items.emplace_back().mutable_article() = std::move(article);
  return items;
}

}  // namespace newswire::bench

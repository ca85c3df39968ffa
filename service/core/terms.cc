#include "service/core/terms.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/core/day_range.h"
#include "service/core/icu_text.h"
#include "service/core/language_tag.h"
#include "service/core/memo.h"
#include "service/core/payload_item.h"
#include "service/core/sort_unique.h"
#include "service/core/text.h"
#include "storage/check.h"
#include "storage/strings.h"

namespace newswire {
namespace {

// Between the two halves of an answer; no folded value holds it.
constexpr char kSeparator = '\x1f';

std::string OneSpaced(std::string_view text) {
  std::string spaced;
  for (const char c : text) {
    const bool space = absl::ascii_isspace(static_cast<unsigned char>(c));
    if (!space) {
      spaced.push_back(c);
    } else if (!spaced.empty() && spaced.back() != ' ') {
      spaced.push_back(' ');
    }
  }
  if (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

std::string FoldByIcu(std::string_view value) {
  icu::UnicodeString text = Utf16(value);
  for (std::int32_t i = 0; i < text.length(); ++i) {
    if (u_isUWhiteSpace(text.charAt(i))) text.setCharAt(i, u' ');
  }
  return OneSpaced(CaseFolded(text));
}

// Collects terms of one item.
class Collector {
 public:
  void Add(Facet facet, std::string_view value) {
    if (value.empty()) return;
    thread_local Memo<std::string> folded(16'384);
    const std::string& known =
        folded.Get(value, [](std::string_view text) { return FoldValue(text); });
    if (!known.empty()) terms_.push_back(MakeTerm(facet, known));
  }
  void Add(Facet facet, int value) { terms_.push_back(MakeTerm(facet, value)); }
  void AddTerm(std::string term) { terms_.push_back(std::move(term)); }
  // Texts of any message that has a language and a value.
  template <typename Texts>
  void AddTexts(Facet facet, const Texts& texts) {
    for (const auto& text : texts) Add(facet, text.value());
  }
  void Add(Facet facet, const v1::Entity& entity) {
    Add(facet, entity.uri());
    Add(facet, entity.literal());
    AddTexts(facet, entity.names());
    AddTexts(facet, entity.acronyms());
  }
  template <typename Entities>
  void AddAll(Facet facet, const Entities& entities) {
    for (const auto& entity : entities) Add(facet, entity);
  }
  void AddDays(Facet facet, const DayRange& days) {
    for (const std::string& word : RangesToKeep(days)) terms_.push_back(MakeTerm(facet, word));
  }
  void AddDocument(const v1::SourceDocument& document) {
    Add(Facet::kSourceDocument, document.uri());
    Add(Facet::kSourceDocument, document.symbol());
    AddTexts(Facet::kSourceDocument, document.titles());
  }

  std::vector<std::string> Take() {
    SortUnique(&terms_);
    return std::move(terms_);
  }

 private:
  std::vector<std::string> terms_;
};

void AddItem(const v1::Article& article, Collector* terms) {
  terms->AddAll(Facet::kSubject, article.subjects());
  terms->AddAll(Facet::kPerson, article.people());
  terms->AddAll(Facet::kOrganisation, article.organisations());
  terms->AddAll(Facet::kPlace, article.places());
  for (const v1::Event& event : article.events()) {
    terms->Add(Facet::kEvent, event.uri());
    terms->Add(Facet::kEvent, event.literal());
    terms->AddTexts(Facet::kEvent, event.names());
    const auto start = DaysOf(event.start());
    const auto end = DaysOf(event.end());
    if (start) terms->AddDays(Facet::kEventDate, {start->first, end ? end->last : start->last});
  }
  for (const v1::SourceDocument& document : article.source_documents()) {
    terms->AddDocument(document);
  }
  for (const v1::Genre& genre : article.genres()) {
    terms->Add(Facet::kGenre, genre.uri());
    terms->Add(Facet::kGenre, genre.literal());
    terms->AddTexts(Facet::kGenre, genre.names());
  }
  terms->Add(Facet::kUrgency, static_cast<int>(article.urgency()));
  if (const auto days = DaysOf(article.date_published())) {
    terms->AddDays(Facet::kPublished, *days);
  }
}

void AddItem(const v1::Recommendation& recommendation, Collector* terms) {
  terms->AddAll(Facet::kSubject, recommendation.themes());
  terms->AddAll(Facet::kOrganisation, recommendation.issuing_bodies());
  terms->AddAll(Facet::kPlace, recommendation.places());
  terms->AddDocument(recommendation.source_document());
  terms->Add(Facet::kStatus, recommendation.status());
  terms->Add(Facet::kPriority, recommendation.priority() ? 1 : 0);
  for (const v1::Addressee& addressee : recommendation.addressees()) {
    Collector names;
    names.Add(Facet::kAddressee, addressee.entity());
    terms->Add(Facet::kResponse, addressee.response());
    for (const std::string& name : names.Take()) {
      terms->AddTerm(MakeAnswerTerm(std::string_view(name).substr(1), addressee.response()));
      terms->AddTerm(name);
    }
  }
  if (const auto days = DaysOf(recommendation.issued())) {
    terms->AddDays(Facet::kPublished, *days);
  }
}

}  // namespace

std::string MakeTerm(Facet facet, std::string_view value) {
  std::string term;
  term.reserve(1 + value.size());
  term.push_back(static_cast<char>(facet));
  return term.append(value);
}

std::string MakeTerm(Facet facet, int value) {
  return MakeTerm(facet, std::to_string(value));
}

std::string MakeAnswerTerm(std::string_view addressee, int response) {
  std::string term = MakeTerm(Facet::kAnswer, addressee);
  term.push_back(kSeparator);
  return term.append(std::to_string(response));
}

bool IsOfHead(Facet facet) {
  switch (facet) {
    case Facet::kKind:
    case Facet::kAction:
    case Facet::kName:
    case Facet::kProvider:
    case Facet::kLanguage:
    case Facet::kPubStatus:
      return true;
    default:
      return false;
  }
}

std::string FoldValue(std::string_view value) {
  return IsAscii(value) ? absl::AsciiStrToLower(OneSpaced(value)) : FoldByIcu(value);
}

std::string LanguageTerm(std::string_view wanted) {
  const LanguageParts parts = SplitLanguage(wanted);
  return absl::StrCat(std::string(1, static_cast<char>(Facet::kLanguage)), View(parts.language),
                      "-", View(parts.script), "-", View(parts.region));
}

const std::vector<std::string>& LanguageValues(std::string_view tag) {
  thread_local Memo<std::vector<std::string>> known;
  return known.Get(tag, [](std::string_view wanted) {
    const LanguageParts parts = SplitLanguage(wanted);
    const std::string_view script =
        parts.script.empty() ? SplitLanguage(LikelyScript(wanted)).script : parts.script;
    std::vector<std::string> values;
    for (const std::string_view with_script : {std::string_view(), script}) {
      for (const std::string_view with_region : {std::string_view(), parts.region}) {
        values.push_back(
            absl::StrCat(View(parts.language), "-", View(with_script), "-", View(with_region)));
      }
    }
    SortUnique(&values);
    return values;
  });
}

bool AnyValueOfHead(Facet facet, const EntryHead& head,
                    absl::FunctionRef<bool(std::string_view)> visit) {
  switch (facet) {
    case Facet::kKind:
      return visit(std::to_string(head.kind));
    case Facet::kAction:
      return visit(std::to_string(head.action));
    case Facet::kPubStatus:
      return visit(std::to_string(head.pub_status));
    case Facet::kName:
      return visit(head.name);
    case Facet::kProvider:
      return visit(head.provider);
    case Facet::kLanguage:
      for (const std::string_view tag : head.languages) {
        for (const std::string& value : LanguageValues(tag)) {
          if (visit(value)) return true;
        }
      }
      return false;
    default:
      NEWSWIRE_CHECK(false);
      return false;
  }
}

std::vector<std::string> TermsOfHead(const EntryHead& head) {
  std::vector<std::string> terms;
  for (const Facet facet :
       {Facet::kKind, Facet::kAction, Facet::kPubStatus, Facet::kProvider, Facet::kLanguage}) {
    AnyValueOfHead(facet, head, [facet, &terms](std::string_view value) {
      terms.push_back(MakeTerm(facet, value));
      return false;
    });
  }
  SortUnique(&terms);
  return terms;
}

std::vector<std::string> TermsOfItem(const PayloadItem& item) {
  Collector terms;
  item.Visit([&terms](const auto& parsed) { AddItem(parsed, &terms); });
  return terms.Take();
}

}  // namespace newswire

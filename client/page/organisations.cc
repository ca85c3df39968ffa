#include "client/page/organisations.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace newswire::page {
namespace {

// A name in capitals is one by itself from this length on; shorter ones are often not names
// ("IED").
constexpr std::size_t kCapitalsMin = 5;

// First letters of the capitalised words; "Counter-Terrorism" gives two.
std::string Initials(const std::string& name) {
  std::string initials;
  for (const Token& token : Tokenize(FromUtf8(name))) {
    if (!token.capital) continue;
    bool at_start = true;
    for (const char c : token.text) {
      if (at_start && c >= 'A' && c <= 'Z') initials += c;
      at_start = c == '-';
    }
  }
  return initials;
}

// The end of the run whose initials are the acronym, else all of it.
Run FitToAcronym(const Scan& scan, const Run& run, const std::string& acronym) {
  for (std::size_t first = run.last + 1; first-- > run.first;) {
    const Run tail{first, run.last};
    if (scan.tokens()[first].capital && Initials(scan.TextOf(tail)) == acronym) return tail;
  }
  return run;
}

// "(WCO)" right after a run; empty when there is none.
std::string AcronymAfter(const Scan& scan, const Run& run) {
  const std::vector<Token>& tokens = scan.tokens();
  if (!scan.Is(run.last + 1, "(") || !scan.Is(run.last + 3, ")")) return "";
  return tokens[run.last + 2].all_caps ? tokens[run.last + 2].text : "";
}

bool EndsInNoun(const Scan& scan, const Run& run) {
  if (run.size() < 2) return false;
  if (scan.IsOneOf(run.last, OrganisationNouns())) return true;
  // "Office of Trade": the noun stands before the connector.
  for (std::size_t i = run.first + 1; i < run.last; ++i) {
    if (!scan.tokens()[i].capital && scan.IsOneOf(i - 1, OrganisationNouns())) return true;
  }
  return false;
}

}  // namespace

Organisations::Organisations(const Scan& scan, const std::string& headline)
    : covered_(scan.tokens().size(), false) {
  FindNames(scan);
  FindAcronyms(scan);
  JudgeByHeadline(headline);
}

const v1::Entity* Organisations::Find(const std::string& name) const {
  for (const v1::Entity& entity : list_) {
    if (entity.names(0).value() == name) return &entity;
    if (!entity.acronyms().empty() && entity.acronyms(0).value() == name) return &entity;
  }
  return nullptr;
}

v1::Entity* Organisations::FindMutable(const std::string& name) {
  return const_cast<v1::Entity*>(Find(name));
}

void Organisations::SetRole(const std::string& id, const v1::LangString& role) {
  for (v1::Entity& entity : list_) {
    if (entity.id() == id && entity.roles().empty()) *entity.add_roles() = role;
  }
}

void Organisations::Add(const Scan& scan, const Run& run, const std::string& acronym) {
  const std::string name = scan.TextOf(run);
  v1::Entity* entity = FindMutable(name);
  if (entity == nullptr) {
    entity = &list_.emplace_back();
    entity->set_id(absl::StrCat("o", list_.size()));
    *entity->add_names() = scan.InLanguage(name);
    entity->set_rel("mentions");
  }
  if (!acronym.empty() && entity->acronyms().empty()) {
    *entity->add_acronyms() = scan.InLanguage(acronym);
  }
  *entity->add_spans() = scan.SpanOf(run);
  std::fill(covered_.begin() + run.first, covered_.begin() + run.last + 1, true);
}

void Organisations::FindNames(const Scan& scan) {
  for (const Run& run : scan.runs()) {
    const std::string acronym = AcronymAfter(scan, run);
    if (!acronym.empty()) {
      Add(scan, FitToAcronym(scan, run, acronym), acronym);
    } else if (EndsInNoun(scan, run)) {
      Add(scan, run, "");
    }
  }
}

// Single words in capitals: a known acronym, the initials of a known name, or a name by itself.
void Organisations::FindAcronyms(const Scan& scan) {
  for (std::size_t i = 0; i < scan.tokens().size(); ++i) {
    const Token& token = scan.tokens()[i];
    if (!token.all_caps || covered_[i]) continue;
    v1::Entity* entity = FindMutable(token.text);
    if (entity == nullptr) {
      const auto named = std::find_if(list_.begin(), list_.end(), [&](const v1::Entity& known) {
        return known.acronyms().empty() && Initials(known.names(0).value()) == token.text;
      });
      if (named != list_.end()) {
        entity = &*named;
        *entity->add_acronyms() = scan.InLanguage(token.text);
      }
    }
    if (entity != nullptr) {
      *entity->add_spans() = scan.SpanOf(Run{i, i});
      covered_[i] = true;
    } else if (token.length >= kCapitalsMin) {
      Add(scan, Run{i, i}, "");
    }
  }
  for (v1::Entity& entity : list_) {
    std::sort(entity.mutable_spans()->begin(), entity.mutable_spans()->end(),
              [](const v1::TextSpan& a, const v1::TextSpan& b) { return a.start() < b.start(); });
  }
}

void Organisations::JudgeByHeadline(const std::string& headline) {
  std::size_t first = std::string::npos;
  const std::vector<Token> words = Tokenize(FromUtf8(headline));
  for (std::size_t i = 0; i < list_.size(); ++i) {
    v1::Entity& entity = list_[i];
    std::size_t at = headline.find(entity.names(0).value());
    for (const Token& word : words) {
      if (entity.acronyms().empty() || word.text != entity.acronyms(0).value()) continue;
      at = std::min(at, headline.find(word.text));
    }
    if (at == std::string::npos) continue;
    entity.set_rel("about");
    if (at >= first && publisher_ >= 0) continue;
    first = at;
    publisher_ = static_cast<int>(i);
  }
  if (publisher_ < 0 && !list_.empty()) publisher_ = 0;
}

}  // namespace newswire::page

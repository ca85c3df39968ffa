#include "service/core/filter.h"

#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/core/filter_compiler.h"
#include "service/core/sha256.h"
#include "service/core/sort_unique.h"
#include "storage/strings.h"

namespace newswire {
namespace {

bool Meet(const std::vector<std::string>& wanted, const std::vector<std::string>& had) {
  return std::any_of(wanted.begin(), wanted.end(), [&had](const std::string& term) {
    return std::binary_search(had.begin(), had.end(), term);
  });
}

// REQUIRES: IsOfHead.
bool HeadHas(const Clause& clause, const EntryHead& head) {
  return AnyValueOfHead(clause.facet, head, [&clause](std::string_view value) {
    const auto less = [](const std::string& term, std::string_view wanted) {
      return std::string_view(term).substr(1) < wanted;
    };
    const auto found = std::lower_bound(clause.terms.begin(), clause.terms.end(), value, less);
    return found != clause.terms.end() && std::string_view(*found).substr(1) == value;
  });
}

bool Has(const Clause& clause, AskedEntry* entry) {
  if (clause.phrase) return entry->Holds(*clause.phrase);
  if (clause.facet == Facet::kText) return Meet(clause.terms, entry->words());
  if (!IsOfHead(clause.facet)) return Meet(clause.terms, entry->item());
  return HeadHas(clause, entry->head());
}

// About what never changes for an item.
bool IsLasting(const Clause& clause) {
  return clause.facet == Facet::kKind || clause.facet == Facet::kName;
}

bool HasAll(const std::vector<Clause>& clauses, AskedEntry* entry) {
  return std::all_of(clauses.begin(), clauses.end(),
                     [entry](const Clause& clause) { return Has(clause, entry); });
}

void AppendCanonical(const std::vector<Clause>& clauses, std::string* text) {
  for (const Clause& clause : clauses) {
    for (const std::string& term : clause.terms) {
      absl::StrAppend(text, term.size(), ":", term, ",");
    }
    text->push_back('\n');
  }
}

}  // namespace

CompiledFilter CompiledFilter::Compile(const v1::Filter& filter, std::string_view path,
                                       Violations* violations, v1::ItemKind only) {
  CompiledFilter compiled;
  compiled.all_of_ = CompileFields(filter, FieldPath(path), only, violations);
  if (only != v1::ITEM_KIND_UNSPECIFIED) {
    compiled.all_of_.insert(compiled.all_of_.begin(),
                            {Facet::kKind, {MakeTerm(Facet::kKind, only)}});
  }
  compiled.none_of_ = CompileNoneOf(filter, FieldPath(path), only, violations);
  if (compiled.wants_everything()) return compiled;
  std::string canonical;
  AppendCanonical(compiled.all_of_, &canonical);
  std::vector<std::string> unwanted;
  for (const std::vector<Clause>& clauses : compiled.none_of_) {
    AppendCanonical(clauses, &unwanted.emplace_back("not\n"));
  }
  SortUnique(&unwanted);
  for (const std::string& text : unwanted) canonical += text;
  compiled.fingerprint_ = absl::BytesToHexString(Sha256(canonical).substr(0, 8));
  return compiled;
}

bool CompiledFilter::needs_texts() const {
  const auto needs = [](const std::vector<Clause>& clauses) {
    return std::any_of(clauses.begin(), clauses.end(),
                       [](const Clause& clause) { return clause.phrase != nullptr; });
  };
  return needs(all_of_) || std::any_of(none_of_.begin(), none_of_.end(), needs);
}

bool CompiledFilter::TakesBack(const EntryHead& head) {
  return head.must_retract || head.retraction_reason != 0;
}

bool CompiledFilter::Matches(const EntryHead& head, const EntryPayload& payload) const {
  // Who had the item, or the translation, must learn that it is taken back.
  return TakesBack(head) ? MayHaveHad(head) : Wants(head, payload);
}

bool CompiledFilter::MayHaveHad(const EntryHead& head) const {
  const auto allows = [&head](const Clause& clause) {
    return !IsLasting(clause) || HeadHas(clause, head);
  };
  const auto excludes = [&head](const std::vector<Clause>& clauses) {
    return std::all_of(clauses.begin(), clauses.end(), [&head](const Clause& clause) {
      return IsLasting(clause) && HeadHas(clause, head);
    });
  };
  return std::all_of(all_of_.begin(), all_of_.end(), allows) &&
         std::none_of(none_of_.begin(), none_of_.end(), excludes);
}

bool CompiledFilter::Wants(const EntryHead& head, const EntryPayload& payload) const {
  AskedEntry entry(head, payload);
  return Wants(&entry);
}

bool CompiledFilter::Wants(AskedEntry* entry) const {
  if (!HasAll(all_of_, entry)) return false;
  return std::none_of(none_of_.begin(), none_of_.end(),
                      [entry](const auto& clauses) { return HasAll(clauses, entry); });
}

}  // namespace newswire

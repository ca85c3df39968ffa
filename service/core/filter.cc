#include "service/core/filter.h"

#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "service/core/filter_compiler.h"
#include "service/core/item_texts.h"
#include "service/core/payload_item.h"
#include "service/core/sha256.h"
#include "service/core/sort_unique.h"
#include "storage/strings.h"

namespace newswire {
namespace {

// One entry that is asked several questions; its item is parsed for the first that needs it.
class Questioned {
 public:
  Questioned(const EntryHead& head, const EntryPayload& payload) : head_(head), payload_(payload) {}

  bool Has(const Clause& clause) {
    if (clause.phrase) return InTexts(*clause.phrase);
    if (clause.facet == Facet::kText) return Meet(clause.terms, words());
    if (!IsOfHead(clause.facet)) return Meet(clause.terms, item());
    return AnyValueOfHead(clause.facet, head_, [&clause](std::string_view value) {
      const auto less = [](const std::string& term, std::string_view wanted) {
        return std::string_view(term).substr(1) < wanted;
      };
      const auto found = std::lower_bound(clause.terms.begin(), clause.terms.end(), value, less);
      return found != clause.terms.end() && std::string_view(*found).substr(1) == value;
    });
  }
  bool HasAll(const std::vector<Clause>& clauses) {
    return std::all_of(clauses.begin(), clauses.end(),
                       [this](const Clause& clause) { return Has(clause); });
  }

 private:
  const std::vector<std::string>& item() {
    if (!item_) item_ = TermsOfItem(payload_);
    return *item_;
  }
  const std::vector<std::string>& words() {
    if (!words_) words_ = TextTermsOf(payload_);
    return *words_;
  }
  bool InTexts(const TextQuery& phrase) {
    bool found = false;
    VisitItem(payload_, [&](const auto& item) {
      VisitTexts(item, [&](const ItemText& text) {
        found = found || phrase.Find(text.text, text.language, ThreadAnalyzer()).all;
      });
    });
    return found;
  }
  static bool Meet(const std::vector<std::string>& wanted, const std::vector<std::string>& had) {
    return std::any_of(wanted.begin(), wanted.end(), [&had](const std::string& term) {
      return std::binary_search(had.begin(), had.end(), term);
    });
  }

  const EntryHead& head_;
  const EntryPayload& payload_;
  std::optional<std::vector<std::string>> item_;
  std::optional<std::vector<std::string>> words_;
};

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

bool CompiledFilter::Matches(const EntryHead& head, const EntryPayload& payload) const {
  // Who had the item, or the translation, must learn that it is taken back.
  return head.must_retract || head.retraction_reason != 0 || Wants(head, payload);
}

bool CompiledFilter::Wants(const EntryHead& head, const EntryPayload& payload) const {
  Questioned entry(head, payload);
  if (!entry.HasAll(all_of_)) return false;
  return std::none_of(none_of_.begin(), none_of_.end(),
                      [&entry](const auto& clauses) { return entry.HasAll(clauses); });
}

}  // namespace newswire

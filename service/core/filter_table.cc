#include "service/core/filter_table.h"

#include <algorithm>

#include "storage/check.h"

namespace newswire {
namespace {

// How few items have a term of the facet, roughly: the greater, the fewer. 0 for what cannot lead.
int Telling(Facet facet) {
  switch (facet) {
    case Facet::kPhrase:
      return 0;
    case Facet::kKind:
    case Facet::kAction:
    case Facet::kPubStatus:
    case Facet::kPriority:
      return 1;
    case Facet::kLanguage:
    case Facet::kUrgency:
    case Facet::kStatus:
    case Facet::kResponse:
    case Facet::kPublished:
    case Facet::kEventDate:
      return 2;
    case Facet::kProvider:
    case Facet::kGenre:
      return 3;
    case Facet::kText:  // dear, because texts must be read
      return 4;
    case Facet::kName:
      return 6;
    default:  // names of somebody or something
      return 5;
  }
}

const Clause* LeadOf(const CompiledFilter& filter) {
  const Clause* lead = nullptr;
  for (const Clause& clause : filter.all_of()) {
    const int telling = Telling(clause.facet);
    if (telling == 0) continue;
    const int best = lead == nullptr ? 0 : Telling(lead->facet);
    const bool fewer = telling == best && clause.terms.size() < lead->terms.size();
    if (telling > best || fewer) lead = &clause;
  }
  return lead;
}

bool OfItem(const Clause& clause) {
  return !IsOfHead(clause.facet) && clause.facet != Facet::kText;
}

}  // namespace

void FilterTable::Add(Filter filter) {
  const Clause* const lead = LeadOf(*filter);
  NEWSWIRE_CHECK(filters_.emplace(filter, Waiting{lead}).second);
  if (lead == nullptr) {
    others_.push_back(filter);
    return;
  }
  for (const std::string& term : lead->terms) by_term_[term].push_back(filter);
  item_leads_ += OfItem(*lead) ? 1 : 0;
  text_leads_ += lead->facet == Facet::kText ? 1 : 0;
}

void FilterTable::Remove(Filter filter) {
  const auto found = filters_.find(filter);
  NEWSWIRE_CHECK(found != filters_.end());
  const Clause* const lead = found->second.lead;
  filters_.erase(found);
  if (lead == nullptr) {
    others_.erase(std::find(others_.begin(), others_.end(), filter));
    return;
  }
  for (const std::string& term : lead->terms) {
    const auto under = by_term_.find(term);
    Filters& filters = under->second;
    filters.erase(std::find(filters.begin(), filters.end(), filter));
    if (filters.empty()) by_term_.erase(under);
  }
  item_leads_ -= OfItem(*lead) ? 1 : 0;
  text_leads_ -= lead->facet == Facet::kText ? 1 : 0;
}

void FilterTable::Match(const EntryHead& head, const EntryPayload& payload,
                        absl::FunctionRef<void(Filter)> visit) {
  if (CompiledFilter::TakesBack(head)) {
    for (const auto& [filter, waiting] : filters_) {
      if (filter->MayHaveHad(head)) visit(filter);
    }
    return;
  }
  ++round_;
  AskedEntry entry(head, payload);
  Ask(others_, &entry, visit);
  AskUnder(TermsOfHead(head), &entry, visit);
  AskUnder({MakeTerm(Facet::kName, head.name)}, &entry, visit);
  if (item_leads_ > 0) AskUnder(entry.item(), &entry, visit);
  if (text_leads_ > 0) AskUnder(entry.words(), &entry, visit);
}

void FilterTable::AskUnder(const std::vector<std::string>& terms, AskedEntry* entry,
                           absl::FunctionRef<void(Filter)> visit) {
  for (const std::string& term : terms) {
    const auto under = by_term_.find(term);
    if (under != by_term_.end()) Ask(under->second, entry, visit);
  }
}

void FilterTable::Ask(const Filters& filters, AskedEntry* entry,
                      absl::FunctionRef<void(Filter)> visit) {
  for (const Filter filter : filters) {
    Waiting& waiting = filters_.find(filter)->second;
    if (waiting.looked_at == round_) continue;
    waiting.looked_at = round_;
    if (filter->Wants(entry)) visit(filter);
  }
}

}  // namespace newswire

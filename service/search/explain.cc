#include "service/search/explain.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "service/core/error.h"
#include "service/core/facet_values.h"
#include "service/core/filter_words.h"
#include "service/core/item_texts.h"
#include "service/core/payload_item.h"
#include "service/core/text_query.h"
#include "storage/entry_frame.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

constexpr int kExamplesMax = 5;
constexpr std::size_t kNearestMax = 3;
constexpr std::size_t kNamesMax = 100'000;
// Of items that a phrase may be in, so many are looked at for examples.
constexpr int kLookedAtMax = 10'000;

CompiledFilter Compiled(const v1::Filter& filter) {
  Violations checked;
  return CompiledFilter::Compile(filter, "filter", &checked);
}

// Values of the facet that items have and that look like one that none has.
absl::StatusOr<std::vector<std::string>> NearestValues(const FilterPart& part, const Index& index) {
  std::vector<std::string> known;
  std::vector<std::string> nearest;
  for (const FilterPart::Value& value : part.values) {
    NEWSWIRE_ASSIGN_OR_RETURN(const auto counts,
                              index.Count(Compiled(value.filter), {.facets = {}, .items_max = 1}));
    if (counts.items > 0) continue;
    if (known.empty()) {
      NEWSWIRE_ASSIGN_OR_RETURN(known, index.NamesOf(CountedFacet(part.facet), kNamesMax));
    }
    for (std::string& one : Nearest(value.text, known, kNearestMax)) {
      nearest.push_back(std::move(one));
    }
  }
  return nearest;
}

// The first text of an item, cut for a line.
std::string TitleOf(const EntryPayload& payload) {
  std::string title;
  PayloadItem(payload).Visit([&title](const auto& item) {
    VisitTexts(item, [&title](const ItemText& text) {
      if (title.empty()) title = MakeSnippet(text.text, {}, ThreadAnalyzer()).text;
    });
  });
  return title;
}

absl::Status AddExamples(const CompiledFilter& filter, Sequence after, Sequence last,
                         const Index& index, const Store& store,
                         v1::ExplainFilterResponse* response) {
  absl::Status failure;
  int looked_at = 0;
  const auto visit = [&](Sequence sequence) {
    if (sequence <= after || looked_at++ == kLookedAtMax) return false;
    const auto framed = store.ReadEntry(sequence);
    if (absl::IsNotFound(framed.status())) return true;
    failure = framed.status();
    if (!failure.ok()) return false;
    EntryPayload payload;
    const auto head = ParseEntryHead(*framed, &payload);
    if (!head || payload.field == v1::FeedEntry::kRedactedFieldNumber ||
        (filter.needs_texts() && !filter.Wants(*head, payload))) {
      return true;
    }
    v1::FilterExample* const example = response->add_examples();
    example->set_name(std::string(head->name));
    example->set_kind(static_cast<v1::ItemKind>(head->kind));
    example->set_sequence(sequence);
    example->set_title(TitleOf(payload));
    return response->examples_size() < kExamplesMax;
  };
  NEWSWIRE_RETURN_IF_ERROR(index.Find(filter, Index::Order::kNewestFirst, last, visit));
  return failure;
}

// The rarest of those that an item must have.
void MarkLeader(const std::vector<FilterPart>& parts, v1::ExplainFilterResponse* response) {
  v1::FilterCondition* leader = nullptr;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    v1::FilterCondition* const one = response->mutable_conditions(static_cast<int>(i));
    if (parts[i].negated) continue;
    if (leader == nullptr || one->items().items() < leader->items().items()) leader = one;
  }
  if (leader != nullptr) leader->set_leads(true);
}

}  // namespace

absl::StatusOr<v1::ExplainFilterResponse> ExplainFilter(const v1::ExplainFilterRequest& request,
                                                        const Index& index, const Store& store) {
  const Sequence after = request.after_sequence();
  const Sequence last = request.through_sequence() == 0
                            ? index.through()
                            : std::min<Sequence>(request.through_sequence(), index.through());
  const Index::CountOptions range{.facets = {}, .after = after, .last = last};
  const std::vector<FilterPart> parts = PartsOf(request.filter());
  v1::ExplainFilterResponse response;
  response.set_meaning(MeaningOf(parts));
  for (const FilterPart& part : parts) {
    v1::FilterCondition* const condition = response.add_conditions();
    condition->set_meaning(part.meaning);
    NEWSWIRE_ASSIGN_OR_RETURN(const auto counts, index.Count(Compiled(part.filter), range));
    *condition->mutable_items() = counts.total();
    if (part.facet == v1::FACET_UNSPECIFIED) continue;
    NEWSWIRE_ASSIGN_OR_RETURN(const auto nearest, NearestValues(part, index));
    condition->mutable_nearest()->Add(nearest.begin(), nearest.end());
  }
  MarkLeader(parts, &response);
  const CompiledFilter filter = Compiled(request.filter());
  NEWSWIRE_ASSIGN_OR_RETURN(const auto counts, index.Count(filter, range));
  *response.mutable_total() = counts.total();
  response.set_through_sequence(last);
  NEWSWIRE_RETURN_IF_ERROR(AddExamples(filter, after, last, index, store, &response));
  return response;
}

}  // namespace newswire

#include "service/rpc/item_diff.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "service/core/diff.h"
#include "service/core/error.h"
#include "service/core/item_reader.h"
#include "storage/status_macros.h"

namespace newswire {
namespace {

void CheckRevisions(std::uint32_t from, std::uint32_t to, Violations* violations) {
  if (from == 0) {
    violations->Add("from_revision", "OUT_OF_RANGE", "must be a revision, from 1");
  } else if (to != 0 && from > to) {
    violations->Add("from_revision", "OUT_OF_RANGE",
                    absl::StrCat("must not be later than to_revision, ", to, "; it is ", from));
  }
}

template <typename Item>
absl::StatusOr<Item> ReadRevision(const Store& store, v1::ItemKind kind, const std::string& uri,
                                  std::uint32_t revision) {
  NEWSWIRE_ASSIGN_OR_RETURN(const std::string stored, ItemReader(&store).Read(kind, uri, revision));
  Item item;
  if (!item.ParseFromString(stored)) return absl::DataLossError("an item on disk is damaged");
  return item;
}

}  // namespace

template <typename Calls>
absl::StatusOr<std::string> DiffRevisions(const Store& store,
                                          const typename Calls::DiffRequest& request) {
  using Item = typename Calls::Item;
  Violations violations;
  const auto uri = ParseItemName(request.name(), Calls::kKind, "name", &violations);
  CheckRevisions(request.from_revision(), request.to_revision(), &violations);
  NEWSWIRE_RETURN_IF_ERROR(violations.ToStatus());
  NEWSWIRE_ASSIGN_OR_RETURN(const Item later,
                            ReadRevision<Item>(store, Calls::kKind, *uri, request.to_revision()));
  NEWSWIRE_ASSIGN_OR_RETURN(const Item earlier,
                            ReadRevision<Item>(store, Calls::kKind, *uri, request.from_revision()));
  typename Calls::DiffResponse response;
  for (v1::FieldChange& change : Diff(earlier, later)) {
    *response.add_changes() = std::move(change);
  }
  response.set_from_revision(earlier.revision());
  response.set_to_revision(later.revision());
  return response.SerializeAsString();
}

template absl::StatusOr<std::string> DiffRevisions<ArticleCalls>(
    const Store& store, const ArticleCalls::DiffRequest& request);
template absl::StatusOr<std::string> DiffRevisions<RecommendationCalls>(
    const Store& store, const RecommendationCalls::DiffRequest& request);

}  // namespace newswire

#ifndef NEWSWIRE_SERVICE_RPC_ITEM_QUERIES_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_QUERIES_H_

#include <string>

#include "absl/status/statusor.h"
#include "service/core/item_reader.h"
#include "service/rpc/context.h"
#include "service/rpc/item_answers.h"
#include "service/rpc/item_shape.h"
#include "service/search/item_lister.h"

namespace newswire {

// The calls about many items of one kind; every function blocks on the disk. Any thread.
template <typename Calls>
class ItemQueries {
 public:
  explicit ItemQueries(const ServerContextData* data)
      : index_(data->index),
        lister_(data->store, data->index),
        reader_(data->store),
        answers_(&reader_) {}

  absl::StatusOr<std::string> List(const typename Calls::ListRequest& request) const;
  absl::StatusOr<std::string> Search(const typename Calls::SearchRequest& request) const;
  absl::StatusOr<std::string> Count(const typename Calls::CountRequest& request) const;

  // Leaves of an item what is wanted, language and shape. False when it is in none of the
  // languages.
  absl::StatusOr<bool> Show(const v1::LanguagePreference& language, const ItemShape& shape,
                            typename Calls::GetResponse* found) const;

 private:
  absl::StatusOr<v1::TotalCount> Total(const CompiledFilter& filter) const;

  Index* const index_;
  const ItemLister lister_;
  const ItemReader reader_;
  const ItemAnswers<Calls> answers_;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_QUERIES_H_

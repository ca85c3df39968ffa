#ifndef NEWSWIRE_SERVICE_RPC_ITEM_SHAPE_H_
#define NEWSWIRE_SERVICE_RPC_ITEM_SHAPE_H_

#include "google/protobuf/field_mask.pb.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/query.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/error.h"

namespace newswire {

// How much of its items an answer shows. Immutable; any thread.
class ItemShape {
 public:
  // What a request's `view` and `read_mask` ask for, checked for a kind of item; `standard` is the
  // view when it names none.
  template <typename Item, typename Request>
  static ItemShape Of(const Request& request, v1::ItemView standard, Violations* violations) {
    return ItemShape(request.view() == v1::ITEM_VIEW_UNSPECIFIED ? standard : request.view(),
                     request.read_mask(), *Item::descriptor(), violations);
  }

  // Whether Apply changes nothing.
  bool is_whole() const { return mask_.paths_size() == 0 && view_ == v1::ITEM_VIEW_FULL; }
  void Apply(v1::Article* article) const;
  void Apply(v1::Recommendation* recommendation) const;

 private:
  ItemShape(v1::ItemView view, const google::protobuf::FieldMask& mask,
            const google::protobuf::Descriptor& item, Violations* violations);

  v1::ItemView view_;
  google::protobuf::FieldMask mask_;  // empty: the view says
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ITEM_SHAPE_H_

#ifndef NEWSWIRE_SERVICE_SEARCH_LIKENESS_H_
#define NEWSWIRE_SERVICE_SEARCH_LIKENESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/query.pb.h"
#include "service/search/index.h"
#include "service/search/ranking.h"

namespace newswire {

// By how much articles share with a given one: the sum of the weights of its subjects, people,
// organisations, places, events and cited documents that they have as well. Articles that share
// nothing are taken out. Copies what it needs. Any thread.
class Likeness final : public Ranking {
 public:
  // Of so many, those that say most; an article may name hundreds.
  static constexpr std::size_t kValuesMax = 32;

  // Looks at the whole index.
  static absl::StatusOr<Likeness> To(const v1::Article& article, const Index& index);

  absl::Status Rate(const Segment& segment, Bitmap* matches, Keys* keys) const override;
  // What the other article shares, the heaviest first.
  std::vector<v1::SharedValue> SharedBy(const v1::Article& other) const;

 private:
  struct Value {
    std::string term;  // as a filter asks for it
    v1::SharedValue shared;
  };

  std::vector<Value> values_;  // the heaviest first
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_SEARCH_LIKENESS_H_

#ifndef NEWSWIRE_CLIENT_CLI_ITEM_NAME_H_
#define NEWSWIRE_CLIENT_CLI_ITEM_NAME_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"

namespace newswire::cli {

// `articles/URI` and `recommendations/URI` are names; a bare URI stands for the item that has it.
bool IsArticleName(const std::string& name);
bool IsRecommendationName(const std::string& name);
// What a bare URI is called as one of the two; a name stays as it is.
std::string ArticleName(const std::string& name);
std::string RecommendationName(const std::string& name);
// As one of the kind of `sibling`, which is a name.
std::string SameKindName(const std::string& sibling, const std::string& name);

// What is neither a name nor a uri.
absl::Status NoName(const std::string& text);

// True for an item that is not there at all, false for one that only lacks a language or revision.
bool IsNoSuchItem(const absl::Status& status);

// Calls the one of the two that fits `name`, with the full name. A bare URI is tried as both, which
// is safe for writes too: articles and recommendations share one space of URIs, and a call about an
// item that is not there changes nothing.
template <typename Answer>
absl::StatusOr<Answer> CallByName(
    const std::string& name,
    const std::function<absl::StatusOr<Answer>(const std::string& name)>& article,
    const std::function<absl::StatusOr<Answer>(const std::string& name)>& recommendation) {
  if (IsArticleName(name)) return article(name);
  if (!IsRecommendationName(name) && name.find(':') == std::string::npos) return NoName(name);
  absl::StatusOr<Answer> answer = recommendation(RecommendationName(name));
  if (IsRecommendationName(name) || !IsNoSuchItem(answer.status())) return answer;
  return article(ArticleName(name));
}

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_ITEM_NAME_H_

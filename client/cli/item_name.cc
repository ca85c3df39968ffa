#include "client/cli/item_name.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/status.h"

namespace newswire::cli {
namespace {

constexpr char kArticles[] = "articles/";
constexpr char kRecommendations[] = "recommendations/";

std::string As(const char* collection, const std::string& name) {
  if (IsArticleName(name) || IsRecommendationName(name)) return name;
  return absl::StrCat(collection, name);
}

}  // namespace

bool IsArticleName(const std::string& name) {
  return absl::StartsWith(name, kArticles);
}

bool IsRecommendationName(const std::string& name) {
  return absl::StartsWith(name, kRecommendations);
}

std::string ArticleName(const std::string& name) {
  return As(kArticles, name);
}

std::string RecommendationName(const std::string& name) {
  return As(kRecommendations, name);
}

std::string SameKindName(const std::string& sibling, const std::string& name) {
  return IsArticleName(sibling) ? ArticleName(name) : RecommendationName(name);
}

absl::Status NoName(const std::string& text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", text, "\" is neither articles/URI nor recommendations/URI nor a URI alone"));
}

bool IsNoSuchItem(const absl::Status& status) {
  const std::string reason = DetailsOf(status).reason;
  // An entry of an article is no retraction of the recommendation that a bare URI was tried as.
  if (reason == "NOT_A_RETRACTION") return true;
  return absl::IsNotFound(status) && (reason.empty() || reason == "ITEM_NOT_FOUND");
}

}  // namespace newswire::cli

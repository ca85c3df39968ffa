#include "service/rpc/publish.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "service/core/error.h"
#include "service/core/text.h"
#include "service/core/uri.h"

namespace newswire {
namespace {

constexpr std::size_t kNameBytesMax = sizeof("recommendations/") - 1 + kItemUriBytesMax;
// Details of what is refused in one request: together, of one item, and what each item behind it
// can count on. 1,000 answers of what was accepted take about 700 KB at most.
constexpr std::size_t kDetailsBytesMax = 2 << 20;
constexpr std::size_t kItemDetailsBytesMax = 32 << 10;
constexpr std::size_t kItemDetailsBytesMin = 1 << 10;

bool QuotesRecommendations(const v1::Article& article) {
  return std::any_of(article.recommendations().begin(), article.recommendations().end(),
                     [](const v1::RecommendationRef& ref) { return ref.spans_size() > 0; });
}

}  // namespace

std::optional<ItemWrite> MakeWrite(v1::PublishItem* item, absl::Time now, const std::string& path,
                                   Violations* violations) {
  ItemWrite write;
  std::optional<Draft> draft;
  switch (item->item_case()) {
    case v1::PublishItem::kArticle:
      write.check_quotes = QuotesRecommendations(item->article());
      draft = DraftArticle(std::move(*item->mutable_article()), now, absl::StrCat(path, ".article"),
                           violations);
      break;
    case v1::PublishItem::kRecommendation:
      draft = DraftRecommendation(std::move(*item->mutable_recommendation()), now,
                                  absl::StrCat(path, ".recommendation"), violations);
      break;
    case v1::PublishItem::ITEM_NOT_SET:
      violations->Add(path, "FIELD_REQUIRED", "must hold an article or a recommendation");
      break;
  }
  if (!draft) return std::nullopt;
  write.draft = *std::move(draft);
  return write;
}

v1::PublishResult ToResult(const WriteOutcome& outcome) {
  v1::PublishResult result;
  result.set_name(outcome.name);
  result.set_outcome(outcome.outcome);
  result.set_revision(outcome.revision);
  result.set_etag(outcome.etag);
  result.set_sequence(outcome.position.sequence);
  if (outcome.position.sequence != 0) result.set_position(FormatPosition(outcome.position));
  if (!outcome.status.ok()) *result.mutable_status() = ToRpcStatus(outcome.status);
  return result;
}

v1::PublishResult Refused(std::string_view name, const absl::Status& status) {
  v1::PublishResult result;
  result.set_name(std::string(CutBytes(name, kNameBytesMax)));
  result.set_outcome(v1::PUBLISH_OUTCOME_REJECTED);
  *result.mutable_status() = ToRpcStatus(status);
  return result;
}

v1::PublishResult Refusals::Refuse(int index, std::string_view name, const Violations& violations) {
  const std::size_t kept =
      bytes_ + kItemDetailsBytesMin * static_cast<std::size_t>(items_ - index - 1);
  const std::size_t room = kDetailsBytesMax - std::min(kept, kDetailsBytesMax);
  const std::size_t bytes_max = std::clamp(room, kItemDetailsBytesMin, kItemDetailsBytesMax);
  // The details say in full what the text says with the last ones left out.
  const StatusLimits limits = {bytes_max / 3, bytes_max - bytes_max / 3};
  v1::PublishResult result = Refused(name, violations.ToStatus(limits));
  bytes_ += result.status().ByteSizeLong();
  return result;
}

std::string NameOf(const v1::PublishItem& item) {
  return item.has_article() ? item.article().name() : item.recommendation().name();
}

void ValidateRequestId(std::string_view request_id, Violations* violations) {
  if (request_id.empty()) return;
  const bool printable = std::all_of(request_id.begin(), request_id.end(),
                                     [](unsigned char c) { return absl::ascii_isgraph(c); });
  if (request_id.size() < 8 || request_id.size() > 64 || !printable) {
    violations->Add("request_id", "REQUEST_ID_INVALID",
                    absl::StrCat("must be 8 to 64 printable ASCII characters without spaces, has ",
                                 request_id.size()));
  }
}

}  // namespace newswire

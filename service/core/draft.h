#ifndef NEWSWIRE_SERVICE_CORE_DRAFT_H_
#define NEWSWIRE_SERVICE_CORE_DRAFT_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/error.h"

namespace newswire {

// An item that passed validation, ready to be proposed: everything about it that does not depend on
// what is stored.
struct Draft {
  v1::ItemKind kind = v1::ITEM_KIND_UNSPECIFIED;
  std::string uri;
  std::string provider;
  std::vector<std::string> languages;  // usable ones, the original first
  std::string content_sha256;          // see FeedEntry.content_sha256
  std::string etag;                    // precondition of the caller; empty when there is none
  std::optional<v1::Embargo> embargo;  // apart from the content: it is not hashed and ends
  std::uint32_t urgency = 0;
  std::vector<std::string> reports;  // uris of the recommendations an article reports
  // The serialised item, complete but for the item's own output only fields (revision, etag,
  // revision_kind, create_time, revision_create_time), which the applier appends.
  std::string payload;
};

// Checks the item against every rule of the contract and completes what can be computed from it
// alone (directions, counts, hashes). Output only fields that the caller sent are dropped. Pure.
// `path` is the field path of the item in the request, for example "article" or "items[3].article".
// nullopt when anything was added to `violations`. Consumes the item where it is, be it on an
// arena.
std::optional<Draft> DraftArticle(v1::Article&& article, absl::Time now, std::string_view path,
                                  Violations* violations);
std::optional<Draft> DraftRecommendation(v1::Recommendation&& recommendation, absl::Time now,
                                         std::string_view path, Violations* violations);

// Text of a recommendation that is marked AS_REPORTED in `language`; nullopt when it is not known.
using QuoteLookup = std::function<std::optional<std::string>(std::string_view recommendation_name,
                                                             std::string_view language)>;
// Adds QUOTE_MISMATCH for every span of a recommendation reference whose text is not the quoted
// one.
void CheckQuotes(const v1::Article& article, const QuoteLookup& lookup, std::string_view path,
                 Violations* violations);

// Why an item is written and what readers are told; what plain writes do not have.
struct Change {
  // CORRECTION, REFILE, TRANSLATION or STATUS; else decided by what differs.
  v1::RevisionKind kind = v1::REVISION_KIND_UNSPECIFIED;
  std::vector<v1::LangString> texts;  // of a correction: what was wrong; else the advisories
  v1::RetractionReason reason = v1::RETRACTION_REASON_UNSPECIFIED;
  std::string replaced_by;  // name of the substitute
  std::string language;     // one translation alone; empty: the whole item
  // Of a change of status: who made it, and why.
  v1::AssessorRole by_role = v1::ASSESSOR_ROLE_UNSPECIFIED;
  std::string by;
  std::vector<v1::LangString> comments;
};

// A draft completed against the revision before it.
struct Revised {
  std::string payload;  // as Draft::payload
  v1::FeedAction action = v1::FEED_ACTION_UPDATE;
  v1::RevisionKind kind = v1::REVISION_KIND_UPDATE;
  v1::Significance significance = v1::SIGNIFICANCE_NORMAL;
  std::vector<std::string> changed_paths;  // as FeedEntry.changed_paths
  std::vector<std::string> languages;      // as Draft::languages, less what is withheld
};

// Completes a draft against the revision before it: translation revisions, `stale`, status history,
// corrections, and what kind of change it is. `previous` is a payload as in Draft (it may carry
// output only fields); `change` may be null. Pure, deterministic. FAILED_PRECONDITION /
// STATUS_TRANSITION when the status of a recommendation may not change so; RESOURCE_EXHAUSTED /
// ITEM_TOO_LARGE when it would be larger than an item may be.
absl::StatusOr<Revised> Revise(std::string_view previous, const Draft& next, std::uint32_t revision,
                               absl::Time now, const Change* change);

// Languages that can be read, the original first.
std::vector<std::string> UsableLanguages(const v1::Article& article);
std::vector<std::string> UsableLanguages(const v1::Recommendation& recommendation);

// `articles/{uri}` or `recommendations/{uri}`.
std::string ItemName(v1::ItemKind kind, std::string_view uri);
// The uri in a name of that kind; adds URI_INVALID under `path` and answers nullopt when it is
// none.
std::optional<std::string> ParseItemName(std::string_view name, v1::ItemKind kind,
                                         std::string_view path, Violations* violations);
// Who published an item: the provider of urn:newsml:{provider}:..., the host of https://{host}/...,
// the authority of tag:{authority},..., else the namespace of the urn. Lower case.
std::string ProviderOf(std::string_view uri);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_DRAFT_H_

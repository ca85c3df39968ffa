#ifndef NEWSWIRE_SERVICE_CORE_REVISION_KIND_H_
#define NEWSWIRE_SERVICE_CORE_REVISION_KIND_H_

#include <cstddef>
#include <string>
#include <vector>

#include "newswire/v1/article.pb.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/diff.h"

namespace newswire {

// Paths that an entry or a correction carries at most.
inline constexpr std::size_t kChangedPathsMax = 64;

// What a revision is to its readers, seen from what differs.
struct RevisionSummary {
  // TRANSLATION: all that differs is in translations that are not the original; in a recommendation
  // in texts of other languages.
  // STATUS: all that differs are status, assessments, target date, priority, what supersedes it and
  // the addressees' answers.
  // METADATA: nothing of the story and none of the above differs. The story is what readers read:
  // headlines, descriptions, bodies and texts; people, organisations, places, events, source
  // documents and recommendations; in a recommendation who makes it and who is asked to act.
  // UPDATE: anything else.
  v1::RevisionKind kind = v1::REVISION_KIND_METADATA;
  // Something that STATUS stands for differs, whatever else does.
  bool status = false;
  // As in FeedEntry.changed_paths.
  std::vector<std::string> changed_paths;
};

// Pure, deterministic. Output only fields do not count. `bytes` as in VisitDifferences.
RevisionSummary Summarise(const v1::Article& before, const v1::Article& after,
                          const DiffBytes& bytes = {});
RevisionSummary Summarise(const v1::Recommendation& before, const v1::Recommendation& after,
                          const DiffBytes& bytes = {});

// What an entry says about a revision of this kind; UNSPECIFIED for the kind UNSPECIFIED.
v1::FeedAction ActionOf(v1::RevisionKind kind);
v1::Significance SignificanceOf(v1::RevisionKind kind);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_REVISION_KIND_H_

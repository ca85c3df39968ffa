#include "service/core/revision_kind.h"

#include <algorithm>
#include <string_view>
#include <type_traits>

#include "service/core/diff.h"

namespace newswire {
namespace {

// The parts of a path: `{field}[{key}].{rest}`. Keys hold no `]`; see diff.h.
struct PathParts {
  std::string_view field;
  std::string_view key;
  std::string_view rest;
};

PathParts Split(std::string_view path) {
  PathParts parts;
  parts.field = path.substr(0, path.find_first_of("[."));
  path.remove_prefix(parts.field.size());
  if (!path.empty() && path.front() == '[') {
    parts.key = path.substr(1, path.find(']') - 1);
    path.remove_prefix(parts.key.size() + 2);
  }
  if (!path.empty()) parts.rest = path.substr(1);
  return parts;
}

template <std::size_t count>
bool IsOneOf(std::string_view name, const std::string_view (&names)[count]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// What one difference belongs to; none of these: data about the item.
struct Part {
  bool translation = false;  // in a language other than the original
  bool status = false;
  bool story = false;
};

Part ArticlePart(const PathParts& path, std::string_view original) {
  constexpr std::string_view kTexts[] = {"headlines", "descriptions", "bodies"};
  constexpr std::string_view kStory[] = {"people", "organisations",    "places",
                                         "events", "source_documents", "recommendations"};
  Part part;
  if (path.field != "translations") {
    part.story = IsOneOf(path.field, kStory);
  } else if (!path.key.empty()) {  // else only their order
    part.translation = path.key != original;
    part.story = path.rest.empty() || IsOneOf(Split(path.rest).field, kTexts);
  }
  return part;
}

Part RecommendationPart(const PathParts& path, std::string_view original) {
  constexpr std::string_view kStatus[] = {"status", "assessments", "target_date", "superseded_by",
                                          "priority"};
  constexpr std::string_view kAnswer[] = {"response", "responded", "comments"};
  constexpr std::string_view kStory[] = {"places", "source_document", "issuing_bodies",
                                         "addressees"};
  Part part;
  if (path.field == "texts") {
    const std::string_view language = path.key.substr(0, path.key.find('/'));
    part.translation = !language.empty() && language != original;
    part.story = !language.empty();
  } else {
    part.status = IsOneOf(path.field, kStatus) ||
                  (path.field == "addressees" && IsOneOf(Split(path.rest).field, kAnswer));
    part.story = !part.status && IsOneOf(path.field, kStory);
  }
  return part;
}

template <typename Item>
RevisionSummary SummariseItem(const Item& before, const Item& after, const DiffBytes& bytes,
                              Part (*part_of)(const PathParts&, std::string_view)) {
  // Another original is a difference of its own, so that one language is enough.
  const std::string& original = after.original_language();
  constexpr bool kHasStatus = std::is_same_v<Item, v1::Recommendation>;
  RevisionSummary summary;
  std::size_t changes = 0;
  Part all{.translation = true, .status = true};
  Part any;
  const auto visit = [&](const Difference& difference) {
    if (++changes <= kChangedPathsMax) summary.changed_paths.emplace_back(difference.path);
    const Part part = part_of(Split(difference.path), original);
    all.translation &= part.translation;
    all.status &= part.status;
    any.status |= part.status;
    any.story |= part.story;
    // An item may differ in a million places; nothing is learned from the rest of them.
    const bool decided = !all.translation && !all.status && (kHasStatus ? any.status : any.story);
    return !decided || changes <= kChangedPathsMax;
  };
  VisitDifferences(before, after, visit, bytes);
  if (changes > kChangedPathsMax) summary.changed_paths.back() = "*";
  if (changes == 0) return summary;
  summary.status = any.status;
  summary.kind = all.translation           ? v1::REVISION_KIND_TRANSLATION
                 : all.status              ? v1::REVISION_KIND_STATUS
                 : any.story || any.status ? v1::REVISION_KIND_UPDATE
                                           : v1::REVISION_KIND_METADATA;
  return summary;
}

}  // namespace

RevisionSummary Summarise(const v1::Article& before, const v1::Article& after,
                          const DiffBytes& bytes) {
  return SummariseItem(before, after, bytes, ArticlePart);
}

RevisionSummary Summarise(const v1::Recommendation& before, const v1::Recommendation& after,
                          const DiffBytes& bytes) {
  return SummariseItem(before, after, bytes, RecommendationPart);
}

v1::FeedAction ActionOf(v1::RevisionKind kind) {
  switch (kind) {
    case v1::REVISION_KIND_INITIAL:
      return v1::FEED_ACTION_PUBLISH;
    case v1::REVISION_KIND_UPDATE:
    case v1::REVISION_KIND_METADATA:
      return v1::FEED_ACTION_UPDATE;
    case v1::REVISION_KIND_CORRECTION:
    case v1::REVISION_KIND_REFILE:
      return v1::FEED_ACTION_CORRECT;
    case v1::REVISION_KIND_TRANSLATION:
      return v1::FEED_ACTION_TRANSLATE;
    case v1::REVISION_KIND_STATUS:
      return v1::FEED_ACTION_STATUS;
    case v1::REVISION_KIND_WITHHOLD:
      return v1::FEED_ACTION_WITHHOLD;
    case v1::REVISION_KIND_CANCEL:
      return v1::FEED_ACTION_CANCEL;
    case v1::REVISION_KIND_REINSTATE:
      return v1::FEED_ACTION_REINSTATE;
    default:
      return v1::FEED_ACTION_UNSPECIFIED;
  }
}

v1::Significance SignificanceOf(v1::RevisionKind kind) {
  switch (kind) {
    case v1::REVISION_KIND_REFILE:
    case v1::REVISION_KIND_METADATA:
      return v1::SIGNIFICANCE_MINOR;
    case v1::REVISION_KIND_INITIAL:
    case v1::REVISION_KIND_UPDATE:
    case v1::REVISION_KIND_TRANSLATION:
      return v1::SIGNIFICANCE_NORMAL;
    case v1::REVISION_KIND_CORRECTION:
    case v1::REVISION_KIND_STATUS:
    case v1::REVISION_KIND_WITHHOLD:
    case v1::REVISION_KIND_CANCEL:
    case v1::REVISION_KIND_REINSTATE:
      return v1::SIGNIFICANCE_MAJOR;
    default:
      return v1::SIGNIFICANCE_UNSPECIFIED;
  }
}

}  // namespace newswire

#include "tests/fanout/story_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "newswire/v1/feed.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "storage/entry_frame.h"

namespace newswire {
namespace {

// The smallest item with a text of that length.
std::string ItemBytes(const Story& story) {
  const std::string text(story.text_bytes, 'b');
  if (story.kind == v1::ITEM_KIND_RECOMMENDATION) {
    v1::Recommendation recommendation;
    recommendation.add_texts()->set_value(text);
    return recommendation.SerializeAsString();
  }
  v1::Article article;
  article.add_translations()->add_bodies()->set_value(text);
  return article.SerializeAsString();
}

}  // namespace

const LoggedStory& StoryLog::Add(const Story& story) {
  const bool article = story.kind == v1::ITEM_KIND_ARTICLE;
  LoggedStory logged;
  logged.story = story;
  logged.time = absl::FromUnixSeconds(1'654'732'800) + absl::Seconds(stories_.size());
  const std::string name =
      absl::StrCat(article ? "articles" : "recommendations", "/story-", last() + 1);
  EntryHead head;
  head.sequence = last() + 1;
  head.kind = story.kind;
  head.action = v1::FEED_ACTION_PUBLISH;
  head.name = name;
  head.revision = 1;
  head.pub_status = v1::PUB_STATUS_USABLE;
  head.append_time = logged.time;
  head.languages = {story.language};
  head.provider = story.provider;
  head.content_sha256 = "0123456789abcdef0123456789abcdef";
  head.must_retract = story.must_retract;
  head.digest = NextDigest(At(last()).digest, head);
  const std::string item = ItemBytes(story);
  const EntryPayload payload{article ? 20 : 21, item, {}};
  logged.framed = FramedEntry(head, payload);
  logged.position = {log_id_, head.sequence, head.digest};
  return stories_.emplace_back(std::move(logged));
}

}  // namespace newswire

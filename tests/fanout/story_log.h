#ifndef NEWSWIRE_TESTS_FANOUT_STORY_LOG_H_
#define NEWSWIRE_TESTS_FANOUT_STORY_LOG_H_

#include <cstddef>
#include <deque>
#include <string>

#include "absl/time/time.h"
#include "newswire/v1/article.pb.h"
#include "storage/position.h"

namespace newswire {

// What readers may filter by, and how long the text is.
struct Story {
  v1::ItemKind kind = v1::ITEM_KIND_ARTICLE;
  std::string language = "en";
  std::string provider = "desk.example";
  std::size_t text_bytes = 40;
  bool must_retract = false;
};

// A story with its place in the feed, framed as the applier frames it.
struct LoggedStory {
  Story story;
  Position position;
  absl::Time time;
  std::string framed;
};

// Stories one behind the other: what everything that is delivered is compared with.
class StoryLog {
 public:
  explicit StoryLog(std::uint64_t log_id) : log_id_(log_id) {}

  // Gives the story the next sequence, one second behind the one before. The reference lives as
  // long as the log.
  const LoggedStory& Add(const Story& story);

  // Takes the last ones back: they could not be stored.
  void DropLast(std::size_t count) { stories_.resize(stories_.size() - count); }

  Sequence last() const { return stories_.size(); }
  // REQUIRES: 1 <= sequence <= last().
  const LoggedStory& Get(Sequence sequence) const { return stories_.at(sequence - 1); }
  // Also at 0, before the first.
  Position At(Sequence sequence) const {
    return sequence == 0 ? Position{log_id_, 0, 0} : Get(sequence).position;
  }

 private:
  const std::uint64_t log_id_;
  std::deque<LoggedStory> stories_;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_FANOUT_STORY_LOG_H_

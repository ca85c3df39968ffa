#ifndef NEWSWIRE_TESTS_CORE_DESK_H_
#define NEWSWIRE_TESTS_CORE_DESK_H_

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/time_util.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/draft.h"
#include "service/core/group.h"
#include "service/core/item_reader.h"
#include "storage/entry_frame.h"
#include "tests/support/sample_items.h"
#include "tests/support/temp_store.h"

namespace newswire::testing {

// Keeps what a group appends, and what it puts in the place of older entries.
class DeskSink : public EntrySink {
 public:
  char* Reserve(std::size_t bytes) override { return frames_.emplace_back(bytes, '\0').data(); }
  void Append(Sequence, std::size_t) override {}
  void Replace(Sequence sequence, std::string_view framed) override {
    replaced[sequence] = std::string(framed);
  }
  void Publish(const Position&) override {}
  void Drop() override {}

  std::map<Sequence, std::string> replaced;

 private:
  std::deque<std::string> frames_;
};

// A newsroom without a server: each proposal is decided over a real store and committed as a group
// of its own, at the time that the test sets.
class Desk {
 public:
  absl::Time now = absl::FromUnixSeconds(1'800'000'000);

  ItemWrite Draft(v1::Article article) const {
    return Drafted(DraftArticle, std::move(article), "article");
  }
  ItemWrite Draft(v1::Recommendation recommendation) const {
    return Drafted(DraftRecommendation, std::move(recommendation), "recommendation");
  }
  ProposalOutcome Decide(std::vector<ItemWrite> writes) {
    WriteProposal proposal;
    proposal.writes = std::move(writes);
    proposal.want_items = true;
    proposal.proposed_at = now;
    DeskSink sink;
    Group group(store_.get(), &sink);
    ProposalOutcome outcome = group.Decide(proposal);
    Commit(&group);
    return outcome;
  }
  WriteOutcome DecideOne(ItemWrite write) {
    return std::move(Decide({std::move(write)}).writes.front());
  }
  template <typename Item>
  WriteOutcome Put(Item item) {
    return DecideOne(Draft(std::move(item)));
  }
  // Withhold, reinstate, cancel or release of the item, or of one translation of it.
  WriteOutcome Do(Operation operation, const std::string& name, const std::string& language = {}) {
    return DecideOne(Taking(operation, name, language));
  }
  static ItemWrite Taking(Operation operation, const std::string& name,
                          const std::string& language = {}) {
    ItemWrite write;
    write.operation = operation;
    write.draft.kind = name.front() == 'a' ? v1::ITEM_KIND_ARTICLE : v1::ITEM_KIND_RECOMMENDATION;
    write.draft.uri = std::string(UriOf(name));
    auto change = std::make_shared<Change>();
    change->reason = v1::RETRACTION_REASON_LEGAL;
    change->language = language;
    write.change = std::move(change);
    return write;
  }
  // What the timer does. True when some is left for another round.
  bool ReleaseDue() {
    ReleaseProposal proposal;
    proposal.now = now;
    DeskSink sink;
    Group group(store_.get(), &sink);
    const bool more = group.Decide(proposal);
    Commit(&group);
    return more;
  }

  // The feed from its oldest kept entry.
  std::vector<v1::FeedEntry> Feed() const {
    std::vector<v1::FeedEntry> feed;
    const auto visit = [&feed](Sequence, std::string_view framed) {
      const std::string_view entry = *Unframe(framed);
      EXPECT_TRUE(feed.emplace_back().ParseFromArray(entry.data(), static_cast<int>(entry.size())));
      return true;
    };
    EXPECT_TRUE(store_->Scan(store_->bounds().floor.sequence + 1, visit).ok());
    return feed;
  }
  // "PUBLISH a", "WITHHOLD a": what happened to what.
  std::vector<std::string> Story() const {
    std::vector<std::string> story;
    for (const v1::FeedEntry& entry : Feed()) {
      const std::string action = v1::FeedAction_Name(entry.action()).substr(12);
      story.push_back(action + " " + entry.name().substr(entry.name().rfind(':') + 1));
    }
    return story;
  }
  // All bytes of the feed, to look for words.
  std::string FeedBytes() const {
    std::string bytes;
    const auto visit = [&bytes](Sequence, std::string_view framed) {
      bytes += framed;
      return true;
    };
    EXPECT_TRUE(store_->Scan(store_->bounds().floor.sequence + 1, visit).ok());
    return bytes;
  }
  Store* store() { return store_.get(); }
  const std::string& folder() const { return folder_.path(); }

 private:
  template <typename Item, typename DraftItem>
  ItemWrite Drafted(DraftItem draft_item, Item item, std::string_view path) const {
    Violations violations;
    ItemWrite write;
    auto draft = draft_item(std::move(item), now, path, &violations);
    EXPECT_TRUE(draft.has_value()) << violations.ToStatus();
    if (draft) write.draft = *std::move(draft);
    return write;
  }
  void Commit(Group* group) {
    ASSERT_TRUE(group->error().ok()) << group->error();
    if (group->empty()) return;
    group->mutable_writes()->head.set_applied(store_->head().applied() + 1);
    ASSERT_TRUE(store_->Commit(group->writes()).ok());
  }

  const TempFolder folder_;
  const std::unique_ptr<Store> store_ = MustOpen(SmallOptions(folder_.path()));
};

inline v1::Article Until(absl::Time time, v1::Article article) {
  *article.mutable_embargo()->mutable_embargoed_until() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
  return article;
}

inline v1::Article Indefinitely(v1::Article article) {
  article.mutable_embargo()->set_indefinite(true);
  return article;
}

inline v1::Article Translated(v1::Article article, const std::string& language,
                              const std::string& headline, const std::string& from = "en") {
  v1::Translation& translation = *article.add_translations();
  translation.set_language(language);
  translation.set_kind(v1::TRANSLATION_KIND_HUMAN);
  translation.set_translated_from(from);
  translation.set_source_revision(1);
  v1::Headline& title = *translation.add_headlines();
  title.set_role("main");
  title.set_value(headline);
  return article;
}

inline v1::Article Reporting(v1::Article article, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    v1::RecommendationRef& ref = *article.add_recommendations();
    ref.set_recommendation("recommendations/urn:newsml:example.org:2026:" + id);
    ref.set_ordinal(static_cast<std::uint32_t>(article.recommendations_size()));
  }
  return article;
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_CORE_DESK_H_

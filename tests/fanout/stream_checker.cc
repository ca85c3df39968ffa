#include "tests/fanout/stream_checker.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "service/core/error.h"

namespace newswire {
namespace {

template <typename T>
bool Passes(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

}  // namespace

bool Wish::Wants(const Story& story) const {
  // A retraction is for all who may have had the item; its kind has always been the same.
  return Passes(kinds, story.kind) && (story.must_retract || (Passes(languages, story.language) &&
                                                              Passes(providers, story.provider)));
}

v1::Filter Wish::ToFilter() const {
  v1::Filter filter;
  for (const std::string& language : languages) filter.add_languages(language);
  for (const std::string& provider : providers) filter.add_providers(provider);
  for (const v1::ItemKind kind : kinds) filter.add_kinds(kind);
  return filter;
}

StreamChecker::StreamChecker(FanoutWorld* world, Reader* reader, Wish wish,
                             const ReaderOptions& options)
    : world_(world),
      reader_(reader),
      wish_(std::move(wish)),
      allow_gap_(options.allow_gap),
      at_(options.after) {}

void StreamChecker::Look() {
  std::vector<grpc::ByteBuffer>& messages = reader_->wire.messages;
  EXPECT_LE(messages.size(), 1u);
  for (const grpc::ByteBuffer& message : messages) LookAtMessage(message);
  messages.clear();
  if (over() && !saw_end_) LookAtEnd();
}

void StreamChecker::LookAtMessage(const grpc::ByteBuffer& message) {
  write_began_ = world_->Now();
  const v1::SubscribeResponse response = Parse(message);
  if (response.entries_size() > 0) return LookAtBatch(message, response);
  if (response.has_heartbeat()) return LookAtHeartbeat(response.heartbeat());
  if (response.has_gap()) return LookAtGap(response.gap());
  ASSERT_TRUE(response.has_caught_up()) << response.DebugString();
  MoveTo(response.caught_up().position());
  EXPECT_GE(at_, world_->ring().head_sequence()) << "caught up too early";
  ++caught_ups_;
}

void StreamChecker::LookAtBatch(const grpc::ByteBuffer& message,
                                const v1::SubscribeResponse& response) {
  const std::optional<Position> through = ParsePosition(response.through());
  ASSERT_TRUE(through.has_value()) << response.through();
  ASSERT_GT(through->sequence, at_) << "a batch that does not move on";
  ASSERT_LE(through->sequence, world_->log().last());
  v1::SubscribeResponse position;
  position.set_through(FormatPosition(world_->log().At(through->sequence)));
  std::string expected;
  std::vector<Sequence> sequences;
  for (Sequence next = at_ + 1; next <= through->sequence; ++next) {
    const LoggedStory& logged = world_->log().Get(next);
    if (!wish_.Wants(logged.story)) continue;
    expected += logged.framed;
    sequences.push_back(next);
  }
  EXPECT_EQ(SequencesIn({message}), sequences) << "after " << at_;
  // Without printing megabytes.
  EXPECT_TRUE(Flatten(message) == expected + position.SerializeAsString()) << "after " << at_;
  EXPECT_TRUE(expected.size() <= Audience::kBatchBytesMax || sequences.size() == 1);
  at_ = through->sequence;
}

void StreamChecker::LookAtHeartbeat(const v1::Heartbeat& heartbeat) {
  MoveTo(heartbeat.position());
  const Sequence head = std::max(at_, world_->ring().head_sequence());
  EXPECT_EQ(heartbeat.head(), FormatPosition(world_->log().At(head)));
  EXPECT_EQ(heartbeat.behind_entries(), head - at_);
}

void StreamChecker::LookAtGap(const v1::Gap& gap) {
  const Sequence floor = world_->store().bounds().floor.sequence;
  EXPECT_TRUE(allow_gap_);
  ASSERT_GE(gap.after_sequence(), at_);
  ASSERT_LT(gap.after_sequence(), floor) << "a gap without a reason";
  ExpectNothingWanted(at_, gap.after_sequence());
  EXPECT_EQ(gap.resume_at_sequence(), floor + 1);
  EXPECT_EQ(gap.entries(), floor - gap.after_sequence());
  at_ = floor;
  ++gaps_;
}

void StreamChecker::LookAtEnd() {
  saw_end_ = true;
  if (reader_->wire.cancelled) {
    EXPECT_TRUE(may_break_ || world_->Now() - write_began_ >= absl::Seconds(30));
    return;
  }
  MoveTo(reader_->wire.final_position);
  const absl::Status& status = *reader_->wire.finished;
  if (may_end_ && absl::IsUnavailable(status)) return;
  EXPECT_EQ(ReasonOf(status), "POSITION_EXPIRED") << status;
  EXPECT_FALSE(allow_gap_);
  EXPECT_GT(world_->store().bounds().floor.sequence, at_) << "expired without a reason";
}

void StreamChecker::MoveTo(const std::string& position) {
  const std::optional<Position> parsed = ParsePosition(position);
  ASSERT_TRUE(parsed.has_value()) << position;
  ASSERT_GE(parsed->sequence, at_) << "the position moved back";
  ASSERT_LE(parsed->sequence, world_->log().last());
  EXPECT_EQ(position, FormatPosition(world_->log().At(parsed->sequence)));
  ExpectNothingWanted(at_, parsed->sequence);
  at_ = parsed->sequence;
}

void StreamChecker::ExpectNothingWanted(Sequence after, Sequence through) const {
  for (Sequence next = after + 1; next <= through; ++next) {
    EXPECT_FALSE(wish_.Wants(world_->log().Get(next).story)) << "entry " << next << " was skipped";
  }
}

}  // namespace newswire

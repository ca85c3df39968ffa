#include "tests/fanout/fanout_world.h"

#include <cstring>
#include <utility>

#include "service/fanout/frames.h"

namespace newswire {
namespace {

// Nothing here loses power, so nothing is synced.
StoreOptions FastOptions(const std::string& path) {
  StoreOptions options = SmallOptions(path);
  options.sync = false;
  return options;
}

void AppendTo(Ring* ring, const LoggedStory& story) {
  std::memcpy(ring->Reserve(story.framed.size()), story.framed.data(), story.framed.size());
  ring->Append(story.position.sequence, story.framed.size());
}

}  // namespace

FanoutWorld::FanoutWorld(const WorldOptions& options)
    : store_(MustOpen(FastOptions(folder_.path()))),
      log_(store_.bounds().head.log_id),
      ring_(options.ring_bytes, store_.bounds().head, [] {}),
      reads_(options.reads_max),
      replay_(&store_, reads_.pool(), options.cache_bytes),
      shard_(&ring_, &replay_, &store_, &clock_, [this](std::function<void()> answer) {
        absl::MutexLock lock(&mu_);
        answers_.push_back(std::move(answer));
      }) {}

FanoutWorld::~FanoutWorld() {
  reads_.RunAll();
  for (Reader& reader : readers_) shard_.Remove(&reader.stream);
}

void FanoutWorld::Commit(const std::vector<Story>& group) {
  WriteGroup writes;
  writes.head = store_.head();
  for (const Story& story : group) {
    const LoggedStory& logged = log_.Add(story);
    AppendTo(&ring_, logged);
    writes.entries.push_back({logged.position.sequence, logged.framed});
    writes.head.set_sequence(logged.position.sequence);
    writes.head.set_digest(logged.position.digest);
    writes.head.set_append_time_us(absl::ToUnixMicros(logged.time));
    writes.head.set_total_bytes(writes.head.total_bytes() + logged.framed.size());
  }
  const absl::Status status = store_.Commit(writes);
  EXPECT_TRUE(status.ok()) << status;
}

void FanoutWorld::Show() {
  ring_.Publish(log_.At(log_.last()));
}

void FanoutWorld::Publish(const std::vector<Story>& group) {
  Commit(group);
  Show();
  Wake();
}

void FanoutWorld::Publish(int count, const Story& story) {
  Publish(std::vector<Story>(count, story));
}

void FanoutWorld::CommitFails(const std::vector<Story>& group) {
  for (const Story& story : group) AppendTo(&ring_, log_.Add(story));
  ring_.Drop();
  log_.DropLast(group.size());
}

void FanoutWorld::TrimTo(Sequence floor) {
  while (store_.bounds().floor.sequence < floor) {
    const auto removed =
        store_.Trim({.age = absl::Seconds(1)}, absl::FromUnixSeconds(4'000'000'000),
                    floor - store_.bounds().floor.sequence);
    ASSERT_TRUE(removed.ok()) << removed.status();
    ASSERT_GT(*removed, 0u);
  }
}

Reader* FanoutWorld::Open(const ReaderOptions& options) {
  Violations violations;
  const CompiledFilter filter = CompiledFilter::Compile(options.filter, "filter", &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  readers_.emplace_back(&shard_, shard_.Join(filter),
                        FeedStreamOptions{.cursor = log_.At(options.after),
                                          .heartbeat = options.heartbeat,
                                          .allow_gap = options.allow_gap,
                                          .first = options.first});
  shard_.Add(&readers_.back().stream);
  return &readers_.back();
}

void FanoutWorld::Close(Reader* reader) {
  shard_.Remove(&reader->stream);
  readers_.remove_if([reader](const Reader& other) { return &other == reader; });
}

void FanoutWorld::Wake() {
  shard_.OnNews();
  while (shard_.RunReady(16)) {
  }
}

bool FanoutWorld::DeliverAnswer() {
  std::function<void()> answer;
  {
    absl::MutexLock lock(&mu_);
    if (answers_.empty()) return false;
    answer = std::move(answers_.front());
    answers_.pop_front();
  }
  answer();
  return true;
}

void FanoutWorld::Read() {
  FinishReads();
  while (DeliverAnswer()) {
  }
}

void FanoutWorld::Tick(absl::Duration passed) {
  clock_.now += passed;
  shard_.Tick();
}

void FanoutWorld::Settle() {
  bool moved = true;
  for (int round = 0; moved; ++round) {
    ASSERT_LT(round, 10'000) << "the streams do not come to rest";
    moved = false;
    while (shard_.RunReady(16)) {
    }
    FinishReads();
    while (DeliverAnswer()) moved = true;
    for (Reader& reader : readers_) {
      if (!reader.wire.writing || reader.wire.over()) continue;
      reader.Written();
      moved = true;
    }
  }
}

grpc::ByteBuffer OpenedFrame() {
  v1::SubscribeResponse frame;
  frame.mutable_opened()->set_log_id("0000000000000001");
  return MakeFrame(frame);
}

std::vector<Sequence> SequencesIn(const std::vector<grpc::ByteBuffer>& messages) {
  std::vector<Sequence> sequences;
  for (const grpc::ByteBuffer& message : messages) {
    const v1::SubscribeResponse response = Parse(message);
    for (const v1::FeedEntry& entry : response.entries()) sequences.push_back(entry.sequence());
  }
  return sequences;
}

std::vector<Sequence> Numbers(Sequence first, Sequence last) {
  std::vector<Sequence> run;
  for (Sequence sequence = first; sequence <= last; ++sequence) run.push_back(sequence);
  return run;
}

int CaughtUpsIn(const std::vector<grpc::ByteBuffer>& messages) {
  int count = 0;
  for (const grpc::ByteBuffer& message : messages) count += Parse(message).has_caught_up();
  return count;
}

v1::Filter OnlyLanguage(const std::string& language) {
  v1::Filter filter;
  filter.add_languages(language);
  return filter;
}

}  // namespace newswire

#ifndef NEWSWIRE_TESTS_FANOUT_FANOUT_WORLD_H_
#define NEWSWIRE_TESTS_FANOUT_FANOUT_WORLD_H_

#include <deque>
#include <functional>
#include <list>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "newswire/v1/feed_service.pb.h"
#include "service/fanout/feed_stream.h"
#include "service/fanout/replay.h"
#include "service/fanout/ring.h"
#include "service/fanout/shard.h"
#include "tests/fanout/held_reads.h"
#include "tests/fanout/recording_wire.h"
#include "tests/fanout/story_log.h"
#include "tests/support/temp_store.h"
#include "tests/support/watched_store.h"

namespace newswire {

// A clock that stands still until the test moves it.
class FakeClock : public Clock {
 public:
  absl::Time Now() const override { return now; }
  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
};

struct WorldOptions {
  std::size_t ring_bytes = 64 << 20;
  std::size_t cache_bytes = 64 << 20;
  std::size_t reads_max = 64;
};

struct ReaderOptions {
  Sequence after = 0;
  v1::Filter filter = {};
  absl::Duration heartbeat = absl::Seconds(15);
  bool allow_gap = false;
  std::deque<grpc::ByteBuffer> first = {};
};

// A subscriber with its wire.
struct Reader {
  Reader(Shard* shard, Audience* audience, FeedStreamOptions options)
      : stream(shard, &wire, audience, std::move(options)) {}

  // The write in flight is over.
  void Written(bool ok = true) {
    wire.writing = false;
    stream.OnWritten(ok);
  }

  RecordingWire wire;
  FeedStream stream;
};

// Everything between the applier and the wires, on a real store. The test is the applier, the I/O
// thread and the network; nothing happens but what it says, and in that order.
class FanoutWorld {
 public:
  explicit FanoutWorld(const WorldOptions& options = {});
  ~FanoutWorld();

  // The applier: stores a group; shows it to readers; both, and wakes the shard.
  void Commit(const std::vector<Story>& group);
  void Show();
  void Publish(const std::vector<Story>& group);
  // A group of `count` equal stories.
  void Publish(int count, const Story& story = {});
  // Writes stories into the ring that then cannot be stored.
  void CommitFails(const std::vector<Story>& group);
  // Retention removes everything up to `floor`.
  void TrimTo(Sequence floor);

  Reader* Open(const ReaderOptions& options);
  void Close(Reader* reader);

  // The I/O thread: tells streams of news and lets the ready ones send.
  void Wake();
  // Runs the reads that wait; their answers wait in turn.
  void FinishReads() { reads_.RunAll(); }
  // Gives the oldest answer to its stream. False when there is none.
  bool DeliverAnswer();
  // All reads and all answers that wait.
  void Read();
  void Tick(absl::Duration passed);
  // Reads, sends and completes writes until nothing moves.
  void Settle();

  const StoryLog& log() const { return log_; }
  WatchedStore& store() { return store_; }
  Ring& ring() { return ring_; }
  Shard& shard() { return shard_; }
  HeldReads& reads() { return reads_; }
  std::list<Reader>& readers() { return readers_; }
  absl::Time Now() const { return clock_.now; }

 private:
  const TempFolder folder_;
  FakeClock clock_;
  WatchedStore store_;
  StoryLog log_;
  Ring ring_;
  HeldReads reads_;
  Replay replay_;
  absl::Mutex mu_;
  std::deque<std::function<void()>> answers_ ABSL_GUARDED_BY(mu_);
  Shard shard_;
  std::list<Reader> readers_;
};

// The frame a server begins with.
grpc::ByteBuffer OpenedFrame();

// Sequences of all entries in these messages, in the order in which they were sent.
std::vector<Sequence> SequencesIn(const std::vector<grpc::ByteBuffer>& messages);
// The numbers from `first` to `last`.
std::vector<Sequence> Numbers(Sequence first, Sequence last);
// Messages that tell of the arrival at the head.
int CaughtUpsIn(const std::vector<grpc::ByteBuffer>& messages);

v1::Filter OnlyLanguage(const std::string& language);

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_FANOUT_FANOUT_WORLD_H_

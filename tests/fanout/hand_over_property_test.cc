// Random feeds, rings, readers and moments: every reader gets exactly its entries, in order, by
// whatever way they come to it.
#include <gtest/gtest.h>

#include <list>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/fanout/fanout_world.h"
#include "tests/fanout/stream_checker.h"
#include "tests/support/seed.h"

namespace newswire {
namespace {

constexpr int kPlays = 40;
constexpr int kMoves = 1500;
constexpr std::size_t kReadersMax = 12;
constexpr absl::Duration kHeartbeat = absl::Seconds(10);

const std::vector<std::string> kLanguages = {"en", "fr", "de"};
const std::vector<std::string> kProviders = {"desk.example", "wire.example"};
const std::vector<v1::ItemKind> kKinds = {v1::ITEM_KIND_ARTICLE, v1::ITEM_KIND_RECOMMENDATION};

// That the plays come to every place.
struct Tally {
  int disk_reads = 0;
  int caught_up_again = 0;
  int gaps = 0;
  int expired = 0;
  int stalled = 0;
};

// One play: a world and its readers, moved by chance.
class Play {
 public:
  explicit Play(std::uint64_t seed) : random_(seed), world_(RandomOptions()) {}

  void Run(Tally* tally) {
    for (int i = 0; i < kMoves && !::testing::Test::HasFailure(); ++i) Move();
    if (!::testing::Test::HasFailure()) EveryReaderArrives();
    for (const StreamChecker& checker : checkers_) Count(checker);
    tally->disk_reads += world_.store().scans;
    tally->caught_up_again += tally_.caught_up_again;
    tally->gaps += tally_.gaps;
    tally->expired += tally_.expired;
    tally->stalled += tally_.stalled;
  }

 private:
  std::size_t Pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  bool Chance(std::size_t one_in) { return Pick(one_in) == 0; }
  template <typename T>
  T OneOf(const std::vector<T>& values) {
    return values[Pick(values.size())];
  }
  // Nothing, or some of them.
  template <typename T>
  std::vector<T> SomeOf(const std::vector<T>& values) {
    std::vector<T> some;
    if (Chance(2)) return some;
    for (const T& value : values) {
      if (Chance(2)) some.push_back(value);
    }
    return some;
  }

  WorldOptions RandomOptions() {
    return {.ring_bytes = OneOf<std::size_t>({1, 2'000, 20'000, 200'000, 64 << 20}),
            .cache_bytes = OneOf<std::size_t>({1, 4 << 20, 64 << 20}),
            .reads_max = OneOf<std::size_t>({1, 3, 64})};
  }

  Story RandomStory() {
    Story story{.kind = OneOf(kKinds),
                .language = OneOf(kLanguages),
                .provider = OneOf(kProviders),
                .text_bytes = Pick(300),
                .must_retract = Chance(20)};
    if (Chance(100)) story.text_bytes = 1000 * Pick(400);
    return story;
  }

  void Move() {
    const std::size_t dice = Pick(100);
    if (dice < 12) {
      Publish();
    } else if (dice < 40) {
      CompleteAWrite();
    } else if (dice < 50) {
      world_.shard().OnNews();
    } else if (dice < 66) {
      world_.shard().RunReady(1 + static_cast<int>(Pick(3)));
    } else if (dice < 74) {
      world_.FinishReads();
    } else if (dice < 88) {
      world_.DeliverAnswer();
    } else if (dice < 92) {
      world_.Tick(absl::Milliseconds(Pick(2000)));
    } else if (dice < 97) {
      OpenAReader();
    } else {
      SomethingBreaks();
    }
    Look();
  }
  void Look() {
    for (StreamChecker& checker : checkers_) checker.Look();
  }

  // A group is stored first and shown a moment later.
  void Publish() {
    if (stored_) {
      world_.Show();
      stored_ = false;
      return;
    }
    std::vector<Story> group(Chance(30) ? 300 : 1 + Pick(8));
    for (Story& story : group) story = RandomStory();
    if (Chance(20)) return world_.CommitFails(group);
    world_.Commit(group);
    stored_ = Chance(3);
    if (!stored_) world_.Show();
  }

  void OpenAReader() {
    if (checkers_.size() == kReadersMax) return;
    const Wish wish{SomeOf(kLanguages), SomeOf(kProviders), SomeOf(kKinds)};
    const Sequence floor = world_.store().bounds().floor.sequence;
    const ReaderOptions options{.after = floor + Pick(world_.log().last() - floor + 1),
                                .filter = wish.ToFilter(),
                                .heartbeat = kHeartbeat,
                                .allow_gap = Chance(2)};
    Reader* const reader = world_.Open(options);
    checkers_.emplace_back(&world_, reader, wish, options);
  }

  StreamChecker* AReader() {
    if (checkers_.empty()) return nullptr;
    return &*std::next(checkers_.begin(), static_cast<std::ptrdiff_t>(Pick(checkers_.size())));
  }

  void CompleteAWrite() {
    StreamChecker* const checker = AReader();
    if (checker == nullptr || checker->over() || !checker->reader()->wire.writing) return;
    checker->reader()->Written();
  }

  void SomethingBreaks() {
    StreamChecker* const checker = AReader();
    const std::size_t dice = Pick(6);
    if (dice < 2) return Trim();
    if (checker == nullptr) return;
    if (dice == 2) {
      checker->ExpectEnd();
      checker->reader()->stream.End(absl::UnavailableError("draining"));
    } else if (dice == 3 && checker->reader()->wire.writing && !checker->over()) {
      checker->ExpectBreak();
      checker->reader()->Written(false);
    } else if (dice == 4 || checker->over()) {
      checker->reader()->stream.Detach();
      Close(checker);
    }
  }

  void Close(StreamChecker* checker) {
    Count(*checker);
    world_.Close(checker->reader());
    checkers_.remove_if([checker](const StreamChecker& other) { return &other == checker; });
  }

  void Count(const StreamChecker& checker) {
    const RecordingWire& wire = checker.reader()->wire;
    tally_.caught_up_again += checker.caught_ups() > 1;
    tally_.gaps += checker.gaps();
    tally_.expired += wire.finished.has_value() && absl::IsOutOfRange(*wire.finished);
    tally_.stalled += wire.cancelled;
  }

  // Between groups, as the applier does it.
  void Trim() {
    if (stored_) return;
    const Sequence floor = world_.store().bounds().floor.sequence;
    world_.TrimTo(floor + Pick(world_.log().last() - floor + 1));
  }

  // No more news: in the end every reader has everything, and is told where it is.
  void EveryReaderArrives() {
    if (stored_) world_.Show();
    world_.shard().OnNews();
    for (int round = 0; round < 10'000 && !::testing::Test::HasFailure(); ++round) {
      while (world_.shard().RunReady(1)) Look();
      Look();
      world_.FinishReads();
      while (world_.DeliverAnswer()) Look();
      for (StreamChecker& checker : checkers_) {
        if (checker.over() || !checker.reader()->wire.writing) continue;
        checker.reader()->Written();
        checker.Look();
      }
      world_.Tick(absl::Milliseconds(250));
      Look();
      if (AllArrived()) return;
    }
    ADD_FAILURE() << "a reader does not arrive";
  }
  bool AllArrived() const {
    for (const StreamChecker& checker : checkers_) {
      if (checker.over()) continue;
      if (checker.at() != world_.log().last() || checker.caught_ups() == 0) return false;
    }
    return true;
  }

  std::mt19937_64 random_;
  FanoutWorld world_;
  std::list<StreamChecker> checkers_;
  bool stored_ = false;  // a group waits to be shown
  Tally tally_;
};

TEST(HandOverPropertyTest, EveryReaderGetsExactlyItsEntriesInOrder) {
  const std::uint64_t first = TestSeed();
  Tally tally;
  for (int i = 0; i < (TestSeedIsGiven() ? 1 : kPlays) && !HasFailure(); ++i) {
    const std::uint64_t seed = first + static_cast<std::uint64_t>(i);
    SCOPED_TRACE(absl::StrCat("NEWSWIRE_TEST_SEED=", seed));
    Play(seed).Run(&tally);
  }
  if (TestSeedIsGiven()) return;
  EXPECT_GT(tally.disk_reads, 100);
  EXPECT_GT(tally.caught_up_again, 10);
  EXPECT_GT(tally.gaps, 10);
  EXPECT_GT(tally.expired, 10);
  EXPECT_GT(tally.stalled, 0);
}

}  // namespace
}  // namespace newswire

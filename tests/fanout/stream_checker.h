#ifndef NEWSWIRE_TESTS_FANOUT_STREAM_CHECKER_H_
#define NEWSWIRE_TESTS_FANOUT_STREAM_CHECKER_H_

#include <string>
#include <vector>

#include "tests/fanout/fanout_world.h"

namespace newswire {

// What a reader asked for, in words so plain that they can be trusted. Empty wants everything.
struct Wish {
  std::vector<std::string> languages;
  std::vector<std::string> providers;
  std::vector<v1::ItemKind> kinds;

  bool Wants(const Story& story) const;
  v1::Filter ToFilter() const;
};

// Follows one reader and compares everything its stream does with the plain list of what was
// published: each entry it wants exactly once, in order, byte for byte; positions that only move
// on and carry the right digest; nothing skipped but what a Gap names.
class StreamChecker {
 public:
  // `world` and `reader` are borrowed.
  StreamChecker(FanoutWorld* world, Reader* reader, Wish wish, const ReaderOptions& options);

  // Looks at what the stream has done since the last look. REQUIRES: called after everything that
  // lets streams act, before the world moves on.
  void Look();

  // The test is about to break the call, or to end the stream.
  void ExpectBreak() { may_break_ = true; }
  void ExpectEnd() { may_end_ = true; }

  Reader* reader() const { return reader_; }
  bool over() const { return reader_->wire.over(); }
  // Everything it wants up to here was delivered.
  Sequence at() const { return at_; }
  int caught_ups() const { return caught_ups_; }
  int gaps() const { return gaps_; }

 private:
  void LookAtMessage(const grpc::ByteBuffer& message);
  void LookAtBatch(const grpc::ByteBuffer& message, const v1::SubscribeResponse& response);
  void LookAtHeartbeat(const v1::Heartbeat& heartbeat);
  void LookAtGap(const v1::Gap& gap);
  void LookAtEnd();
  // The stream says that everything up to this position was delivered; it must be so.
  void MoveTo(const std::string& position);
  void ExpectNothingWanted(Sequence after, Sequence through) const;

  FanoutWorld* const world_;
  Reader* const reader_;
  const Wish wish_;
  const bool allow_gap_;
  Sequence at_;
  int caught_ups_ = 0;
  int gaps_ = 0;
  absl::Time write_began_;
  bool may_break_ = false;
  bool may_end_ = false;
  bool saw_end_ = false;
};

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_FANOUT_STREAM_CHECKER_H_

#ifndef NEWSWIRE_TESTS_STORAGE_STORE_FIXTURE_H_
#define NEWSWIRE_TESTS_STORAGE_STORE_FIXTURE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/entry_frame.h"
#include "storage/store.h"
#include "tests/support/temp_store.h"

namespace newswire {

// Builds groups that follow each other, as the applier does.
class GroupBuilder {
 public:
  // Goes on where `head` is.
  explicit GroupBuilder(const storage::HeadRow& head = {}) { group_.head = head; }

  // One entry of the article `uri`; its bytes are `filler_bytes` longer than the smallest.
  GroupBuilder& Add(const std::string& uri, std::uint32_t revision, std::size_t filler_bytes = 0) {
    EntryHead head;
    head.sequence = group_.head.sequence() + 1;
    head.kind = 1;
    head.action = revision == 1 ? 1 : 2;
    const std::string name = "articles/" + uri;
    head.name = name;
    head.revision = revision;
    head.append_time = absl::FromUnixMicros(time_us_);
    head.content_sha256 = "0123456789abcdef0123456789abcdef";
    head.must_retract = retracting_;
    head.previous_sequence = std::exchange(newest_[uri], head.sequence);
    head.digest = NextDigest(group_.head.digest(), head);
    const std::string filler(filler_bytes, 'b');
    const EntryPayload payload{20, filler, {}};
    const std::string& framed = bytes_.emplace_back(FramedEntry(head, payload));
    group_.entries.push_back({head.sequence, framed});
    storage::ItemRow row;
    row.set_kind(1);
    row.set_revision(revision);
    row.set_sequence(head.sequence);
    group_.items.push_back({uri, row});
    group_.head.set_sequence(head.sequence);
    group_.head.set_digest(head.digest);
    group_.head.set_append_time_us(time_us_);
    group_.head.set_total_bytes(group_.head.total_bytes() + framed.size());
    group_.head.set_applied(group_.head.applied() + 1);
    return *this;
  }
  GroupBuilder& AddRequest(const std::string& id, const std::string& answer) {
    storage::RequestRow row;
    row.set_answer(answer);
    row.set_time_us(time_us_);
    group_.requests.push_back({id, row});
    return *this;
  }
  // Gives an entry of an earlier group other bytes. The count of bytes stays as it was: retention
  // then only comes a little earlier.
  GroupBuilder& Overwrite(Sequence sequence, const std::string& framed) {
    group_.overwrites.push_back({sequence, framed});
    return *this;
  }
  // Time of what is added from now on.
  GroupBuilder& At(std::int64_t time_us) {
    time_us_ = time_us;
    return *this;
  }

  // Whether readers must take down what is added from now on.
  GroupBuilder& Retracting(bool retracting) {
    retracting_ = retracting;
    return *this;
  }

  const WriteGroup& group() const { return group_; }
  // Commits what was added and starts the next group.
  absl::Status CommitTo(Store* store) {
    const absl::Status status = store->Commit(group_);
    group_.entries.clear();
    group_.items.clear();
    group_.requests.clear();
    group_.overwrites.clear();
    bytes_.clear();
    return status;
  }

 private:
  std::int64_t time_us_ = 1'654'732'800'000'000;
  WriteGroup group_;
  std::deque<std::string> bytes_;
  bool retracting_ = false;
  std::map<std::string, Sequence> newest_;  // by uri
};

// Sequences that Scan or ScanBackward visits.
inline std::vector<Sequence> Sequences(const Store& store, Sequence from, bool backward = false) {
  std::vector<Sequence> sequences;
  const auto visit = [&sequences](Sequence sequence, std::string_view framed) {
    const auto head = ParseEntryHead(framed);
    EXPECT_TRUE(head && head->sequence == sequence);
    sequences.push_back(sequence);
    return true;
  };
  const absl::Status status = backward ? store.ScanBackward(from, visit) : store.Scan(from, visit);
  EXPECT_TRUE(status.ok()) << status;
  return sequences;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_STORAGE_STORE_FIXTURE_H_

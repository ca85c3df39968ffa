#ifndef NEWSWIRE_TESTS_BENCH_QUESTIONS_SQLITE_PEER_H_
#define NEWSWIRE_TESTS_BENCH_QUESTIONS_SQLITE_PEER_H_

#include <sqlite3.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace newswire::bench {

// The same items in SQLite, as somebody who knows it would keep them: items by name and by
// sequence, a covering index of facets newest last, and FTS5 without a copy of the texts. Ends the
// process on errors. Not for several threads.
class SqlitePeer {
 public:
  explicit SqlitePeer(const std::string& path);
  ~SqlitePeer();

  // True when it holds items up to that sequence.
  bool IsFilledTo(Sequence head);
  void Fill(const Store& store);

  // Each gives the number of items found; all of them are read.
  std::size_t Get(const std::string& name);
  using Value = std::pair<char, std::string>;  // facet as the index counts it, value
  // The newest 50 items that have all of the values, the rarest first.
  std::size_t Page(const std::vector<Value>& values);
  // The newest 50 items of the kind with all of the words.
  std::size_t Search(const std::string& words, const Value& kind);
  // The ten most frequent values of each facet among the items that have the value.
  // `facet` is one letter, or "year".
  std::size_t Count(const std::string& facet, const std::string& value, const std::string& facets);

 private:
  void Run(const char* sql);
  sqlite3_stmt* Prepare(const std::string& sql);
  std::size_t Read(sqlite3_stmt* statement);

  sqlite3* db_ = nullptr;
  std::map<std::string, sqlite3_stmt*> statements_;
  std::size_t bytes_ = 0;  // read so far, so that nothing is left out
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_TESTS_BENCH_QUESTIONS_SQLITE_PEER_H_

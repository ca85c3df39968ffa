#ifndef NEWSWIRE_TESTS_SEARCH_SHELF_H_
#define NEWSWIRE_TESTS_SEARCH_SHELF_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "service/search/index.h"
#include "tests/support/filter_oracle.h"
#include "tests/support/random_filters.h"
#include "tests/support/temp_store.h"

namespace newswire {

inline constexpr Sequence kRun = 64;  // small segments, so that there are many

// A log of random items and what is true of them.
class Shelf {
 public:
  explicit Shelf(std::uint64_t seed)
      : random_(seed), filters_(seed), store_(MustOpen(Options())), rows_(OpenRows()) {
    Restart();
  }

  // Entries of items that are new or known already; some take their item back.
  void Publish(int count) {
    std::vector<v1::FeedEntry> entries;
    for (int i = 0; i < count; ++i) entries.push_back(filters_.Entry(0));
    Commit(entries, 0);
  }
  // A new article, `articles/urn:example:{name}`.
  Sequence PublishArticle(const std::string& name, v1::Article article) {
    v1::FeedEntry entry;
    entry.set_kind(v1::ITEM_KIND_ARTICLE);
    entry.set_name("articles/urn:example:" + name);
    article.set_name(entry.name());
    *entry.mutable_article() = std::move(article);
    Commit({entry}, 0);
    return head();
  }
  // One with this place.
  Sequence PublishAt(const std::string& place) {
    v1::Article article;
    article.add_places()->set_literal(place);
    return PublishArticle("marked", std::move(article));
  }
  // Takes back the item whose current entry this is, as a cancel does; false when it cannot.
  bool CancelAt(Sequence sequence) {
    const auto item = std::find_if(items_.begin(), items_.end(), [&](const auto& known) {
      return known.second.sequence() == sequence;
    });
    if (item == items_.end() || item->second.has_redacted() ||
        sequence <= store_->bounds().floor.sequence) {
      return false;
    }
    item->second.mutable_redacted()->set_pub_status(v1::PUB_STATUS_CANCELED);
    Commit({item->second}, sequence);
    return true;
  }
  void Trim(std::uint64_t entries) {
    EXPECT_TRUE(store_->Trim({.bytes = 1}, absl::UnixEpoch(), entries).ok());
  }
  void Restart() {
    index_.reset();
    rows_.reset();
    rows_ = OpenRows();
    index_ = std::make_unique<Index>(store_.get(), rows_.get(), kRun);
    const absl::Status loaded = index_->Load();
    EXPECT_TRUE(loaded.ok()) << loaded;
  }
  void CatchUp() {
    for (;;) {
      const auto more = index_->CatchUp(1 + Pick(50));
      ASSERT_TRUE(more.ok()) << more.status();
      if (!*more) break;
    }
    ASSERT_EQ(index_->through(), store_->bounds().head.sequence);
  }

  absl::Status Erase(const std::vector<Sequence>& sequences) {
    storage::ErasureRow erasure;
    erasure.mutable_sequences()->Add(sequences.begin(), sequences.end());
    return index_->Erase({erasure});
  }

  std::vector<Sequence> Expected(const v1::Filter& filter, Sequence before) const {
    std::vector<Sequence> sequences;
    for (const auto& [name, entry] : items_) {
      const bool wanted = !entry.has_redacted() && entry.sequence() < before &&
                          testing::OracleMatches(filter, entry);
      if (wanted) sequences.push_back(entry.sequence());
    }
    std::sort(sequences.rbegin(), sequences.rend());
    return sequences;
  }

  // Entries of the feed behind `after` that a reader with the filter gets.
  std::vector<Sequence> ExpectedEntries(const v1::Filter& filter, Sequence after) const {
    std::vector<Sequence> sequences;
    const auto visit = [&](Sequence sequence, std::string_view framed) {
      v1::FeedEntry entry;
      EXPECT_TRUE(entry.ParseFromString(std::string(*Unframe(framed))));
      if (testing::OracleMatches(filter, entry)) sequences.push_back(sequence);
      return true;
    };
    EXPECT_TRUE(store_->Scan(after + 1, visit).ok());
    return sequences;
  }

  // Names of the items of a kind that a list shows, newest first.
  std::vector<std::string> ExpectedNames(const v1::Filter& filter, v1::ItemKind kind) const {
    std::map<Sequence, std::string> by_sequence;
    for (const auto& [name, entry] : items_) by_sequence[entry.sequence()] = name;
    std::vector<std::string> names;
    for (const Sequence sequence : Expected(filter, head() + 1)) {
      const std::string& name = by_sequence[sequence];
      if (items_.at(name).kind() == kind) names.push_back(name);
    }
    return names;
  }

  bool RowsHold(const std::string& word) const {
    bool found = false;
    const auto visit = [&](std::string_view, std::string_view row) {
      found |= row.find(word) != std::string_view::npos;
      return true;
    };
    EXPECT_TRUE(rows_->Scan("", "\xff", visit).ok());
    return found;
  }
  bool FilesHold(const std::string& word) const {
    for (const auto& file : std::filesystem::directory_iterator(folder_.path() + "/index")) {
      std::ifstream in(file.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(word) != std::string::npos) return true;
    }
    return false;
  }

  std::size_t Pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  testing::RandomFilters& filters() { return filters_; }
  Index& index() const { return *index_; }
  const Store& store() const { return *store_; }
  IndexStore& rows() { return *rows_; }
  // A sequence that may be some item's current one.
  Sequence AnySequence() {
    return std::next(items_.begin(), Pick(items_.size()))->second.sequence();
  }
  const std::map<std::string, v1::FeedEntry>& items() const { return items_; }
  Sequence head() const { return store_->bounds().head.sequence; }

 private:
  StoreOptions Options() const {
    StoreOptions options = SmallOptions(folder_.path());
    options.sync = false;
    return options;
  }
  std::unique_ptr<IndexStore> OpenRows() const { return *IndexStore::Open(Options()); }

  // Appends entries as the applier would; the one at `redacted`, if any, gets the bytes that its
  // item has now.
  void Commit(std::vector<v1::FeedEntry> entries, Sequence redacted) {
    WriteGroup group;
    group.head = store_->head();
    std::deque<std::string> frames;
    if (redacted != 0) {
      group.overwrites.push_back({redacted, Frame(entries.front().SerializeAsString())});
    }
    for (v1::FeedEntry& entry : entries) {
      v1::FeedEntry& known = items_[entry.name()];
      entry.set_must_retract(false);
      entry.set_previous_sequence(known.sequence());
      entry.set_sequence(group.head.sequence() + 1);
      entry.set_digest(entry.sequence() * 31);
      group.head.set_sequence(entry.sequence());
      group.head.set_digest(entry.digest());
      frames.push_back(Frame(entry.SerializeAsString()));
      group.entries.push_back({entry.sequence(), frames.back()});
      storage::ItemRow row;
      row.set_kind(entry.kind());
      row.set_revision(static_cast<std::uint32_t>(entry.sequence()));
      row.set_sequence(entry.sequence());
      row.set_pub_status(entry.has_redacted() ? v1::PUB_STATUS_WITHHELD : v1::PUB_STATUS_USABLE);
      group.items.push_back({std::string(UriOf(entry.name())), row});
      known = entry;
    }
    EXPECT_TRUE(store_->Commit(group).ok());
  }

  std::mt19937_64 random_;
  testing::RandomFilters filters_;
  const TempFolder folder_;
  const std::unique_ptr<Store> store_;
  std::unique_ptr<IndexStore> rows_;
  std::unique_ptr<Index> index_;
  std::map<std::string, v1::FeedEntry> items_;  // newest entry of each
};

// Names of serialised items of a kind.
inline std::vector<std::string> NamesIn(const std::vector<std::string>& items, v1::ItemKind kind) {
  std::vector<std::string> names;
  for (const std::string& bytes : items) {
    v1::Article article;
    v1::Recommendation recommendation;
    const bool is_article = kind == v1::ITEM_KIND_ARTICLE;
    EXPECT_TRUE(is_article ? article.ParseFromString(bytes)
                           : recommendation.ParseFromString(bytes));
    names.push_back(is_article ? article.name() : recommendation.name());
  }
  return names;
}

inline CompiledFilter Compiled(const v1::Filter& filter) {
  Violations violations;
  auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
  EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  return compiled;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SEARCH_SHELF_H_

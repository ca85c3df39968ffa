#ifndef NEWSWIRE_TESTS_SUPPORT_RANDOM_FILTERS_H_
#define NEWSWIRE_TESTS_SUPPORT_RANDOM_FILTERS_H_

#include <cstdint>
#include <random>
#include <string>

#include "newswire/v1/feed.pb.h"

namespace newswire::testing {

// Entries and filters over a small world of names, so that many match. Every filter is valid, every
// item has what filters ask about and nothing more.
class RandomFilters {
 public:
  explicit RandomFilters(std::uint64_t seed) : random_(seed) {}

  v1::FeedEntry Entry(std::uint64_t sequence);
  v1::Filter Filter();
  // One for a call about items of one kind.
  v1::Filter Filter(v1::ItemKind kind);

  v1::Article Article();
  v1::Recommendation Recommendation();

 private:
  int Pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  bool Chance(int one_in) { return Pick(one_in) == 0; }
  // One of twelve, as printed by somebody who does not care about case and space.
  std::string Name(const std::string& kind);
  std::string Date();
  v1::PartialDate PartialDate();
  v1::Entity Entity(const std::string& kind);
  v1::SourceDocument Document();
  v1::DateRange Range();
  // Of a few words that mean the same in every language.
  std::string Text(int words);
  // What somebody may look for in such texts.
  std::string Query();
  void AddFields(v1::ItemKind kind, v1::Filter* filter);

  std::mt19937_64 random_;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_SUPPORT_RANDOM_FILTERS_H_

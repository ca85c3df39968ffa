#ifndef NEWSWIRE_CLIENT_BENCH_GENERATOR_H_
#define NEWSWIRE_CLIENT_BENCH_GENERATOR_H_

#include <cstdint>
#include <istream>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {

// What the texts of generated items are cut from: paragraphs of one language after the other.
struct TextPool {
  struct Language {
    std::string tag;
    std::vector<std::string> paragraphs;
  };
  std::vector<Language> languages;  // the most frequent first; not empty

  // From the documents of a parallel corpus (client/corpus.h), one a line.
  static absl::StatusOr<TextPool> Read(std::istream& corpus);
  // Of words that no language has, some of them much more frequent than others.
  static TextPool OfRandomWords();
};

struct GeneratorOptions {
  std::uint64_t seed = 1;
  std::size_t article_bytes = 3072;  // serialised, about
  int recommendations = 3;           // of each article
};

// Makes articles and the recommendations they report, by seeded variation of a pool of texts. What
// an article is like depends on the seed and its number alone. Names, places and all else come from
// lists of fixed length, in which the first are much more frequent than the last. Not for several
// threads; the pool is borrowed.
class Generator {
 public:
  Generator(const TextPool* pool, const GeneratorOptions& options)
      : pool_(*pool), options_(options) {}

  // The recommendations of an article, and then itself.
  std::vector<v1::PublishItem> Make(std::uint64_t number);

 private:
  std::size_t Pick(std::size_t count) { return static_cast<std::size_t>(random_() % count); }
  // The first are picked much more often.
  std::size_t PickSkewed(std::size_t count);
  std::string Date(int first_year);
  const TextPool::Language& PickLanguage();
  std::string Text(const TextPool::Language& language, std::size_t bytes);
  void AddEntity(const char* kind, std::size_t count, v1::Entity* entity);
  v1::SourceDocument Document();
  v1::Article Article(std::uint64_t number);
  v1::Recommendation Recommendation(std::uint64_t number, int ordinal,
                                    const v1::SourceDocument& document);

  const TextPool& pool_;
  const GeneratorOptions options_;
  std::mt19937_64 random_;
  int entities_ = 0;  // of the item that is being made
};

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_GENERATOR_H_

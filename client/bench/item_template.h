#ifndef NEWSWIRE_CLIENT_BENCH_ITEM_TEMPLATE_H_
#define NEWSWIRE_CLIENT_BENCH_ITEM_TEMPLATE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace newswire::bench {

// Makes valid articles quickly: one article is serialised once, and its name, its time stamp and
// its body are then overwritten in the bytes. Bodies are different stretches of the same megabyte
// of random words, so that the disk cannot compress them away. Constant after construction; safe to
// share between threads.
class ItemTemplate {
 public:
  // REQUIRES: 1 <= body_bytes <= 500,000.
  explicit ItemTemplate(std::size_t body_bytes);

  // Appends one element of PublishStreamRequest.items (or PublishRequest.items).
  void AppendPublishItem(std::uint64_t id, std::int64_t stamp_nanos, std::string* out) const;
  // Appends a whole CreateArticleRequest.
  void AppendCreateRequest(std::uint64_t id, std::int64_t stamp_nanos, std::string* out) const;

  std::size_t body_bytes() const { return body_bytes_; }

 private:
  void AppendArticle(std::uint64_t id, std::int64_t stamp_nanos, std::string* out) const;

  const std::size_t body_bytes_;
  std::string words_;    // what bodies are cut from
  std::string article_;  // the article with placeholders
  std::string create_prefix_;
  std::string item_prefix_;
  std::size_t name_at_ = 0;
  std::size_t stamp_at_ = 0;
  std::size_t body_at_ = 0;
};

// Digits of a stamp.
inline constexpr std::size_t kStampDigits = 16;
// The time that a template wrote into the value of an article's first alt id; 0 when `digits` is
// none.
std::int64_t ParseStamp(std::string_view digits);

}  // namespace newswire::bench

#endif  // NEWSWIRE_CLIENT_BENCH_ITEM_TEMPLATE_H_

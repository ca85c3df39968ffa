#include "client/bench/item_template.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <random>

#include "newswire/v1/article.pb.h"

namespace newswire::bench {
namespace {

constexpr char kNamePlace[] = "NNNNNNNNNNNNNNNN";
constexpr char kStampPlace[] = "TTTTTTTTTTTTTTTT";
constexpr std::size_t kPoolBytes = 1 << 20;
constexpr unsigned kWordSeed = 20220609;

void WriteHex(std::uint64_t value, char* out) {
  for (std::size_t i = kStampDigits; i-- > 0; value >>= 4) out[i] = "0123456789abcdef"[value & 15];
}

// Words of 2 to 10 letters with one space between them. The seed is fixed: every run sends the same
// text.
std::string RandomWords(std::size_t bytes) {
  std::mt19937 random(kWordSeed);
  std::string words;
  while (words.size() < bytes) {
    for (unsigned letters = 2 + random() % 9; letters > 0; --letters) {
      words += static_cast<char>('a' + random() % 26);
    }
    words += ' ';
  }
  words.resize(bytes);
  return words;
}

// Tag of field 1, length.
std::string Prefix(std::size_t length) {
  std::uint8_t bytes[11] = {0x0a};
  const std::uint8_t* end = google::protobuf::io::CodedOutputStream::WriteVarint32ToArray(
      static_cast<std::uint32_t>(length), bytes + 1);
  return std::string(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(end - bytes));
}

std::string SerializedArticle(std::size_t body_bytes) {
  v1::Article article;
  article.set_name(std::string("articles/https://bench.example/") + kNamePlace);
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_original_language("en");
  v1::AltId* stamp = article.add_alt_ids();
  stamp->set_role("stamp");
  stamp->set_value(kStampPlace);
  v1::Translation* text = article.add_translations();
  text->set_language("en");
  text->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  v1::Headline* headline = text->add_headlines();
  headline->set_role("main");
  headline->set_value("Bench");
  v1::Body* body = text->add_bodies();
  body->set_role("main");
  body->set_value(std::string(body_bytes, 'B'));
  return article.SerializeAsString();
}

}  // namespace

ItemTemplate::ItemTemplate(std::size_t body_bytes)
    : body_bytes_(body_bytes),
      words_(RandomWords(kPoolBytes)),
      article_(SerializedArticle(body_bytes)),
      create_prefix_(Prefix(article_.size())),
      name_at_(article_.find(kNamePlace)),
      stamp_at_(article_.find(kStampPlace)),
      // The body is the last field of the last message.
      body_at_(article_.size() - body_bytes) {
  item_prefix_ = Prefix(create_prefix_.size() + article_.size()) + create_prefix_;
}

void ItemTemplate::AppendPublishItem(std::uint64_t id, std::int64_t stamp_nanos,
                                     std::string* out) const {
  out->append(item_prefix_);
  AppendArticle(id, stamp_nanos, out);
}

void ItemTemplate::AppendCreateRequest(std::uint64_t id, std::int64_t stamp_nanos,
                                       std::string* out) const {
  out->append(create_prefix_);
  AppendArticle(id, stamp_nanos, out);
}

void ItemTemplate::AppendArticle(std::uint64_t id, std::int64_t stamp_nanos,
                                 std::string* out) const {
  const std::size_t start = out->size();
  out->append(article_, 0, body_at_);
  // Fibonacci hashing spreads neighbouring ids over the whole pool.
  const std::size_t from = (id * 0x9e3779b97f4a7c15u >> 20) % (words_.size() - body_bytes_);
  out->append(words_, from, body_bytes_);
  WriteHex(id, out->data() + start + name_at_);
  WriteHex(static_cast<std::uint64_t>(stamp_nanos), out->data() + start + stamp_at_);
}

std::int64_t ParseStamp(std::string_view digits) {
  if (digits.size() != kStampDigits) return 0;
  std::uint64_t value = 0;
  for (const char digit : digits) {
    value = value << 4 | static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace newswire::bench

#include "storage/keys.h"

#include "storage/check.h"

namespace newswire::keys {
namespace {

constexpr char kRequestById = 'i';
constexpr char kRequestByTime = 't';
constexpr std::string_view kAnchorPrefix = "anchor";
// Flips the sign, so that times before 1970 sort before times after.
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

template <typename Number>
void PutBigEndian(Number number, char* out) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    out[i] = static_cast<char>(number >> (8 * (sizeof(Number) - 1 - i)));
  }
}

template <typename Number>
Number GetBigEndian(std::string_view bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number << 8) | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

template <typename Number>
void AppendBigEndian(Number number, std::string* out) {
  char bytes[sizeof(Number)];
  PutBigEndian(number, bytes);
  out->append(bytes, sizeof(Number));
}

}  // namespace

SequenceKey::SequenceKey(Sequence sequence) {
  PutBigEndian(sequence, bytes_.data());
}

std::optional<Sequence> ParseSequence(std::string_view bytes) {
  if (bytes.size() != sizeof(Sequence)) return std::nullopt;
  return GetBigEndian<Sequence>(bytes);
}

std::string RevisionKey(std::string_view uri, std::uint32_t revision) {
  NEWSWIRE_CHECK(uri.find('\0') == std::string_view::npos);
  std::string key;
  key.reserve(uri.size() + 5);
  key.append(uri).push_back('\0');
  AppendBigEndian(UINT32_MAX - revision, &key);
  return key;
}

std::optional<std::uint32_t> ParseRevision(std::string_view key, std::string_view uri) {
  if (key.size() != uri.size() + 5 || !key.starts_with(uri) || key[uri.size()] != '\0') {
    return std::nullopt;
  }
  return UINT32_MAX - GetBigEndian<std::uint32_t>(key.substr(uri.size() + 1));
}

std::string RequestKey(std::string_view id) {
  return std::string(1, kRequestById).append(id);
}

std::string RequestTimeKey(std::int64_t time_us, std::string_view id) {
  std::string key(1, kRequestByTime);
  AppendBigEndian(static_cast<std::uint64_t>(time_us) ^ kSignBit, &key);
  return key.append(id);
}

std::optional<RequestTime> ParseRequestTime(std::string_view key) {
  if (key.size() < 9 || key.front() != kRequestByTime) return std::nullopt;
  const std::uint64_t flipped = GetBigEndian<std::uint64_t>(key.substr(1));
  return RequestTime{static_cast<std::int64_t>(flipped ^ kSignBit), key.substr(9)};
}

std::string AnchorKey(Sequence sequence) {
  std::string key(kAnchorPrefix);
  AppendBigEndian(sequence, &key);
  return key;
}

}  // namespace newswire::keys

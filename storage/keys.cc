#include "storage/keys.h"

#include "storage/check.h"

namespace newswire::keys {
namespace {

constexpr char kRequestById = 'i';
constexpr char kRequestByTime = 't';
constexpr char kHeldByUri = 'i';
constexpr char kHeldByDue = 'd';
constexpr char kAcknowledgement = 'a';
constexpr char kCancellation = 'c';
constexpr char kErasure = 'e';
constexpr char kHeldReport = 'h';
constexpr char kPublishedReport = 'p';
constexpr char kWithheldReport = 'w';
constexpr char kReader = 'r';
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

void AppendTime(std::int64_t time_us, std::string* out) {
  AppendBigEndian(static_cast<std::uint64_t>(time_us) ^ kSignBit, out);
}

std::int64_t GetTime(std::string_view bytes) {
  return static_cast<std::int64_t>(GetBigEndian<std::uint64_t>(bytes) ^ kSignBit);
}

// `kind` uri 00.
std::string UriPrefix(char kind, std::string_view uri) {
  NEWSWIRE_CHECK(uri.find('\0') == std::string_view::npos);
  return std::string(1, kind).append(uri).append(1, '\0');
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
  AppendTime(time_us, &key);
  return key.append(id);
}

std::optional<RequestTime> ParseRequestTime(std::string_view key) {
  if (key.size() < 9 || key.front() != kRequestByTime) return std::nullopt;
  return RequestTime{GetTime(key.substr(1)), key.substr(9)};
}

std::string AnchorKey(Sequence sequence) {
  std::string key(kAnchorPrefix);
  AppendBigEndian(sequence, &key);
  return key;
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  NEWSWIRE_CHECK(!end.empty());
  ++end.back();
  return end;
}

std::string HeldKey(std::string_view uri) {
  return std::string(1, kHeldByUri).append(uri);
}

std::string DueKey(std::int64_t due_us, std::uint32_t urgency, std::string_view uri) {
  std::string key(1, kHeldByDue);
  AppendTime(due_us, &key);
  key.push_back(static_cast<char>(urgency == 0 ? 255 : urgency));
  return key.append(uri);
}

std::optional<Due> ParseDue(std::string_view key) {
  if (key.size() < 10 || key.front() != kHeldByDue) return std::nullopt;
  return Due{GetTime(key.substr(1)), key.substr(10)};
}

std::string WithheldPrefix(std::string_view uri) {
  return UriPrefix('u', uri).substr(1);
}

std::string WithheldKey(std::string_view uri, Sequence sequence) {
  std::string key = WithheldPrefix(uri);
  AppendBigEndian(sequence, &key);
  return key;
}

std::optional<Sequence> ParseWithheld(std::string_view key, std::string_view uri) {
  if (key.size() != uri.size() + 9) return std::nullopt;
  return ParseSequence(key.substr(uri.size() + 1));
}

std::string AcknowledgementPrefix(std::string_view uri, Sequence sequence) {
  std::string key = UriPrefix(kAcknowledgement, uri);
  AppendBigEndian(sequence, &key);
  return key;
}

std::string AcknowledgementKey(std::string_view uri, Sequence sequence, std::string_view reader) {
  return AcknowledgementPrefix(uri, sequence).append(reader);
}

std::string_view ReaderOfAcknowledgement(std::string_view key) {
  return key.substr(key.find('\0') + 9);
}

std::string CancellationKey(std::int64_t time_us, Sequence sequence) {
  std::string key(1, kCancellation);
  AppendTime(time_us, &key);
  AppendBigEndian(sequence, &key);
  return key;
}

std::optional<Cancelled> ParseCancellation(std::string_view key) {
  if (key.size() != 17 || key.front() != kCancellation) return std::nullopt;
  return Cancelled{GetTime(key.substr(1)), GetBigEndian<Sequence>(key.substr(9))};
}

std::string ErasureKey(Sequence sequence, std::string_view uri) {
  std::string key(1, kErasure);
  AppendBigEndian(sequence, &key);
  return key.append(uri);
}

std::string ReportPrefix(Reporter reporter, std::string_view recommendation) {
  switch (reporter) {
    case Reporter::kPublished:
      return UriPrefix(kPublishedReport, recommendation);
    case Reporter::kHeld:
      return UriPrefix(kHeldReport, recommendation);
    case Reporter::kWithheld:
      break;
  }
  return UriPrefix(kWithheldReport, recommendation);
}

std::string ReportKey(Reporter reporter, std::string_view recommendation,
                      std::string_view article) {
  return ReportPrefix(reporter, recommendation).append(article);
}

std::string_view ArticleOfReport(std::string_view key) {
  return key.substr(key.find('\0') + 1);
}

std::string ReaderKey(std::string_view reader) {
  return std::string(1, kReader).append(reader);
}

}  // namespace newswire::keys

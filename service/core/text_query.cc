#include "service/core/text_query.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <utility>

#include "storage/strings.h"

namespace newswire {
namespace {

constexpr std::size_t kPhraseWordsMax = 64;  // bits in Mention::words

constexpr std::size_t kSnippetCodePoints = 160;
constexpr std::size_t kCodePointsBeforeHit = 40;
// Hits that are this close stand in the same snippet.
constexpr std::size_t kHitsTogether = kSnippetCodePoints - kCodePointsBeforeHit;
// Around a snippet, so that the words at its ends are seen whole.
constexpr std::size_t kMarginCodePoints = 64;

bool IsQuote(UChar32 c) {
  return c == '"' || c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB;
}

// Makes of overlapping ranges one.
void Merge(std::vector<ByteRange>* ranges) {
  std::sort(ranges->begin(), ranges->end(), [](const ByteRange& a, const ByteRange& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  std::size_t kept = 0;
  for (const ByteRange& range : *ranges) {
    if (kept > 0 && range.begin < (*ranges)[kept - 1].end) {
      (*ranges)[kept - 1].end = std::max((*ranges)[kept - 1].end, range.end);
    } else {
      (*ranges)[kept++] = range;
    }
  }
  ranges->resize(kept);
}

bool IsStart(char byte) {
  return (byte & 0xC0) != 0x80;
}

// The byte `count` code points behind `at`, at most the end of the text.
std::uint32_t Forward(std::string_view text, std::size_t at, std::size_t count) {
  for (; count > 0 && at < text.size(); --count) {
    ++at;
    while (at < text.size() && !IsStart(text[at])) ++at;
  }
  return static_cast<std::uint32_t>(at);
}

// The byte `count` code points before `at`, at least 0.
std::uint32_t Back(std::string_view text, std::size_t at, std::size_t count) {
  for (; count > 0 && at > 0; --count) {
    --at;
    while (at > 0 && !IsStart(text[at])) --at;
  }
  return static_cast<std::uint32_t>(at);
}

// Where the snippet's first hit begins.
std::uint32_t MostHits(std::string_view text, const std::vector<ByteRange>& ranges) {
  std::uint32_t best = 0;
  std::size_t most = 0;
  std::size_t end = 0;  // of the ranges that fit together with the one at `i`
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const std::uint32_t limit = Forward(text, ranges[i].begin, kHitsTogether);
    while (end < ranges.size() && (end <= i || ranges[end].end <= limit)) ++end;
    if (end - i <= most) continue;
    most = end - i;
    best = ranges[i].begin;
  }
  return best;
}

// Moves the ends of `window` inwards to words. `hit` is the beginning of a word in it.
ByteRange AtWords(std::string_view text, ByteRange window, std::uint32_t hit, Analyzer* analyzer) {
  ByteRange snippet = {hit, window.begin};
  const std::uint32_t from = Back(text, window.begin, kMarginCodePoints);
  const std::uint32_t to = Forward(text, window.end, kMarginCodePoints);
  analyzer->Terms(text.substr(from, to - from), "", [&](const Term& term) {
    const ByteRange word = {from + term.word.begin, from + term.word.end};
    if (word.begin >= window.begin) snippet.begin = std::min(snippet.begin, word.begin);
    if (word.end > hit && word.end <= window.end) snippet.end = word.end;
  });
  if (window.begin == 0) snippet.begin = 0;
  if (window.end == text.size() || snippet.end == window.begin) snippet.end = window.end;
  return snippet;
}

}  // namespace

// One pass over the words of a text. For each phrase a bit set says how many of its words, from the
// first, are the last words read; so a phrase costs a shift a word, however often it begins.
class TextQuery::Scan {
 public:
  explicit Scan(const TextQuery& query) : query_(query), phrases_(query.phrases_.size()) {}

  void Add(const Term& term) {
    if (!term.folded) {
      CloseWord();
      place_ = term.place;
      words_[place_ % kPhraseWordsMax] = term.word;
    }
    const auto found = query_.mentions_.find(View(term.text));
    if (found == query_.mentions_.end()) return;
    mentioned_ = true;
    for (const Mention& mention : found->second) {
      phrases_[mention.phrase].mentioned |= mention.words;
    }
  }

  Hits Finish() {
    CloseWord();
    hits_.all = std::all_of(phrases_.begin(), phrases_.end(),
                            [](const State& state) { return state.found; });
    Merge(&hits_.ranges);
    return std::move(hits_);
  }

 private:
  struct State {
    std::uint64_t mentioned = 0;  // words of the phrase that the word being read may be
    std::uint64_t read = 0;       // bit i: the last i + 1 words are the phrase's first
    bool found = false;
  };

  void CloseWord() {
    if (!mentioned_ && !begun_) return;
    begun_ = false;
    for (std::size_t i = 0; i < phrases_.size(); ++i) {
      State& state = phrases_[i];
      state.read = (state.read << 1 | 1) & state.mentioned;
      state.mentioned = 0;
      if (state.read == 0) continue;
      begun_ = true;
      const std::size_t size = query_.phrases_[i].size();
      if ((state.read >> (size - 1) & 1) == 0) continue;
      state.found = true;
      hits_.ranges.push_back({words_[(place_ + 1 - size) % kPhraseWordsMax].begin,
                              words_[place_ % kPhraseWordsMax].end});
    }
    mentioned_ = false;
  }

  const TextQuery& query_;
  std::vector<State> phrases_;
  std::array<ByteRange, kPhraseWordsMax> words_;  // the last ones, by place
  std::size_t place_ = 0;
  bool mentioned_ = false;  // the word being read is in the query
  bool begun_ = false;      // some phrase is
  Hits hits_;
};

TextQuery TextQuery::Parse(std::string_view query, const std::vector<std::string>& languages,
                           Analyzer* analyzer) {
  TextQuery parsed;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(query.data());
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t here = at;
    UChar32 c;
    U8_NEXT_UNSAFE(bytes, at, c);
    if (!IsQuote(c) && (quoted || !u_isUWhiteSpace(c))) continue;
    if (IsQuote(c)) quoted = !quoted;
    parsed.Add(analyzer->QueryWords(query.substr(begin, here - begin), languages));
    begin = at;
  }
  parsed.Add(analyzer->QueryWords(query.substr(begin), languages));
  return parsed;
}

TextQuery TextQuery::Of(Phrase phrase) {
  TextQuery query;
  query.Add(std::move(phrase));
  return query;
}

void TextQuery::Add(Phrase phrase) {
  if (phrase.empty()) return;
  if (phrase.size() > kPhraseWordsMax) phrase.resize(kPhraseWordsMax);
  for (std::size_t word = 0; word < phrase.size(); ++word) {
    for (const std::string& term : phrase[word]) {
      std::vector<Mention>& mentions = mentions_[term];
      if (mentions.empty() || mentions.back().phrase != phrases_.size()) {
        mentions.push_back({phrases_.size(), 0});
      }
      mentions.back().words |= std::uint64_t{1} << word;
    }
  }
  phrases_.push_back(std::move(phrase));
}

Hits TextQuery::Find(std::string_view text, std::string_view language, Analyzer* analyzer) const {
  Scan scan(*this);
  analyzer->Terms(text, language, [&](const Term& term) { scan.Add(term); });
  return scan.Finish();
}

Snippet MakeSnippet(std::string_view text, const std::vector<ByteRange>& ranges,
                    Analyzer* analyzer) {
  const std::uint32_t hit = MostHits(text, ranges);
  ByteRange window = {Back(text, hit, kCodePointsBeforeHit), 0};
  window.end = Forward(text, window.begin, kSnippetCodePoints);
  if (window.end == text.size()) window.begin = Back(text, text.size(), kSnippetCodePoints);
  const ByteRange cut = AtWords(text, window, hit, analyzer);
  Snippet snippet;
  snippet.text = std::string(text.substr(cut.begin, cut.end - cut.begin));
  for (char& c : snippet.text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  snippet.cut_before = cut.begin > 0;
  snippet.cut_after = cut.end < text.size();
  for (const ByteRange& range : ranges) {
    const ByteRange inside = {std::max(range.begin, cut.begin), std::min(range.end, cut.end)};
    if (inside.begin >= inside.end) continue;
    snippet.ranges.push_back({inside.begin - cut.begin, inside.end - cut.begin});
  }
  return snippet;
}

}  // namespace newswire

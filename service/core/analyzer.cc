#include "service/core/analyzer.h"

#include <unicode/uvernum.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "service/core/memo.h"
#include "service/core/sort_unique.h"
#include "service/core/stemmers.h"
#include "service/core/word_breaks.h"
#include "service/core/word_forms.h"
#include "storage/strings.h"

namespace newswire {
namespace {

using Stemmer = std::optional<Stemmers::Id>;

// Longer runs are likely sentences of a script without spaces, which do not come again. With the
// memo's entries it also bounds its memory: 16 words of three bytes make the largest, about 1.2 kB.
constexpr std::size_t kRunBytesMax = 48;
constexpr std::size_t kMemoEntriesMax = 24'576;

// True for what may stand inside of a run: ASCII letters and digits, and all of non-ASCII.
constexpr std::array<bool, 256> MakeRunBytes() {
  std::array<bool, 256> run{};
  for (int c = 0; c < 256; ++c) {
    run[c] =
        c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
  return run;
}
constexpr std::array<bool, 256> kRunBytes = MakeRunBytes();

struct Run {
  ByteRange range;
  bool ascii;
};

// The next run at or behind `at`; empty at the end of the text. A run that is ASCII is one word,
// because ICU does not break between ASCII letters and digits; any other is for ICU, which gives
// for the run what it would give for it inside of the text.
Run NextRun(std::string_view text, std::size_t at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  while (at < text.size() && !kRunBytes[bytes[at]]) ++at;
  const std::size_t begin = at;
  unsigned char all = 0;
  for (; at < text.size() && kRunBytes[bytes[at]]; ++at) all |= bytes[at];
  return {{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)}, all < 0x80};
}

std::string_view Slice(std::string_view text, ByteRange range) {
  return text.substr(range.begin, range.end - range.begin);
}

std::string_view CutWord(std::string_view word) {
  if (word.size() <= kWordCodePointsMax) return word;
  std::size_t code_points = 0;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if ((word[at] & 0xC0) != 0x80 && ++code_points > kWordCodePointsMax) return word.substr(0, at);
  }
  return word;
}

struct WordTerms {
  ByteRange range;     // in the run
  std::string kept;    // empty when the word has nothing that is seen: it is then no word
  std::string folded;  // empty when it would say the same
};
// Of a run.
using RunTerms = absl::InlinedVector<WordTerms, 1>;

}  // namespace

struct Analyzer::Tools {
  std::string TermOf(Stemmer stemmer, std::string_view form);
  WordTerms Analyze(std::string_view word, Stemmer stemmer);
  RunTerms AnalyzeRun(std::string_view run, Stemmer stemmer);
  // `one_word`: it is known to be no more than that, as a longer run must. The answer lives until
  // the next call.
  const RunTerms& Remember(std::string_view run, Stemmer stemmer, bool one_word);
  Alternatives Expand(std::string_view word, const std::vector<Stemmer>& stemmers);

  WordBreaks breaks;
  Stemmers stemmers;
  Memo<RunTerms> memo{kMemoEntriesMax};
  std::string memo_key;  // kept for its memory
  RunTerms long_word;    // the last one that was not worth remembering
};

namespace {

// Gives the terms of one text their places.
class Emitter {
 public:
  explicit Emitter(Analyzer::Visitor visit) : visit_(visit) {}

  void Emit(const WordTerms& terms, ByteRange word) {
    if (terms.kept.empty()) return;
    visit_({.text = terms.kept, .place = place_, .word = word, .folded = false});
    if (!terms.folded.empty()) {
      visit_({.text = terms.folded, .place = place_, .word = word, .folded = true});
    }
    ++place_;
  }

 private:
  const Analyzer::Visitor visit_;
  std::uint32_t place_ = 0;
};

bool HasDotlessI(Stemmer stemmer) {
  return stemmer && Stemmers::HasDotlessI(*stemmer);
}

}  // namespace

std::string Analyzer::Tools::TermOf(Stemmer stemmer, std::string_view form) {
  if (!stemmer) return std::string(form);
  std::string term;
  stemmers.AppendStem(*stemmer, form, &term);
  return term;
}

WordTerms Analyzer::Tools::Analyze(std::string_view word, Stemmer stemmer) {
  WordTerms terms;
  const std::string kept = KeptForm(CutWord(word), HasDotlessI(stemmer));
  if (kept.empty()) return terms;
  terms.kept = TermOf(stemmer, kept);
  const std::string folded = FoldedForm(kept);
  if (folded.empty() || folded == kept) return terms;
  terms.folded = TermOf(stemmer, folded);
  if (terms.folded == terms.kept) terms.folded.clear();
  return terms;
}

RunTerms Analyzer::Tools::AnalyzeRun(std::string_view run, Stemmer stemmer) {
  RunTerms words;
  breaks.Visit(run, [&](std::uint32_t begin, std::uint32_t end) {
    words.push_back(Analyze(run.substr(begin, end - begin), stemmer));
    words.back().range = {begin, end};
  });
  return words;
}

const RunTerms& Analyzer::Tools::Remember(std::string_view run, Stemmer stemmer, bool one_word) {
  if (run.size() > kRunBytesMax) {
    long_word.assign(1, Analyze(run, stemmer));
    return long_word;
  }
  // Stemmer and kind in one byte: there are fewer than 127 stemmers.
  memo_key.assign(1, static_cast<char>((stemmer ? *stemmer + 1 : 0) * 2 + (one_word ? 1 : 0)));
  memo_key.append(run);
  return memo.Get(memo_key, [&](std::string_view) {
    return one_word ? RunTerms{Analyze(run, stemmer)} : AnalyzeRun(run, stemmer);
  });
}

Analyzer::Alternatives Analyzer::Tools::Expand(std::string_view word,
                                               const std::vector<Stemmer>& asked) {
  Alternatives terms;
  const std::string kept = KeptForm(CutWord(word), false);
  for (const Stemmer stemmer : asked) {
    if (!kept.empty()) terms.push_back(TermOf(stemmer, kept));
    if (!HasDotlessI(stemmer)) continue;
    // Whether the capitals are Turkish cannot be known.
    const std::string dotless = KeptForm(CutWord(word), true);
    if (!dotless.empty()) terms.push_back(TermOf(stemmer, dotless));
  }
  SortUnique(&terms);
  return terms;
}

Analyzer::Analyzer() : tools_(std::make_unique<Tools>()) {}
Analyzer::~Analyzer() = default;

void Analyzer::Terms(std::string_view text, std::string_view language, Visitor visit) {
  const Stemmer stemmer = Stemmers::Find(language);
  Emitter emitter(visit);
  for (Run run = NextRun(text, 0); run.range.begin < text.size();
       run = NextRun(text, run.range.end)) {
    const std::string_view bytes = Slice(text, run.range);
    const std::uint32_t start = run.range.begin;
    if (run.ascii) {
      emitter.Emit(tools_->Remember(CutWord(bytes), stemmer, true)[0], run.range);
    } else if (bytes.size() <= kRunBytesMax) {
      for (const WordTerms& terms : tools_->Remember(bytes, stemmer, false)) {
        emitter.Emit(terms, {start + terms.range.begin, start + terms.range.end});
      }
    } else {
      tools_->breaks.Visit(bytes, [&](std::uint32_t begin, std::uint32_t end) {
        const std::string_view word = CutWord(bytes.substr(begin, end - begin));
        emitter.Emit(tools_->Remember(word, stemmer, true)[0], {start + begin, start + end});
      });
    }
  }
}

std::vector<Analyzer::Alternatives> Analyzer::QueryWords(
    std::string_view text, const std::vector<std::string>& languages) {
  std::vector<Stemmer> asked;
  asked.reserve(languages.size());
  for (const std::string& language : languages) asked.push_back(Stemmers::Find(language));
  if (asked.empty()) {
    asked.push_back(std::nullopt);
    for (Stemmers::Id id = 0; id < Stemmers::count(); ++id) asked.push_back(id);
  }
  std::vector<Alternatives> words;
  tools_->breaks.Visit(text, [&](std::uint32_t begin, std::uint32_t end) {
    Alternatives terms = tools_->Expand(text.substr(begin, end - begin), asked);
    if (!terms.empty()) words.push_back(std::move(terms));
  });
  return words;
}

std::string Analyzer::Version() {
  return absl::StrCat("1 icu ", U_ICU_VERSION);
}

}  // namespace newswire

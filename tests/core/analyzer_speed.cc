// Prints how fast texts are analysed and how many terms they make, for each language of the corpus:
// `analyzer_speed [seconds]`, in processor time. A tool, not a test: its figures depend on the
// machine.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>
#include <vector>

#include "service/core/analyzer.h"
#include "service/core/text_query.h"
#include "tests/core/corpus_texts.h"

namespace newswire {
namespace {

double Seconds(std::clock_t since) {
  return static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC;
}

struct Pass {
  std::size_t bytes = 0;
  std::size_t words = 0;
  std::size_t terms = 0;
  std::size_t term_bytes = 0;
};

void AddPass(const std::vector<CorpusText>& texts, Analyzer* analyzer, Pass* pass) {
  for (const CorpusText& text : texts) {
    pass->bytes += text.text.size();
    analyzer->Terms(text.text, text.language, [pass](const Term& term) {
      pass->words += term.folded ? 0 : 1;
      ++pass->terms;
      pass->term_bytes += term.text.size();
    });
  }
}

// `first`: with an empty memo; then again and again.
void Measure(const std::string& language, const std::vector<CorpusText>& texts, double seconds) {
  Analyzer analyzer;
  // Dictionaries are loaded by the first text that needs one.
  analyzer.Terms(texts[0].text, texts[0].language, [](const Term&) {});
  Pass first;
  auto start = std::clock();
  AddPass(texts, &analyzer, &first);
  const double first_took = Seconds(start);
  Pass all;
  start = std::clock();
  do {
    AddPass(texts, &analyzer, &all);
  } while (Seconds(start) < seconds);
  std::printf(
      "FIG analyze language=%s kB=%zu first_MB_s=%.1f MB_s=%.1f terms_per_word=%.3f "
      "bytes_per_term=%.1f\n",
      language.c_str(), first.bytes / 1000, first.bytes / first_took / 1e6,
      all.bytes / Seconds(start) / 1e6,
      static_cast<double>(first.terms) / static_cast<double>(first.words),
      static_cast<double>(first.term_bytes) / static_cast<double>(first.terms));
}

void MeasureQuery(const std::vector<CorpusText>& english, double seconds) {
  Analyzer analyzer;
  const TextQuery query =
      TextQuery::Parse("health \"public health\" recommendations", {}, &analyzer);
  std::size_t bytes = 0;
  std::size_t hits = 0;
  const auto start = std::clock();
  do {
    for (const CorpusText& text : english) {
      bytes += text.text.size();
      hits += query.Find(text.text, text.language, &analyzer).ranges.size();
    }
  } while (Seconds(start) < seconds);
  std::printf("FIG find language=en MB_s=%.1f (%zu)\n", bytes / Seconds(start) / 1e6, hits);
  const auto parse_start = std::clock();
  constexpr int kParses = 2000;
  for (int i = 0; i < kParses; ++i) TextQuery::Parse("public health", {}, &analyzer);
  std::printf("FIG parse words=2 us=%.1f\n", Seconds(parse_start) / kParses * 1e6);
}

}  // namespace
}  // namespace newswire

// A corpus that cannot be parsed may end the tool.
int main(int argc, char** argv) {  // NOLINT(bugprone-exception-escape)
  const double seconds = argc > 1 ? std::atof(argv[1]) : 1;
  std::map<std::string, std::vector<newswire::CorpusText>> languages;
  for (auto& text : newswire::ReadCorpusTexts()) {
    languages[text.language].push_back(std::move(text));
  }
  if (languages.empty()) {
    std::puts("the corpus is not here");
    return 0;
  }
  for (const auto& [language, texts] : languages) newswire::Measure(language, texts, seconds);
  newswire::MeasureQuery(languages["en"], seconds);
}

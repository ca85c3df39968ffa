#ifndef NEWSWIRE_TESTS_CORE_CORPUS_TEXTS_H_
#define NEWSWIRE_TESTS_CORE_CORPUS_TEXTS_H_

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace newswire {

// One language of one document.
struct CorpusText {
  std::string language;
  std::string title;
  std::string text;  // title and body
};

// All texts of the corpus; none when it is not here, because it is not part of the repository.
inline std::vector<CorpusText> ReadCorpusTexts() {
  std::ifstream file(std::string(NEWSWIRE_SOURCE_DIR) + "/../shared/data/corpus.ndjson");
  // In a worktree the data is one folder further away.
  if (!file) file.open(std::string(NEWSWIRE_SOURCE_DIR) + "/../../shared/data/corpus.ndjson");
  std::vector<CorpusText> texts;
  for (std::string line; std::getline(file, line);) {
    const auto document = nlohmann::json::parse(line);
    for (const auto& [language, text] : document.at("texts").items()) {
      CorpusText corpus_text = {language, text.value("headline", ""), text.value("headline", "")};
      for (const auto& paragraph : text.value("paragraphs", nlohmann::json::array())) {
        corpus_text.text += "\n\n" + paragraph.get<std::string>();
      }
      texts.push_back(std::move(corpus_text));
    }
  }
  return texts;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_CORE_CORPUS_TEXTS_H_

#ifndef NEWSWIRE_CLIENT_PAGE_SCAN_H_
#define NEWSWIRE_CLIENT_PAGE_SCAN_H_

#include <string>
#include <vector>

#include "client/page/tables.h"
#include "client/page/text.h"
#include "newswire/v1/entity.pb.h"

namespace newswire::page {

// A row of tokens, both ends included.
struct Run {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t size() const { return last - first + 1; }
};

// A body, its tokens, and the rows of capitalised words in it: what names are found in. Immutable.
class Scan {
 public:
  Scan(Text body, std::string language);

  const Text& body() const { return body_; }
  const std::string& language() const { return language_; }
  const std::vector<Token>& tokens() const { return tokens_; }
  // In order, without overlap. "Office of Trade" is one run, "Secretary General of the Office" two.
  const std::vector<Run>& runs() const { return runs_; }

  // True when token `at` exists and reads so (small letters).
  bool Is(std::size_t at, const std::string& lower) const;
  bool IsOneOf(std::size_t at, const Words& words) const;
  // The token after `at` when it reads so, else `at`: for stepping over "the".
  std::size_t Skip(std::size_t at, const std::string& lower) const;
  // The run that begins at a token; nullptr when none does.
  const Run* RunAt(std::size_t token) const;
  std::string TextOf(const Run& run) const;
  // The body from the start of the first token to the end of the last.
  newswire::v1::TextSpan SpanOf(const Run& run) const;
  newswire::v1::TextSpan SpanOf(std::size_t start, std::size_t length) const;
  v1::LangString InLanguage(const std::string& value) const;

 private:
  void FindRuns();
  bool JoinsNext(std::size_t last, std::size_t* next) const;

  const Text body_;
  const std::string language_;
  const std::vector<Token> tokens_;
  std::vector<Run> runs_;
};

bool Contains(const Words& words, const std::string& lower);
// The role at a token, as the number of its tokens; 0 when there is none.
std::size_t RoleLength(const Scan& scan, std::size_t at, std::size_t last);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_SCAN_H_

#ifndef NEWSWIRE_SERVICE_CORE_STEMMERS_H_
#define NEWSWIRE_SERVICE_CORE_STEMMERS_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sb_stemmer;

namespace newswire {

// The stems of words in the languages that Snowball knows. A stemmer is made when it is first
// needed and then kept. Not for several threads. Only for the analyzer, which hides Snowball.
class Stemmers {
 public:
  // Names a stemmer; below count().
  using Id = std::size_t;

  Stemmers();
  ~Stemmers();

  static std::size_t count();
  // The stemmer of a language; nullopt when Snowball does not know it. REQUIRES: a canonical tag or
  // nothing.
  static std::optional<Id> Find(std::string_view language);
  // Turkish has two letters i, each with a capital of its own.
  static bool HasDotlessI(Id id);

  // Appends "en:recommend" for the English form "recommendations"; the form itself when it begins
  // with a digit or in a script in which the language is not written. REQUIRES: a form of
  // KeptForm or FoldedForm, not empty.
  void AppendStem(Id id, std::string_view form, std::string* term);

 private:
  struct Delete {
    void operator()(sb_stemmer* stemmer) const;
  };

  std::vector<std::unique_ptr<sb_stemmer, Delete>> made_;  // by Id; null before the first word
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_STEMMERS_H_

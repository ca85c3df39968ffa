#ifndef NEWSWIRE_SERVICE_CORE_NOTICES_H_
#define NEWSWIRE_SERVICE_CORE_NOTICES_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace newswire {

// The sentences of service/core/notices.properties, by code and language. Immutable; any thread.
class Notices {
 public:
  // What stands in place of {0}, {1}, ... in a pattern. A number is counted and written as the
  // language does it.
  using Argument = std::variant<std::int64_t, std::string>;

  // The file that is compiled into the program.
  static const Notices& BuiltIn();
  // Reads such a file. INVALID_ARGUMENT names the first line that is no sentence.
  static absl::StatusOr<Notices> Parse(std::string_view properties);

  std::vector<std::string> codes() const;
  // Languages of a code, sorted; empty when the code is not known.
  std::vector<std::string> languages(std::string_view code) const;
  // Whether a reader of `tag` (canonical) understands the sentences: they are written in one
  // language and script, and regions share them.
  bool Speaks(std::string_view tag) const;

  // The sentence for a reader of `tag`. NOT_FOUND when there is none in that language;
  // INVALID_ARGUMENT when its pattern is none or speaks of an argument that is not given.
  absl::StatusOr<std::string> Format(std::string_view code, std::string_view tag,
                                     const std::vector<Argument>& arguments) const;

 private:
  struct Sentence {
    std::string language;
    std::string pattern;
  };

  const Sentence* Find(std::string_view code, std::string_view tag) const;

  std::map<std::string, std::vector<Sentence>, std::less<>> sentences_;  // by code
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_NOTICES_H_

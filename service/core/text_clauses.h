#ifndef NEWSWIRE_SERVICE_CORE_TEXT_CLAUSES_H_
#define NEWSWIRE_SERVICE_CORE_TEXT_CLAUSES_H_

#include <string_view>
#include <vector>

#include "service/core/field_checker.h"
#include "service/core/field_path.h"
#include "service/core/filter.h"

namespace newswire {

// What an item must have so that each word and phrase of `text` is found in it: a clause for each
// word, and for each phrase of several words one more. None and a violation when it cannot be
// looked for: TEXT_ENCODING, TEXT_TOO_LONG, TEXT_EMPTY, TOO_MANY.
std::vector<Clause> CompileText(std::string_view text, const FieldPath& path, FieldChecker* check);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TEXT_CLAUSES_H_

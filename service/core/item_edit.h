#ifndef NEWSWIRE_SERVICE_CORE_ITEM_EDIT_H_
#define NEWSWIRE_SERVICE_CORE_ITEM_EDIT_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/repeated_field.h"
#include "newswire/v1/common.pb.h"
#include "service/core/draft.h"
#include "service/core/error.h"
#include "storage/store.h"

namespace newswire {

// The item as an editor sees it: its current revision, also when it is under embargo. Serialised.
// Blocks on the disk; any thread. NOT_FOUND / ITEM_NOT_FOUND.
absl::StatusOr<std::string> ReadForEdit(const Store& store, v1::ItemKind kind,
                                        std::string_view uri);

// Calls that change a part of an item put that part into a copy of it, and the whole is checked as
// for any other write. What the checks then find is at a place in the item; the caller knows that
// place by the name it has in the request. Pairs of both, for example
// {"article.translations[2]", "translation"}.
using FieldNames = std::vector<std::pair<std::string, std::string>>;
// The same violations, named as in the request where a name is known.
Violations NameAsInRequest(const Violations& found, const FieldNames& names);

// What is said about an item's mended errors: FIELD_REQUIRED, UNKNOWN_VALUE, LANGUAGE_INVALID,
// LANGUAGE_DUPLICATE, TEXT_EMPTY, TEXT_TOO_LONG, TOO_MANY.
void CheckCorrection(v1::RevisionKind kind,
                     const google::protobuf::RepeatedPtrField<v1::LangString>& texts,
                     Violations* violations);
std::shared_ptr<const Change> MakeCorrection(
    v1::RevisionKind kind, const google::protobuf::RepeatedPtrField<v1::LangString>& texts);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ITEM_EDIT_H_

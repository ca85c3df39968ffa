#ifndef NEWSWIRE_SERVICE_CORE_FILTER_COMPILER_H_
#define NEWSWIRE_SERVICE_CORE_FILTER_COMPILER_H_

#include <vector>

#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "service/core/field_path.h"
#include "service/core/filter.h"

namespace newswire {

// From the message to clauses; the halves of CompiledFilter::Compile. Clauses about the head come
// first; a field that wants everything gives none.
std::vector<Clause> CompileFields(const v1::Filter& filter, const FieldPath& path,
                                  v1::ItemKind only, Violations* violations);
std::vector<std::vector<Clause>> CompileNoneOf(const v1::Filter& filter, const FieldPath& path,
                                               v1::ItemKind only, Violations* violations);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_FILTER_COMPILER_H_

#ifndef NEWSWIRE_SERVICE_CORE_ARTICLE_BYTES_H_
#define NEWSWIRE_SERVICE_CORE_ARTICLE_BYTES_H_

#include <string>
#include <string_view>

#include "newswire/v1/article.pb.h"
#include "service/core/item_rules.h"

namespace newswire {

// The article as it is stored: `content` with what the server computes put into every translation
// (direction, counts, hash; revision 1). `content` is the deterministic serialisation of `article`
// without output only fields; `bodies` holds the sizes of its bodies. Pure.
//
// Works on the bytes, because each time protobuf serialises it checks all text again: that costs
// three times as much as everything else a draft needs.
std::string CompleteArticleBytes(std::string_view content, const v1::Article& article,
                                 const BodySizes& bodies);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ARTICLE_BYTES_H_

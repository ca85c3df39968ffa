#ifndef NEWSWIRE_CLIENT_CORPUS_H_
#define NEWSWIRE_CLIENT_CORPUS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {

// A document of a parallel corpus, one JSON object:
//   id, source            where it comes from
//   original_language     BCP 47 tag
//   texts                 by tag: headline, paragraphs; `partial` when only the headline is
//   translated numbered_items        optional: ordinal and texts by tag
//
// True when the object has the keys of one (and is no item of Newswire).
bool IsCorpusDocument(std::string_view json);

// One recommendation per numbered item and, last, an article with every text. Uris are made of the
// provider and the document's id. INVALID_ARGUMENT says what is wrong. Pure.
absl::StatusOr<std::vector<v1::PublishItem>> ParseCorpusDocument(std::string_view json,
                                                                 const std::string& provider);

// Items of one line: of a corpus, or a single item (client/item_json.h).
absl::StatusOr<std::vector<v1::PublishItem>> ParseLine(std::string_view json,
                                                       const std::string& provider);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_CORPUS_H_

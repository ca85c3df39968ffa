#ifndef NEWSWIRE_SERVICE_RPC_SNIPPETS_H_
#define NEWSWIRE_SERVICE_RPC_SNIPPETS_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/query.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/text_query.h"

namespace newswire {

using Snippets = google::protobuf::RepeatedPtrField<v1::Snippet>;

// Adds the places of an item's texts that hold something of the query: the first three texts that
// hold all of it, or as many that hold some of it.
void AddSnippets(const v1::Article& article, const TextQuery& query, Snippets* snippets);
void AddSnippets(const v1::Recommendation& recommendation, const TextQuery& query,
                 Snippets* snippets);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_SNIPPETS_H_

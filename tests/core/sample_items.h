#ifndef NEWSWIRE_TESTS_CORE_SAMPLE_ITEMS_H_
#define NEWSWIRE_TESTS_CORE_SAMPLE_ITEMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "newswire/v1/article.pb.h"
#include "newswire/v1/recommendation.pb.h"
#include "service/core/draft.h"

namespace newswire {

// Invented items that pass every rule.

// The moment at which the samples are published.
absl::Time SampleNow();

// The least an article may hold: one headline and one body in English.
v1::Article MinimalArticle();
// A press release of an invented harbour conference that fills every field a client may send, but
// for the embargo: people with roles, organisations, places, an event, a cited document and three
// recommendations quoted from the body; in English, in French, and with a headline alone in Arabic.
v1::Article SampleArticle();

v1::Recommendation MinimalRecommendation();
// Recommendation `ordinal` (1 to 3) of that document, with every field filled but for the embargo.
v1::Recommendation SampleRecommendation(int ordinal);

// The text the sample's body quotes for a recommendation.
std::string SampleQuote(int ordinal);

v1::LangString Text(std::string_view language, std::string_view value);

// The violations of an item, as "path: REASON", in the order in which they were found.
std::vector<std::string> Problems(const v1::Article& article);
std::vector<std::string> Problems(const v1::Recommendation& recommendation);

// The draft of an item that must pass. The path of the item in a request is "article" or
// "recommendation".
Draft DraftOf(const v1::Article& article);
Draft DraftOf(const v1::Recommendation& recommendation);

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_CORE_SAMPLE_ITEMS_H_

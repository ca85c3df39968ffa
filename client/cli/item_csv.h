#ifndef NEWSWIRE_CLIENT_CLI_ITEM_CSV_H_
#define NEWSWIRE_CLIENT_CLI_ITEM_CSV_H_

#include <string>

#include "newswire/v1/article_reads.pb.h"
#include "newswire/v1/recommendation_reads.pb.h"

namespace newswire::cli {

// One item as a record for spreadsheets; the language is the one that was served, else the
// original.
std::string CsvHeader(const v1::GetArticleResponse& kind);
std::string CsvHeader(const v1::GetRecommendationResponse& kind);
std::string ToCsv(const v1::GetArticleResponse& response);
std::string ToCsv(const v1::GetRecommendationResponse& response);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_ITEM_CSV_H_

#ifndef NEWSWIRE_CLIENT_CLI_RENDER_H_
#define NEWSWIRE_CLIENT_CLI_RENDER_H_

#include <string>

#include "newswire/v1/article_service.pb.h"
#include "newswire/v1/feed_service.pb.h"
#include "newswire/v1/recommendation_service.pb.h"

namespace newswire::cli {

// Whether to write for a terminal with colours.
struct Style {
  bool color = false;

  std::string Bold(const std::string& text) const;
  std::string Dim(const std::string& text) const;
};
// Colour only on a terminal that wants it (NO_COLOR, TERM=dumb, --no-color).
Style StdoutStyle(bool no_color);

// Items as a reader would see them: notice, headline, date, text, then who and what.
std::string Render(const v1::GetArticleResponse& response, const Style& style);
std::string Render(const v1::GetRecommendationResponse& response, const Style& style);
// One line, or two when the entry carries a notice.
std::string RenderLine(const v1::FeedEntry& entry, const Style& style);
std::string RenderLine(const v1::GetArticleResponse& response, const Style& style);
std::string RenderLine(const v1::GetRecommendationResponse& response, const Style& style);
std::string RenderLine(const v1::PublishResult& result, const Style& style);

// Enum value in small letters without its prefix, for example "usable".
std::string Word(v1::FeedAction action);
std::string Word(v1::ItemKind kind);
std::string Word(v1::PublishOutcome outcome);
std::string Word(v1::RecommendationStatus status);
std::string Word(v1::Durability durability);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_RENDER_H_

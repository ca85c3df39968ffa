#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "client/cli/render.h"

namespace newswire::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

template <typename Message>
Message FromJson(const std::string& json) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return message;
}

constexpr char kArticle[] = R"({"article": {
    "name": "articles/urn:x:y", "revision": 2, "originalLanguage": "en",
    "datePublished": {"value": "2022-06-09"},
    "corrections": [{"revision": 2, "kind": "REVISION_KIND_CORRECTION",
                     "at": "2022-06-10T08:00:00Z",
                     "texts": [{"language": "en", "value": "It was 12."},
                               {"language": "fr", "value": "C'était 12."}]}],
    "translations": [{"language": "en", "direction": "TEXT_DIRECTION_LTR",
                      "headlines": [{"role": "main", "value": "Ports open"}],
                      "bodies": [{"role": "main", "value": "First.\n\nSecond."}]}]},
  "selection": {"requested": ["fr"], "served": "en",
    "notice": {"language": "fr", "text": "Présenté en : anglais.",
               "direction": "TEXT_DIRECTION_LTR"},
    "dates": [{"path": "date_published", "text": "9 juin 2022"}],
    "fields": [{"path": "translations[fr].headlines[main]", "served": "fr", "value": "Les ports"}],
    "available": [{"language": "en"}, {"language": "fr", "stale": true},
                  {"language": "de", "kind": "TRANSLATION_KIND_MACHINE"}]}})";

TEST(RenderArticleTest, ReadsLikeAPageWithItsNoticeFirst) {
  const auto response = FromJson<v1::GetArticleResponse>(kArticle);
  EXPECT_EQ(Render(response, Style()),
            "Présenté en : anglais.\n"
            "fr: Les ports\n"
            "\n"
            "Ports open\n"
            "9 juin 2022 · en · left to right\n"
            "\n"
            "First.\n"
            "\n"
            "Second.\n"
            "\n"
            "Corrected in r2, 2022-06-10 08:00:00 UTC: It was 12.\n"
            "articles/urn:x:y r2 · languages: en, fr (stale), de (machine)\n");
}

TEST(RenderArticleTest, RightToLeftTextIsIsolatedLineByLine) {
  const auto response = FromJson<v1::GetArticleResponse>(R"({"article": {"name": "articles/urn:x:y",
      "originalLanguage": "ar", "translations": [{"language": "ar",
      "direction": "TEXT_DIRECTION_RTL", "headlines": [{"role": "main", "value": "خبر"}],
      "bodies": [{"role": "main", "value": "أ\nب"}]}]},
      "selection": {"served": "ar", "notice": {"direction": "TEXT_DIRECTION_RTL", "text": "ملاحظة"},
                    "dates": [{"path": "date_published", "text": "9 يونيو 2022"}]}})");
  const std::string page = Render(response, Style());
  EXPECT_THAT(page, StartsWith("\u2067ملاحظة\u2069\n\n\u2067خبر\u2069\n"));
  EXPECT_THAT(page, HasSubstr("\n\u20679 يونيو 2022\u2069 · ar · right to left\n"));
  EXPECT_THAT(page, HasSubstr("\n\u2067أ\u2069\n\u2067ب\u2069\n"));
}

TEST(RenderArticleTest, AMachineTranslationThatIsBehindSaysSo) {
  const auto response = FromJson<v1::GetArticleResponse>(R"({"article": {"translations": [{
      "language": "fr", "kind": "TRANSLATION_KIND_MACHINE", "stale": true}]}})");
  EXPECT_THAT(Render(response, Style()),
              HasSubstr("translation: machine · stale: the original has changed since"));
}

// A server that sends content with a redaction breaks its promise; this program keeps it.
TEST(RenderArticleTest, ARedactedArticleShowsItsNoticeAndNoContent) {
  auto response = FromJson<v1::GetArticleResponse>(kArticle);
  response.mutable_redacted()->set_pub_status(v1::PUB_STATUS_WITHHELD);
  response.mutable_redacted()->set_by_sequence(9);
  response.mutable_redacted()->mutable_at()->set_seconds(1654761600);
  EXPECT_EQ(Render(response, Style()),
            "Présenté en : anglais.\n"
            "\n"
            "withheld since 2022-06-09 08:00:00 UTC, by #9\n"
            "articles/urn:x:y r2\n");
  EXPECT_EQ(RenderLine(response, Style()), "withheld · articles/urn:x:y r2\n");
}

constexpr char kRecommendation[] = R"json({"recommendation": {
    "name": "recommendations/urn:x:z", "revision": 3, "ordinalLabel": "(1)",
               "originalLanguage" : "en",
               "status" : "RECOMMENDATION_STATUS_CLOSED_NOT_IMPLEMENTED",
               "targetDate" : {"value" : "2024-06"},
               "sourceDocument" : {"titles" : [ {"language" : "en", "value" : "Guide"} ]},
               "texts"
    : [ {"language" : "en", "value" : "Light the buoys.", "direction" : "TEXT_DIRECTION_LTR"} ],
               "statusHistory" : [ {
                 "revision" : 2,
                 "at" : "2022-06-09T08:00:00Z",
                 "from" : "RECOMMENDATION_STATUS_NOT_TRACKED",
                 "to" : "RECOMMENDATION_STATUS_OPEN",
                 "byRole" : "ASSESSOR_ROLE_ISSUER",
                 "by" : "Council"
               } ],
               "assessments"
    : [ {
      "assessorRole" : "ASSESSOR_ROLE_THIRD_PARTY",
      "progress" : "PROGRESS_MODERATE",
      "assessor" : {"names" : [ {"language" : "en", "value" : "Friends"} ]},
      "comments" : [ {"language" : "fr", "value" : "Peu"}, {"language" : "en", "value" : "Little"} ]
    } ],
               "addressees"
    : [ {"entity" : {"id" : "o1", "names" : [ {"language" : "en", "value" : "Board"} ]}} ]
}
})json";

TEST(RenderRecommendationTest, ShowsTextOriginAndStatus) {
  EXPECT_EQ(Render(FromJson<v1::GetRecommendationResponse>(kRecommendation), Style()),
            "(1) Light the buoys.\n"
            "en · left to right\n"
            "\n"
            "From: Guide\n"
            "Status: closed not implemented · due 2024-06\n"
            "recommendations/urn:x:z r3 · languages: \n");
}

TEST(RenderRecommendationTest, HistoryIsTablesOfStatusAssessmentsAndAnswers) {
  const auto response = FromJson<v1::GetRecommendationResponse>(kRecommendation);
  EXPECT_EQ(RenderHistory(response.recommendation(), Style()),
            "(1) Light the buoys.\n"
            "recommendations/urn:x:z r3\n"
            "\n"
            "Status: closed not implemented\n"
            "  revision  when                     from         to    by\n"
            "  2         2022-06-09 08:00:00 UTC  not tracked  open  issuer Council\n"
            "\n"
            "Assessments\n"
            "  role         who      progress  comment\n"
            "  third party  Friends  moderate  Little\n"
            "\n"
            "Answers\n"
            "  id  addressee  answer\n"
            "  o1  Board      not stated\n");
}

TEST(RenderRecommendationTest, ARedactedRecommendationShowsNoContent) {
  auto response = FromJson<v1::GetRecommendationResponse>(kRecommendation);
  response.mutable_redacted()->set_pub_status(v1::PUB_STATUS_CANCELED);
  EXPECT_THAT(Render(response, Style()), StartsWith("cancelled\nrecommendations/urn:x:z r3\n"));
  EXPECT_THAT(Render(response, Style()), Not(HasSubstr("buoys")));
}

TEST(RenderResultTest, AHeldItemSaysUntilWhen) {
  v1::PublishResult result;
  result.set_name("articles/urn:x:y");
  result.set_outcome(v1::PUBLISH_OUTCOME_HELD);
  result.set_revision(1);
  v1::Embargo embargo;
  embargo.mutable_embargoed_until()->set_seconds(1654761600);
  EXPECT_EQ(RenderLine(result, embargo, Style()),
            "held articles/urn:x:y r1 until 2022-06-09 08:00:00 UTC\n");
  embargo.Clear();
  embargo.set_indefinite(true);
  EXPECT_EQ(RenderLine(result, embargo, Style()),
            "held articles/urn:x:y r1 until it is released: newswire release articles/urn:x:y\n");
  result.set_name("recommendations/urn:x:z");
  EXPECT_EQ(RenderLine(result, v1::Embargo(), Style()),
            "held recommendations/urn:x:z r1 until the articles that report it are released\n");
}

TEST(RenderResultTest, AWriteSaysWhatBecameOfTheItem) {
  Written written;
  written.name = "articles/urn:x:y";
  written.revision = 3;
  EXPECT_EQ(RenderLine(written, "corrected", Style()), "unchanged articles/urn:x:y r3\n");
  written.held = true;
  written.embargo.mutable_embargoed_until()->set_seconds(1654761600);
  EXPECT_EQ(RenderLine(written, "corrected", Style()),
            "held articles/urn:x:y r3 until 2022-06-09 08:00:00 UTC\n");
  written.position = "00000000000000aa-12-00000000000000bb";
  written.held = false;
  EXPECT_EQ(RenderLine(written, "corrected", Style()), "corrected articles/urn:x:y r3 #12\n");
}

TEST(RenderRetractionTest, WhoHasNotAnsweredComesFirst) {
  const auto response = FromJson<v1::ListRetractionAcknowledgementsResponse>(R"({"sequence": 9,
      "acknowledgements": [{"reader": "b", "result": "RETRACTION_RESULT_NEVER_USED"}],
      "outstanding": [{"reader": "a", "throughSequence": 7}]})");
  EXPECT_EQ(RenderAcknowledgements("articles/urn:x:y", response, Style()),
            "articles/urn:x:y #9: 1 answered, 1 outstanding\n"
            "\n"
            "Not answered\n"
            "  reader  has read up to\n"
            "  a       #7\n"
            "\n"
            "Answered\n"
            "  reader  result\n"
            "  b       never used\n");
}

TEST(RenderRetractionTest, CancellationsTellWhetherTheBytesAreGone) {
  auto response = FromJson<v1::ListCancellationsResponse>(R"({"cancellations": [
      {"name": "articles/urn:x:y", "sequence": 5, "cancelTime": "2022-06-09T08:00:00Z",
       "reason": "RETRACTION_REASON_LEGAL"}]})");
  EXPECT_EQ(RenderCancellations(response.cancellations()),
            "sequence  cancelled                reason  bytes off the disk  name\n"
            "#5        2022-06-09 08:00:00 UTC  legal   not yet             articles/urn:x:y\n");
  response.Clear();
  EXPECT_EQ(RenderCancellations(response.cancellations()), "nothing was cancelled\n");
}

}  // namespace
}  // namespace newswire::cli

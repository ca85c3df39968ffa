#include "tests/end_to_end/questions.h"

#include <map>
#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "tests/support/server_test.h"

namespace newswire::testing {
namespace {

template <typename Request>
Request About(const v1::Filter& filter, v1::ItemOrder order) {
  Request request;
  *request.mutable_filter() = filter;
  request.set_order(order);
  return request;
}
template <typename Request>
Request ListAbout(const v1::Filter& filter, v1::ItemOrder order) {
  Request request = About<Request>(filter, order);
  request.set_page_size(1000);
  request.set_with_total(true);
  return request;
}
template <typename Request>
Request CountAbout(const v1::Filter& filter) {
  Request request;
  *request.mutable_filter() = filter;
  for (int facet = v1::Facet_MIN + 1; facet <= v1::Facet_MAX; ++facet) {
    request.add_facets(static_cast<v1::Facet>(facet));
  }
  request.set_values_max(1000);
  return request;
}
template <typename Request>
Request For(const std::string& name) {
  Request request;
  request.set_name(name);
  return request;
}
template <typename Request>
Request RevisionOf(const std::string& name) {
  Request request = For<Request>(name);
  request.set_revision(1);
  return request;
}
template <typename Request>
Request ChangesOf(const std::string& name) {
  Request request = For<Request>(name);
  request.set_from_revision(1);
  return request;
}
template <typename Request>
Request BatchOf(const std::string& name) {
  Request request;
  request.add_names(name);
  return request;
}

}  // namespace

// With its details, which Abseil prints in any order.
std::string Questions::TextOf(const absl::Status& status) {
  std::map<std::string, std::string> details;
  status.ForEachPayload([&details](absl::string_view type, const absl::Cord& bytes) {
    details[std::string(type)] = absl::CEscape(std::string(bytes));
  });
  return absl::StrCat(absl::StatusCodeToString(status.code()), " ", status.message(), " ",
                      absl::StrJoin(details, " ", absl::PairFormatter("=")));
}

template <typename Request>
void Questions::ForEachLanguage(Request request, const std::function<void(const Request&)>& ask) {
  ask(request);
  request.mutable_language()->add_languages("fr");
  ask(request);
}

template <typename Request>
void Questions::ForEachReplay(const v1::Filter& filter,
                              const std::function<void(const Request&)>& ask) {
  for (const auto mode :
       {v1::REPLAY_MODE_FULL, v1::REPLAY_MODE_LATEST, v1::REPLAY_MODE_CURRENT_STATE}) {
    Request request;
    request.mutable_start()->set_earliest(true);
    *request.mutable_filter() = filter;
    request.set_mode(mode);
    ForEachLanguage(std::move(request), ask);
  }
}

std::string Questions::AskAbout(const v1::Filter& filter) {
  said_.clear();
  for (const auto order :
       {v1::ITEM_ORDER_NEWEST_FIRST, v1::ITEM_ORDER_OLDEST_FIRST, v1::ITEM_ORDER_PUBLICATION_DATE,
        v1::ITEM_ORDER_EVENT_DATE, v1::ITEM_ORDER_RELEVANCE}) {
    Note(client_->ListArticles(ListAbout<v1::ListArticlesRequest>(filter, order)));
    Note(client_->ListRecommendations(ListAbout<v1::ListRecommendationsRequest>(filter, order)));
    Note(client_->SearchArticles(About<v1::SearchArticlesRequest>(filter, order)));
    Note(client_->SearchRecommendations(About<v1::SearchRecommendationsRequest>(filter, order)));
  }
  Note(client_->CountArticles(CountAbout<v1::CountArticlesRequest>(filter)));
  Note(client_->CountRecommendations(CountAbout<v1::CountRecommendationsRequest>(filter)));
  Explain(filter);
  ForEachReplay<v1::ReadEntriesRequest>(filter, [this](v1::ReadEntriesRequest request) {
    request.set_page_size(1000);
    Note(client_->ReadEntries(request));
  });
  return std::move(said_);
}

// Without what it says in words, which repeats the filter.
void Questions::Explain(const v1::Filter& filter) {
  v1::ExplainFilterRequest request;
  *request.mutable_filter() = filter;
  auto explained = client_->ExplainFilter(request);
  if (explained.ok()) {
    explained->clear_meaning();
    for (auto& condition : *explained->mutable_conditions()) condition.clear_meaning();
  }
  Note(explained);
}

std::string Questions::Search(const v1::Filter& filter) {
  said_.clear();
  Explain(filter);
  const auto newest = v1::ITEM_ORDER_NEWEST_FIRST;
  Note(client_->SearchArticles(About<v1::SearchArticlesRequest>(filter, newest)));
  Note(client_->SearchRecommendations(About<v1::SearchRecommendationsRequest>(filter, newest)));
  Note(client_->CountArticles(CountAbout<v1::CountArticlesRequest>(filter)));
  Note(client_->CountRecommendations(CountAbout<v1::CountRecommendationsRequest>(filter)));
  return std::move(said_);
}

std::string Questions::Follow(const v1::Filter& filter) {
  said_.clear();
  ForEachReplay<v1::SubscribeRequest>(filter, [this](const v1::SubscribeRequest& request) {
    for (const auto& frame : FramesUntilCaughtUp(address_, request, absl::Seconds(20))) {
      for (const v1::FeedEntry& entry : frame.entries()) said_ += entry.ShortDebugString() + "\n";
      absl::StrAppend(&said_, frame.through(), frame.opened().position(), frame.opened().head(),
                      frame.caught_up().position(), frame.snapshot_end().position(), "\n");
    }
  });
  return std::move(said_);
}

std::string Questions::AskAboutTheFeed() {
  said_.clear();
  Note(client_->ListCancellations({}));
  auto status = client_->GetFeedStatus();
  if (status.ok()) status->clear_subscribers();
  Note(status);
  return std::move(said_);
}

void Questions::AskForArticle(const std::string& name) {
  ForEachLanguage<v1::GetArticleRequest>(
      For<v1::GetArticleRequest>(name),
      [this](const v1::GetArticleRequest& request) { Note(client_->GetArticle(request)); });
  Note(client_->GetArticle(RevisionOf<v1::GetArticleRequest>(name)));
  Note(client_->ListArticleRevisions(For<v1::ListArticleRevisionsRequest>(name)));
  Note(client_->DiffArticleRevisions(ChangesOf<v1::DiffArticleRevisionsRequest>(name)));
  Note(client_->RelatedArticles(For<v1::RelatedArticlesRequest>(name)));
  Note(client_->BatchGetArticles(BatchOf<v1::BatchGetArticlesRequest>(name)));
}

void Questions::AskForRecommendation(const std::string& name) {
  ForEachLanguage<v1::GetRecommendationRequest>(
      For<v1::GetRecommendationRequest>(name), [this](const v1::GetRecommendationRequest& request) {
        Note(client_->GetRecommendation(request));
      });
  Note(client_->GetRecommendation(RevisionOf<v1::GetRecommendationRequest>(name)));
  Note(client_->ListRecommendationRevisions(For<v1::ListRecommendationRevisionsRequest>(name)));
  Note(client_->DiffRecommendationRevisions(
      ChangesOf<v1::DiffRecommendationRevisionsRequest>(name)));
  Note(client_->BatchGetRecommendations(BatchOf<v1::BatchGetRecommendationsRequest>(name)));
}

void Questions::AskForRetractions(const std::string& name) {
  auto list = For<v1::ListRetractionAcknowledgementsRequest>(name);
  Note(client_->ListRetractionAcknowledgements(list));
  list.set_sequence(1);
  Note(client_->ListRetractionAcknowledgements(list));
  auto answer = For<v1::AcknowledgeRetractionRequest>(name);
  answer.set_sequence(1);
  answer.set_reader("canary");
  answer.set_result(v1::RETRACTION_RESULT_NEVER_USED);
  Note(client_->AcknowledgeRetraction(answer));
}

std::string Questions::AskFor(const std::string& uri) {
  said_.clear();
  AskForArticle("articles/" + uri);
  AskForRecommendation("recommendations/" + uri);
  AskForRetractions("articles/" + uri);
  AskForRetractions("recommendations/" + uri);
  return absl::StrReplaceAll(said_, {{uri, "URI"}});
}

}  // namespace newswire::testing

#ifndef NEWSWIRE_TESTS_END_TO_END_QUESTIONS_H_
#define NEWSWIRE_TESTS_END_TO_END_QUESTIONS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "client/client.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::testing {

// Asks a server what a reader can ask, and keeps what it answers, refusals too, as text: two texts
// are equal when no answer differs. Times of the server's clock are left out.
class Questions {
 public:
  // The client is borrowed.
  Questions(Client* client, const std::string& address) : client_(client), address_(address) {}

  // About all items: lists with a total in every order, searches, counts by every facet, what the
  // filter means, pages of the feed in each mode with and without a language.
  std::string AskAbout(const v1::Filter& filter);
  // The quick ones of these: the newest hits of a search, the counts, what the filter means.
  std::string Search(const v1::Filter& filter);
  // Streams in each mode, with and without a language, until they have caught up.
  std::string Follow(const v1::Filter& filter);
  // About what the feed holds and what it lost.
  std::string AskAboutTheFeed();
  // Every call that takes the name of an item, for both kinds. The uri itself is written URI.
  std::string AskFor(const std::string& uri);

 private:
  static std::string TextOf(const absl::Status& status);
  template <typename Answer>
  void Note(const Answer& answer) {
    said_ += answer.ok() ? answer->ShortDebugString() : TextOf(answer.status());
    said_ += '\n';
  }
  template <typename Request>
  void ForEachReplay(const v1::Filter& filter, const std::function<void(const Request&)>& ask);
  template <typename Request>
  void ForEachLanguage(Request request, const std::function<void(const Request&)>& ask);
  void Explain(const v1::Filter& filter);
  void AskForArticle(const std::string& name);
  void AskForRecommendation(const std::string& name);
  void AskForRetractions(const std::string& name);

  Client* const client_;
  const std::string address_;
  std::string said_;
};

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_END_TO_END_QUESTIONS_H_

// How long questions take, beside SQLite with the same items: see README.md. A tool, not a test:
// its figures depend on the machine.
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "newswire/v1/article_service.pb.h"
#include "service/core/error.h"
#include "service/core/facet_values.h"
#include "service/rpc/item_answers.h"
#include "service/rpc/item_queries.h"
#include "service/rpc/item_traits.h"
#include "service/search/index.h"
#include "storage/check.h"
#include "storage/wire_reader.h"
#include "tests/bench/questions/sqlite_peer.h"

namespace newswire::bench {
namespace {

// A row has so many questions, or as many as can be asked in that time; each is asked twice.
constexpr int kQuestionsMax = 2'000;
constexpr absl::Duration kRowTime = absl::Seconds(20);
const std::vector<v1::Facet> kCounted = {
    v1::FACET_SUBJECT,  v1::FACET_PERSON,          v1::FACET_ORGANISATION, v1::FACET_PLACE,
    v1::FACET_EVENT,    v1::FACET_SOURCE_DOCUMENT, v1::FACET_GENRE,        v1::FACET_URGENCY,
    v1::FACET_LANGUAGE, v1::FACET_PROVIDER};

// Prints the percentiles of what one system took for one kind of question.
void Measure(const char* question, const char* system, const std::function<std::size_t(int)>& ask) {
  // Once to warm caches and prepared statements.
  int questions = 0;
  for (absl::Time end = absl::Now() + kRowTime; questions < kQuestionsMax && absl::Now() < end;) {
    ask(questions++);
  }
  std::vector<double> micros;
  std::size_t found = 0;
  for (int i = 0; i < questions; ++i) {
    const absl::Time begin = absl::Now();
    found += ask(i);
    micros.push_back(absl::ToDoubleMicroseconds(absl::Now() - begin));
  }
  std::sort(micros.begin(), micros.end());
  const auto at = [&](double share) {
    return micros[static_cast<std::size_t>(share * static_cast<double>(micros.size() - 1))] / 1000;
  };
  std::printf("%-34s %-9s %6zu asked  p50 %9.3f ms  p99 %9.3f ms  %8.1f found\n", question, system,
              micros.size(), at(0.5), at(0.99),
              static_cast<double>(found) / static_cast<double>(micros.size()));
  std::fflush(stdout);
}

// What is asked: values that the items really have.
class World {
 public:
  explicit World(const Index& index) {
    v1::Filter articles;
    articles.add_kinds(v1::ITEM_KIND_ARTICLE);
    Violations violations;
    const auto counts = index.Count(
        CompiledFilter::Compile(articles, "filter", &violations),
        {.facets = {Facet::kPlaceValue, Facet::kSubjectValue, Facet::kPersonValue}, .top = 20'000});
    NEWSWIRE_CHECK(counts.ok());
    articles_ = counts->items;
    places_ = counts->facets[0];
    subjects_ = counts->facets[1];
    people_ = counts->facets[2];
  }
  std::size_t articles() const { return articles_; }
  std::string Place(int i) const {
    return places_[i % std::min<std::size_t>(50, places_.size())].value;
  }
  std::string CommonPlace(int i) const { return places_[i % 5].value; }
  std::string CommonSubject(int i) const { return subjects_[i % 5].value; }
  // Of the rarer half.
  std::string RarePerson(int i) const {
    return people_[people_.size() / 2 + i % (people_.size() / 2)].value;
  }

 private:
  std::size_t articles_ = 0;
  std::vector<FacetCount> places_, subjects_, people_;
};

class Newswire {
 public:
  explicit Newswire(const ServerContextData* data) : reader_(data->store), queries_(data) {}

  std::size_t Get(const std::string& uri) {
    const auto stored = reader_.ReadStored(v1::ITEM_KIND_ARTICLE, uri, 0);
    NEWSWIRE_CHECK(stored.ok());
    const ItemAnswers<ArticleCalls> answers(&reader_);
    const auto bytes = answers.Whole(CompiledPreference(v1::LanguagePreference()), stored->bytes);
    NEWSWIRE_CHECK(bytes.ok());
    return bytes->empty() ? 0 : 1;
  }
  std::size_t List(const v1::Filter& filter) {
    v1::ListArticlesRequest request;
    *request.mutable_filter() = filter;
    const auto bytes = queries_.List(request);
    NEWSWIRE_CHECK(bytes.ok());
    return ItemsOf(*bytes);
  }
  std::size_t Count(const v1::Filter& filter) {
    v1::CountArticlesRequest request;
    *request.mutable_filter() = filter;
    for (const v1::Facet facet : kCounted) request.add_facets(facet);
    const auto bytes = queries_.Count(request);
    NEWSWIRE_CHECK(bytes.ok());
    v1::CountArticlesResponse response;
    NEWSWIRE_CHECK(response.ParseFromString(*bytes));
    return response.total().items();
  }

 private:
  // How many items an answer holds, without the work of its reader.
  static std::size_t ItemsOf(std::string_view list) {
    WireReader reader(list);
    std::size_t items = 0;
    for (int field = 0, type = 0; !reader.done(); items += field == ArticleCalls::kFieldOfList) {
      NEWSWIRE_CHECK(reader.Tag(&field, &type) && reader.Skip(type));
    }
    return items;
  }

  const ItemReader reader_;
  const ItemQueries<ArticleCalls> queries_;
};

struct Arguments {
  std::string data_dir;
  std::string peer;
  std::vector<std::string> words = {"patients", "virus", "disease", "health", "infection", "cases"};
};

// Asks both systems the same.
class Asker {
 public:
  Asker(const Arguments& arguments, const ServerContextData& data, SqlitePeer* peer)
      : words_(arguments.words), world_(*data.index), newswire_(&data), peer_(peer) {
    const auto add = [this](std::string_view uri, const storage::ItemRow& row) {
      if (row.kind() == v1::ITEM_KIND_ARTICLE) uris_.emplace_back(uri);
      return uris_.size() < 200'000;
    };
    NEWSWIRE_CHECK(data.store->ScanItems(add).ok());
    std::shuffle(uris_.begin(), uris_.end(), std::mt19937_64(1));
    std::printf("%zu articles, %llu items\n", world_.articles(),
                static_cast<unsigned long long>(data.store->bounds().head.sequence));
  }

  void Get() {
    const auto uri = [&](int i) { return uris_[static_cast<std::size_t>(i) % uris_.size()]; };
    Measure("get", "Newswire", [&](int i) { return newswire_.Get(uri(i)); });
    Measure("get", "SQLite", [&](int i) { return peer_->Get("articles/" + uri(i)); });
  }
  void OneFacet() {
    const char* const what = "page of 50 by one facet";
    Measure(what, "Newswire", [&](int i) {
      v1::Filter filter;
      filter.add_places(world_.Place(i));
      return newswire_.List(filter);
    });
    Measure(what, "SQLite", [&](int i) { return peer_->Page({{'G', world_.Place(i)}, article_}); });
  }
  void ThreeFacets() {
    const char* const what = "page by three facets, one rare";
    Measure(what, "Newswire", [&](int i) {
      v1::Filter filter;
      filter.add_places(world_.CommonPlace(i));
      filter.add_subjects(world_.CommonSubject(i / 5));
      filter.add_people(world_.RarePerson(i));
      return newswire_.List(filter);
    });
    Measure(what, "SQLite", [&](int i) {
      return peer_->Page({{'P', world_.RarePerson(i)},
                          {'S', world_.CommonSubject(i / 5)},
                          {'G', world_.CommonPlace(i)},
                          article_});
    });
  }
  void TwoWords() {
    const char* const what = "page by two common words";
    const auto words = [&](int i) {
      const std::size_t count = words_.size();
      const auto at = static_cast<std::size_t>(i);
      return absl::StrCat(words_[at % count], " ",
                          words_[(at + 1 + at / count % (count - 1)) % count]);
    };
    Measure(what, "Newswire", [&](int i) {
      v1::Filter filter;
      filter.set_text(words(i));
      return newswire_.List(filter);
    });
    Measure(what, "SQLite", [&](int i) { return peer_->Search(words(i), article_); });
  }
  // About 100,000 matches: of a small collection all, of a large one a year.
  void Counts() {
    const char* const what = "10 facets of 100,000 matches";
    const bool all = world_.articles() <= 200'000;
    const auto year = [](int i) { return absl::StrCat(2014 + i % 10); };
    Measure(what, "Newswire", [&](int i) {
      v1::Filter filter;
      if (!all) filter.mutable_date_published()->set_from(year(i));
      if (!all) filter.mutable_date_published()->set_to(year(i));
      return newswire_.Count(filter);
    });
    Measure(what, "SQLite", [&](int i) {
      constexpr char kFacets[] = "SPOGEDRyLv";
      return all ? peer_->Count("k", article_.second, kFacets)
                 : peer_->Count("year", year(i), kFacets);
    });
  }

 private:
  const std::vector<std::string> words_;
  const World world_;
  Newswire newswire_;
  SqlitePeer* const peer_;
  const SqlitePeer::Value article_ = {'k', absl::StrCat(v1::ITEM_KIND_ARTICLE)};
  std::vector<std::string> uris_;  // of articles
};

int Main(int argc, char** argv) {
  Arguments arguments;
  if (argc < 3) {
    std::fputs("questions DATA_DIR SQLITE_FILE [WORD,WORD,...]\n", stderr);
    return 2;
  }
  arguments.data_dir = argv[1];
  arguments.peer = argv[2];
  if (argc > 3) arguments.words = absl::StrSplit(argv[3], ',');
  StoreOptions options;
  options.path = arguments.data_dir;
  auto store = Store::Open(options);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    return 1;
  }
  const auto rows = IndexStore::Open(options);
  NEWSWIRE_CHECK(rows.ok());
  Index index(store->get(), rows->get());
  NEWSWIRE_CHECK(index.Load().ok());
  const absl::Time begin = absl::Now();
  const Sequence from = index.through();
  for (absl::StatusOr<bool> more = true; *more;) {
    more = index.CatchUp(1'000);
    NEWSWIRE_CHECK(more.ok());
    std::fprintf(stderr, "\rindex: %llu", static_cast<unsigned long long>(index.through()));
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  std::fprintf(stderr, "\rindex: %llu items in %.1f s\n",
               static_cast<unsigned long long>(index.through() - from), seconds);
  SqlitePeer peer(arguments.peer);
  if (!peer.IsFilledTo((*store)->bounds().head.sequence)) peer.Fill(**store);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof(one), &one);
  ServerContextData data;
  data.store = store->get();
  data.index = &index;
  Asker asker(arguments, data, &peer);
  asker.Get();
  asker.OneFacet();
  asker.ThreeFacets();
  asker.TwoWords();
  asker.Counts();
  return 0;
}

}  // namespace
}  // namespace newswire::bench

int main(int argc, char** argv) {
  return newswire::bench::Main(argc, argv);
}

// What an entry costs when many filtered subscribers follow the feed: prints, in processor time,
// the time of asking all filters and that of everything up to the wires. `filter_groups [entries]`.
// A tool, not a test: its figures depend on the machine.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <list>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "newswire/v1/feed.pb.h"
#include "service/core/error.h"
#include "service/fanout/feed_stream.h"
#include "service/fanout/shard.h"
#include "storage/check.h"

namespace newswire {
namespace {

constexpr std::uint64_t kLogId = 0xfeed;

class StandingClock : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(1'700'000'000); }
};

// A reader that takes everything at once.
class CountingWire : public Wire {
 public:
  void Write(const grpc::ByteBuffer&) override {
    ++writes;
    writing = true;
  }
  void Finish(const absl::Status&, const std::string&) override {}
  void Cancel() override {}

  std::uint64_t writes = 0;
  bool writing = false;
};

struct Reader {
  Reader(Shard* shard, Audience* audience, const FeedStreamOptions& options)
      : stream(shard, &wire, audience, options) {}
  CountingWire wire;
  FeedStream stream;
};

// A story of about 3 KB with three of `subjects` subjects, a place and a person.
std::string MakeEntry(Sequence sequence, int subjects, std::mt19937_64* random) {
  const auto pick = [random](int count) {
    return std::uniform_int_distribution<int>(0, count - 1)(*random);
  };
  v1::FeedEntry entry;
  entry.set_sequence(sequence);
  entry.set_digest(sequence * 31);
  entry.set_kind(v1::ITEM_KIND_ARTICLE);
  entry.set_action(v1::FEED_ACTION_PUBLISH);
  entry.set_pub_status(v1::PUB_STATUS_USABLE);
  entry.set_name(absl::StrCat("articles/urn:example:bench:", sequence));
  entry.set_provider("desk.example");
  entry.add_languages("en");
  v1::Article& article = *entry.mutable_article();
  article.set_name(entry.name());
  const auto name = [](const char* kind, int number, v1::Entity* entity) {
    entity->set_uri(absl::StrCat("https://names.example/", kind, "/", number));
    entity->add_names()->set_value(absl::StrCat(kind, " number ", number));
  };
  for (int i = 0; i < 3; ++i) name("subject", pick(subjects), article.add_subjects());
  name("place", pick(200), article.add_places());
  name("person", pick(5000), article.add_people());
  v1::Translation& translation = *article.add_translations();
  translation.set_language("en");
  translation.add_headlines()->set_value(absl::StrCat("Headline of number ", sequence));
  std::string text;
  while (text.size() < 2500) absl::StrAppend(&text, "word", pick(20'000), " ");
  translation.add_bodies()->set_value(text);
  return Frame(entry.SerializeAsString());
}

struct Case {
  int subscribers;
  int filters;
  bool text;  // every tenth filter asks for a word, too
};

struct World {
  World(const Case& c, int entries);
  // Shows the next entry and does what there is to do.
  void Step(double* asking, double* all);

  StandingClock clock;
  Ring ring{64 << 20, {kLogId, 0, 0}, [] {}, [] {}};
  Shard shard{&ring, nullptr, nullptr, &clock, [](const std::function<void()>&) {}};
  std::vector<std::string> entries;
  std::list<Reader> readers;
  Sequence next = 1;
};

World::World(const Case& c, int count) {
  std::mt19937_64 random(7);
  for (int i = 0; i < count; ++i) entries.push_back(MakeEntry(i + 1, c.filters * 3 / 10, &random));
  for (int i = 0; i < c.subscribers; ++i) {
    const int number = i % c.filters;
    v1::Filter filter;
    filter.add_subjects(
        absl::StrCat("https://names.example/subject/", number % (c.filters * 3 / 10)));
    // All are different, whatever they have in common.
    filter.add_subjects(absl::StrCat("another subject, ", number));
    if (c.text && number % 10 == 0) filter.set_text(absl::StrCat("word", number));
    Violations violations;
    const auto compiled = CompiledFilter::Compile(filter, "filter", &violations);
    NEWSWIRE_CHECK(violations.empty());
    readers.emplace_back(&shard, shard.Join(compiled), FeedStreamOptions{.cursor = ring.head()});
    shard.Add(&readers.back().stream);
  }
  for (Reader& reader : readers) {
    reader.wire.writing = false;
    reader.stream.OnWritten(true);
  }
}

double Micros(std::clock_t since) {
  return static_cast<double>(std::clock() - since) * 1e6 / CLOCKS_PER_SEC;
}

void World::Step(double* asking, double* all) {
  const std::string& framed = entries[next - 1];
  std::memcpy(ring.Reserve(framed.size()), framed.data(), framed.size());
  ring.Append(next, framed.size());
  ring.Publish({kLogId, next, next * 31});
  ++next;
  const auto start = std::clock();
  shard.OnNews();
  shard.RunReady(0);
  *asking += Micros(start);
  while (shard.RunReady(16)) {
  }
  *all += Micros(start);
  for (Reader& reader : readers) {
    if (!std::exchange(reader.wire.writing, false)) continue;
    reader.stream.OnWritten(true);
  }
}

void Measure(const Case& c, int entries) {
  World world(c, entries);
  for (const Reader& reader : world.readers) NEWSWIRE_CHECK(reader.wire.writes == 1);
  double asking = 0;
  double all = 0;
  for (int i = 0; i < entries; ++i) world.Step(&asking, &all);
  std::uint64_t writes = 0;
  for (const Reader& reader : world.readers) writes += reader.wire.writes - 1;
  const double matches = static_cast<double>(writes) * c.filters / c.subscribers / entries;
  std::printf(
      "FIG filter_groups subscribers=%d filters=%d text=%s entries=%d matching_filters=%.1f "
      "asking_us=%.1f all_us=%.1f messages=%.1f\n",
      c.subscribers, c.filters, c.text ? "tenth" : "none", entries, matches, asking / entries,
      all / entries, static_cast<double>(writes) / entries);
}

}  // namespace
}  // namespace newswire

int main(int argc, char** argv) {
  const int entries = argc > 1 ? std::atoi(argv[1]) : 2000;
  for (const bool text : {false, true}) {
    for (const int subscribers : {1000, 10'000}) {
      for (const int filters : {100, 1000}) {
        newswire::Measure({subscribers, filters, text}, entries);
      }
    }
  }
}

// `newswire bench generate`: many items of one shape, for whoever wants to measure or to try.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "client/backoff.h"
#include "client/bench/generator.h"
#include "client/bench/scenarios.h"
#include "client/channel.h"
#include "client/item_json.h"
#include "client/publisher.h"

namespace newswire::bench {
namespace {

// Says how far it has come: a line that moves on a terminal, one every ten seconds elsewhere.
class Progress {
 public:
  explicit Progress(std::uint64_t items) : items_(items) {}

  void Tell(std::uint64_t done, bool last) {
    const absl::Time now = absl::Now();
    if (!last && now - told_ < (live_ ? absl::Milliseconds(200) : absl::Seconds(10))) return;
    told_ = now;
    const double seconds = absl::ToDoubleSeconds(now - begin_);
    absl::FPrintF(stderr, "%s%d of %d items, %.0f a second%s", live_ ? "\r\033[K" : "", done,
                  items_, static_cast<double>(done) / seconds, live_ && !last ? "" : "\n");
  }

 private:
  const std::uint64_t items_;
  const bool live_ = isatty(STDERR_FILENO) == 1;
  const absl::Time begin_ = absl::Now();
  absl::Time told_ = begin_;
};

absl::StatusOr<TextPool> ReadPool(const std::string& path) {
  if (path.empty()) return TextPool::OfRandomWords();
  std::ifstream file(path);
  if (!file) return absl::NotFoundError("cannot read the corpus " + path);
  return TextPool::Read(file);
}

// Hands every item to `take` until it fails.
template <typename Take>
absl::Status Generate(const GenerateOptions& options, const TextPool& pool, Take take) {
  Generator generator(&pool, {options.seed, options.article_bytes, options.recommendations});
  for (std::uint64_t i = 0; i < options.articles; ++i) {
    for (v1::PublishItem& item : generator.Make(options.first + i)) {
      const absl::Status status = take(std::move(item));
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Print(const GenerateOptions& options, const TextPool& pool) {
  return Generate(options, pool, [](const v1::PublishItem& item) {
    std::cout << ToJson(item) << '\n';
    return std::cout ? absl::OkStatus() : absl::UnavailableError("cannot write the items");
  });
}

absl::Status Publish(const GenerateOptions& options, const TextPool& pool) {
  Progress progress(options.articles * (1 + static_cast<std::uint64_t>(options.recommendations)));
  std::uint64_t answered = 0;
  absl::Status refused;
  const auto on_result = [&](std::uint64_t, const v1::PublishResult& result) {
    if (result.outcome() == v1::PUBLISH_OUTCOME_REJECTED && refused.ok()) {
      refused = absl::InternalError("refused: " + result.ShortDebugString());
    }
    progress.Tell(++answered, false);
  };
  const auto waiter = MakeWaiter();
  Publisher publisher(MakeChannelFactory(options.server), {}, on_result, waiter.get());
  absl::Status status = Generate(options, pool, [&](v1::PublishItem item) {
    return refused.ok() ? publisher.Publish(std::move(item)) : refused;
  });
  if (status.ok()) status = publisher.Flush();
  progress.Tell(answered, true);
  return status.ok() ? refused : status;
}

}  // namespace

absl::Status RunGenerate(const GenerateOptions& options) {
  const auto pool = ReadPool(options.corpus);
  if (!pool.ok()) return pool.status();
  return options.server.empty() ? Print(options, *pool) : Publish(options, *pool);
}

}  // namespace newswire::bench

#include <cstdio>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/cli/command.h"
#include "client/cli/render.h"
#include "client/item_json.h"
#include "client/position.h"
#include "client/subscriber.h"

namespace newswire::cli {
namespace {

struct WatchFlags {
  std::string from = "latest";
  std::vector<std::string> kinds;
  std::vector<std::string> providers;
  std::vector<std::string> languages;
  std::string position_file;
  bool until_head = false;
  bool allow_gap = false;
  bool quiet = false;
  std::uint64_t count = 0;
  double heartbeat_s = 15;
  std::string output;
};

// earliest, latest, a position, a sequence, or a time; nullopt when it is none of them.
std::optional<v1::StartAt> ParseStart(const std::string& from) {
  v1::StartAt start;
  std::uint64_t sequence = 0;
  absl::Time time;
  if (from == "earliest") {
    start.set_earliest(true);
  } else if (from == "latest") {
    start.set_latest(true);
  } else if (SequenceOf(from).has_value()) {
    start.set_after_position(from);
  } else if (absl::SimpleAtoi(from, &sequence)) {
    start.set_after_sequence(sequence);
  } else if (absl::ParseTime(absl::RFC3339_full, from, &time, nullptr) ||
             absl::ParseTime("%Y-%m-%d", from, &time, nullptr)) {
    start.mutable_since()->set_seconds(absl::ToUnixSeconds(time));
    start.mutable_since()->set_nanos(
        static_cast<int>((absl::ToUnixNanos(time) % 1000000000 + 1000000000) % 1000000000));
  } else {
    return std::nullopt;
  }
  return start;
}

v1::Filter MakeFilter(const WatchFlags& flags) {
  v1::Filter filter;
  for (const std::string& kind : flags.kinds) {
    filter.add_kinds(kind == "article" ? v1::ITEM_KIND_ARTICLE : v1::ITEM_KIND_RECOMMENDATION);
  }
  for (const std::string& provider : flags.providers) filter.add_providers(provider);
  for (const std::string& language : flags.languages) filter.add_languages(language);
  return filter;
}

// What watch does with what the subscriber tells.
class Watcher {
 public:
  Watcher(const Globals& globals, const WatchFlags& flags)
      : globals_(globals), flags_(flags), style_(StdoutStyle(globals.no_color)) {}

  SubscriberCallbacks Callbacks() {
    SubscriberCallbacks callbacks;
    callbacks.on_entry = [this](const auto& entry, const auto&) { return OnEntry(entry); };
    callbacks.on_caught_up = [this](const v1::CaughtUp&) {
      if (flags_.until_head) subscriber_->Stop();
    };
    callbacks.on_gap = [](const v1::Gap& gap) {
      std::fprintf(stderr, "newswire: %llu entries are gone (%s); continuing at %llu\n",
                   static_cast<unsigned long long>(gap.entries()), gap.reason().c_str(),
                   static_cast<unsigned long long>(gap.resume_at_sequence()));
    };
    callbacks.on_state = [this](SubscriberState state, const absl::Status& status) {
      OnState(state, status);
    };
    return callbacks;
  }
  void Bind(Subscriber* subscriber) { subscriber_ = subscriber; }

 private:
  // The position moves on only after the entry has left this process.
  absl::Status OnEntry(const v1::FeedEntry& entry) {
    const bool printed = flags_.output == "text"
                             ? Print(RenderLine(entry, style_))
                             : Print(ToJson(entry, /*pretty=*/flags_.output == "json") + "\n");
    if (!printed || !FlushOutput()) return absl::UnknownError("cannot write the output");
    if (++count_ == flags_.count) subscriber_->Stop();
    return absl::OkStatus();
  }

  void OnState(SubscriberState state, const absl::Status& status) {
    if (flags_.quiet) return;
    if (state == SubscriberState::kWaiting && !lost_) {
      lost_ = true;
      std::fprintf(stderr, "newswire: lost the server, trying again: %s\n",
                   Explain(globals_.server, status).c_str());
    }
    if (state == SubscriberState::kFollowing && lost_) {
      lost_ = false;
      std::fprintf(stderr, "newswire: back, continuing where it stopped\n");
    }
  }

  const Globals& globals_;
  const WatchFlags& flags_;
  const Style style_;
  Subscriber* subscriber_ = nullptr;
  std::uint64_t count_ = 0;
  bool lost_ = false;
};

int RunWatch(const Globals& globals, const WatchFlags& flags) {
  const std::optional<v1::StartAt> start = ParseStart(flags.from);
  if (!start.has_value()) {
    std::fprintf(stderr,
                 "newswire: --from %s is neither earliest, latest, a position, a sequence nor a "
                 "time such as 2022-06-09 or 2022-06-09T08:00:00Z\n",
                 flags.from.c_str());
    return kExitUsage;
  }
  FilePositionStore store(flags.position_file);
  SubscriberOptions options;
  options.start = *start;
  options.filter = MakeFilter(flags);
  options.heartbeat_interval = absl::Seconds(flags.heartbeat_s);
  options.allow_gap = flags.allow_gap;
  options.first_attempts_max = 1;
  if (!flags.position_file.empty()) options.store = &store;

  const auto transport = MakeFeedTransport(MakeChannelFactory(globals.server));
  const auto waiter = MakeWaiter();
  Watcher watcher(globals, flags);
  Subscriber subscriber(options, watcher.Callbacks(), transport.get(), waiter.get());
  watcher.Bind(&subscriber);
  const absl::Status status = subscriber.Run();
  return status.ok() ? kExitOk : Fail(globals, status);
}

}  // namespace

void AddWatch(CLI::App* root, Commands* commands) {
  CLI::App* app = root->add_subcommand("watch", "Follow the feed and print entries as they come");
  const auto flags = std::make_shared<WatchFlags>();
  app->add_option("--from", flags->from,
                  "Where to begin: earliest, latest, a position, a sequence or a time")
      ->capture_default_str();
  app->add_option("--kind", flags->kinds, "Only these kinds")
      ->delimiter(',')
      ->check(CLI::IsMember({"article", "recommendation"}));
  app->add_option("--provider", flags->providers, "Only from these providers")->delimiter(',');
  app->add_option("--lang", flags->languages, "Only what exists in one of these languages")
      ->delimiter(',');
  app->add_option("--position-file", flags->position_file,
                  "Keep the place here; continues there (and not at --from) the next time");
  app->add_flag("--until-head", flags->until_head, "End when everything there is was printed");
  app->add_option("--count", flags->count, "End after so many entries");
  app->add_flag("--allow-gap", flags->allow_gap, "Go on when retention has passed the position");
  app->add_flag("--quiet,-q", flags->quiet, "No messages about the connection");
  app->add_option("--heartbeat", flags->heartbeat_s, "Seconds between signs of life")
      ->check(CLI::Range(1.0, 300.0))
      ->capture_default_str();
  AddOutput(app, &flags->output, {"text", "json", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunWatch(globals, *flags); });
}

}  // namespace newswire::cli

#include <cstdio>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/cli/command.h"
#include "client/cli/filter_flags.h"
#include "client/cli/options.h"
#include "client/cli/render.h"
#include "client/item_json.h"
#include "client/position.h"
#include "client/subscriber.h"

namespace newswire::cli {
namespace {

struct WatchFlags {
  std::string from;  // empty: latest, or earliest when the past is wanted in another form
  v1::ReplayMode replay = v1::REPLAY_MODE_FULL;
  v1::Filter filter;
  LanguageFlags language;
  std::string reader;
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
  if (from == "earliest") {
    start.set_earliest(true);
  } else if (from == "latest") {
    start.set_latest(true);
  } else if (SequenceOf(from).has_value()) {
    start.set_after_position(from);
  } else if (absl::SimpleAtoi(from, &sequence)) {
    start.set_after_sequence(sequence);
  } else if (const std::optional<absl::Time> time = ParseInstant(from)) {
    SetTime(*time, start.mutable_since());
  } else {
    return std::nullopt;
  }
  return start;
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
    callbacks.on_snapshot_end = [this](const v1::SnapshotEnd& end) {
      if (flags_.quiet) return;
      std::fprintf(stderr, "newswire: that was everything as it stood at %s; the feed follows\n",
                   end.position().c_str());
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
                             ? Print(RenderEntry(entry, style_))
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

std::string From(const WatchFlags& flags) {
  if (!flags.from.empty()) return flags.from;
  return flags.replay == v1::REPLAY_MODE_FULL ? "latest" : "earliest";
}

int RunWatch(const Globals& globals, const WatchFlags& flags) {
  const std::optional<v1::StartAt> start = ParseStart(From(flags));
  if (!start.has_value()) {
    return WrongUse(absl::StrCat("--from ", flags.from,
                                 " is neither earliest, latest, a position, a sequence nor a time "
                                 "such as 2022-06-09 or 2022-06-09T08:00:00Z"));
  }
  FilePositionStore store(flags.position_file);
  SubscriberOptions options;
  options.start = *start;
  options.filter = flags.filter;
  options.language = flags.language.Preference();
  options.reader = flags.reader;
  options.mode = flags.replay;
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
  CLI::App* app =
      AddCommand(root, "watch", "Follow the feed and print entries as they come",
                 "newswire watch --from earliest --lang fr,en --position-file /tmp/position");
  const auto flags = std::make_shared<WatchFlags>();
  app->add_option("--from", flags->from,
                  "Where to begin: earliest, latest, a position, a sequence or a time [latest; "
                  "earliest with --replay latest or current-state]");
  AddChoice(app, "--replay", &flags->replay,
            "The past with every entry, with the latest of each item, or as it stands now");
  AddFilterFlags(app, {}, &flags->filter);
  AddLanguageFlags(app, &flags->language);
  app->add_option("--reader", flags->reader,
                  "Name under which the newsroom sees that you have read an item it takes back");
  app->add_option("--position-file", flags->position_file,
                  "Keep the place here; continues there (and not at --from) the next time");
  app->add_flag("--until-head", flags->until_head, "End when everything there is was printed");
  app->add_option("--count", flags->count, "End after so many entries")
      ->check(CLI::Range(1, 1'000'000'000));
  app->add_flag("--allow-gap", flags->allow_gap, "Go on when retention has passed the position");
  app->add_flag("--quiet,-q", flags->quiet, "No messages about the connection");
  app->add_option("--heartbeat", flags->heartbeat_s, "Seconds between signs of life")
      ->check(CLI::Range(1.0, 300.0))
      ->capture_default_str();
  AddOutput(app, &flags->output, {"text", "json", "ndjson"});
  commands->Add(app, [flags](const Globals& globals) { return RunWatch(globals, *flags); });
}

}  // namespace newswire::cli

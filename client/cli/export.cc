#include <cstdio>
#include <map>

#include "absl/strings/str_cat.h"
#include "client/cli/command.h"
#include "client/cli/options.h"
#include "client/files.h"
#include "client/item_json.h"

// An export holds one line per item that readers can see: its current revision, as a PublishItem in
// protobuf's JSON form, with every field that a client may write and no other. So the line can be
// published as it is, here (where it changes nothing) or elsewhere, and the same items make the
// same bytes on every server: recommendations first, since articles quote them, and each kind by
// name.
//
// Not in it, because it belongs to the server that the item came from: revision numbers, times,
// etags, hashes, counts, the history of corrections and of statuses. Because readers may not see
// it: items under embargo, withheld and cancelled items, and translations that were taken back
// alone.
//
// The price: revisions begin anew elsewhere, but `source_revision` and `quoted_in_revision` stay as
// their authors wrote them. A translation that was stale here is not marked so there, since the
// original there has one revision only. Rewriting the numbers would mend that and make every import
// into the same server a change.
namespace newswire::cli {
namespace {

constexpr std::uint32_t kPageSize = 1000;

constexpr char kWhatIsInIt[] =
    "One line per item that readers can see, its current revision, with everything that a client\n"
    "may write: recommendations first, each kind by name. What the server sets (revision numbers,\n"
    "times, etags, histories) is left out, so the same items make the same bytes on every server.\n"
    "Items under embargo and items or translations that were taken back are not in it.\n\n";

// Reads every current item. A listing may miss what changes while it is read, so the feed from
// before the listing is read on top.
class Exporter {
 public:
  explicit Exporter(Client* client) : client_(client) {}

  absl::Status Read() {
    const auto before = client_->GetFeedStatus();
    if (!before.ok()) return before.status();
    if (absl::Status status = ListRecommendations(); !status.ok()) return status;
    if (absl::Status status = ListArticles(); !status.ok()) return status;
    return ReadChangesAfter(before->head());
  }

  // Recommendations come before the articles that quote them; each kind by name.
  std::string Lines() const {
    std::string lines;
    for (const auto* kind : {&recommendations_, &articles_}) {
      for (const auto& [name, line] : *kind) absl::StrAppend(&lines, line, "\n");
    }
    return lines;
  }
  std::size_t count() const { return recommendations_.size() + articles_.size(); }

 private:
  using LinesByName = std::map<std::string, std::string>;

  absl::Status ListRecommendations() {
    v1::ListRecommendationsRequest request;
    request.set_page_size(kPageSize);
    do {
      const auto page = client_->ListRecommendations(request);
      if (!page.ok()) return page.status();
      for (const auto& answer : page->recommendations()) {
        if (answer.has_redacted()) continue;
        v1::PublishItem item;
        *item.mutable_recommendation() = answer.recommendation();
        Take(std::move(item));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  absl::Status ListArticles() {
    v1::ListArticlesRequest request;
    request.set_page_size(kPageSize);
    do {
      const auto page = client_->ListArticles(request);
      if (!page.ok()) return page.status();
      for (const auto& answer : page->articles()) {
        if (answer.has_redacted()) continue;
        v1::PublishItem item;
        *item.mutable_article() = answer.article();
        Take(std::move(item));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return absl::OkStatus();
  }

  absl::Status ReadChangesAfter(const std::string& position) {
    v1::ReadEntriesRequest request;
    request.set_page_size(kPageSize);
    request.mutable_start()->set_after_position(position);
    for (;;) {
      const auto page = client_->ReadEntries(request);
      if (!page.ok()) return page.status();
      for (const v1::FeedEntry& entry : page->entries()) {
        v1::PublishItem item;
        if (entry.has_article()) *item.mutable_article() = entry.article();
        if (entry.has_recommendation()) *item.mutable_recommendation() = entry.recommendation();
        const bool gone =
            entry.action() == v1::FEED_ACTION_WITHHOLD || entry.action() == v1::FEED_ACTION_CANCEL;
        if (gone || item.item_case() == v1::PublishItem::ITEM_NOT_SET) {
          articles_.erase(entry.name());
          recommendations_.erase(entry.name());
        } else {
          Take(std::move(item));
        }
      }
      if (page->at_head()) return absl::OkStatus();
      request.mutable_start()->set_after_position(page->through());
    }
  }

  void Take(v1::PublishItem item) {
    ClearOutputOnly(&item);
    LinesByName& lines = item.has_article() ? articles_ : recommendations_;
    const std::string name = ItemName(item);
    lines[name] = ToJson(item);
  }

  Client* const client_;
  LinesByName articles_;
  LinesByName recommendations_;
};

int RunExport(const Globals& globals, const std::string& file) {
  Client client = globals.MakeClient();
  Exporter exporter(&client);
  if (absl::Status status = exporter.Read(); !status.ok()) return Fail(globals, status);
  const std::string lines = exporter.Lines();
  if (file.empty()) {
    Print(lines);
    return kExitOk;
  }
  absl::Status written = ReplaceFile(file, lines);
  if (written.ok()) written = SyncFile(file);
  if (!written.ok()) return Fail(globals, written);
  std::fprintf(stderr, "newswire: %zu items in %s\n", exporter.count(), file.c_str());
  return kExitOk;
}

}  // namespace

void AddExport(CLI::App* root, Commands* commands) {
  CLI::App* app = AddCommand(root, "export", "Write every item as NDJSON that import ndjson takes",
                             "newswire export --output items.ndjson");
  app->footer(absl::StrCat(kWhatIsInIt, app->get_footer()));
  const auto file = std::make_shared<std::string>();
  app->add_option("--output,-o", *file, "File to write; standard output without");
  commands->Add(app, [file](const Globals& globals) { return RunExport(globals, *file); });
}

}  // namespace newswire::cli

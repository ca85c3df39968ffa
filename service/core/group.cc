#include "service/core/group.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "service/core/error.h"
#include "service/core/item_tail.h"
#include "storage/check.h"
#include "storage/entry_frame.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kArticleField = v1::FeedEntry::kArticleFieldNumber;
constexpr int kRecommendationField = v1::FeedEntry::kRecommendationFieldNumber;

WriteOutcome Rejected(const ItemWrite& write, absl::Status status) {
  WriteOutcome outcome;
  outcome.name = ItemName(write.draft.kind, write.draft.uri);
  outcome.outcome = v1::PUBLISH_OUTCOME_REJECTED;
  outcome.status = std::move(status);
  return outcome;
}

std::string CurrentEtag(const storage::ItemRow& row) {
  return MakeEtag(row.revision(), row.content_sha256());
}

absl::Status EtagMismatch(const storage::ItemRow& row) {
  const std::string current = CurrentEtag(row);
  return MakeError(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   absl::StrCat("the item has changed: its etag is now ", current,
                                "; read it again and repeat the change"),
                   {{"etag", current}});
}

}  // namespace

std::string MakeEtag(std::uint32_t revision, std::string_view content_sha256) {
  return absl::StrCat(revision, "-", absl::BytesToHexString(View(content_sha256.substr(0, 4))));
}

Group::Group(Store* store, EntrySink* sink)
    : store_(store), sink_(sink), log_id_(store->bounds().head.log_id) {
  writes_.head = store->head();
}

Position Group::head() const {
  return {log_id_, writes_.head.sequence(), writes_.head.digest()};
}

void Group::NoteError(const absl::Status& status) {
  if (error_.ok()) error_ = status;
}

ProposalOutcome Group::Decide(const WriteProposal& proposal) {
  if (proposal.request_id.empty()) return DecideWrites(proposal);
  if (auto answered = Answered(proposal)) return *std::move(answered);
  ProposalOutcome outcome = DecideWrites(proposal);
  if (outcome.status.ok()) Remember(proposal, outcome);
  return outcome;
}

std::vector<absl::Status> Group::Check(const WriteProposal& proposal) {
  std::vector<absl::Status> refusals;
  for (const ItemWrite& write : proposal.writes) {
    bool unchanged = false;
    refusals.push_back(Check(write, Find(write.draft.uri), &unchanged));
  }
  return refusals;
}

ProposalOutcome Group::DecideWrites(const WriteProposal& proposal) {
  ProposalOutcome outcome;
  if (proposal.atomic) {
    const std::vector<absl::Status> refusals = Check(proposal);
    const auto first = std::find_if(refusals.begin(), refusals.end(),
                                    [](const absl::Status& status) { return !status.ok(); });
    if (first != refusals.end()) {
      outcome.status = *first;
      for (std::size_t i = 0; i < refusals.size(); ++i) {
        outcome.writes.push_back(Rejected(proposal.writes[i], refusals[i]));
      }
      return outcome;
    }
  }
  for (const ItemWrite& write : proposal.writes) {
    outcome.writes.push_back(DecideOne(write, proposal));
  }
  return outcome;
}

WriteOutcome Group::DecideOne(const ItemWrite& write, const WriteProposal& proposal) {
  const std::optional<ItemRow> row = Find(write.draft.uri);
  bool unchanged = false;
  absl::Status status = Check(write, row, &unchanged);
  if (!status.ok()) return Rejected(write, std::move(status));
  return unchanged ? Unchanged(write, *row, proposal) : Accept(write, row, proposal);
}

absl::Status Group::Check(const ItemWrite& write, const std::optional<ItemRow>& row,
                          bool* unchanged) {
  const Draft& draft = write.draft;
  if (!row) {
    if (write.mode == WriteMode::kUpdate || (!draft.etag.empty() && draft.etag != "-")) {
      return MakeError(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND",
                       absl::StrCat(ItemName(draft.kind, draft.uri), " does not exist"));
    }
    return write.check_quotes ? CheckQuotesOf(write) : absl::OkStatus();
  }
  if (row->kind() != static_cast<std::uint32_t>(draft.kind)) {
    return MakeError(absl::StatusCode::kAlreadyExists, "URI_KIND_CLASH",
                     absl::StrCat("the uri belongs to ",
                                  ItemName(static_cast<v1::ItemKind>(row->kind()), draft.uri),
                                  ", an item of another kind"));
  }
  if (row->pub_status() == v1::PUB_STATUS_CANCELED) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "ITEM_CANCELED",
                     "the item was cancelled; publish a substitute under a new uri");
  }
  if (row->content_sha256() == draft.content_sha256) {
    *unchanged = true;
    return absl::OkStatus();
  }
  if (write.mode == WriteMode::kCreate || draft.etag == "-") {
    return MakeError(absl::StatusCode::kAlreadyExists, "ITEM_EXISTS",
                     absl::StrCat(ItemName(draft.kind, draft.uri), " exists with other content"),
                     {{"etag", CurrentEtag(*row)}});
  }
  const bool wrong_etag = !draft.etag.empty() && draft.etag != CurrentEtag(*row);
  const bool wrong_revision =
      write.expected_revision != 0 && write.expected_revision != row->revision();
  if (wrong_etag || wrong_revision) return EtagMismatch(*row);
  return write.check_quotes ? CheckQuotesOf(write) : absl::OkStatus();
}

absl::Status Group::CheckQuotesOf(const ItemWrite& write) {
  v1::Article article;
  NEWSWIRE_CHECK(article.ParseFromString(write.draft.payload));
  const auto lookup = [this](std::string_view name,
                             std::string_view language) -> std::optional<std::string> {
    Violations ignored;
    const auto uri = ParseItemName(name, v1::ITEM_KIND_RECOMMENDATION, "", &ignored);
    const auto row = uri ? Find(*uri) : std::nullopt;
    if (!row || row->kind() != v1::ITEM_KIND_RECOMMENDATION) return std::nullopt;
    v1::Recommendation recommendation;
    if (!recommendation.ParseFromString(PayloadAt(row->sequence()))) return std::nullopt;
    for (const v1::RecommendationText& text : recommendation.texts()) {
      if (text.textuality() == v1::TEXTUALITY_AS_REPORTED && text.language() == language) {
        return text.value();
      }
    }
    return std::nullopt;
  };
  Violations violations;
  CheckQuotes(article, lookup, "article", &violations);
  return violations.ToStatus();
}

WriteOutcome Group::Unchanged(const ItemWrite& write, const ItemRow& row,
                              const WriteProposal& proposal) {
  WriteOutcome outcome;
  outcome.name = ItemName(write.draft.kind, write.draft.uri);
  outcome.outcome = v1::PUBLISH_OUTCOME_UNCHANGED;
  outcome.revision = row.revision();
  outcome.etag = CurrentEtag(row);
  if (proposal.want_items) outcome.item = PayloadAt(row.sequence());
  return outcome;
}

WriteOutcome Group::Accept(const ItemWrite& write, const std::optional<ItemRow>& row,
                           const WriteProposal& proposal) {
  // Time never runs backwards in the feed, whatever the proposers' clocks do.
  const absl::Time time =
      std::max(absl::FromUnixMicros(writes_.head.append_time_us()), proposal.proposed_at);
  writes_.head.set_append_time_us(absl::ToUnixMicros(time));

  WriteOutcome outcome;
  outcome.name = ItemName(write.draft.kind, write.draft.uri);
  outcome.outcome = row ? v1::PUBLISH_OUTCOME_UPDATED : v1::PUBLISH_OUTCOME_CREATED;
  outcome.revision = row ? row->revision() + 1 : 1;
  std::string revised;
  if (row) {
    auto payload = RevisePayload(write.draft.kind, PayloadAt(row->sequence()), write.draft,
                                 outcome.revision, time);
    if (!payload.ok()) return Rejected(write, payload.status());
    revised = *std::move(payload);
  }
  const std::string_view payload = row ? std::string_view(revised) : write.draft.payload;
  outcome.etag = MakeEtag(outcome.revision, write.draft.content_sha256);
  Append(write, row, payload, &outcome);
  if (proposal.want_items) outcome.item = PayloadAt(outcome.position.sequence);
  return outcome;
}

void Group::Append(const ItemWrite& write, const std::optional<ItemRow>& row,
                   std::string_view payload, WriteOutcome* outcome) {
  const Draft& draft = write.draft;
  storage::HeadRow& log = writes_.head;
  const bool article = draft.kind == v1::ITEM_KIND_ARTICLE;
  const std::int64_t now_us = log.append_time_us();

  EntryHead head;
  head.sequence = log.sequence() + 1;
  head.kind = draft.kind;
  head.action = row ? v1::FEED_ACTION_UPDATE : v1::FEED_ACTION_PUBLISH;
  head.name = outcome->name;
  head.revision = outcome->revision;
  head.pub_status = v1::PUB_STATUS_USABLE;
  head.append_time = absl::FromUnixMicros(now_us);
  head.previous_sequence = row ? row->sequence() : 0;
  head.languages.assign(draft.languages.begin(), draft.languages.end());
  head.provider = draft.provider;
  head.content_sha256 = draft.content_sha256;
  head.digest = NextDigest(log.digest(), head);

  ItemRow next = row.value_or(ItemRow());
  if (!row) next.set_create_time_us(now_us);
  next.set_kind(draft.kind);
  next.set_revision(outcome->revision);
  next.set_sequence(head.sequence);
  next.set_content_sha256(draft.content_sha256);
  next.set_pub_status(v1::PUB_STATUS_USABLE);

  const std::string tail = ItemTail(draft.kind, {.revision = outcome->revision,
                                                 .etag = outcome->etag,
                                                 .create_time_us = next.create_time_us(),
                                                 .revision_time_us = now_us});
  const EntryPayload body{article ? kArticleField : kRecommendationField, payload, tail};
  const std::size_t size = FramedEntrySize(head, body);
  char* const out = sink_->Reserve(size);
  NEWSWIRE_CHECK(WriteFramedEntry(head, body, out) == out + size);
  sink_->Append(head.sequence, size);

  log.set_sequence(head.sequence);
  log.set_digest(head.digest);
  log.set_total_bytes(log.total_bytes() + size);
  if (!row && article) log.set_articles(log.articles() + 1);
  if (!row && !article) log.set_recommendations(log.recommendations() + 1);
  outcome->position = this->head();
  writes_.entries.push_back({head.sequence, {out, size}});
  writes_.items.push_back({draft.uri, next});
  changed_[draft.uri] = std::move(next);
}

std::optional<storage::ItemRow> Group::Find(std::string_view uri) {
  const auto changed = changed_.find(std::string(uri));
  if (changed != changed_.end()) return changed->second;
  auto row = store_->FindItem(uri);
  if (!row.ok()) {
    NoteError(row.status());
    return std::nullopt;
  }
  return *std::move(row);
}

std::string Group::PayloadAt(Sequence sequence) {
  std::string stored;
  std::string_view framed;
  if (!writes_.entries.empty() && sequence >= writes_.entries.front().sequence) {
    framed = writes_.entries[sequence - writes_.entries.front().sequence].framed;
  } else {
    auto entry = store_->ReadEntry(sequence);
    if (!entry.ok()) {
      NoteError(entry.status());
      return {};
    }
    stored = *std::move(entry);
    framed = stored;
  }
  EntryPayload payload;
  if (!ParseEntryHead(framed, &payload)) {
    NoteError(absl::DataLossError(absl::StrCat("entry ", sequence, " is damaged")));
    return {};
  }
  return std::string(payload.bytes);
}

std::optional<ProposalOutcome> Group::Answered(const WriteProposal& proposal) {
  std::optional<storage::RequestRow> row;
  const auto recent = requests_.find(proposal.request_id);
  if (recent != requests_.end()) {
    row = recent->second;
  } else if (auto stored = store_->FindRequest(proposal.request_id); stored.ok()) {
    row = *std::move(stored);
  } else {
    NoteError(stored.status());
  }
  if (!row) return std::nullopt;
  ProposalOutcome outcome;
  if (row->fingerprint() != proposal.request_fingerprint) {
    outcome.status = MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                               "this request_id was used before with another body");
    return outcome;
  }
  v1::PublishResponse answer;
  NEWSWIRE_CHECK(answer.ParseFromString(row->answer()));
  for (v1::PublishResult& result : *answer.mutable_results()) {
    WriteOutcome write;
    write.name = std::move(*result.mutable_name());
    write.outcome = result.outcome();
    write.revision = result.revision();
    write.etag = std::move(*result.mutable_etag());
    write.position = ParsePosition(result.position()).value_or(Position());
    if (result.has_status()) {
      write.status = MakeError(static_cast<absl::StatusCode>(result.status().code()),
                               "REPEATED_ANSWER", result.status().message());
    } else if (proposal.want_items) {
      const auto item = Find(proposal.writes.front().draft.uri);
      write.item =
          PayloadAt(write.position.sequence != 0 ? write.position.sequence : item->sequence());
    }
    outcome.writes.push_back(std::move(write));
  }
  return outcome;
}

void Group::Remember(const WriteProposal& proposal, const ProposalOutcome& outcome) {
  v1::PublishResponse answer;
  for (const WriteOutcome& write : outcome.writes) {
    v1::PublishResult& result = *answer.add_results();
    result.set_name(write.name);
    result.set_outcome(write.outcome);
    result.set_revision(write.revision);
    result.set_etag(write.etag);
    if (write.position.sequence != 0) result.set_position(FormatPosition(write.position));
    if (!write.status.ok()) {
      result.mutable_status()->set_code(static_cast<int>(write.status.code()));
      result.mutable_status()->set_message(std::string(write.status.message()));
    }
  }
  storage::RequestRow row;
  row.set_fingerprint(proposal.request_fingerprint);
  row.set_answer(answer.SerializeAsString());
  row.set_time_us(absl::ToUnixMicros(proposal.proposed_at));
  writes_.requests.push_back({proposal.request_id, row});
  requests_[proposal.request_id] = std::move(row);
}

}  // namespace newswire

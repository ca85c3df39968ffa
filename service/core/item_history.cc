#include "service/core/item_history.h"

#include <optional>

#include "storage/check.h"

namespace newswire {
namespace {

bool HasContent(std::string_view framed) {
  EntryPayload payload;
  NEWSWIRE_CHECK(ParseEntryHead(framed, &payload).has_value());
  return payload.field == v1::FeedEntry::kArticleFieldNumber ||
         payload.field == v1::FeedEntry::kRecommendationFieldNumber;
}

}  // namespace

ItemHistory::ItemHistory(std::string_view uri, Sequence newest, GroupState* state)
    : uri_(uri), state_(state) {
  for (auto& [key, framed] : state->RowsWithPrefix(Table::kWithheld, keys::WithheldPrefix(uri))) {
    originals_[*keys::ParseWithheld(key, uri)] = std::move(framed);
  }
  Sequence sequence = newest;
  while (sequence != 0) {
    const auto framed = state->FrameAt(sequence);
    has_older_ = !framed;
    if (has_older_) break;
    sequences_.push_back(sequence);
    if (content_.empty() && originals_.count(sequence) == 0 && HasContent(*framed)) {
      content_ = *framed;
    }
    const Sequence previous = ParseEntryHead(*framed)->previous_sequence;
    NEWSWIRE_CHECK(previous < sequence);
    sequence = previous;
  }
  // An original can be newer than the newest entry that still has content, and it is fuller.
  if (!originals_.empty()) {
    const auto& [newest_original, framed] = *originals_.rbegin();
    const bool newer = content_.empty() || ParseEntryHead(content_)->sequence < newest_original;
    if (newer) content_ = framed;
  }
}

void ItemHistory::Keep(Sequence sequence, const std::string& framed) {
  // What is aside already is the fuller one.
  if (!originals_.emplace(sequence, framed).second) return;
  state_->SetRow(Table::kWithheld, keys::WithheldKey(uri_, sequence), framed);
}

void ItemHistory::Redact(const Redaction& redaction, bool keep) {
  for (const Sequence sequence : sequences_) {
    const std::string framed = *state_->FrameAt(sequence);
    // A thin entry of an earlier hold stays as it is; a cancel has the last word about it, too.
    if (keep && !HasContent(framed)) continue;
    if (keep) Keep(sequence, framed);
    state_->Overwrite(sequence, RedactFrame(framed, redaction));
  }
}

void ItemHistory::RedactLanguages(const std::set<std::string>& languages, v1::PubStatus status,
                                  bool keep) {
  for (const Sequence sequence : sequences_) {
    const std::string framed = *state_->FrameAt(sequence);
    auto redacted = RedactTranslations(framed, languages, status);
    if (!redacted) continue;
    if (keep) Keep(sequence, framed);
    state_->Overwrite(sequence, *std::move(redacted));
  }
  if (keep) return;
  // Destroyed, so also in what is aside because of another language.
  for (auto& [sequence, framed] : originals_) {
    auto redacted = RedactTranslations(framed, languages, status);
    if (!redacted) continue;
    framed = *std::move(redacted);
    state_->SetRow(Table::kWithheld, keys::WithheldKey(uri_, sequence), framed);
  }
}

void ItemHistory::Restore(const std::set<std::string>& still_withheld) {
  for (const auto& [sequence, framed] : originals_) {
    const auto partly = RedactTranslations(framed, still_withheld, v1::PUB_STATUS_WITHHELD);
    if (state_->FrameAt(sequence)) state_->Overwrite(sequence, partly.value_or(framed));
    if (!partly) {
      state_->SetRow(Table::kWithheld, keys::WithheldKey(uri_, sequence), std::nullopt);
    }
  }
}

void ItemHistory::EraseLater(const std::string& receipt) {
  storage::ErasureRow erasure;
  erasure.set_uri(uri_);
  erasure.set_receipt(receipt);
  erasure.mutable_sequences()->Add(sequences_.begin(), sequences_.end());
  erasure.set_older_entries(has_older_);
  state_->EraseLater(erasure);
}

void ItemHistory::ForgetOriginals() {
  for (const auto& [sequence, framed] : originals_) {
    state_->SetRow(Table::kWithheld, keys::WithheldKey(uri_, sequence), std::nullopt);
  }
  originals_.clear();
}

}  // namespace newswire

#include "service/core/translation_status.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "newswire/v1/article.pb.h"
#include "service/core/error.h"
#include "service/core/item_append.h"
#include "service/core/item_history.h"
#include "service/core/item_rules.h"
#include "service/core/item_tail.h"
#include "service/core/translations.h"
#include "storage/check.h"

namespace newswire {
namespace {

absl::Status Refuse(std::string_view reason, std::string_view message) {
  const auto code = reason == "TRANSLATION_NOT_FOUND" ? absl::StatusCode::kNotFound
                                                      : absl::StatusCode::kFailedPrecondition;
  return MakeError(code, reason, message);
}

v1::Article ParseArticle(std::string_view bytes) {
  v1::Article article;
  NEWSWIRE_CHECK(article.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  return article;
}

absl::Status Check(v1::PubStatus status, const storage::ItemRow& row,
                   const v1::Translation* translation) {
  if (row.pub_status() != v1::PUB_STATUS_USABLE) {
    return Refuse("ITEM_WITHHELD", "the whole article is on hold");
  }
  if (translation == nullptr) {
    return Refuse("TRANSLATION_NOT_FOUND", "the article has no translation in this language");
  }
  if (translation->kind() == v1::TRANSLATION_KIND_ORIGINAL) {
    return Refuse("ORIGINAL_NEEDED",
                  "an article is not shown without its original: take back the article");
  }
  if (translation->pub_status() == v1::PUB_STATUS_CANCELED) {
    return Refuse("ITEM_CANCELED", "the translation was cancelled, for ever");
  }
  if (translation->pub_status() == status) {
    return Refuse("ITEM_WITHHELD", "the translation is on hold already");
  }
  return absl::OkStatus();
}

// The newest text that was put aside. An original can itself be without it, because another
// language was taken back later.
std::optional<v1::Translation> TextBeforeHold(const std::string& language,
                                              const ItemHistory& history) {
  const auto& originals = history.originals();
  for (auto original = originals.rbegin(); original != originals.rend(); ++original) {
    EntryPayload payload;
    NEWSWIRE_CHECK(ParseEntryHead(original->second, &payload).has_value());
    const v1::Article article = ParseArticle(payload.bytes);
    const v1::Translation* const text = FindTranslation(language, article);
    if (text != nullptr && text->pub_status() != v1::PUB_STATUS_WITHHELD) return *text;
  }
  return std::nullopt;
}

// The article's next entry: a correction of what can be read in one language.
Appended AppendCorrection(const ItemWrite& write, v1::RevisionKind kind, v1::Article article,
                          storage::ItemRow row, GroupState* state) {
  // It covers the text that is destroyed.
  if (kind == v1::REVISION_KIND_CANCEL) row.clear_content_sha256();
  ClearStamp(&article);
  const std::string payload = article.SerializeAsString();
  const std::string path = absl::StrCat("translations[", write.change->language, "]");
  const std::vector<std::string> languages = UsableLanguages(article);
  const std::string provider = ProviderOf(write.draft.uri);
  NewRevision revision;
  revision.kind = v1::ITEM_KIND_ARTICLE;
  revision.uri = write.draft.uri;
  revision.revision = row.revision() + 1;
  revision.action = v1::FEED_ACTION_CORRECT;
  revision.revision_kind = kind;
  revision.payload = payload;
  revision.languages.assign(languages.begin(), languages.end());
  revision.provider = provider;
  revision.content_sha256 = row.content_sha256();
  revision.changed_paths = {path};
  revision.change = write.change.get();
  return AppendRevision(revision, row, state);
}

}  // namespace

WriteOutcome RetractTranslation(const ItemWrite& write, v1::PubStatus status,
                                const storage::ItemRow& row, bool want_item, GroupState* state) {
  v1::Article article = ParseArticle(state->PayloadAt(row.sequence()));
  v1::Translation* const translation = FindTranslation(write.change->language, &article);
  if (absl::Status refused = Check(status, row, translation); !refused.ok()) {
    return Rejected(write, std::move(refused));
  }
  const bool cancel = status == v1::PUB_STATUS_CANCELED;
  ItemHistory history(write.draft.uri, row.sequence(), state);
  history.RedactLanguages({write.change->language}, status, !cancel);
  EmptyTranslation(status, translation);
  const Appended appended = AppendCorrection(
      write, cancel ? v1::REVISION_KIND_CANCEL : v1::REVISION_KIND_WITHHOLD, article, row, state);
  if (cancel) history.EraseLater({});
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row.revision() + 1, appended, want_item,
                 *state);
}

WriteOutcome ReinstateTranslation(const ItemWrite& write, const storage::ItemRow& row,
                                  bool want_item, GroupState* state) {
  const std::string& language = write.change->language;
  if (row.pub_status() != v1::PUB_STATUS_USABLE) {
    return Rejected(write, Refuse("ITEM_WITHHELD", "the whole article is on hold"));
  }
  v1::Article article = ParseArticle(state->PayloadAt(row.sequence()));
  v1::Translation* const translation = FindTranslation(language, &article);
  if (translation == nullptr || translation->pub_status() != v1::PUB_STATUS_WITHHELD) {
    return Rejected(write, Refuse("ITEM_NOT_WITHHELD", "the translation is not on hold"));
  }
  ItemHistory history(write.draft.uri, row.sequence(), state);
  auto text = TextBeforeHold(language, history);
  if (!text) {
    return Rejected(write, Refuse("TRANSLATION_NOT_FOUND", "its text is not kept any more"));
  }
  const bool stale = translation->stale();
  *translation = *std::move(text);
  MendSource(article, translation);
  translation->set_stale(stale);
  ClearStamp(&article);
  // The article may have grown since.
  if (absl::Status fits = CheckStoredSize(v1::ITEM_KIND_ARTICLE, article.ByteSizeLong());
      !fits.ok()) {
    return Rejected(write, std::move(fits));
  }
  history.Restore(WithheldLanguages(article));
  const Appended appended =
      AppendCorrection(write, v1::REVISION_KIND_REINSTATE, article, row, state);
  return Written(write, v1::PUBLISH_OUTCOME_UPDATED, row.revision() + 1, appended, want_item,
                 *state);
}

}  // namespace newswire

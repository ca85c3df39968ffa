#include "service/core/draft.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "service/core/article_bytes.h"
#include "service/core/field_path.h"
#include "service/core/item_rules.h"
#include "service/core/language.h"
#include "service/core/sha256.h"
#include "service/core/text.h"
#include "service/core/translations.h"
#include "storage/check.h"
#include "storage/entry_frame.h"

namespace newswire {
namespace {

using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::StringOutputStream;

// The bytes that are hashed: the same for the same content in every process.
std::string SerializeDeterministically(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    StringOutputStream stream(&bytes);
    CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    NEWSWIRE_CHECK(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

void ClearOutputOnly(v1::Article* article) {
  article->clear_revision();
  article->clear_revision_kind();
  article->clear_create_time();
  article->clear_revision_create_time();
  article->clear_corrections();
  if (article->has_integrity()) article->mutable_integrity()->clear_content_sha256();
  for (v1::Translation& translation : *article->mutable_translations()) {
    translation.clear_direction();
    translation.clear_revision();
    translation.clear_stale();
    translation.clear_content_sha256();
    for (v1::Body& body : *translation.mutable_bodies()) {
      body.clear_char_count();
      body.clear_word_count();
    }
  }
}

void ClearOutputOnly(v1::Recommendation* recommendation) {
  recommendation->clear_revision();
  recommendation->clear_revision_kind();
  recommendation->clear_create_time();
  recommendation->clear_revision_create_time();
  recommendation->clear_status_history();
  recommendation->clear_reported_in();
  recommendation->clear_corrections();
  if (recommendation->has_integrity()) recommendation->mutable_integrity()->clear_content_sha256();
  for (v1::RecommendationText& text : *recommendation->mutable_texts()) {
    text.clear_direction();
    text.clear_stale();
  }
}

// Puts what the server computes into the item and serialises it. `content` is the item without it.
std::string CompletePayload(std::string_view content, const BodySizes& bodies,
                            v1::Article* article) {
  return CompleteArticleBytes(content, *article, bodies);
}

std::string CompletePayload(std::string_view, const BodySizes&,
                            v1::Recommendation* recommendation) {
  for (v1::RecommendationText& text : *recommendation->mutable_texts()) {
    text.set_direction(DirectionOf(text.language()));
  }
  return SerializeDeterministically(*recommendation);
}

void CheckItem(const FieldPath& path, const v1::Article& article, absl::Time now,
               ItemCheck* state) {
  CheckArticle(path, article, now, state);
}
void CheckItem(const FieldPath& path, const v1::Recommendation& recommendation, absl::Time now,
               ItemCheck* state) {
  CheckRecommendation(path, recommendation, now, state);
}

template <typename Item>
void TakeTerms(Item* item, Draft* draft) {
  draft->etag = std::move(*item->mutable_etag());
  item->clear_etag();
  const v1::Embargo& embargo = item->embargo();
  if (embargo.has_embargoed_until() || embargo.indefinite()) {
    draft->embargo = std::move(*item->mutable_embargo());
  }
  item->clear_embargo();
}

// What is kept beside the content leaves it.
void TakeApart(v1::Article* article, Draft* draft) {
  TakeTerms(article, draft);
  // What is stored says which translations are taken back.
  for (v1::Translation& translation : *article->mutable_translations()) {
    translation.clear_pub_status();
  }
  draft->urgency = article->urgency();
  for (const v1::RecommendationRef& ref : article->recommendations()) {
    draft->reports.emplace_back(UriOf(ref.recommendation()));
  }
}

void TakeApart(v1::Recommendation* recommendation, Draft* draft) {
  TakeTerms(recommendation, draft);
}

// What a checked item becomes but for its name: hash, complete, serialise. Consumes it.
template <typename Item>
Draft Complete(v1::ItemKind kind, const BodySizes& bodies, Item* item) {
  Draft draft;
  draft.kind = kind;
  TakeApart(item, &draft);
  draft.languages = UsableLanguages(*item);
  const std::string content = SerializeDeterministically(*item);
  draft.content_sha256 = Sha256(content);
  draft.payload = CompletePayload(content, bodies, item);
  return draft;
}

// What both kinds have in common: clear, check, complete. The order matters: what
// the server computes is not part of the content.
template <typename Item>
std::optional<Draft> MakeDraft(v1::ItemKind kind, Item* item, absl::Time now, std::string_view path,
                               Violations* violations) {
  constexpr std::size_t kEtagBytesMax = 64;
  ClearOutputOnly(item);
  Violations found;
  const FieldPath root(path);
  ItemCheck state(&found);
  auto uri = ParseItemName(item->name(), kind, root.At("name").ToString(), &found);
  state.check.Bytes(root.At("etag"), item->etag(), kEtagBytesMax);
  CheckItem(root, *item, now, &state);
  Draft draft;
  if (found.empty()) draft = Complete(kind, state.bodies, item);
  CheckItemSize(root, draft.payload.size(), &state.check);
  if (!found.empty()) {
    violations->Append(found);
    return std::nullopt;
  }
  draft.provider = ProviderOf(*uri);
  draft.uri = *std::move(uri);
  return draft;
}

}  // namespace

std::vector<std::string> UsableLanguages(const v1::Article& article) {
  std::vector<std::string> languages;
  for (const v1::Translation& translation : article.translations()) {
    if (IsTakenBack(translation)) continue;
    languages.push_back(translation.language());
    if (translation.kind() == v1::TRANSLATION_KIND_ORIGINAL) {
      std::swap(languages.front(), languages.back());
    }
  }
  return languages;
}

std::vector<std::string> UsableLanguages(const v1::Recommendation& recommendation) {
  std::vector<std::string> languages = {recommendation.original_language()};
  for (const v1::RecommendationText& text : recommendation.texts()) {
    if (std::find(languages.begin(), languages.end(), text.language()) == languages.end()) {
      languages.push_back(text.language());
    }
  }
  return languages;
}

std::optional<Draft> DraftArticle(v1::Article&& article, absl::Time now, std::string_view path,
                                  Violations* violations) {
  return MakeDraft(v1::ITEM_KIND_ARTICLE, &article, now, path, violations);
}

std::optional<Draft> DraftRecommendation(v1::Recommendation&& recommendation, absl::Time now,
                                         std::string_view path, Violations* violations) {
  return MakeDraft(v1::ITEM_KIND_RECOMMENDATION, &recommendation, now, path, violations);
}

void CheckQuotes(const v1::Article& article, const QuoteLookup& lookup, std::string_view path,
                 Violations* violations) {
  const FieldPath root(path);
  for (int i = 0; i < article.recommendations_size(); ++i) {
    const v1::RecommendationRef& ref = article.recommendations(i);
    const FieldPath ref_path = root.At("recommendations", i);
    for (int j = 0; j < ref.spans_size(); ++j) {
      const v1::TextSpan& span = ref.spans(j);
      const auto expected = lookup(ref.recommendation(), span.language());
      if (!expected) continue;
      const auto translation = std::find_if(
          article.translations().begin(), article.translations().end(),
          [&span](const v1::Translation& t) { return t.language() == span.language(); });
      std::optional<std::string_view> quoted;
      if (translation != article.translations().end() &&
          span.body_index() < static_cast<std::uint32_t>(translation->bodies_size())) {
        const v1::Body& body = translation->bodies(static_cast<int>(span.body_index()));
        quoted = SliceCodePoints(body.value(), span.start(), span.length());
      }
      if (quoted == *expected) continue;
      violations->Add(ref_path.At("spans", j).ToString(), "QUOTE_MISMATCH",
                      absl::StrCat("the text of ", span.length(),
                                   " code points is not the recommendation's text as reported in ",
                                   span.language()));
    }
  }
}

}  // namespace newswire

#include "service/core/language.h"

#include <unicode/uvernum.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/error.h"
#include "service/core/language_match.h"
#include "service/core/language_offers.h"
#include "service/core/localized.h"

namespace newswire {
namespace {

constexpr char kSelectionUrl[] = "type.googleapis.com/newswire.v1.LanguageSelection";

using Offers = std::vector<LanguageOffer>;

bool IsExcluded(const CompiledPreference& preference, const LanguageOffer& offer) {
  return (preference.exclude_machine_translation() &&
          offer.facts.kind() == v1::TRANSLATION_KIND_MACHINE) ||
         (preference.exclude_stale() && offer.facts.stale());
}

bool IsUsable(const LanguageOffer& offer) {
  return offer.facts.pub_status() == v1::PUB_STATUS_USABLE;
}

// The offers that pass, the original first (`*` stands for it).
template <typename Passes>
std::vector<const LanguageOffer*> Candidates(const Offers& offers, Passes passes) {
  std::vector<const LanguageOffer*> candidates;
  for (const LanguageOffer& offer : offers) {
    if (!passes(offer)) continue;
    candidates.push_back(&offer);
    if (offer.original) std::swap(candidates.front(), candidates.back());
  }
  return candidates;
}

std::vector<std::string> TagsOf(const std::vector<const LanguageOffer*>& offers) {
  std::vector<std::string> tags;
  for (const LanguageOffer* offer : offers) tags.push_back(offer->facts.language());
  return tags;
}

std::vector<std::string> WantedTags(const CompiledPreference& preference) {
  if (preference.mode() == v1::FALLBACK_MODE_STRICT) return {preference.wanted().front()};
  return preference.wanted();
}

// Chooses; nullptr when the mode allows nothing that is there.
const LanguageOffer* Choose(const CompiledPreference& preference, const Offers& offers,
                            v1::LanguageSelection* selection) {
  const auto candidates = Candidates(offers, [&preference](const LanguageOffer& offer) {
    return offer.whole && IsUsable(offer) && !IsExcluded(preference, offer);
  });
  const LanguageMatch match = MatchLanguages(WantedTags(preference), TagsOf(candidates));
  selection->set_reason(match.reason);
  selection->set_preference_index(match.preference);
  if (match.candidate >= 0) return candidates[match.candidate];
  if (preference.mode() != v1::FALLBACK_MODE_ORIGINAL) return nullptr;
  for (const LanguageOffer& offer : offers) {
    if (!offer.original || !offer.whole || !IsUsable(offer)) continue;
    selection->set_reason(v1::SELECTION_REASON_ORIGINAL_LANGUAGE);
    return &offer;
  }
  return nullptr;
}

bool IsFallback(v1::SelectionReason reason) {
  return reason == v1::SELECTION_REASON_LATER_PREFERENCE ||
         reason == v1::SELECTION_REASON_ORIGINAL_LANGUAGE;
}

v1::LanguageSelection EmptySelection(const CompiledPreference& preference,
                                     v1::SelectionReason reason) {
  v1::LanguageSelection selection;
  for (const std::string& tag : preference.wanted()) selection.add_requested(tag);
  selection.set_reason(reason);
  selection.set_preference_index(-1);
  selection.set_icu_version(U_ICU_VERSION);
  return selection;
}

// Each language once, whatever the number of its texts.
void AddAvailable(const CompiledPreference& preference, const v1::AvailableLanguage& facts,
                  v1::LanguageSelection* selection) {
  const std::string& tag = facts.language();
  const bool known =
      std::any_of(selection->available().begin(), selection->available().end(),
                  [&tag](const v1::AvailableLanguage& other) { return other.language() == tag; });
  if (known) return;
  v1::AvailableLanguage* available = selection->add_available();
  *available = facts;
  available->set_direction(DirectionOf(tag));
  available->set_autonym(LanguageName(tag, tag));
  available->set_localized_name(LanguageName(tag, preference.notice_language()));
}

void Serve(const CompiledPreference& preference, const LanguageOffer& offer,
           v1::LanguageSelection* selection) {
  const std::string& tag = offer.facts.language();
  selection->set_served(tag);
  selection->set_direction(DirectionOf(tag));
  if (!IsFallback(selection->reason()) || preference.first_language().empty()) return;
  *selection->mutable_notice() =
      FallbackNotice(preference.notice_language(), preference.first_language(), tag);
}

absl::Status NotAvailable(const std::string& name, const v1::LanguageSelection& selection) {
  std::vector<std::string> available;
  for (const v1::AvailableLanguage& language : selection.available()) {
    available.push_back(language.language());
  }
  const std::string list = absl::StrJoin(available, ", ");
  absl::Status status =
      MakeError(absl::StatusCode::kNotFound, "LANGUAGE_NOT_AVAILABLE",
                absl::StrCat(name, " is not available in ",
                             absl::StrJoin(selection.requested(), ", "), "; it exists in ", list),
                {{"available", list}});
  status.SetPayload(kSelectionUrl, absl::Cord(selection.SerializeAsString()));
  return status;
}

void AddDate(const std::string& path, const v1::PartialDate& date, const std::string& language,
             v1::LanguageSelection* selection) {
  auto localized = LocalizeDate(date, language);
  if (!localized) return;
  localized->set_path(path);
  *selection->add_dates() = *std::move(localized);
}

void AddDates(const v1::Article& article, const std::string& language,
              v1::LanguageSelection* selection) {
  AddDate("content_created", article.content_created(), language, selection);
  AddDate("date_published", article.date_published(), language, selection);
  for (int i = 0; i < article.events_size(); ++i) {
    const v1::Event& event = article.events(i);
    AddDate(absl::StrCat("events[", i, "].start"), event.start(), language, selection);
    AddDate(absl::StrCat("events[", i, "].end"), event.end(), language, selection);
  }
  for (int i = 0; i < article.source_documents_size(); ++i) {
    AddDate(absl::StrCat("source_documents[", i, "].issued"), article.source_documents(i).issued(),
            language, selection);
  }
}

void AddDates(const v1::Recommendation& recommendation, const std::string& language,
              v1::LanguageSelection* selection) {
  AddDate("source_document.issued", recommendation.source_document().issued(), language, selection);
  AddDate("issued", recommendation.issued(), language, selection);
  AddDate("target_date", recommendation.target_date(), language, selection);
}

// A headline in a language that was wanted more than the served one, although its translation is
// not whole: offered beside the text, never mixed into it.
void OfferHeadline(const CompiledPreference& preference, const Offers& offers,
                   const v1::Article& article, v1::LanguageSelection* selection) {
  const auto partial = Candidates(offers, [&](const LanguageOffer& offer) {
    return !offer.whole && IsUsable(offer) && !IsExcluded(preference, offer) &&
           FindMain(article.translations(offer.index).headlines()) >= 0;
  });
  std::vector<std::string> wanted = WantedTags(preference);
  if (selection->preference_index() >= 0) wanted.resize(selection->preference_index());
  wanted.erase(std::remove(wanted.begin(), wanted.end(), kAnyLanguage), wanted.end());
  const LanguageMatch match = MatchLanguages(wanted, TagsOf(partial));
  if (match.candidate < 0) return;
  const v1::Translation& translation = article.translations(partial[match.candidate]->index);
  const auto served = std::find_if(
      article.translations().begin(), article.translations().end(),
      [selection](const v1::Translation& t) { return t.language() == selection->served(); });
  v1::FieldSelection* field = selection->add_fields();
  // As the answer shows it: the served translation then stands alone.
  field->set_path(absl::StrCat("translations[0].headlines[", FindMain(served->headlines()), "]"));
  field->set_served(translation.language());
  field->set_reason(match.reason);
  field->set_value(translation.headlines(FindMain(translation.headlines())).value());
}

// Nothing to add: a recommendation's text is one field.
void OfferHeadline(const CompiledPreference&, const Offers&, const v1::Recommendation&,
                   v1::LanguageSelection*) {}

auto* TextsOf(v1::Article* article) {
  return article->mutable_translations();
}
auto* TextsOf(v1::Recommendation* recommendation) {
  return recommendation->mutable_texts();
}

// Keeps the texts whose offers pass.
template <typename Item, typename Passes>
void Keep(const Offers& offers, Item* item, Passes passes) {
  auto* const texts = TextsOf(item);
  int kept = 0;
  for (const LanguageOffer& offer : offers) {
    if (!passes(offer)) continue;
    if (kept != offer.index) texts->SwapElements(kept, offer.index);
    ++kept;
  }
  texts->DeleteSubrange(kept, texts->size() - kept);
}

// The texts of the served language. What the reader excluded goes, unless that would leave nothing
// of the original that is served for want of anything else.
template <typename Item>
void KeepServed(const CompiledPreference& preference, const Offers& offers,
                const LanguageOffer& served, Item* item) {
  const bool excluded_too = IsExcluded(preference, served);
  Keep(offers, item, [&](const LanguageOffer& offer) {
    return offer.facts.language() == served.facts.language() &&
           (excluded_too || !IsExcluded(preference, offer));
  });
}

// No choice is made, but what the reader excluded goes, and with ALL what may not be used.
template <typename Item>
void KeepAll(const CompiledPreference& preference, const Offers& offers, Item* item) {
  Keep(offers, item, [&preference](const LanguageOffer& offer) {
    return !IsExcluded(preference, offer) &&
           (preference.mode() != v1::FALLBACK_MODE_ALL || IsUsable(offer));
  });
}

template <typename Item>
v1::LanguageSelection ChooseFor(const CompiledPreference& preference, Item* item) {
  const Offers offers = OffersOf(*item);
  v1::LanguageSelection selection = EmptySelection(preference, v1::SELECTION_REASON_NO_PREFERENCE);
  for (const LanguageOffer& offer : offers) AddAvailable(preference, offer.facts, &selection);
  if (!preference.stated()) {
    KeepAll(preference, offers, item);
  } else if (const LanguageOffer* const offer = Choose(preference, offers, &selection)) {
    Serve(preference, *offer, &selection);
    OfferHeadline(preference, offers, *item, &selection);
    KeepServed(preference, offers, *offer, item);
  } else {
    const std::string& wanted = preference.first_language();
    if (wanted.empty()) return selection;
    *selection.mutable_notice() = UnavailableNotice(preference.notice_language(), wanted);
    return selection;
  }
  if (preference.date_language()) AddDates(*item, *preference.date_language(), &selection);
  return selection;
}

template <typename Item>
absl::StatusOr<v1::LanguageSelection> Select(const v1::LanguagePreference& preference, Item* item) {
  v1::LanguageSelection selection = ChooseFor(CompiledPreference(preference), item);
  if (selection.reason() == v1::SELECTION_REASON_NOTHING_AVAILABLE) {
    return NotAvailable(item->name(), selection);
  }
  return selection;
}

}  // namespace

absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Article* article) {
  return Select(preference, article);
}

absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Recommendation* recommendation) {
  return Select(preference, recommendation);
}

v1::LanguageSelection ChooseLanguage(const CompiledPreference& preference, v1::Article* article) {
  return ChooseFor(preference, article);
}

v1::LanguageSelection ChooseLanguage(const CompiledPreference& preference,
                                     v1::Recommendation* recommendation) {
  return ChooseFor(preference, recommendation);
}

std::optional<v1::LanguageSelection> SelectionOfWhole(const CompiledPreference& preference,
                                                      v1::ItemKind kind, std::string_view item) {
  const auto facts = LanguageFacts(kind, item);
  if (!facts) return std::nullopt;
  v1::LanguageSelection selection = EmptySelection(preference, v1::SELECTION_REASON_NO_PREFERENCE);
  for (const v1::AvailableLanguage& one : *facts) AddAvailable(preference, one, &selection);
  return selection;
}

v1::LanguageSelection RetractedSelection(const CompiledPreference& preference,
                                         v1::PubStatus status) {
  v1::LanguageSelection selection =
      EmptySelection(preference, preference.stated() ? v1::SELECTION_REASON_NOTHING_AVAILABLE
                                                     : v1::SELECTION_REASON_NO_PREFERENCE);
  if (status == v1::PUB_STATUS_WITHHELD || status == v1::PUB_STATUS_CANCELED) {
    *selection.mutable_notice() = TakenBackNotice(preference.notice_language(), status);
  }
  return selection;
}

v1::LocalizedNotice RetractionNotice(v1::PubStatus status,
                                     const v1::LanguagePreference& preference) {
  return TakenBackNotice(CompiledPreference(preference).notice_language(), status);
}

std::optional<v1::LocalizedNotice> SummaryNotice(
    const v1::LanguagePreference& preference,
    const std::vector<const v1::LanguageSelection*>& selections) {
  const CompiledPreference compiled(preference);
  FallbackCount count;
  count.all = static_cast<std::int64_t>(selections.size());
  for (const v1::LanguageSelection* selection : selections) {
    if (IsFallback(selection->reason())) ++count.elsewhere;
  }
  if (count.elsewhere == 0 || compiled.first_language().empty()) return std::nullopt;
  return PartialFallbackNotice(compiled.notice_language(), compiled.first_language(), count);
}

}  // namespace newswire

#include "service/core/language.h"

#include <unicode/uvernum.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/field_path.h"
#include "service/core/language_match.h"
#include "service/core/localized.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kLanguagesMax = 16;
constexpr char kSelectionUrl[] = "type.googleapis.com/newswire.v1.LanguageSelection";
constexpr std::string_view kMainRole = "main";

// A language of an item, whichever kind the item is of.
struct Offer {
  v1::AvailableLanguage facts;
  bool original = false;
  bool whole = false;  // may be served alone
  int index = 0;       // of the translation or the first text
};

// What the reader wants, canonical.
struct Wish {
  std::vector<std::string> tags;
  v1::FallbackMode mode = v1::FALLBACK_MODE_ORIGINAL;
  std::vector<std::string> for_people;  // languages of notice and dates, best first
  bool stated = false;                  // a language was asked for in some way
};

Wish ReadWish(const v1::LanguagePreference& preference) {
  Wish wish;
  for (const std::string& tag : preference.languages()) {
    std::string canonical =
        tag == kAnyLanguage ? tag : CanonicalLanguage(tag).value_or(std::string());
    if (canonical.empty()) continue;
    const bool repeated =
        std::find(wish.tags.begin(), wish.tags.end(), canonical) != wish.tags.end();
    if (!repeated) wish.tags.push_back(std::move(canonical));
  }
  if (preference.mode() != v1::FALLBACK_MODE_UNSPECIFIED) wish.mode = preference.mode();
  if (auto notice = CanonicalLanguage(preference.notice_language())) {
    wish.for_people.push_back(*std::move(notice));
  }
  for (const std::string& tag : wish.tags) {
    if (tag != kAnyLanguage) wish.for_people.push_back(tag);
  }
  wish.stated = !wish.tags.empty() && wish.mode != v1::FALLBACK_MODE_ALL;
  return wish;
}

bool IsExcluded(const v1::LanguagePreference& preference, const v1::AvailableLanguage& facts) {
  return (preference.exclude_machine_translation() &&
          facts.kind() == v1::TRANSLATION_KIND_MACHINE) ||
         (preference.exclude_stale() && facts.stale());
}

bool IsUsable(const v1::AvailableLanguage& facts) {
  return facts.pub_status() == v1::PUB_STATUS_USABLE;
}

template <typename List>
int FindMain(const List& list) {
  for (int i = 0; i < list.size(); ++i) {
    if (list[i].role() == kMainRole) return i;
  }
  return -1;
}

// A translation is whole when it has what the original shows: the main headline, and the main body
// where the original has one.
std::vector<Offer> OffersOf(const v1::Article& article) {
  bool needs_body = false;
  for (const v1::Translation& translation : article.translations()) {
    needs_body |=
        translation.kind() == v1::TRANSLATION_KIND_ORIGINAL && FindMain(translation.bodies()) >= 0;
  }
  std::vector<Offer> offers;
  for (int i = 0; i < article.translations_size(); ++i) {
    const v1::Translation& translation = article.translations(i);
    Offer& offer = offers.emplace_back();
    offer.original = translation.kind() == v1::TRANSLATION_KIND_ORIGINAL;
    offer.whole = FindMain(translation.headlines()) >= 0 &&
                  (!needs_body || FindMain(translation.bodies()) >= 0);
    offer.index = i;
    offer.facts.set_language(translation.language());
    offer.facts.set_kind(translation.kind());
    offer.facts.set_revision(translation.revision());
    offer.facts.set_stale(translation.stale());
    offer.facts.set_pub_status(translation.pub_status() == v1::PUB_STATUS_UNSPECIFIED
                                   ? v1::PUB_STATUS_USABLE
                                   : translation.pub_status());
  }
  return offers;
}

// One offer per language; several textualities in a language are one.
std::vector<Offer> OffersOf(const v1::Recommendation& recommendation) {
  std::vector<Offer> offers;
  for (int i = 0; i < recommendation.texts_size(); ++i) {
    const v1::RecommendationText& text = recommendation.texts(i);
    const bool known = std::any_of(offers.begin(), offers.end(), [&text](const Offer& offer) {
      return offer.facts.language() == text.language();
    });
    if (known) continue;
    Offer& offer = offers.emplace_back();
    offer.original = text.language() == recommendation.original_language();
    offer.whole = true;
    offer.index = i;
    offer.facts.set_language(text.language());
    offer.facts.set_kind(text.kind());
    offer.facts.set_stale(text.stale());
    offer.facts.set_pub_status(v1::PUB_STATUS_USABLE);
  }
  return offers;
}

// The offers that pass, the original first (`*` stands for it).
template <typename Passes>
std::vector<const Offer*> Candidates(const std::vector<Offer>& offers, Passes passes) {
  std::vector<const Offer*> candidates;
  for (const Offer& offer : offers) {
    if (!passes(offer)) continue;
    candidates.push_back(&offer);
    if (offer.original) std::swap(candidates.front(), candidates.back());
  }
  return candidates;
}

std::vector<std::string> TagsOf(const std::vector<const Offer*>& offers) {
  std::vector<std::string> tags;
  for (const Offer* offer : offers) tags.push_back(offer->facts.language());
  return tags;
}

std::vector<std::string> WantedTags(const Wish& wish) {
  if (wish.mode == v1::FALLBACK_MODE_STRICT) return {wish.tags.front()};
  return wish.tags;
}

// Chooses; nullptr when the mode allows nothing that is there.
const Offer* Choose(const Wish& wish, const v1::LanguagePreference& preference,
                    const std::vector<Offer>& offers, v1::LanguageSelection* selection) {
  const auto candidates = Candidates(offers, [&preference](const Offer& offer) {
    return offer.whole && IsUsable(offer.facts) && !IsExcluded(preference, offer.facts);
  });
  const LanguageMatch match = MatchLanguages(WantedTags(wish), TagsOf(candidates));
  selection->set_reason(match.reason);
  selection->set_preference_index(match.preference);
  if (match.candidate >= 0) return candidates[match.candidate];
  if (wish.mode != v1::FALLBACK_MODE_ORIGINAL) return nullptr;
  for (const Offer& offer : offers) {
    if (!offer.original || !offer.whole || !IsUsable(offer.facts)) continue;
    selection->set_reason(v1::SELECTION_REASON_ORIGINAL_LANGUAGE);
    return &offer;
  }
  return nullptr;
}

bool NeedsNotice(v1::SelectionReason reason) {
  return reason == v1::SELECTION_REASON_LATER_PREFERENCE ||
         reason == v1::SELECTION_REASON_ORIGINAL_LANGUAGE;
}

v1::LanguageSelection StartSelection(const Wish& wish, const std::vector<Offer>& offers) {
  v1::LanguageSelection selection;
  for (const std::string& tag : wish.tags) selection.add_requested(tag);
  selection.set_reason(v1::SELECTION_REASON_NO_PREFERENCE);
  selection.set_preference_index(-1);
  selection.set_icu_version(U_ICU_VERSION);
  const std::string notice_language = NoticeLanguage(wish.for_people);
  for (const Offer& offer : offers) {
    v1::AvailableLanguage* available = selection.add_available();
    *available = offer.facts;
    const std::string& tag = offer.facts.language();
    available->set_direction(DirectionOf(tag));
    available->set_autonym(LanguageName(tag, tag));
    available->set_localized_name(LanguageName(tag, notice_language));
  }
  return selection;
}

void Serve(const Wish& wish, const Offer& offer, v1::LanguageSelection* selection) {
  const std::string& tag = offer.facts.language();
  selection->set_served(tag);
  selection->set_direction(DirectionOf(tag));
  const auto requested = std::find_if(wish.tags.begin(), wish.tags.end(),
                                      [](const std::string& t) { return t != kAnyLanguage; });
  if (!NeedsNotice(selection->reason()) || requested == wish.tags.end()) return;
  *selection->mutable_notice() = FallbackNotice(NoticeLanguage(wish.for_people), *requested, tag);
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
void OfferHeadline(const Wish& wish, const v1::LanguagePreference& preference,
                   const std::vector<Offer>& offers, const v1::Article& article,
                   v1::LanguageSelection* selection) {
  const auto partial = Candidates(offers, [&](const Offer& offer) {
    return !offer.whole && IsUsable(offer.facts) && !IsExcluded(preference, offer.facts) &&
           FindMain(article.translations(offer.index).headlines()) >= 0;
  });
  std::vector<std::string> wanted = WantedTags(wish);
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
void OfferHeadline(const Wish&, const v1::LanguagePreference&, const std::vector<Offer>&,
                   const v1::Recommendation&, v1::LanguageSelection*) {}

// Keeps the elements that pass.
template <typename List, typename Passes>
void Keep(List* list, Passes passes) {
  int kept = 0;
  for (int i = 0; i < list->size(); ++i) {
    if (!passes((*list)[i])) continue;
    if (kept != i) list->SwapElements(kept, i);
    ++kept;
  }
  list->DeleteSubrange(kept, list->size() - kept);
}

auto* TextsOf(v1::Article* article) {
  return article->mutable_translations();
}
auto* TextsOf(v1::Recommendation* recommendation) {
  return recommendation->mutable_texts();
}

// No choice is made, but what the caller excluded goes, and with ALL what may not be used.
template <typename Item>
void KeepAll(const Wish& wish, const v1::LanguagePreference& preference,
             const std::vector<Offer>& offers, Item* item) {
  Keep(TextsOf(item), [&](const auto& text) {
    const auto offer = std::find_if(offers.begin(), offers.end(), [&text](const Offer& o) {
      return o.facts.language() == text.language();
    });
    return !IsExcluded(preference, offer->facts) &&
           (wish.mode != v1::FALLBACK_MODE_ALL || IsUsable(offer->facts));
  });
}

template <typename Item>
absl::StatusOr<v1::LanguageSelection> Select(const v1::LanguagePreference& preference, Item* item) {
  const Wish wish = ReadWish(preference);
  const std::vector<Offer> offers = OffersOf(*item);
  v1::LanguageSelection selection = StartSelection(wish, offers);
  if (wish.stated) {
    const Offer* const offer = Choose(wish, preference, offers, &selection);
    if (offer == nullptr) return NotAvailable(item->name(), selection);
    Serve(wish, *offer, &selection);
    OfferHeadline(wish, preference, offers, *item, &selection);
    Keep(TextsOf(item),
         [offer](const auto& text) { return text.language() == offer->facts.language(); });
  } else {
    KeepAll(wish, preference, offers, item);
  }
  if (!wish.for_people.empty()) AddDates(*item, DateLanguage(wish.for_people), &selection);
  return selection;
}

}  // namespace

void ValidatePreference(const v1::LanguagePreference& preference, std::string_view path,
                        Violations* violations) {
  const FieldPath root(path);
  const auto check = [violations](const FieldPath& field, const std::string& tag) {
    if (CanonicalLanguage(tag)) return;
    violations->Add(field.ToString(), "LANGUAGE_INVALID",
                    absl::StrCat("is not a BCP 47 tag of a registered language; ", tag.size(),
                                 " characters were sent"));
  };
  if (!v1::FallbackMode_IsValid(preference.mode())) {
    violations->Add(
        root.At("mode").ToString(), "UNKNOWN_VALUE",
        absl::StrCat("this server does not know the value ", static_cast<int>(preference.mode())));
  }
  if (preference.languages_size() > kLanguagesMax) {
    violations->Add(
        root.At("languages").ToString(), "TOO_MANY",
        absl::StrCat("at most ", kLanguagesMax, "; ", preference.languages_size(), " were sent"));
  }
  const int count = std::min(preference.languages_size(), kLanguagesMax);
  for (int i = 0; i < count; ++i) {
    if (preference.languages(i) != kAnyLanguage) {
      check(root.At("languages", i), preference.languages(i));
    }
  }
  if (!preference.notice_language().empty()) {
    check(root.At("notice_language"), preference.notice_language());
  }
}

absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Article* article) {
  return Select(preference, article);
}

absl::StatusOr<v1::LanguageSelection> SelectLanguage(const v1::LanguagePreference& preference,
                                                     v1::Recommendation* recommendation) {
  return Select(preference, recommendation);
}

}  // namespace newswire

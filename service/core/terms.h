#ifndef NEWSWIRE_SERVICE_CORE_TERMS_H_
#define NEWSWIRE_SERVICE_CORE_TERMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "storage/entry_frame.h"

namespace newswire {

class PayloadItem;

// What filters ask about. A term is one answer: the facet's byte, then the value as text. Every
// question of a filter is "does the item have one of these terms?", so that asking one entry and
// finding all items by an index are the same thing.
enum class Facet : char {
  // Known from the head of an entry.
  kKind = 'k',
  kAction = 'a',
  kName = 'n',
  kProvider = 'v',
  kLanguage = 'l',
  kPubStatus = 'u',
  // Known from the item.
  kSubject = 's',
  kPerson = 'p',
  kOrganisation = 'o',
  kPlace = 'g',
  kEvent = 'e',
  kSourceDocument = 'd',
  kGenre = 'r',
  kUrgency = 'y',
  kStatus = 't',
  kAddressee = 'h',
  kResponse = 'w',
  kAnswer = 'b',  // addressee and response in one
  kPriority = 'i',
  kPublished = 'c',
  kEventDate = 'f',
  // Known from its texts.
  kText = 'x',    // a word, as Analyzer makes it
  kPhrase = 'z',  // several words that follow each other: only a look at the texts tells
  // What is only counted; see facet_values.h.
  kSubjectValue = 'S',
  kPersonValue = 'P',
  kOrganisationValue = 'O',
  kPlaceValue = 'G',
  kEventValue = 'E',
  kSourceDocumentValue = 'D',
  kGenreValue = 'R',
  kAddresseeValue = 'H',
  kLanguageValue = 'L',
  // What items are put in order by; see rank_terms.h.
  kPublishedDay = 'C',
  kEventDay = 'F',
  kTextTimes = 'X',
  kTextLength = 'Q',
  // Index only: the entry takes something back, or it was redacted when it was taken up, so its
  // other terms do not tell who gets it.
  kLook = '!',
};

std::string MakeTerm(Facet facet, std::string_view value);
std::string MakeTerm(Facet facet, int value);
// An addressee (folded) that has given this response.
std::string MakeAnswerTerm(std::string_view addressee, int response);
// True when every entry shows it, also one whose item may no longer be shown.
bool IsOfHead(Facet facet);

// How names are compared: NFKC, case folded, every run of white space one space, none at the ends.
// REQUIRES: valid UTF-8.
std::string FoldValue(std::string_view value);

// A wanted language as a term; an item has it when it has a text of that language and, where the
// tag names one, that script and region. A tag without a script is written in the likely one:
// "zh-TW" is not "zh-Hans". REQUIRES: a canonical tag.
std::string LanguageTerm(std::string_view wanted);

// Values of the terms of a tag's language: what readers who take it may have asked for. REQUIRES: a
// canonical tag. Any thread; lives until the same thread asks again.
const std::vector<std::string>& LanguageValues(std::string_view tag);

// Values of a facet that the head tells, until `visit` says true; then true. REQUIRES: IsOfHead.
bool AnyValueOfHead(Facet facet, const EntryHead& head,
                    absl::FunctionRef<bool(std::string_view)> visit);

// Terms that the head alone tells, without its name (which no other item has), and terms of the
// item but those of its texts (item_texts.h). Sorted, each once. Terms of the item are none when it
// is redacted or damaged.
std::vector<std::string> TermsOfHead(const EntryHead& head);
std::vector<std::string> TermsOfItem(const PayloadItem& item);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_TERMS_H_

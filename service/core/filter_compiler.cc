#include "service/core/filter_compiler.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/core/dates.h"
#include "service/core/day_range.h"
#include "service/core/field_checker.h"
#include "service/core/language.h"
#include "service/core/language_hint.h"
#include "service/core/sort_unique.h"
#include "service/core/text_clauses.h"
#include "service/core/uri.h"
#include "storage/strings.h"

namespace newswire {
namespace {

constexpr int kValuesMax = 64;
constexpr int kNoneOfMax = 16;
constexpr std::size_t kProviderBytesMax = 512;
constexpr std::uint32_t kUrgencyMax = 9;
constexpr std::uint32_t kArticles = 1u << v1::ITEM_KIND_ARTICLE;
constexpr std::uint32_t kRecommendations = 1u << v1::ITEM_KIND_RECOMMENDATION;

using Strings = google::protobuf::RepeatedPtrField<std::string>;
using Numbers = google::protobuf::RepeatedField<int>;
using Enum = google::protobuf::EnumDescriptor;

// Checks and translates the fields of one filter, in the order of the message.
class FieldCompiler {
 public:
  FieldCompiler(const FieldPath& path, v1::ItemKind only, Violations* violations)
      : path_(path),
        kinds_(only == v1::ITEM_KIND_UNSPECIFIED ? kArticles | kRecommendations : 1u << only),
        check_(violations) {}

  std::vector<Clause> Compile(const v1::Filter& filter) {
    AddKinds(filter.kinds());
    AddNames(filter.names());
    AddLanguages(filter.languages());
    AddProviders(filter.providers());
    AddNumbers("actions", filter.actions(), Facet::kAction, *v1::FeedAction_descriptor());
    AddNumbers("pub_statuses", filter.pub_statuses(), Facet::kPubStatus,
               *v1::PubStatus_descriptor());
    AddValues("subjects", filter.subjects(), Facet::kSubject);
    AddValues("people", filter.people(), Facet::kPerson, kArticles);
    AddValues("organisations", filter.organisations(), Facet::kOrganisation);
    AddValues("places", filter.places(), Facet::kPlace);
    AddValues("events", filter.events(), Facet::kEvent, kArticles);
    AddValues("source_documents", filter.source_documents(), Facet::kSourceDocument);
    AddValues("genres", filter.genres(), Facet::kGenre, kArticles);
    if (filter.has_urgency()) AddUrgency(filter.urgency());
    if (filter.has_date_published()) {
      AddDays("date_published", filter.date_published(), Facet::kPublished);
    }
    if (filter.has_event_date()) {
      Narrow(path_.At("event_date"), kArticles);
      AddDays("event_date", filter.event_date(), Facet::kEventDate);
    }
    AddNumbers("statuses", filter.statuses(), Facet::kStatus,
               *v1::RecommendationStatus_descriptor(), kRecommendations);
    AddAnswers(filter);
    if (filter.has_priority()) {
      Narrow(path_.At("priority"), kRecommendations);
      Add({Facet::kPriority, {MakeTerm(Facet::kPriority, filter.priority() ? 1 : 0)}});
    }
    if (filter.has_text()) {
      for (Clause& clause : CompileText(filter.text(), path_.At("text"), &check_)) {
        clauses_.push_back(std::move(clause));
      }
    }
    return std::move(clauses_);
  }

 private:
  void Add(Clause clause) {
    if (clause.terms.empty()) return;
    SortUnique(&clause.terms);
    clauses_.push_back(std::move(clause));
  }
  bool CheckCount(std::string_view field, int count) {
    if (count <= kValuesMax) return count > 0;
    check_.Fail(path_.At(field), "TOO_MANY",
                absl::StrCat("at most ", kValuesMax, " values; ", count, " were sent"));
    return false;
  }
  // From here on only items of these kinds can match.
  void Narrow(const FieldPath& path, std::uint32_t kinds) {
    if ((kinds_ & kinds) == 0) {
      check_.Fail(path, "FILTER_NEVER_MATCHES",
                  kinds == kArticles ? "only articles have it, and none is asked for"
                                     : "only recommendations have it, and none is asked for");
      return;
    }
    kinds_ &= kinds;
  }

  void AddKinds(const Numbers& kinds) {
    if (!CheckCount("kinds", kinds.size())) return;
    std::uint32_t asked = 0;
    for (int i = 0; i < kinds.size(); ++i) {
      const FieldPath path = path_.At("kinds", i);
      if (kinds[i] == v1::ITEM_KIND_UNSPECIFIED || !v1::ItemKind_IsValid(kinds[i])) {
        check_.Fail(path, "UNKNOWN_VALUE", absl::StrCat("no item is of kind ", kinds[i]));
      } else if ((kinds_ & 1u << kinds[i]) == 0) {
        check_.Fail(path, "FILTER_NEVER_MATCHES", "this call is about items of the other kind");
      } else {
        asked |= 1u << kinds[i];
      }
    }
    if (asked == 0 || asked == kinds_) return;
    kinds_ = asked;
    Add({Facet::kKind,
         {MakeTerm(Facet::kKind,
                   asked == kArticles ? v1::ITEM_KIND_ARTICLE : v1::ITEM_KIND_RECOMMENDATION)}});
  }

  void AddNames(const Strings& names) {
    if (!CheckCount("names", names.size())) return;
    Clause clause{Facet::kName, {}};
    std::uint32_t kinds = 0;
    for (int i = 0; i < names.size(); ++i) {
      const bool article = IsItemName(names[i], v1::ITEM_KIND_ARTICLE);
      if (!article && !IsItemName(names[i], v1::ITEM_KIND_RECOMMENDATION)) {
        check_.Fail(path_.At("names", i), "URI_INVALID",
                    "must be articles/ or recommendations/ and the uri of an item");
        continue;
      }
      kinds |= article ? kArticles : kRecommendations;
      clause.terms.push_back(MakeTerm(Facet::kName, names[i]));
    }
    if (kinds != 0) Narrow(path_.At("names"), kinds);
    Add(std::move(clause));
  }

  void AddLanguages(const Strings& languages) {
    if (!CheckCount("languages", languages.size())) return;
    std::vector<std::string> tags;
    bool hinted = false;
    for (int i = 0; i < languages.size(); ++i) {
      if (auto tag = CanonicalLanguage(languages[i])) {
        tags.push_back(*std::move(tag));
      } else {
        // For the first alone: it is a look at all languages.
        const bool is_first = std::exchange(hinted, true) == false;
        const std::string near =
            is_first ? absl::StrJoin(LanguagesLike(languages[i]), ", ") : std::string();
        check_.Fail(path_.At("languages", i), "LANGUAGE_INVALID",
                    absl::StrCat("is not a BCP 47 tag of a registered language",
                                 near.empty() ? "" : "; near it are ", near));
      }
    }
    SortUnique(&tags);
    // What another tag covers adds nothing; of tags that cover each other the first in order stays.
    const auto covers = [](const std::string& wanted, const std::string& tag) {
      const std::vector<std::string>& values = LanguageValues(tag);
      const std::string value = LanguageTerm(wanted).substr(1);
      return std::find(values.begin(), values.end(), value) != values.end();
    };
    Clause clause{Facet::kLanguage, {}};
    for (const std::string& tag : tags) {
      const bool covered = std::any_of(tags.begin(), tags.end(), [&](const std::string& other) {
        return other != tag && covers(other, tag) && (!covers(tag, other) || other < tag);
      });
      if (!covered) clause.terms.push_back(LanguageTerm(tag));
    }
    Add(std::move(clause));
  }

  void AddProviders(const Strings& providers) {
    if (!CheckCount("providers", providers.size())) return;
    Clause clause{Facet::kProvider, {}};
    for (int i = 0; i < providers.size(); ++i) {
      const std::string& provider = providers[i];
      const bool valid = !provider.empty() && provider.size() <= kProviderBytesMax &&
                         std::all_of(provider.begin(), provider.end(), [](char c) {
                           return absl::ascii_isgraph(static_cast<unsigned char>(c));
                         });
      if (!valid) {
        check_.Fail(path_.At("providers", i), "PROVIDER_INVALID",
                    absl::StrCat("must be 1 to ", kProviderBytesMax,
                                 " bytes of printable ASCII without spaces; ", provider.size(),
                                 " bytes were sent"));
        continue;
      }
      clause.terms.push_back(MakeTerm(Facet::kProvider, absl::AsciiStrToLower(provider)));
    }
    Add(std::move(clause));
  }

  bool IsKnown(const FieldPath& path, int value, const Enum& type) {
    if (value != 0 && type.FindValueByNumber(value) != nullptr) return true;
    std::vector<std::string> known;
    for (int i = 1; i < type.value_count(); ++i) {
      known.push_back(absl::StrCat(type.value(i)->number(), " ", type.value(i)->name()));
    }
    check_.Fail(
        path, "UNKNOWN_VALUE",
        absl::StrCat("no item has the value ", value, "; known are ", absl::StrJoin(known, ", ")));
    return false;
  }
  void AddNumbers(std::string_view field, const Numbers& values, Facet facet, const Enum& type,
                  std::uint32_t kinds = kArticles | kRecommendations) {
    if (!CheckCount(field, values.size())) return;
    Narrow(path_.At(field), kinds);
    Clause clause{facet, {}};
    for (int i = 0; i < values.size(); ++i) {
      if (IsKnown(path_.At(field, i), values[i], type)) {
        clause.terms.push_back(MakeTerm(facet, values[i]));
      }
    }
    Add(std::move(clause));
  }

  void AddValues(std::string_view field, const Strings& values, Facet facet,
                 std::uint32_t kinds = kArticles | kRecommendations) {
    if (!CheckCount(field, values.size())) return;
    Narrow(path_.At(field), kinds);
    Clause clause{facet, {}};
    for (const std::string& value : Folded(field, values)) {
      clause.terms.push_back(MakeTerm(facet, value));
    }
    Add(std::move(clause));
  }
  std::vector<std::string> Folded(std::string_view field, const Strings& values) {
    std::vector<std::string> folded;
    for (int i = 0; i < values.size(); ++i) {
      const FieldPath path = path_.At(field, i);
      if (values[i].size() > kLiteralBytesMax) {
        check_.Fail(
            path, "TEXT_TOO_LONG",
            absl::StrCat("at most ", kLiteralBytesMax, " bytes; ", values[i].size(), " were sent"));
      } else if (check_.Encoding(path, values[i])) {
        folded.push_back(FoldValue(values[i]));
        if (folded.back().empty()) check_.Fail(path, "TEXT_EMPTY", "must not be empty");
      }
    }
    return folded;
  }

  void AddUrgency(const v1::UrgencyRange& range) {
    const FieldPath path = path_.At("urgency");
    Narrow(path, kArticles);
    const std::uint32_t max = range.has_max() ? range.max() : kUrgencyMax;
    check_.Range(path.At("min"), range.min(), 0, kUrgencyMax);
    check_.Range(path.At("max"), max, 0, kUrgencyMax);
    if (range.min() > max) check_.Fail(path, "FILTER_NEVER_MATCHES", "min is greater than max");
    Clause clause{Facet::kUrgency, {}};
    for (std::uint32_t i = range.min(); i <= std::min(max, kUrgencyMax); ++i) {
      clause.terms.push_back(MakeTerm(Facet::kUrgency, static_cast<int>(i)));
    }
    Add(std::move(clause));
  }

  std::optional<DayRange> ReadDays(const FieldPath& path, const std::string& text) {
    const auto date = ParsePrintedDate(text);
    if (date && date->precision != DatePrecision::kInstant) return DaysOf(*date);
    check_.Fail(path, "DATE_INVALID", "must be YYYY, YYYY-MM or YYYY-MM-DD of a day that exists");
    return std::nullopt;
  }
  void AddDays(std::string_view field, const v1::DateRange& range, Facet facet) {
    const FieldPath path = path_.At(field);
    if (range.from().empty() && range.to().empty()) {
      return check_.Fail(path, "FIELD_REQUIRED", "from or to must be set");
    }
    std::optional<DayRange> from{{absl::CivilDay(1, 1, 1), absl::CivilDay(1, 1, 1)}};
    std::optional<DayRange> to{{absl::CivilDay(9999, 12, 31), absl::CivilDay(9999, 12, 31)}};
    if (!range.from().empty()) from = ReadDays(path.At("from"), range.from());
    if (!range.to().empty()) to = ReadDays(path.At("to"), range.to());
    if (!from || !to) return;
    if (from->first > to->last) {
      return check_.Fail(path, "FILTER_NEVER_MATCHES", "from is after to");
    }
    Clause clause{facet, {}};
    for (const std::string& word : RangesToAsk({from->first, to->last})) {
      clause.terms.push_back(MakeTerm(facet, word));
    }
    Add(std::move(clause));
  }

  void AddAnswers(const v1::Filter& filter) {
    if (filter.addressees().empty() || filter.responses().empty()) {
      AddValues("addressees", filter.addressees(), Facet::kAddressee, kRecommendations);
      AddNumbers("responses", filter.responses(), Facet::kResponse,
                 *v1::AddresseeResponse_descriptor(), kRecommendations);
      return;
    }
    if (!CheckCount("addressees", filter.addressees_size())) return;
    if (!CheckCount("responses", filter.responses_size())) return;
    Narrow(path_.At("addressees"), kRecommendations);
    Clause clause{Facet::kAnswer, {}};
    const std::vector<std::string> addressees = Folded("addressees", filter.addressees());
    for (int i = 0; i < filter.responses_size(); ++i) {
      const int response = filter.responses(i);
      if (!IsKnown(path_.At("responses", i), response, *v1::AddresseeResponse_descriptor()))
        continue;
      for (const std::string& addressee : addressees) {
        clause.terms.push_back(MakeAnswerTerm(addressee, response));
      }
    }
    Add(std::move(clause));
  }

  const FieldPath& path_;
  std::uint32_t kinds_;  // bit per ItemKind that can still match
  FieldChecker check_;
  std::vector<Clause> clauses_;
};

}  // namespace

std::vector<Clause> CompileFields(const v1::Filter& filter, const FieldPath& path,
                                  v1::ItemKind only, Violations* violations) {
  return FieldCompiler(path, only, violations).Compile(filter);
}

std::vector<std::vector<Clause>> CompileNoneOf(const v1::Filter& filter, const FieldPath& path,
                                               v1::ItemKind only, Violations* violations) {
  std::vector<std::vector<Clause>> unwanted;
  if (filter.none_of_size() > kNoneOfMax) {
    violations->Add(
        path.At("none_of").ToString(), "TOO_MANY",
        absl::StrCat("at most ", kNoneOfMax, " filters; ", filter.none_of_size(), " were sent"));
    return unwanted;
  }
  for (int i = 0; i < filter.none_of_size(); ++i) {
    const FieldPath at = path.At("none_of", i);
    if (filter.none_of(i).none_of_size() > 0) {
      violations->Add(at.At("none_of").ToString(), "NESTED", "none_of cannot stand in none_of");
    }
    const std::size_t faults = violations->list().size();
    std::vector<Clause> clauses = CompileFields(filter.none_of(i), at, only, violations);
    if (filter.none_of(i).ByteSizeLong() == 0) {
      violations->Add(at.ToString(), "FIELD_REQUIRED",
                      "an empty filter would leave out everything");
    } else if (clauses.empty() && violations->list().size() == faults) {
      violations->Add(at.ToString(), "FILTER_NEVER_MATCHES", "leaves out everything");
    }
    unwanted.push_back(std::move(clauses));
  }
  return unwanted;
}

}  // namespace newswire

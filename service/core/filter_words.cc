#include "service/core/filter_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "service/core/terms.h"

namespace newswire {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using v1::Filter;

struct FieldWords {
  int field;
  const char* is;  // before the values
  v1::Facet facet = v1::FACET_UNSPECIFIED;
};
// Every field but dates, urgency, priority, none_of and text, which have sentences of their own.
constexpr std::array kWords = {
    FieldWords{Filter::kKindsFieldNumber, "the kind is"},
    FieldWords{Filter::kLanguagesFieldNumber, "there is a text in", v1::FACET_LANGUAGE},
    FieldWords{Filter::kProvidersFieldNumber, "the provider is", v1::FACET_PROVIDER},
    FieldWords{Filter::kActionsFieldNumber, "the last change is"},
    FieldWords{Filter::kNamesFieldNumber, "the name is"},
    FieldWords{Filter::kSubjectsFieldNumber, "a subject is", v1::FACET_SUBJECT},
    FieldWords{Filter::kPeopleFieldNumber, "a person is", v1::FACET_PERSON},
    FieldWords{Filter::kOrganisationsFieldNumber, "an organisation is", v1::FACET_ORGANISATION},
    FieldWords{Filter::kPlacesFieldNumber, "a place is", v1::FACET_PLACE},
    FieldWords{Filter::kEventsFieldNumber, "an event is", v1::FACET_EVENT},
    FieldWords{Filter::kSourceDocumentsFieldNumber, "a document is", v1::FACET_SOURCE_DOCUMENT},
    FieldWords{Filter::kGenresFieldNumber, "a genre is", v1::FACET_GENRE},
    FieldWords{Filter::kPubStatusesFieldNumber, "the publication status is"},
    FieldWords{Filter::kStatusesFieldNumber, "the status is"},
    FieldWords{Filter::kAddresseesFieldNumber, "an addressee is", v1::FACET_ADDRESSEE},
    FieldWords{Filter::kResponsesFieldNumber, "the answer of an addressee is"},
};

// "RECOMMENDATION_STATUS_IN_PROGRESS" is "in progress".
std::string EnumWord(const EnumValueDescriptor& value) {
  const std::string& first = value.type()->value(0)->name();
  const std::string prefix = first.substr(0, first.size() - std::string("UNSPECIFIED").size());
  return absl::StrReplaceAll(absl::AsciiStrToLower(value.name().substr(prefix.size())),
                             {{"_", " "}});
}

std::string Quoted(const std::string& text) {
  return absl::StrCat("“", text, "”");
}

std::vector<std::string> ValuesOf(const Filter& filter, const FieldDescriptor& field) {
  const auto* const reflection = filter.GetReflection();
  std::vector<std::string> values;
  for (int i = 0; i < reflection->FieldSize(filter, &field); ++i) {
    values.push_back(field.cpp_type() == FieldDescriptor::CPPTYPE_STRING
                         ? reflection->GetRepeatedString(filter, &field, i)
                         : EnumWord(*reflection->GetRepeatedEnum(filter, &field, i)));
  }
  return values;
}

std::string DaysText(const char* what, const v1::DateRange& range) {
  if (range.to().empty()) return absl::StrCat(what, " is ", range.from(), " or later");
  if (range.from().empty()) return absl::StrCat(what, " is ", range.to(), " or earlier");
  return absl::StrCat(what, " is from ", range.from(), " to ", range.to());
}

std::string MeaningOfField(const Filter& filter, const FieldDescriptor& field) {
  switch (field.number()) {
    case Filter::kUrgencyFieldNumber:
      return absl::StrCat("the urgency is ", filter.urgency().min(), " to ",
                          filter.urgency().has_max() ? filter.urgency().max() : 9);
    case Filter::kDatePublishedFieldNumber:
      return DaysText("the date of publication or issue", filter.date_published());
    case Filter::kEventDateFieldNumber:
      return DaysText("the date of an event", filter.event_date());
    case Filter::kPriorityFieldNumber:
      return filter.priority() ? "it has priority" : "it has no priority";
    case Filter::kTextFieldNumber:
      return absl::StrCat("the texts hold ", filter.text());
    default:
      break;
  }
  const auto words = std::find_if(kWords.begin(), kWords.end(), [&](const FieldWords& one) {
    return one.field == field.number();
  });
  if (words == kWords.end()) return absl::StrCat("it has ", field.name());
  std::vector<std::string> values = ValuesOf(filter, field);
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    std::transform(values.begin(), values.end(), values.begin(), Quoted);
  }
  return absl::StrCat(words->is, " ", absl::StrJoin(values, " or "));
}

FilterPart PartOf(const Filter& filter, const FieldDescriptor& field) {
  FilterPart part;
  // All but the one are cleared.
  std::vector<const FieldDescriptor*> fields;
  part.filter = filter;
  filter.GetReflection()->ListFields(filter, &fields);
  for (const FieldDescriptor* other : fields) {
    if (other != &field) part.filter.GetReflection()->ClearField(&part.filter, other);
  }
  part.meaning = MeaningOfField(filter, field);
  for (const FieldWords& words : kWords) {
    if (words.field != field.number() || words.facet == v1::FACET_UNSPECIFIED) continue;
    part.facet = words.facet;
    for (const std::string& value : ValuesOf(filter, field)) {
      Filter alone;
      alone.GetReflection()->AddString(&alone, &field, value);
      part.values.push_back({value, std::move(alone)});
    }
  }
  return part;
}

std::string JoinMeanings(const std::vector<FilterPart>& parts, const char* between) {
  return absl::StrJoin(parts, between,
                       [](std::string* out, const FilterPart& part) { out->append(part.meaning); });
}

// What letters stand beside each other.
std::vector<std::string> PairsOf(const std::string& text) {
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) pairs.push_back(text.substr(i, 2));
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

}  // namespace

std::vector<FilterPart> PartsOf(const Filter& filter) {
  std::vector<FilterPart> parts;
  std::vector<const FieldDescriptor*> fields;
  filter.GetReflection()->ListFields(filter, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->number() == Filter::kNoneOfFieldNumber) continue;
    const bool answers = !filter.addressees().empty() && !filter.responses().empty();
    if (answers && field->number() == Filter::kResponsesFieldNumber) continue;
    parts.push_back(PartOf(filter, *field));
    if (answers && field->number() == Filter::kAddresseesFieldNumber) {
      // The two are one question.
      const FieldDescriptor* const responses =
          Filter::descriptor()->FindFieldByNumber(Filter::kResponsesFieldNumber);
      *parts.back().filter.mutable_responses() = filter.responses();
      absl::StrAppend(&parts.back().meaning, " whose answer is ",
                      absl::StrJoin(ValuesOf(filter, *responses), " or "));
    }
  }
  for (const Filter& unwanted : filter.none_of()) {
    FilterPart part{.filter = unwanted, .negated = true};
    std::vector<FilterPart> inner = PartsOf(unwanted);
    part.meaning = absl::StrCat("it is not so that ", JoinMeanings(inner, " and "));
    if (inner.size() == 1) {
      part.facet = inner.front().facet;
      part.values = std::move(inner.front().values);
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

std::string MeaningOf(const std::vector<FilterPart>& parts) {
  if (parts.empty()) return "Every item.";
  return absl::StrCat("Items of which it is true that ", JoinMeanings(parts, ", and "), ".");
}

std::vector<std::string> Nearest(const std::string& value,
                                 const std::vector<std::string>& candidates, std::size_t count) {
  const std::vector<std::string> wanted = PairsOf(FoldValue(value));
  std::vector<std::pair<double, std::string>> near;
  for (const std::string& candidate : candidates) {
    const std::vector<std::string> pairs = PairsOf(FoldValue(candidate));
    std::vector<std::string> both;
    std::set_intersection(wanted.begin(), wanted.end(), pairs.begin(), pairs.end(),
                          std::back_inserter(both));
    const double all = static_cast<double>(wanted.size() + pairs.size());
    const double likeness = all == 0 ? 0 : 2 * static_cast<double>(both.size()) / all;
    if (likeness >= 0.5) near.emplace_back(-likeness, candidate);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> nearest;
  for (std::size_t i = 0; i < near.size() && i < count; ++i) nearest.push_back(near[i].second);
  return nearest;
}

}  // namespace newswire

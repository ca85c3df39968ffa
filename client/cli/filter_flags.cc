#include "client/cli/filter_flags.h"

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/cli/options.h"

namespace newswire::cli {
namespace {

constexpr char kGroup[] = "Filter";

using Strings = google::protobuf::RepeatedPtrField<std::string>;

// Adds flags of one filter; all of them in one group of the help.
class FlagAdder {
 public:
  FlagAdder(CLI::App* app, v1::Filter* filter) : app_(app), filter_(filter) {}

  // A flag that is repeated, and its --not- form.
  void Names(const std::string& name, Strings* (v1::Filter::*field)(), const std::string& help) {
    const auto add = [this](const std::string& flag, const std::string& text, auto take) {
      app_->add_option_function<std::vector<std::string>>(flag, take, text)
          ->allow_extra_args(false)
          ->group(kGroup);
    };
    add("--" + name, help, [filter = filter_, field](const std::vector<std::string>& values) {
      for (const std::string& value : values) *(filter->*field)()->Add() = value;
    });
    add("--not-" + name, "Not with one of these", [filter = filter_, field](const auto& values) {
      v1::Filter* const none = filter->add_none_of();
      for (const std::string& value : values) *(none->*field)()->Add() = value;
    });
  }
  template <typename Enum>
  void Words(const std::string& flag, google::protobuf::RepeatedField<int>* values,
             const std::string& help) {
    AddChoices(app_, flag, *google::protobuf::GetEnumDescriptor<Enum>(), help, [values](int value) {
      values->Add(value);
    })->group(kGroup);
  }
  // Separated by commas.
  void List(const std::string& flag, Strings* values, const std::string& help) {
    const auto take = [values](const std::vector<std::string>& given) {
      values->Add(given.begin(), given.end());
    };
    app_->add_option_function<std::vector<std::string>>(flag, take, help)
        ->delimiter(',')
        ->allow_extra_args(false)
        ->group(kGroup);
  }
  void Days(const std::string& from, const std::string& to, v1::DateRange* (v1::Filter::*range)(),
            const std::string& help) {
    const auto add = [this](const std::string& flag, const std::string& text, auto take) {
      app_->add_option_function<std::string>(flag, take, text)->type_name("DATE")->group(kGroup);
    };
    add(from, help + " on or after this year, month or day",
        [filter = filter_, range](const std::string& date) { (filter->*range)()->set_from(date); });
    add(to, help + " on or before it",
        [filter = filter_, range](const std::string& date) { (filter->*range)()->set_to(date); });
  }
  void Urgency() {
    const auto take = [filter = filter_](const std::string& text) {
      const std::size_t dash = text.find('-');
      std::uint32_t min = 0;
      std::uint32_t max = 0;
      const bool read =
          absl::SimpleAtoi(text.substr(0, dash), &min) &&
          absl::SimpleAtoi(text.substr(dash == std::string::npos ? 0 : dash + 1), &max);
      if (!read) throw CLI::ValidationError("--urgency", "wants a number or a range such as 1-3");
      filter->mutable_urgency()->set_min(min);
      filter->mutable_urgency()->set_max(max);
    };
    app_->add_option_function<std::string>("--urgency", take, "Urgency or a range of it, 1-3")
        ->type_name("RANGE")
        ->group(kGroup);
  }
  void Text(bool wanted) {
    const auto add = [this](const std::string& flag, const std::string& help, auto take) {
      app_->add_option_function<std::string>(flag, take, help)->type_name("TEXT")->group(kGroup);
    };
    if (wanted) {
      add("--text", "With these words in its texts; \"quoted words\" must follow each other",
          [filter = filter_](const std::string& text) { filter->set_text(text); });
    }
    add("--not-text", "Not with all of these words",
        [filter = filter_](const std::string& text) { filter->add_none_of()->set_text(text); });
  }
  void Priority() {
    const auto take = [filter = filter_](const std::string& word) {
      filter->set_priority(word == "yes");
    };
    app_->add_option_function<std::string>("--priority", take, "Whether it has priority")
        ->check(CLI::IsMember({"yes", "no"}))
        ->type_name("WORD")
        ->group(kGroup);
  }

 private:
  CLI::App* const app_;
  v1::Filter* const filter_;
};

}  // namespace

void AddFilterFlags(CLI::App* app, const FilterFields& fields, v1::Filter* filter) {
  FlagAdder add(app, filter);
  if (fields.kinds) add.Words<v1::ItemKind>("--kind", filter->mutable_kinds(), "Only these kinds");
  if (fields.entries) {
    add.Words<v1::FeedAction>("--action", filter->mutable_actions(), "What was done to the item");
    add.Words<v1::PubStatus>("--pub-status", filter->mutable_pub_statuses(),
                             "Whether it is usable");
  }
  add.List("--provider", filter->mutable_providers(), "Only from these providers");
  add.List("--has-lang", filter->mutable_languages(), "Only what exists in one of these languages");
  add.Names("name", &v1::Filter::mutable_names, "Only these items");
  add.Names("subject", &v1::Filter::mutable_subjects,
            "About this: uri, name or acronym; repeat it for each");
  add.Names("organisation", &v1::Filter::mutable_organisations, "With this organisation");
  add.Names("place", &v1::Filter::mutable_places, "With this place");
  add.Names("document", &v1::Filter::mutable_source_documents,
            "Citing or taken from this document: uri, symbol or title");
  if (fields.articles) {
    add.Names("person", &v1::Filter::mutable_people, "With this person");
    add.Names("event", &v1::Filter::mutable_events, "With this event");
    add.Names("genre", &v1::Filter::mutable_genres, "Of this genre");
    add.Urgency();
    add.Days("--event-since", "--event-until", &v1::Filter::mutable_event_date, "Event");
  }
  if (fields.recommendations) {
    add.Words<v1::RecommendationStatus>("--status", filter->mutable_statuses(), "Status");
    add.Names("addressee", &v1::Filter::mutable_addressees, "Addressed to this body");
    add.Words<v1::AddresseeResponse>("--response", filter->mutable_responses(),
                                     "Answer of an addressee");
    add.Priority();
  }
  add.Text(fields.text);
  add.Days("--since", "--until", &v1::Filter::mutable_date_published, "Published");
}

}  // namespace newswire::cli

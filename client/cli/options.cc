#include "client/cli/options.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/cli/suggest.h"
#include "client/cli/words.h"

namespace newswire::cli {
namespace {

std::string NoneOf(const std::string& word, const std::vector<std::string>& choices) {
  std::string text = absl::StrCat("\"", word, "\" is none of ", absl::StrJoin(choices, ", "));
  const std::string meant = Nearest(word, choices);
  return meant.empty() ? text : absl::StrCat(text, ". Did you mean ", meant, "?");
}

int Choose(const std::string& flag, const google::protobuf::EnumDescriptor& type,
           const std::string& word) {
  const int value = ValueOf(type, word);
  if (value < 0) throw CLI::ValidationError(flag, NoneOf(word, Choices(type)));
  return value;
}

std::string WithChoices(const std::string& help, const google::protobuf::EnumDescriptor& type) {
  return absl::StrCat(help, ": ", absl::StrJoin(Choices(type), ", "));
}

}  // namespace

CLI::App* AddCommand(CLI::App* parent, const std::string& name, const std::string& help,
                     const std::string& example) {
  CLI::App* app = parent->add_subcommand(name, help);
  app->footer(absl::StrCat("Example: ", example));
  return app;
}

void AddOutput(CLI::App* app, std::string* output, std::vector<std::string> choices) {
  *output = choices.front();
  app->add_option("--output,-o", *output, "Form of the output")
      ->check(CLI::IsMember(std::move(choices)))
      ->capture_default_str();
}

CLI::Option* AddValues(CLI::App* app, const std::string& flag, std::vector<std::string>* values,
                       const std::string& help) {
  return app->add_option(flag, *values, help)->delimiter(',')->allow_extra_args(false);
}

CLI::Option* AddChoice(CLI::App* app, const std::string& flag,
                       const google::protobuf::EnumDescriptor& type, const std::string& help,
                       std::function<void(int value)> take) {
  const auto parse = [flag, &type, take = std::move(take)](const std::string& word) {
    take(Choose(flag, type, word));
  };
  return app->add_option_function<std::string>(flag, parse, WithChoices(help, type))
      ->type_name("WORD");
}

CLI::Option* AddChoices(CLI::App* app, const std::string& flag,
                        const google::protobuf::EnumDescriptor& type, const std::string& help,
                        std::function<void(int value)> take) {
  const auto parse = [flag, &type, take = std::move(take)](const std::vector<std::string>& words) {
    for (const std::string& word : words) take(Choose(flag, type, word));
  };
  return app->add_option_function<std::vector<std::string>>(flag, parse, WithChoices(help, type))
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("WORD");
}

std::optional<v1::LangString> ParseText(const std::string& word) {
  const std::size_t equals = word.find('=');
  // A tag is 35 characters at most; an equals sign further on belongs to the text.
  if (equals == std::string::npos || equals == 0 || equals > 35) return std::nullopt;
  if (word.find(' ') < equals) return std::nullopt;
  v1::LangString text;
  text.set_language(word.substr(0, equals));
  text.set_value(word.substr(equals + 1));
  return text;
}

CLI::Option* AddTexts(CLI::App* app, const std::string& flag, Texts* texts,
                      const std::string& help) {
  const auto parse = [flag, texts](const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      const std::optional<v1::LangString> text = ParseText(word);
      if (!text.has_value()) {
        throw CLI::ValidationError(
            flag,
            absl::StrCat("wants LANGUAGE=TEXT, for example en=\"A text\", and not \"", word, "\""));
      }
      *texts->Add() = *text;
    }
  };
  return app
      ->add_option_function<std::vector<std::string>>(flag, parse, help + "; once per language")
      ->allow_extra_args(false)
      ->type_name("LANGUAGE=TEXT");
}

CLI::Option* AddEtag(CLI::App* app, std::string* etag) {
  return app->add_option("--etag", *etag, "Only if the item still has this etag");
}

std::optional<absl::Time> ParseInstant(const std::string& text) {
  absl::Time time;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, nullptr) ||
      absl::ParseTime("%Y-%m-%d", text, &time, nullptr)) {
    return time;
  }
  return std::nullopt;
}

void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const absl::Time second = absl::FromUnixSeconds(absl::ToUnixSeconds(time));
  timestamp->set_seconds(absl::ToUnixSeconds(time));
  timestamp->set_nanos(static_cast<int>(absl::ToInt64Nanoseconds(time - second)));
}

std::optional<v1::LanguagePreference> LanguageFlags::Preference() const {
  if (languages.empty() && mode == v1::FALLBACK_MODE_UNSPECIFIED) return std::nullopt;
  v1::LanguagePreference preference;
  for (const std::string& language : languages) preference.add_languages(language);
  preference.set_mode(mode);
  preference.set_notice_language(notice_language);
  return preference;
}

void AddLanguageFlags(CLI::App* app, LanguageFlags* flags) {
  AddValues(app, "--lang", &flags->languages, "Wanted languages in order, for example fr,de");
  AddChoice(app, "--mode", &flags->mode,
            "What comes when it is in none of them (strict, listed: nothing)");
  app->add_option("--notice-lang", flags->notice_language, "Language of notice and dates");
}

}  // namespace newswire::cli

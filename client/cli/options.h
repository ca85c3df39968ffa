#ifndef NEWSWIRE_CLIENT_CLI_OPTIONS_H_
#define NEWSWIRE_CLIENT_CLI_OPTIONS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "newswire/v1/common.pb.h"
#include "newswire/v1/language.pb.h"

namespace newswire::cli {

// Options that several commands share. What `value` points to must live until the command has run.

// A command with the one example line that its help shows.
CLI::App* AddCommand(CLI::App* parent, const std::string& name, const std::string& help,
                     const std::string& example);
// Where the help of the program lists what a newsroom does.
inline constexpr char kNewsroom[] = "Newsroom";

// Adds --output with the given choices, the first one the default.
void AddOutput(CLI::App* app, std::string* output, std::vector<std::string> choices);

// A list of values, separated by commas or in several flags; never takes the word after it as well.
CLI::Option* AddValues(CLI::App* app, const std::string& flag, std::vector<std::string>* values,
                       const std::string& help);

// One word of an enum, for example third-party for ASSESSOR_ROLE_THIRD_PARTY.
CLI::Option* AddChoice(CLI::App* app, const std::string& flag,
                       const google::protobuf::EnumDescriptor& type, const std::string& help,
                       std::function<void(int value)> take);
template <typename Enum>
CLI::Option* AddChoice(CLI::App* app, const std::string& flag, Enum* value,
                       const std::string& help) {
  return AddChoice(app, flag, *google::protobuf::GetEnumDescriptor<Enum>(), help,
                   [value](int chosen) { *value = static_cast<Enum>(chosen); });
}

// Several words of an enum, separated by commas.
CLI::Option* AddChoices(CLI::App* app, const std::string& flag,
                        const google::protobuf::EnumDescriptor& type, const std::string& help,
                        std::function<void(int value)> take);

// LANGUAGE=TEXT, once per language: --advisory en="Being checked" --advisory fr="…".
using Texts = google::protobuf::RepeatedPtrField<v1::LangString>;
CLI::Option* AddTexts(CLI::App* app, const std::string& flag, Texts* texts,
                      const std::string& help);
// nullopt when there is no language before the equals sign.
std::optional<v1::LangString> ParseText(const std::string& word);

// The etag that the item must still have.
CLI::Option* AddEtag(CLI::App* app, std::string* etag);

// An instant such as 2022-06-09T08:00:00Z, or the beginning of a day (UTC).
std::optional<absl::Time> ParseInstant(const std::string& text);
void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp);

// --lang, --mode and --notice-lang: what a reader wants to see.
struct LanguageFlags {
  std::vector<std::string> languages;
  v1::FallbackMode mode = v1::FALLBACK_MODE_UNSPECIFIED;
  std::string notice_language;

  // nullopt when nothing was asked for: all languages come.
  std::optional<v1::LanguagePreference> Preference() const;
};
void AddLanguageFlags(CLI::App* app, LanguageFlags* flags);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_OPTIONS_H_

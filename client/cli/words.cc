#include "client/cli/words.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace newswire::cli {
namespace {

// What every name begins with: the zero value is called {prefix}UNSPECIFIED.
std::string Prefix(const google::protobuf::EnumDescriptor& type) {
  return std::string(absl::StripSuffix(type.value(0)->name(), "UNSPECIFIED"));
}

std::string Choice(const google::protobuf::EnumValueDescriptor& value) {
  std::string word(absl::StripPrefix(value.name(), Prefix(*value.type())));
  absl::AsciiStrToLower(&word);
  return absl::StrReplaceAll(word, {{"_", "-"}});
}

}  // namespace

std::string Word(const google::protobuf::EnumDescriptor& type, int value) {
  if (value == 0) return "";
  const google::protobuf::EnumValueDescriptor* known = type.FindValueByNumber(value);
  if (known == nullptr) return absl::StrCat(value);
  return absl::StrReplaceAll(Choice(*known), {{"-", " "}});
}

std::vector<std::string> Choices(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> choices;
  for (int i = 1; i < type.value_count(); ++i) choices.push_back(Choice(*type.value(i)));
  return choices;
}

int ValueOf(const google::protobuf::EnumDescriptor& type, const std::string& choice) {
  for (int i = 1; i < type.value_count(); ++i) {
    if (Choice(*type.value(i)) == choice) return type.value(i)->number();
  }
  return -1;
}

}  // namespace newswire::cli

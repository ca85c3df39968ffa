#ifndef NEWSWIRE_CLIENT_CLI_WORDS_H_
#define NEWSWIRE_CLIENT_CLI_WORDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <string>
#include <vector>

namespace newswire::cli {

// The values of the contract's enums as people read them ("not accepted") and as they type them
// ("not-accepted"). Pure.

// Empty for a value that is not set; the number for one that this program does not know.
std::string Word(const google::protobuf::EnumDescriptor& type, int value);

template <typename Enum>
std::string Word(Enum value) {
  return Word(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// Everything that can be typed, in the order of the contract.
std::vector<std::string> Choices(const google::protobuf::EnumDescriptor& type);

// The value of a typed word; -1 when there is none.
int ValueOf(const google::protobuf::EnumDescriptor& type, const std::string& choice);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_WORDS_H_

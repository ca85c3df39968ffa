#ifndef NEWSWIRE_SERVICE_RPC_WIRE_RESPONSE_H_
#define NEWSWIRE_SERVICE_RPC_WIRE_RESPONSE_H_

#include <string>
#include <string_view>

namespace newswire {

// Appends a length-delimited field of a protobuf message, so that stored bytes go into a response
// without being parsed. Nothing is appended for empty bytes, as protobuf does for strings.
void AppendField(int number, std::string_view bytes, std::string* message);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_WIRE_RESPONSE_H_

#include "service/rpc/wire_response.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include <array>
#include <cstdint>

namespace newswire {

void AppendField(int number, std::string_view bytes, std::string* message) {
  using google::protobuf::internal::WireFormatLite;
  using google::protobuf::io::CodedOutputStream;
  if (bytes.empty()) return;
  std::array<std::uint8_t, 20> header;  // two varints of at most 10 bytes
  std::uint8_t* end = CodedOutputStream::WriteVarint32ToArray(
      WireFormatLite::MakeTag(number, WireFormatLite::WIRETYPE_LENGTH_DELIMITED), header.data());
  end = CodedOutputStream::WriteVarint64ToArray(bytes.size(), end);
  message->append(reinterpret_cast<const char*>(header.data()), end - header.data());
  message->append(bytes);
}

}  // namespace newswire

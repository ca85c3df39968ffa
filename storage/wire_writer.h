#ifndef NEWSWIRE_STORAGE_WIRE_WRITER_H_
#define NEWSWIRE_STORAGE_WIRE_WRITER_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/wire_reader.h"

namespace newswire {

// Appends fields to a serialised protobuf message. Protobuf merges concatenated messages, so what
// is there already may have been written by anybody.

inline void AppendVarint(std::uint64_t value, std::string* out) {
  for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
  out->push_back(static_cast<char>(value));
}

inline void AppendTag(int field, WireReader::Type type, std::string* out) {
  AppendVarint(static_cast<std::uint64_t>(field) << 3 | type, out);
}

// As proto3 does it: 0 is not written.
inline void AppendNumber(int field, std::uint64_t value, std::string* out) {
  if (value == 0) return;
  AppendTag(field, WireReader::kVarint, out);
  AppendVarint(value, out);
}

// A string, bytes or message. Written when it is empty, too.
inline void AppendBytes(int field, std::string_view value, std::string* out) {
  AppendTag(field, WireReader::kBytes, out);
  AppendVarint(value.size(), out);
  out->append(value);
}

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_WIRE_WRITER_H_

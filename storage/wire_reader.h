#ifndef NEWSWIRE_STORAGE_WIRE_READER_H_
#define NEWSWIRE_STORAGE_WIRE_READER_H_

#include <cstdint>
#include <cstring>
#include <string_view>

namespace newswire {

// Walks the fields of one protobuf message. Never reads past its end. Every method returns false
// when the bytes are damaged; what the out parameter holds is then undefined.
class WireReader {
 public:
  enum Type { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

  // `bytes` must outlive the reader and everything read from it.
  explicit WireReader(std::string_view bytes)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool done() const { return at_ == end_; }
  // What has not been read yet.
  std::string_view rest() const { return {at_, static_cast<std::size_t>(end_ - at_)}; }

  bool Varint(std::uint64_t* value) {
    std::uint64_t result = 0;
    for (int shift = 0; shift < 70 && at_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      // The tenth byte has room for one bit only.
      if (shift == 63 && byte > 1) return false;
      result |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        *value = result;
        return true;
      }
    }
    return false;
  }

  bool Tag(int* field, int* type) {
    std::uint64_t tag = 0;
    if (!Varint(&tag) || tag > UINT32_MAX || tag < 8) return false;
    *field = static_cast<int>(tag >> 3);
    *type = static_cast<int>(tag & 7);
    return true;
  }

  bool Fixed64(std::uint64_t* value) {
    if (end_ - at_ < 8) return false;
    std::uint64_t result = 0;
    for (int i = 0; i < 8; ++i) {
      result |= static_cast<std::uint64_t>(static_cast<unsigned char>(at_[i])) << (8 * i);
    }
    at_ += 8;
    *value = result;
    return true;
  }

  bool Bytes(std::string_view* value) {
    std::uint64_t size = 0;
    if (!Varint(&size) || size > static_cast<std::uint64_t>(end_ - at_)) return false;
    *value = {at_, static_cast<std::size_t>(size)};
    at_ += size;
    return true;
  }

  // One field, whatever it is.
  struct Field {
    int number = 0;
    int type = 0;
    std::uint64_t varint = 0;  // of type kVarint
    std::string_view bytes;    // of type kBytes: what stands in it
    std::string_view whole;    // with its tag
  };
  bool Next(Field* field) {
    const std::string_view before = rest();
    *field = {};
    if (!Tag(&field->number, &field->type)) return false;
    const bool read = field->type == kBytes    ? Bytes(&field->bytes)
                      : field->type == kVarint ? Varint(&field->varint)
                                               : Skip(field->type);
    field->whole = before.substr(0, before.size() - rest().size());
    return read;
  }

  // Passes over a field that is not known. Groups do not exist in proto3: damage.
  bool Skip(int type) {
    std::uint64_t number = 0;
    std::string_view bytes;
    switch (type) {
      case kVarint:
        return Varint(&number);
      case kFixed64:
        return Fixed64(&number);
      case kBytes:
        return Bytes(&bytes);
      case kFixed32:
        if (end_ - at_ < 4) return false;
        at_ += 4;
        return true;
      default:
        return false;
    }
  }

 private:
  const char* at_;
  const char* end_;
};

}  // namespace newswire

#endif  // NEWSWIRE_STORAGE_WIRE_READER_H_

#ifndef NEWSWIRE_TESTS_SUPPORT_FRAMED_ENTRIES_H_
#define NEWSWIRE_TESTS_SUPPORT_FRAMED_ENTRIES_H_

#include <google/protobuf/io/coded_stream.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "storage/entry_frame.h"

namespace newswire {

// Takes the framed entries that a serialised response begins with out of it and returns their
// sequences. Their items need not be items.
inline std::vector<Sequence> TakeEntries(std::string* response) {
  std::vector<Sequence> sequences;
  while (!response->empty() && response->front() == '\x0a') {
    google::protobuf::io::CodedInputStream in(
        reinterpret_cast<const std::uint8_t*>(response->data()),
        static_cast<int>(response->size()));
    std::uint32_t length = 0;
    if (in.ReadTag() == 0 || !in.ReadVarint32(&length) || !in.Skip(static_cast<int>(length))) break;
    const std::size_t size = static_cast<std::size_t>(in.CurrentPosition());
    const auto head = ParseEntryHead(std::string_view(*response).substr(0, size));
    EXPECT_TRUE(head.has_value());
    sequences.push_back(head.value_or(EntryHead()).sequence);
    response->erase(0, size);
  }
  return sequences;
}

}  // namespace newswire

#endif  // NEWSWIRE_TESTS_SUPPORT_FRAMED_ENTRIES_H_

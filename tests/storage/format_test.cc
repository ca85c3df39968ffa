// storage/FORMAT.md is read by people who repair disks. Its bytes must be the bytes.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "newswire/v1/feed_service.pb.h"
#include "storage/entry_frame.h"
#include "storage/keys.h"
#include "storage/strings.h"

namespace newswire {
namespace {

std::string Document() {
  std::ifstream in(NEWSWIRE_SOURCE_DIR "/storage/FORMAT.md");
  return {std::istreambuf_iterator<char>(in), {}};
}

bool IsHexByte(std::string_view word) {
  return word.size() == 2 && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// The hexadecimal bytes of the indented block behind `title`. In each line the explanation begins
// with the first word that is not a byte.
std::string HexBlock(const std::string& document, const std::string& title) {
  std::istringstream lines(document.substr(document.find(title)));
  std::string hex;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("    ")) {
      if (!hex.empty() && !line.empty()) break;
      continue;
    }
    std::istringstream words(line);
    for (std::string word; words >> word && IsHexByte(word);) hex += word;
  }
  return hex;
}

TEST(FormatTest, TheWorkedExampleIsWhatTheStoreWrites) {
  EntryHead head;
  head.sequence = 1;
  head.digest = 2;
  head.kind = v1::ITEM_KIND_ARTICLE;
  head.action = v1::FEED_ACTION_PUBLISH;
  head.name = "articles/urn:ex:1";
  head.revision = 1;
  head.pub_status = v1::PUB_STATUS_USABLE;
  head.append_time = absl::FromUnixSeconds(1'790'000'000);
  v1::Article article;
  article.set_name("articles/urn:ex:1");
  const std::string item = article.SerializeAsString();
  const EntryPayload payload{v1::FeedEntry::kArticleFieldNumber, item, {}};
  const std::string framed = FramedEntry(head, payload);

  EXPECT_EQ(HexBlock(Document(), "Worked example"), absl::BytesToHexString(framed));
  v1::SubscribeResponse response;
  ASSERT_TRUE(response.ParseFromString(framed));
  EXPECT_EQ(response.entries(0).article().name(), "articles/urn:ex:1");
}

TEST(FormatTest, TheExampleOfARevisionKeyIsTheKey) {
  std::string hex;
  for (const char byte : keys::RevisionKey("urn:ex:1", 1)) {
    absl::StrAppend(&hex, hex.empty() ? "" : " ",
                    absl::BytesToHexString(absl::string_view(&byte, 1)));
  }
  EXPECT_THAT(Document(), testing::HasSubstr("`" + hex + "`"));
}

}  // namespace
}  // namespace newswire

#ifndef NEWSWIRE_CLIENT_CLI_WRITTEN_H_
#define NEWSWIRE_CLIENT_CLI_WRITTEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "client/cli/command.h"
#include "client/item_json.h"
#include "newswire/v1/common.pb.h"

namespace newswire::cli {

// What a write of the newsroom left; the same for both kinds of item.
struct Written {
  std::string name;
  std::uint32_t revision = 0;
  std::string position;  // of its entry; empty when there is none
  bool held = false;     // by an embargo
  v1::Embargo embargo;
  std::string json;  // the whole answer
};

template <typename Item>
void TakeItem(const Item& item, Written* written) {
  written->name = item.name();
  written->revision = item.revision();
  written->held = item.has_embargo();
  written->embargo = item.embargo();
}

// From the response of any write.
template <typename Response>
absl::StatusOr<Written> ToWritten(const absl::StatusOr<Response>& response) {
  if (!response.ok()) return response.status();
  Written written;
  if constexpr (requires { response->article(); }) {
    TakeItem(response->article(), &written);
  } else {
    TakeItem(response->recommendation(), &written);
  }
  written.position = response->position();
  written.json = ToJson(*response, /*pretty=*/true);
  return written;
}

// Prints it as `output` (text or json) asks, or why it failed. `verb` is what was done, for example
// "withheld". Answers the exit code.
int ShowWritten(const Globals& globals, const std::string& output, const std::string& verb,
                const absl::StatusOr<Written>& written);

// The same for an item that was taken back as a whole: says on stderr, too, how to see who has
// taken it down.
int ShowRetracted(const Globals& globals, const std::string& output, const std::string& verb,
                  const absl::StatusOr<Written>& written);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_WRITTEN_H_

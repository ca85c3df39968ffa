#ifndef NEWSWIRE_SERVICE_CORE_REDACT_H_
#define NEWSWIRE_SERVICE_CORE_REDACT_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "newswire/v1/common.pb.h"
#include "newswire/v1/feed.pb.h"
#include "storage/entry_frame.h"

namespace newswire {

// What a redacted entry says.
struct Redaction {
  v1::PubStatus status = v1::PUB_STATUS_UNSPECIFIED;
  Sequence by_sequence = 0;
  absl::Time at;
};

// The serialised Redacted.
std::string RedactedPayload(const Redaction& redaction);

// The entry without its content: same sequence, digest, name, revision and languages, so that
// positions, filters and checksums of the feed stay what they were. Hash, advisories and changed
// paths go too: they can tell what the content was. An entry that is redacted already gets the new
// words. Pure.
std::string RedactFrame(std::string_view framed, const Redaction& redaction);

// The entry with every text of some translations empty and their status set; nullopt when it holds
// none of them. The hash of the whole goes, because it covers those texts. Pure.
std::optional<std::string> RedactTranslations(std::string_view framed,
                                              const std::set<std::string>& languages,
                                              v1::PubStatus status);

// Empties a translation: what stays is its language, kind, revision and the new status.
void EmptyTranslation(v1::PubStatus status, v1::Translation* translation);

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_REDACT_H_

#ifndef NEWSWIRE_CLIENT_PAGE_IMPORTER_H_
#define NEWSWIRE_CLIENT_PAGE_IMPORTER_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire {

struct PageOptions {
  // Who publishes the page; part of every uri that is made.
  std::string provider = "import.invalid";
  // Where the page was found, https; may stay empty.
  std::string source_href;
};

// Reads the plain text of a press release:
//
//   a notice that the page is not there in the wanted language     (may be missing)
//   the headline
//   the date, as printed in any of the six UN languages
//   paragraphs; numbered recommendations "(1) ...; (2) ..." near the end
//
// and makes of it one recommendation per numbered item and, last, the article that reports them.
// Nothing is invented: what the page does not say stays unset, and what it prints (notice, date,
// quotations, roles) is kept word for word. Names, roles and dates are found by the tables and
// rules in client/page/, which know English best. Pure: the same page gives the same bytes.
//
// INVALID_ARGUMENT when there is no headline, no date line or no text.
absl::StatusOr<std::vector<v1::PublishItem>> ImportPage(std::string_view page,
                                                        const PageOptions& options);

}  // namespace newswire

#endif  // NEWSWIRE_CLIENT_PAGE_IMPORTER_H_

#ifndef NEWSWIRE_CLIENT_PAGE_FACTS_H_
#define NEWSWIRE_CLIENT_PAGE_FACTS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "client/page/organisations.h"
#include "client/page/scan.h"
#include "newswire/v1/entity.pb.h"

namespace newswire::page {

// Places, events, documents and numbered items of a body. All functions are pure.

// Regions by name or adjective ("Africa", "African countries"), but not inside of the name of an
// organisation. Ids are g1, g2, ...
std::vector<v1::Entity> FindPlaces(const Scan& scan, const Organisations& organisations);

// "the 8th Meeting of the X hosted by the Y", with the first date of its paragraph. Gives the host
// its role. Participants are left to the caller.
std::optional<v1::Event> FindEvent(const Scan& scan, Organisations* organisations);

// The document whose title stands in quotation marks, with what the body says about it.
std::optional<v1::SourceDocument> FindDocument(const Scan& scan,
                                               const std::vector<v1::Entity>& places,
                                               absl::CivilDay printed);

// One item of "(1) ...; (2) ...".
struct NumberedItem {
  std::uint32_t ordinal = 0;
  std::string label;  // as printed
  std::string text;   // without label and closing mark
  std::size_t start = 0;
  std::size_t length = 0;
};
// The longest row of items that are numbered from 1 without a gap, within one paragraph.
std::vector<NumberedItem> FindNumberedItems(const Text& body);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_FACTS_H_

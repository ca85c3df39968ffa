#ifndef NEWSWIRE_CLIENT_PAGE_PEOPLE_H_
#define NEWSWIRE_CLIENT_PAGE_PEOPLE_H_

#include <vector>

#include "client/page/organisations.h"
#include "client/page/scan.h"
#include "newswire/v1/entity.pb.h"

namespace newswire::page {

// The people that a body names: "Dr. Ada Example, the Director of the Example Office", "Example
// Office Director Ada Example"; later mentions by role or form of address and last name are spans
// of the same person. Ids are p1, p2, ...; the first one is who the item is about.
std::vector<v1::Entity> FindPeople(const Scan& scan, const Organisations& organisations);

}  // namespace newswire::page

#endif  // NEWSWIRE_CLIENT_PAGE_PEOPLE_H_

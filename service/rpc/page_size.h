#ifndef NEWSWIRE_SERVICE_RPC_PAGE_SIZE_H_
#define NEWSWIRE_SERVICE_RPC_PAGE_SIZE_H_

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "service/core/error.h"

namespace newswire {

struct PageSizes {
  std::uint32_t standard;  // when 0 was asked for
  std::uint32_t max;
};

// What `field` asks for; OUT_OF_RANGE when that is too much.
inline std::uint32_t PageSize(std::uint32_t asked, const PageSizes& sizes, const std::string& field,
                              Violations* violations) {
  if (asked > sizes.max) {
    violations->Add(field, "OUT_OF_RANGE",
                    absl::StrCat("must be 1 to ", sizes.max, ", is ", asked));
  }
  return asked == 0 ? sizes.standard : asked;
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_PAGE_SIZE_H_

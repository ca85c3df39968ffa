#ifndef NEWSWIRE_SERVICE_CORE_SORT_UNIQUE_H_
#define NEWSWIRE_SERVICE_CORE_SORT_UNIQUE_H_

#include <algorithm>
#include <vector>

namespace newswire {

// Puts the values in order, each once.
template <typename Value>
void SortUnique(std::vector<Value>* values) {
  std::sort(values->begin(), values->end());
  values->erase(std::unique(values->begin(), values->end()), values->end());
}

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_SORT_UNIQUE_H_

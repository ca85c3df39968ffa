#ifndef NEWSWIRE_SERVICE_CORE_ENTRY_SINK_H_
#define NEWSWIRE_SERVICE_CORE_ENTRY_SINK_H_

#include <cstddef>
#include <string_view>

#include "storage/position.h"

namespace newswire {

// Where the applier writes entries, so that the bytes it commits are the bytes subscribers get.
// One thread (the applier's). Every Reserve is followed by Append; a group ends with Publish or
// Drop.
class EntrySink {
 public:
  virtual ~EntrySink() = default;
  // Room for one framed entry; stays where it is until the group ends and longer.
  virtual char* Reserve(std::size_t bytes) = 0;
  // The reserved bytes now hold the entry with this sequence.
  virtual void Append(Sequence sequence, std::size_t bytes) = 0;
  // An entry, of this group or an older one, has other bytes from now on. Called between Reserve
  // and Publish; the view is good until the group ends.
  virtual void Replace(Sequence sequence, std::string_view framed) = 0;
  // The group is durable: readers may see it. `head` is the position of its last entry.
  virtual void Publish(const Position& head) = 0;
  // The group was not written.
  virtual void Drop() = 0;
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_CORE_ENTRY_SINK_H_

#ifndef NEWSWIRE_SERVICE_RPC_ON_ARENA_H_
#define NEWSWIRE_SERVICE_RPC_ON_ARENA_H_

#include <google/protobuf/arena.h>

namespace newswire {

// A message that is made, read and dropped in few pieces of memory: an item has hundreds of parts,
// and to allocate and free each takes as long as to check it. What is moved out of it is copied.
template <typename Message>
class OnArena {
 public:
  Message* operator->() const { return message_; }
  Message& operator*() const { return *message_; }
  Message* get() const { return message_; }

 private:
  static google::protobuf::ArenaOptions Options() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = 8 << 10;  // most items need one or two
    options.max_block_size = 64 << 10;
    return options;
  }

  google::protobuf::Arena arena_{Options()};
  Message* const message_ = google::protobuf::Arena::CreateMessage<Message>(&arena_);
};

}  // namespace newswire

#endif  // NEWSWIRE_SERVICE_RPC_ON_ARENA_H_

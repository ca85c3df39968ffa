#include "client/bench/ceiling_server.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <mutex>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/bench/loop.h"
#include "client/bench/server_under_test.h"
#include "client/bench/wire.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::bench {
namespace {

// Messages that exist at once. Streams that are further ahead of the slowest wait.
constexpr std::size_t kBlocksMax = 64;
// What the real server writes behind every batch: a position of 16 + 1 + digits + 1 + 16 bytes.
constexpr char kThrough[] = "0123456789abcdef-1000000-0123456789abcdef";

// The memory of messages. gRPC may let go of a message on any thread.
class BlockPool {
 public:
  // A block with the contents of `pattern`, or an old one that still has them but for the numbers.
  char* Take(const std::string& pattern) {
    const std::lock_guard<std::mutex> lock(mu_);
    if (free_.empty()) {
      char* block = new char[pattern.size()];
      std::memcpy(block, pattern.data(), pattern.size());
      return block;
    }
    char* block = free_.back();
    free_.pop_back();
    return block;
  }
  void Give(char* block) {
    const std::lock_guard<std::mutex> lock(mu_);
    free_.push_back(block);
  }

 private:
  std::mutex mu_;
  std::vector<char*> free_;  // guarded by mu_; lives as long as the process
};

struct Block {
  BlockPool* pool;
  char* bytes;
};

class CeilingServer {
 public:
  explicit CeilingServer(const CeilingOptions& options);
  absl::Status Start();
  [[noreturn]] void Serve();

 private:
  class Stream;

  void Accept();
  void OnAccepted(Stream* stream);
  // The message `index` of every stream; nullptr when it would be too far ahead of the slowest.
  const grpc::ByteBuffer* MessageAt(std::uint64_t index);
  void OnSent(std::uint64_t index);
  grpc::ByteBuffer NextMessage();

  const CeilingOptions options_;
  std::uint64_t entries_per_message_;
  std::uint64_t messages_;  // to each stream
  std::string pattern_;     // a message; the sequences are yet to be written
  std::vector<std::size_t> sequences_at_;
  BlockPool pool_;
  grpc::AsyncGenericService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<Stream*> waiting_;  // ready to write, but too far ahead
  std::deque<grpc::ByteBuffer> blocks_;
  std::deque<int> unsent_;         // streams that still have to send the block
  std::uint64_t first_block_ = 0;  // index of blocks_.front()
  std::uint64_t next_sequence_ = 1;
};

// One call: read the request, write Opened, wait for the others, write until it fails.
class CeilingServer::Stream {
 public:
  explicit Stream(CeilingServer* server) : server_(server), call_(&context_) {
    accepted_.run = [this](bool ok) {
      if (ok) call_.Read(&request_, &read_);
    };
    read_.run = [this](bool) {
      v1::SubscribeResponse opened;
      opened.mutable_opened()->set_log_id("0123456789abcdef");
      call_.Write(ToByteBuffer(opened), &opened_);
    };
    opened_.run = [this](bool) { server_->OnAccepted(this); };
    written_.run = [this](bool ok) {
      // A reader that left is not replaced: it is the end of this process.
      if (ok) Send();
    };
    server->service_.RequestCall(&context_, &call_, server->queue_.get(), server->queue_.get(),
                                 &accepted_);
  }

  // Sends the next message, or waits until there is one.
  void Send() {
    if (index_ == server_->messages_) return;
    const grpc::ByteBuffer* message = server_->MessageAt(index_);
    if (message == nullptr) {
      server_->waiting_.push_back(this);
      return;
    }
    const std::uint64_t sent = index_++;
    call_.Write(*message, grpc::WriteOptions().set_no_compression(), &written_);
    server_->OnSent(sent);
  }

 private:
  CeilingServer* const server_;
  grpc::GenericServerContext context_;
  grpc::GenericServerAsyncReaderWriter call_;
  grpc::ByteBuffer request_;
  Completion accepted_, read_, opened_, written_;
  std::uint64_t index_ = 0;
};

CeilingServer::CeilingServer(const CeilingOptions& options) : options_(options) {
  const std::string& entry = options_.framed_entry;
  entries_per_message_ = std::max<std::uint64_t>(1, options_.frame_bytes / entry.size());
  // Rounded up: the last message is as full as the others.
  messages_ = options_.entries / entries_per_message_ +
              (options_.entries % entries_per_message_ == 0 ? 0 : 1);
  for (std::uint64_t i = 0; i < entries_per_message_; ++i) {
    // Behind tag and length of the entry comes the tag of its sequence, then eight bytes.
    std::size_t at = 1;
    while (entry[at] & 0x80) ++at;
    sequences_at_.push_back(pattern_.size() + at + 2);
    pattern_ += entry;
  }
  v1::SubscribeResponse through;
  through.set_through(kThrough);
  pattern_ += through.SerializeAsString();
}

absl::Status CeilingServer::Start() {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_PER_MESSAGE_COMPRESSION, 0);
  builder.RegisterAsyncGenericService(&service_);
  queue_ = builder.AddCompletionQueue();
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) return absl::UnavailableError("no port");
  std::cout << "ceiling listening on 127.0.0.1:" << port << std::endl;
  return absl::OkStatus();
}

void CeilingServer::Serve() {
  Accept();
  void* tag = nullptr;
  bool ok = false;
  for (;;) {
    if (queue_->Next(&tag, &ok)) static_cast<Completion*>(tag)->run(ok);
  }
}

void CeilingServer::Accept() {
  streams_.push_back(std::make_unique<Stream>(this));
}

void CeilingServer::OnAccepted(Stream* stream) {
  waiting_.push_back(stream);
  if (static_cast<int>(waiting_.size()) < options_.wait_for) return Accept();
  std::vector<Stream*> all;
  all.swap(waiting_);
  for (Stream* each : all) each->Send();
}

const grpc::ByteBuffer* CeilingServer::MessageAt(std::uint64_t index) {
  if (index - first_block_ == blocks_.size()) {
    if (blocks_.size() >= kBlocksMax) return nullptr;
    blocks_.push_back(NextMessage());
    unsent_.push_back(options_.wait_for);
  }
  return &blocks_[index - first_block_];
}

void CeilingServer::OnSent(std::uint64_t index) {
  --unsent_[index - first_block_];
  bool room = false;
  while (!unsent_.empty() && unsent_.front() == 0) {
    unsent_.pop_front();
    blocks_.pop_front();
    ++first_block_;
    room = true;
  }
  if (!room || waiting_.empty()) return;
  std::vector<Stream*> all;
  all.swap(waiting_);
  for (Stream* each : all) each->Send();
}

grpc::ByteBuffer CeilingServer::NextMessage() {
  auto* block = new Block{&pool_, pool_.Take(pattern_)};
  for (const std::size_t at : sequences_at_) {
    const std::uint64_t sequence = next_sequence_++;  // little endian, as fixed64 is on the wire
    std::memcpy(block->bytes + at, &sequence, sizeof(sequence));
  }
  const auto release = [](void* released) {
    auto* owned = static_cast<Block*>(released);
    owned->pool->Give(owned->bytes);
    delete owned;
  };
  const grpc::Slice slice(block->bytes, pattern_.size(), release, block);
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

absl::Status RunCeilingServer(const CeilingOptions& options) {
  if (options.framed_entry.size() < 16) return absl::InvalidArgumentError("no entry to send");
  CeilingServer server(options);
  const absl::Status started = server.Start();
  if (!started.ok()) return started;
  server.Serve();
}

absl::StatusOr<std::unique_ptr<ChildProcess>> StartCeilingServer(const CeilingOptions& options,
                                                                 const std::string& folder) {
  const std::string path = folder + "/entry";
  std::ofstream file(path, std::ios::binary);
  file << options.framed_entry;
  file.close();
  if (!file) return absl::UnavailableError("cannot write " + path);
  return ChildProcess::Start(
      {OwnBinary(), "bench", "ceiling-server", "--entry-file", path, "--frame-bytes",
       absl::StrCat(options.frame_bytes), "--wait-for", absl::StrCat(options.wait_for), "--entries",
       absl::StrCat(options.entries)},
      "");
}

}  // namespace newswire::bench

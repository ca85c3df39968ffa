#include "tests/support/follower.h"

#include <grpcpp/channel.h>

#include <utility>

#include "client/channel.h"
#include "client/status.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire::testing {

Follower::Follower(const std::string& address, v1::SubscribeRequest request)
    : thread_([this, address, request = std::move(request)] { Read(request, address); }) {}

Follower::Follower(const std::string& address) : Follower(address, FromEarliest()) {}

Follower::~Follower() {
  Cancel();
  thread_.join();
}

void Follower::Read(const v1::SubscribeRequest& request, const std::string& address) {
  v1::FeedService::Stub stub(MakeChannel(address));
  const auto call = stub.Subscribe(&context_, request);
  v1::SubscribeResponse frame;
  while (call->Read(&frame)) {
    absl::MutexLock lock(&mu_);
    Take(std::move(frame));
    frame.Clear();
  }
  const absl::Status status = FromGrpcStatus(call->Finish());
  absl::MutexLock lock(&mu_);
  status_ = status;
  const auto& trailers = context_.GetServerTrailingMetadata();
  const auto found = trailers.find("newswire-position");
  if (found != trailers.end()) trailer_.assign(found->second.data(), found->second.size());
  ended_ = true;
}

void Follower::Take(v1::SubscribeResponse frame) {
  for (const v1::FeedEntry& entry : frame.entries()) {
    entries_.push_back({entry.sequence(), entry.name()});
  }
  if (!frame.through().empty()) position_ = frame.through();
  if (frame.has_opened()) position_ = frame.opened().position();
  if (frame.has_caught_up()) position_ = frame.caught_up().position();
  if (frame.has_heartbeat()) position_ = frame.heartbeat().position();
  caught_up_ |= frame.has_caught_up();
  if (frame.entries_size() == 0) signs_.push_back(std::move(frame));
}

bool Follower::AwaitEntry(std::uint64_t sequence, absl::Duration patience) {
  const auto came = [this, sequence]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return !entries_.empty() && entries_.back().sequence >= sequence;
  };
  absl::MutexLock lock(&mu_);
  return mu_.AwaitWithTimeout(absl::Condition(&came), patience);
}

bool Follower::AwaitCaughtUp(absl::Duration patience) {
  absl::MutexLock lock(&mu_);
  return mu_.AwaitWithTimeout(absl::Condition(&caught_up_), patience);
}

bool Follower::AwaitEnd(absl::Duration patience) {
  absl::MutexLock lock(&mu_);
  return mu_.AwaitWithTimeout(absl::Condition(&ended_), patience);
}

std::vector<Follower::Seen> Follower::entries() const {
  absl::MutexLock lock(&mu_);
  return entries_;
}

std::vector<v1::SubscribeResponse> Follower::signs() const {
  absl::MutexLock lock(&mu_);
  return signs_;
}

std::string Follower::position() const {
  absl::MutexLock lock(&mu_);
  return position_;
}

absl::Status Follower::status() const {
  absl::MutexLock lock(&mu_);
  return status_;
}

std::string Follower::trailer() const {
  absl::MutexLock lock(&mu_);
  return trailer_;
}

v1::SubscribeRequest FromEarliest() {
  v1::SubscribeRequest request;
  request.mutable_start()->set_earliest(true);
  return request;
}

v1::SubscribeRequest After(const std::string& position) {
  v1::SubscribeRequest request;
  request.mutable_start()->set_after_position(position);
  return request;
}

}  // namespace newswire::testing

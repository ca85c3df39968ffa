// Whatever comes over the wire, the server answers or drops it, goes on serving, and keeps nothing.
#include <grpcpp/channel.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/status.h"
#include "tests/support/any_call.h"
#include "tests/support/eventually.h"
#include "tests/support/follower.h"
#include "tests/support/raw_connection.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr char kCreate[] = "/newswire.v1.ArticleService/CreateArticle";
constexpr char kSubscribe[] = "/newswire.v1.FeedService/Subscribe";
constexpr char kPublishStream[] = "/newswire.v1.FeedService/PublishStream";
constexpr int kBadCalls = 2000;
// What 2,000 bad calls may leave behind: the allocator's slack, and connections being closed.
#if __has_feature(address_sanitizer)
constexpr std::int64_t kMemoryBytesMax = 512 << 20;  // it keeps 256 MiB of what is freed
#else
constexpr std::int64_t kMemoryBytesMax = 4 << 20;
#endif
constexpr int kDescriptorsMax = 2;

class BadRequests : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.Start());
    channel_ = MakeChannel(server_.address());
    v1::CreateArticleRequest request;
    *request.mutable_article() = MakeArticle("first", "News");
    ASSERT_TRUE(Client(channel_).CreateArticle(request).ok());
    valid_request_ = request.SerializeAsString();
  }
  void TearDown() override {
    EXPECT_TRUE(IsServing(channel_));
    EXPECT_EQ(server_.Stop(), 0);
  }
  absl::Status StatusOf(const AnyCall& call) { return Call(channel_, call).status; }

  ServerProcess server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string valid_request_;
};

TEST_F(BadRequests, BytesThatAreNoMessageAreAnsweredInWords) {
  for (const char* method :
       {kCreate, "/newswire.v1.ArticleService/UpdateArticle", kSubscribe, kPublishStream,
        "/newswire.v1.ArticleService/GetArticle", "/newswire.v1.FeedService/Publish",
        "/newswire.v1.FeedService/ReadEntries", "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch"}) {
    const absl::Status status = StatusOf({.method = method, .request = "\xff\xff\xff garbage"});
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << method << ": " << status;
    EXPECT_EQ(DetailsOf(status).reason, "MESSAGE_MALFORMED") << method;
  }
}

TEST_F(BadRequests, AnUnknownMethodIsUnimplemented) {
  for (const char* method : {"/newswire.v1.ArticleService/DropEverything", "/no.Service/Call", "/",
                             "/newswire.v1.ArticleService/"}) {
    const absl::Status status = StatusOf({.method = method, .request = valid_request_});
    EXPECT_TRUE(absl::IsUnimplemented(status)) << method << ": " << status;
  }
}

TEST_F(BadRequests, AMessageOver4MiBIsRefusedAndOneBelowIsRead) {
  for (const char* method : {kCreate, kSubscribe, kPublishStream}) {
    const absl::Status status =
        StatusOf({.method = method, .request = std::string((4 << 20) + 1, '\0')});
    EXPECT_TRUE(absl::IsResourceExhausted(status)) << method << ": " << status;
    const absl::Status malformed =
        StatusOf({.method = method, .request = std::string(4 << 20, '\0')});
    EXPECT_TRUE(absl::IsInvalidArgument(malformed)) << method << ": " << malformed;
  }
}

// 64 MiB of zeros are 64 KiB on the wire.
TEST_F(BadRequests, ACompressedRequestIsRefusedAndNotUnpacked) {
  EXPECT_TRUE(absl::IsUnimplemented(
      StatusOf({.method = kCreate, .request = valid_request_, .gzip = true})));
  const std::uint64_t before = server_.memory_bytes_max();
  const absl::Status bomb =
      StatusOf({.method = kCreate, .request = std::string(64 << 20, '\0'), .gzip = true});
  EXPECT_TRUE(absl::IsUnimplemented(bomb)) << bomb;
  EXPECT_LT(server_.memory_bytes_max() - before, 8u << 20);
}

// One bad call of each kind, over and over.
class BadCaller {
 public:
  BadCaller(std::string address, std::shared_ptr<grpc::Channel> channel, std::string valid_request)
      : address_(std::move(address)),
        channel_(std::move(channel)),
        valid_request_(std::move(valid_request)) {}

  void Make(int number) {
    const std::vector<std::function<void()>> kinds = {
        [this] { Call(channel_, {.method = kCreate, .request = Noise()}); },
        [this] { Call(channel_, {.method = kPublishStream, .request = Noise()}); },
        [this] { Call(channel_, {.method = "/no.Service/Call", .request = valid_request_}); },
        [this] { Call(channel_, {.method = kCreate, .request = valid_request_, .gzip = true}); },
        [this] {
          Call(channel_, {.method = kCreate, .request = valid_request_, .cancel_after = 0});
        },
        [this] {
          const std::string request = FromEarliest().SerializeAsString();
          Call(channel_, {.method = kSubscribe, .request = request, .cancel_after = 1});
        },
        [this] { VanishAfter(Noise()); },
        [this] { VanishAfter(http2::Preface() + http2::CallHead(1, kCreate)); },
        [this] {
          VanishAfter(http2::Preface() + http2::CallHead(1, kPublishStream) +
                      http2::HalfAMessage(1, 1000));
        },
        [this] {
          VanishAfter(http2::Preface() + http2::CallHead(1, kSubscribe) +
                      http2::Message(1, FromEarliest().SerializeAsString()));
        },
        [this] { ResetManyAndVanish(); },
    };
    kinds[number % kinds.size()]();
  }

 private:
  std::string Noise() {
    std::string noise(random_() % 500, '\0');
    for (char& byte : noise) byte = static_cast<char>(random_());
    return "\xff" + noise;
  }
  // Leaves without a word when the server has begun to answer.
  void VanishAfter(const std::string& bytes) {
    RawConnection connection(address_);
    connection.Send(bytes);
    connection.Listen();
    connection.Vanish();
  }
  void ResetManyAndVanish() {
    std::string bytes = http2::Preface();
    for (std::uint32_t stream = 1; stream < 40; stream += 2) {
      absl::StrAppend(&bytes, http2::CallHead(stream, kSubscribe), http2::Reset(stream));
    }
    VanishAfter(bytes);
  }

  const std::string address_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::string valid_request_;
  std::mt19937 random_{20261124};
};

TEST_F(BadRequests, TwoThousandOfThemLeaveNothingBehind) {
  BadCaller caller(server_.address(), channel_, valid_request_);
  Follower follower(server_.address());
  ASSERT_TRUE(follower.AwaitCaughtUp());
  for (int i = 0; i < kBadCalls / 4; ++i) caller.Make(i);  // what is made once and kept
  const int descriptors = server_.descriptors();
  const auto memory = static_cast<std::int64_t>(server_.memory_bytes());
  for (int i = 0; i < kBadCalls; ++i) caller.Make(i);
  EXPECT_TRUE(Eventually(absl::Seconds(10), [&] {
    return server_.descriptors() <= descriptors + kDescriptorsMax &&
           Client(channel_).GetFeedStatus()->subscribers() == 1;
  }));
  const std::int64_t grown = static_cast<std::int64_t>(server_.memory_bytes()) - memory;
  std::printf("FIG bad_requests calls=%d fds_before=%d fds_after=%d rss_growth_kb=%lld alive=%d\n",
              kBadCalls, descriptors, server_.descriptors(), static_cast<long long>(grown / 1024),
              IsServing(channel_));
  EXPECT_LE(server_.descriptors(), descriptors + kDescriptorsMax);
  EXPECT_LT(grown, kMemoryBytesMax);
  EXPECT_FALSE(follower.AwaitEnd(absl::ZeroDuration())) << "the honest reader was dropped";
  v1::CreateArticleRequest request;
  *request.mutable_article() = MakeArticle("last", "News");
  EXPECT_TRUE(Client(channel_).CreateArticle(request).ok());
  EXPECT_TRUE(follower.AwaitEntry(Client(channel_).GetFeedStatus()->last_sequence()));
}

}  // namespace
}  // namespace newswire::testing

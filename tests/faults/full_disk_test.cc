// A disk that is too full for writes: they are refused in words, everything else goes on, and when
// there is space again they work again.
#include "tests/faults/full_disk.h"

#include <grpcpp/channel.h>

#include "absl/time/clock.h"
#include "newswire/v1/feed_service.grpc.pb.h"

namespace newswire::testing {
namespace {

// More than any disk has: the server finds its disk full.
const std::vector<std::string> kNeverEnough = {"--min-free-bytes", "1152921504606846976"};
const std::vector<std::string> kAlwaysEnough = {"--min-free-bytes", "1"};

// What a server answers to one message of a publish stream.
v1::PublishStreamResponse PublishOverStream(const std::string& address,
                                            const v1::PublishStreamRequest& request) {
  v1::FeedService::Stub stub(MakeChannel(address));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const auto call = stub.PublishStream(&context);
  v1::PublishStreamResponse response;
  EXPECT_TRUE(call->Write(request));
  EXPECT_TRUE(call->Read(&response));
  call->WritesDone();
  EXPECT_TRUE(call->Finish().ok()) << "the stream goes on";
  return response;
}

TEST_F(FullDisk, WritesAreRefusedInWordsAndEverythingElseGoesOn) {
  Restart(kAlwaysEnough);
  ASSERT_TRUE(Create("before").ok());
  Restart(kNeverEnough);
  ExpectDiskFull(Create("now"));
  v1::PublishRequest publish;
  *publish.add_items()->mutable_article() = MakeArticle("now", "News");
  ExpectDiskFull(client_->Publish(publish).status());
  EXPECT_TRUE(RefusesWrites());
  ExpectReadsGoOn(1);
  Restart(kAlwaysEnough);
  EXPECT_FALSE(client_->GetFeedStatus()->refusing_writes());
  EXPECT_TRUE(Create("now").ok());
}

TEST_F(FullDisk, AStreamOfPublishesIsAnsweredItemByItemWithItsNames) {
  Restart(kNeverEnough);
  v1::PublishStreamRequest request;
  *request.add_items()->mutable_article() = MakeArticle("a", "First");
  *request.add_items()->mutable_article() = MakeArticle("b", "");  // refused for itself
  *request.add_items()->mutable_article() = MakeArticle("c", "Third");
  const auto response = PublishOverStream(server_.address(), request);
  ASSERT_EQ(response.results_size(), 3);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(response.results(i).name(), request.items(i).article().name());
    EXPECT_EQ(response.results(i).outcome(), v1::PUBLISH_OUTCOME_REJECTED);
  }
  ExpectDiskFull(FromRpcStatus(response.results(0).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(FromRpcStatus(response.results(1).status())));
  ExpectDiskFull(FromRpcStatus(response.results(2).status()));
}

}  // namespace
}  // namespace newswire::testing

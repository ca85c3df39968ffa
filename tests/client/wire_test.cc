// The client library over a real connection, to a feed in this process.
#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <sstream>

#include "absl/synchronization/mutex.h"
#include "client/channel.h"
#include "client/client.h"
#include "client/files.h"
#include "client/frame_stream.h"
#include "client/line_importer.h"
#include "client/publisher.h"
#include "client/status.h"
#include "client/subscriber.h"
#include "tests/client/fake_feed.h"
#include "tests/client/scripted_feed.h"

namespace newswire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

v1::PublishItem Item(int number) {
  v1::PublishItem item;
  if (number >= 0) item.mutable_article()->set_name(absl::StrCat("articles/urn:x:", number));
  return item;
}

class PublisherTest : public ::testing::Test {
 protected:
  std::unique_ptr<Publisher> MakePublisher() {
    return std::make_unique<Publisher>(
        MakeChannelFactory(feed.address()), options,
        [this](std::uint64_t index, const v1::PublishResult& result) {
          EXPECT_EQ(index, results.size());
          results.push_back(result);
        },
        &waiter);
  }
  // Results must name the items in the order in which they were handed over.
  void ExpectAllAnswered(int count) {
    ASSERT_THAT(results, SizeIs(count));
    for (int i = 0; i < count; ++i) EXPECT_EQ(results[i].name(), Item(i).article().name());
  }

  FakeFeed feed;
  PublisherOptions options;
  RecordingWaiter waiter;
  std::vector<v1::PublishResult> results;
};

TEST_F(PublisherTest, EveryItemIsAnsweredInOrder) {
  const auto publisher = MakePublisher();
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(publisher->Publish(Item(i)).ok());
  ASSERT_TRUE(publisher->Flush().ok());
  ExpectAllAnswered(1000);
  EXPECT_EQ(feed.streams(), 1);
}

TEST_F(PublisherTest, AWindowOfOneStillGetsEverythingThrough) {
  options.window_items = 1;
  const auto publisher = MakePublisher();
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(publisher->Publish(Item(i)).ok());
    EXPECT_GE(results.size() + 1, static_cast<std::size_t>(i + 1)) << "more than one is open";
  }
  ASSERT_TRUE(publisher->Flush().ok());
  ExpectAllAnswered(50);
}

TEST_F(PublisherTest, MessagesStayWithinTheirLimit) {
  options.batch_items = 7;
  const auto publisher = MakePublisher();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(publisher->Publish(Item(i)).ok());
  ASSERT_TRUE(publisher->Flush().ok());
  ExpectAllAnswered(100);
  EXPECT_LE(feed.largest_message(), 7);
}

TEST_F(PublisherTest, AfterABreakNothingIsLostAndNothingIsPublishedTwice) {
  options.batch_items = 10;
  for (const int messages : {0, 1, 5}) {
    FakeFeed broken;
    broken.messages_before_break = messages;
    results.clear();
    Publisher publisher(
        MakeChannelFactory(broken.address()), options,
        [this](std::uint64_t, const v1::PublishResult& result) { results.push_back(result); },
        &waiter);
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(publisher.Publish(Item(i)).ok());
    ASSERT_TRUE(publisher.Flush().ok());
    ExpectAllAnswered(200);
    EXPECT_EQ(broken.streams(), 2);
    const std::vector<std::string> published = broken.published();
    ASSERT_THAT(published, SizeIs(200));
    for (int i = 0; i < 200; ++i) EXPECT_EQ(published[i], Item(i).article().name());
  }
}

TEST_F(PublisherTest, ARefusedItemDoesNotStopTheOthers) {
  const auto publisher = MakePublisher();
  for (const int number : {0, -1, 2}) ASSERT_TRUE(publisher->Publish(Item(number)).ok());
  ASSERT_TRUE(publisher->Flush().ok());
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_EQ(results[1].outcome(), v1::PUBLISH_OUTCOME_REJECTED);
  EXPECT_EQ(results[2].outcome(), v1::PUBLISH_OUTCOME_CREATED);
}

TEST_F(PublisherTest, AnErrorThatTryingAgainCannotCureIsReturned) {
  feed.messages_before_break = 0;
  feed.break_status = {grpc::StatusCode::PERMISSION_DENIED, "readers may not publish"};
  const auto publisher = MakePublisher();
  absl::Status status = publisher->Publish(Item(0));
  if (status.ok()) status = publisher->Flush();
  EXPECT_TRUE(absl::IsPermissionDenied(status)) << status;
  EXPECT_THAT(waiter.waits, ::testing::IsEmpty());
}

TEST_F(PublisherTest, WhatTheServerCannotTakeNowIsSentAgainAndAnsweredInOrder) {
  options.batch_items = 10;
  for (const auto& refusal : {RpcStatus(grpc::StatusCode::UNAVAILABLE, "draining"),
                              RpcStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, "disk full", 7)}) {
    FakeFeed busy;
    busy.refusal = refusal;
    busy.items_before_refusals = 17;
    busy.refusals = 5;
    results.clear();
    waiter.waits.clear();
    Publisher publisher(
        MakeChannelFactory(busy.address()), options,
        [this](std::uint64_t, const v1::PublishResult& result) { results.push_back(result); },
        &waiter);
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(publisher.Publish(Item(i)).ok());
    ASSERT_TRUE(publisher.Flush().ok());
    ExpectAllAnswered(200);
    for (const auto& result : results) EXPECT_NE(result.outcome(), v1::PUBLISH_OUTCOME_REJECTED);
    EXPECT_THAT(busy.published(), SizeIs(200));
    ASSERT_FALSE(waiter.waits.empty());
    if (refusal.details_size() > 0) {
      EXPECT_GE(waiter.waits[0], absl::Seconds(7)) << "the server's delay is kept";
    }
  }
}

TEST_F(PublisherTest, GivesUpWhenTheServerTakesNothingAnyMore) {
  options.attempts_max = 3;
  feed.refusal = RpcStatus(grpc::StatusCode::UNAVAILABLE, "draining", 1);
  feed.items_before_refusals = 5;
  const auto publisher = MakePublisher();
  absl::Status status;
  for (int i = 0; i < 20 && status.ok(); ++i) status = publisher->Publish(Item(i));
  if (status.ok()) status = publisher->Flush();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_EQ(status.message(), "draining");
  ExpectAllAnswered(5);
  EXPECT_THAT(waiter.waits, SizeIs(2));
}

TEST_F(PublisherTest, AnItemThatIsTooLargeIsRefusedForGood) {
  feed.refusal = RpcStatus(grpc::StatusCode::RESOURCE_EXHAUSTED, "too large");
  const auto publisher = MakePublisher();
  ASSERT_TRUE(publisher->Publish(Item(0)).ok());
  ASSERT_TRUE(publisher->Flush().ok());
  ASSERT_THAT(results, SizeIs(1));
  EXPECT_EQ(results[0].outcome(), v1::PUBLISH_OUTCOME_REJECTED);
}

TEST_F(PublisherTest, GivesUpWhenNobodyAnswers) {
  options.attempts_max = 3;
  Publisher publisher(
      MakeChannelFactory("127.0.0.1:1"), options, [](auto, const auto&) {}, &waiter);
  absl::Status status = publisher.Publish(Item(0));
  if (status.ok()) status = publisher.Flush();
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_THAT(waiter.waits, SizeIs(2));
}

TEST(FrameStreamTest, GivesFramesAndThenTheStatus) {
  FakeFeed feed;
  feed.frames = {OpenedAt(0, 2), Batch({1, 2}, 2)};
  const auto transport = MakeFeedTransport(MakeChannelFactory(feed.address()));
  const auto stream = transport->Subscribe({});
  v1::SubscribeResponse frame;
  const absl::Duration limit = absl::Seconds(60);
  ASSERT_EQ(stream->Next(&frame, limit), FrameStream::Read::kFrame);
  EXPECT_TRUE(frame.has_opened());
  ASSERT_EQ(stream->Next(&frame, limit), FrameStream::Read::kFrame);
  EXPECT_EQ(frame.entries_size(), 2);
  ASSERT_EQ(stream->Next(&frame, limit), FrameStream::Read::kEnded);
  EXPECT_EQ(stream->Finish().message(), "gone");
}

TEST(FrameStreamTest, SilenceIsToldAndTheStreamCanBeFinished) {
  FakeFeed feed;
  feed.frames = {OpenedAt(0, 0)};
  feed.hold_open = true;
  const auto transport = MakeFeedTransport(MakeChannelFactory(feed.address()));
  const auto stream = transport->Subscribe({});
  v1::SubscribeResponse frame;
  ASSERT_EQ(stream->Next(&frame, absl::Seconds(60)), FrameStream::Read::kFrame);
  EXPECT_EQ(stream->Next(&frame, absl::Milliseconds(1)), FrameStream::Read::kSilence);
  EXPECT_TRUE(absl::IsCancelled(stream->Finish()));
}

// A channel that failed once connects again in its own time, and only while somebody polls it; a
// reader that kept it was seen to stay away for 8 seconds from a server that was back.
TEST(FrameStreamTest, TheNextAttemptAfterTheServerIsBackSucceeds) {
  auto feed = std::make_unique<FakeFeed>();
  const int port = feed->port();
  const auto transport = MakeFeedTransport(MakeChannelFactory(feed->address()));
  v1::SubscribeResponse frame;
  const absl::Duration limit = absl::Seconds(60);
  feed = nullptr;
  for (int attempt = 0; attempt < 5; ++attempt) {
    const auto refused = transport->Subscribe({});
    ASSERT_EQ(refused->Next(&frame, limit), FrameStream::Read::kEnded);
    ASSERT_TRUE(absl::IsUnavailable(refused->Finish()));
  }
  feed = std::make_unique<FakeFeed>(port);
  ASSERT_EQ(feed->port(), port);
  feed->frames = {OpenedAt(0, 0)};
  const auto stream = transport->Subscribe({});
  EXPECT_EQ(stream->Next(&frame, limit), FrameStream::Read::kFrame);
  // However it ends: it ends.
  stream->Finish().IgnoreError();
}

TEST(SubscriberOverTheWireTest, StopEndsARunThatWaitsForFrames) {
  FakeFeed feed;
  feed.frames = {OpenedAt(0, 1), Batch({1}, 1), CaughtUpAt(1)};
  feed.hold_open = true;
  const auto transport = MakeFeedTransport(MakeChannelFactory(feed.address()));
  const auto waiter = MakeWaiter();
  SubscriberOptions options;
  options.start.set_earliest(true);
  std::vector<std::uint64_t> taken;
  Subscriber* running = nullptr;
  SubscriberCallbacks callbacks;
  callbacks.on_entry = [&](const v1::FeedEntry& entry, const std::string&) {
    taken.push_back(entry.sequence());
    return absl::OkStatus();
  };
  std::thread stopper;
  callbacks.on_caught_up = [&](const v1::CaughtUp&) {
    stopper = std::thread([&] { running->Stop(); });
  };
  Subscriber subscriber(options, callbacks, transport.get(), waiter.get());
  running = &subscriber;
  EXPECT_TRUE(subscriber.Run().ok());
  stopper.join();
  EXPECT_THAT(taken, ElementsAre(1));
}

TEST(SubscriberOverTheWireTest, AMessageLargerThanTheChannelTakesEndsTheRun) {
  FakeFeed feed;
  feed.frames = {OpenedAt(0, 2), Batch({1}, 1), Batch({2}, 2)};
  feed.frames.back().mutable_entries(0)->set_name(std::string(5000, 'x'));
  const ChannelFactory channels = [&feed] {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(1000);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(feed.address(), grpc::InsecureChannelCredentials(), arguments);
  };
  const auto transport = MakeFeedTransport(channels);
  RecordingWaiter waiter;
  SubscriberOptions options;
  options.start.set_earliest(true);
  SubscriberCallbacks callbacks;
  callbacks.on_entry = [](const v1::FeedEntry&, const std::string&) { return absl::OkStatus(); };
  Subscriber subscriber(options, callbacks, transport.get(), &waiter);
  const absl::Status status = subscriber.Run();
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("after " + At(1)));
  EXPECT_THAT(waiter.waits, SizeIs(0));
}

// A page of 3 MiB of small items in many languages grows by the selection of each.
TEST(ClientTest, AnswersOfTwentyMebibytesAreTaken) {
  FakeFeed feed;
  feed.version = std::string(20 << 20, 'v');
  Client client(MakeChannel(feed.address()));
  const auto status = client.GetFeedStatus();
  ASSERT_TRUE(status.ok()) << status.status();
  EXPECT_EQ(status->server_version().size(), feed.version.size());
}

TEST(ClientTest, ACallThatFindsTheServerUnavailableIsTriedAgain) {
  FakeFeed feed;
  feed.unavailable_calls = 2;
  ClientOptions options;
  options.backoff.first = absl::Milliseconds(1);
  EXPECT_TRUE(Client(MakeChannel(feed.address()), options).GetFeedStatus().ok());
  feed.unavailable_calls = 4;
  EXPECT_TRUE(
      absl::IsUnavailable(Client(MakeChannel(feed.address()), options).GetFeedStatus().status()));
}

TEST(StatusTest, PathsInTheResultOfAnItemBeginAtTheItem) {
  google::rpc::Status status = RpcStatus(
      grpc::StatusCode::INVALID_ARGUMENT,
      "2 problems:\nitems[111].article.name: URI_INVALID: x\nitems[7]: FIELD_REQUIRED: y");
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("items[111].article.name");
  bad.add_field_violations()->set_field("items[7]");
  bad.add_field_violations()->set_field("article.name");
  status.add_details()->PackFrom(bad);
  const absl::Status own = FromItemStatus(status);
  EXPECT_EQ(own.message(), "2 problems:\narticle.name: URI_INVALID: x\nitem: FIELD_REQUIRED: y");
  std::vector<std::string> fields;
  for (const auto& violation : DetailsOf(own).violations) fields.push_back(violation.field);
  EXPECT_THAT(fields, ElementsAre("article.name", "item", "article.name"));
}

TEST(ClientTest, RequestIdsAreDifferentAndOfTheLengthTheContractAllows) {
  EXPECT_NE(NewRequestId(), NewRequestId());
  EXPECT_EQ(NewRequestId().size(), 32);
}

class LineImporterTest : public ::testing::Test {
 protected:
  LineImporterTest() {
    std::string pattern = ::testing::TempDir() + "newswire_import_XXXXXX";
    const int fd = mkstemp(pattern.data());
    close(fd);
    std::remove(pattern.c_str());
    options.state_file = pattern;
    options.input_id = "input";
  }
  ~LineImporterTest() override { std::remove(options.state_file.c_str()); }

  absl::Status Run(FakeFeed* feed, const std::string& text) {
    std::istringstream input(text);
    return Run(feed, &input);
  }
  absl::Status Run(FakeFeed* feed, std::istream* input) {
    LineImporter::Callbacks callbacks;
    callbacks.on_problem = [this](std::uint64_t line, const absl::Status&) {
      problems.push_back(line);
    };
    LineImporter importer(MakeChannelFactory(feed->address()), options, callbacks, &waiter);
    const absl::Status status = importer.Run(*input);
    progress = importer.progress();
    return status;
  }
  static std::string Lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&text, "{\"name\":\"articles/urn:x:", i, "\"}\n");
    }
    return text;
  }

  LineImporterOptions options;
  RecordingWaiter waiter;
  std::vector<std::uint64_t> problems;
  ImportProgress progress;
};

TEST_F(LineImporterTest, BadLinesAreToldAndTheRestGoesIn) {
  FakeFeed feed;
  ASSERT_TRUE(Run(&feed,
                  "{\"name\":\"articles/urn:x:1\"}\nrubbish\n\n{\"article\":{}}\n"
                  "{\"name\":\"articles/urn:x:2\"}\n")
                  .ok());
  EXPECT_THAT(feed.published(), ElementsAre("articles/urn:x:1", "articles/urn:x:2"));
  EXPECT_THAT(problems, ElementsAre(2, 4));
  EXPECT_EQ(progress.bad_lines, 1);
  EXPECT_EQ(progress.rejected, 1);
}

TEST_F(LineImporterTest, AByteOrderMarkIsPassedOver) {
  FakeFeed feed;
  ASSERT_TRUE(Run(&feed, "\xEF\xBB\xBF" + Lines(2)).ok());
  EXPECT_THAT(problems, ::testing::IsEmpty());
  EXPECT_THAT(feed.published(), SizeIs(2));
}

TEST_F(LineImporterTest, AnInterruptedImportGoesOnWhereItStopped) {
  options.progress_interval = absl::ZeroDuration();
  FakeFeed feed;
  feed.messages_before_break = 3;
  feed.break_status = {grpc::StatusCode::PERMISSION_DENIED, "no more"};
  ASSERT_FALSE(Run(&feed, Lines(2000)).ok());
  const std::uint64_t confirmed = progress.confirmed_lines;
  ASSERT_GT(confirmed, 0);
  ASSERT_LT(confirmed, 2000);
  ASSERT_TRUE(Run(&feed, Lines(2000)).ok());
  EXPECT_EQ(progress.skipped_lines, confirmed);
  EXPECT_EQ(progress.items(), 2000 - confirmed);
  EXPECT_THAT(feed.published(), SizeIs(2000));
  EXPECT_FALSE(ReadFile(options.state_file).ok()) << "removed at the end";
}

TEST_F(LineImporterTest, LinesThatTheServerCouldNotTakeComeAgainInTheNextRun) {
  FakeFeed feed;
  feed.refusal = RpcStatus(grpc::StatusCode::UNAVAILABLE, "draining", 1);
  feed.items_before_refusals = 300;
  ASSERT_TRUE(absl::IsUnavailable(Run(&feed, Lines(2000))));
  EXPECT_EQ(progress.confirmed_lines, 300);
  EXPECT_EQ(progress.rejected, 0);
  feed.refusal.Clear();
  ASSERT_TRUE(Run(&feed, Lines(2000)).ok());
  EXPECT_EQ(progress.skipped_lines, 300);
  EXPECT_THAT(feed.published(), SizeIs(2000));
}

// A folder opens like a file and gives an error when it is read.
TEST_F(LineImporterTest, AnInputThatCannotBeReadToItsEndIsAnErrorAndKeepsItsPlace) {
  class Broken : public std::stringbuf {
   public:
    explicit Broken(const std::string& text) : std::stringbuf(text, std::ios::in) {}
    int_type underflow() override {
      const int_type next = std::stringbuf::underflow();
      if (next == traits_type::eof()) throw std::ios_base::failure("disk error");
      return next;
    }
  };
  FakeFeed feed;
  Broken broken(Lines(8) + "{\"name\":\"articles/urn:x:cut");
  std::istream input(&broken);
  const absl::Status status = Run(&feed, &input);
  EXPECT_TRUE(absl::IsUnknown(status)) << status;
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("after line 8"));
  EXPECT_THAT(feed.published(), SizeIs(8));
  EXPECT_THAT(problems, ::testing::IsEmpty()) << "half a line is none";
  EXPECT_EQ(ReadFile(options.state_file).value_or(""), "8\ninput\n");
}

TEST_F(LineImporterTest, StateOfAnotherInputIsNotUsed) {
  ASSERT_TRUE(ReplaceFile(options.state_file, "5\nanother input\n").ok());
  FakeFeed feed;
  ASSERT_TRUE(Run(&feed, Lines(8)).ok());
  EXPECT_EQ(progress.skipped_lines, 0);
  EXPECT_THAT(feed.published(), SizeIs(8));
}

}  // namespace
}  // namespace newswire

int main(int argc, char** argv) {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}

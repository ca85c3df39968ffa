// More connections than file descriptors: the one too many is turned away, and nobody else notices.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "client/channel.h"
#include "client/client.h"
#include "tests/support/any_call.h"
#include "tests/support/eventually.h"
#include "tests/support/follower.h"
#include "tests/support/raw_connection.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire::testing {
namespace {

constexpr int kDescriptors = 128;
constexpr int kCrowd = 200;

// Whether a connection gets as far as HTTP/2.
bool IsServed(RawConnection* connection) {
  connection->Send(http2::Preface());
  return connection->Listen() == RawConnection::Heard::kBytes;
}

class DescriptorLimit : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.LimitDescriptors(kDescriptors);
    ASSERT_TRUE(server_.Start());
    client_ = std::make_unique<Client>(MakeChannel(server_.address()));
    ASSERT_TRUE(client_->GetFeedStatus().ok());
  }
  // Connects again and again, and keeps what it gets.
  void Crowd() {
    for (int i = 0; i < kCrowd; ++i) {
      auto connection = std::make_unique<RawConnection>(server_.address());
      if (IsServed(connection.get())) {
        crowd_.push_back(std::move(connection));
      } else {
        ++turned_away_;
      }
    }
  }
  bool Create(Client* client, const std::string& id) {
    v1::CreateArticleRequest request;
    *request.mutable_article() = MakeArticle(id, "News");
    return client->CreateArticle(request).ok();
  }

  ServerProcess server_;
  std::unique_ptr<Client> client_;
  std::vector<std::unique_ptr<RawConnection>> crowd_;
  int turned_away_ = 0;
};

TEST_F(DescriptorLimit, EstablishedConnectionsGoOnAndNewOnesAreServedWhenOthersLeave) {
  Follower follower(server_.address());
  ASSERT_TRUE(follower.AwaitCaughtUp());
  Crowd();
  const int most = server_.descriptors();
  EXPECT_GT(crowd_.size(), 0u);
  EXPECT_GT(turned_away_, 0);
  for (int i = 1; i <= 20; ++i) {
    ASSERT_TRUE(Create(client_.get(), absl::StrCat("crowded-", i)));
    ASSERT_TRUE(follower.AwaitEntry(i));
  }
  const std::size_t served = crowd_.size();
  crowd_.clear();
  const absl::Time left = absl::Now();
  EXPECT_TRUE(Eventually(absl::Seconds(10), [this] {
    RawConnection connection(server_.address());
    return IsServed(&connection);
  }));
  const absl::Duration back = absl::Now() - left;
  Client late(MakeChannel(server_.address()));
  EXPECT_TRUE(Create(&late, "late"));
  EXPECT_TRUE(follower.AwaitEntry(21));
  std::printf("FIG fds limit=%d used=%d served=%zu turned_away=%d back_ms=%.0f alive=%d\n",
              kDescriptors, most, served, turned_away_, absl::ToDoubleMilliseconds(back),
              IsServing(MakeChannel(server_.address())));
  EXPECT_EQ(server_.Stop(), 0);
}

// A full memtable needs two new files: a write-ahead log and a table.
TEST_F(DescriptorLimit, TheDatabaseFindsDescriptorsWhenConnectionsTookAllTheyCould) {
  Follower follower(server_.address());
  ASSERT_TRUE(follower.AwaitCaughtUp());
  Crowd();
  ASSERT_GT(turned_away_, 0);
  const int crowded = server_.descriptors();
  // 96 MiB, over a connection that is there already.
  constexpr int kArticles = 240;
  for (int i = 0; i < kArticles; i += 5) {
    v1::PublishRequest request;
    for (int k = i; k < i + 5; ++k) {
      *request.add_items()->mutable_article() = MakeLargeArticle(absl::StrCat("a", k), 400 << 10);
    }
    const auto response = client_->Publish(request);
    ASSERT_TRUE(response.ok()) << response.status();
  }
  EXPECT_TRUE(follower.AwaitEntry(kArticles));
  EXPECT_GT(server_.descriptors(), crowded) << "no new file was needed";
  EXPECT_EQ(server_.Stop(), 0);
}

}  // namespace
}  // namespace newswire::testing

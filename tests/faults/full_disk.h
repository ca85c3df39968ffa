#ifndef NEWSWIRE_TESTS_FAULTS_FULL_DISK_H_
#define NEWSWIRE_TESTS_FAULTS_FULL_DISK_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client/channel.h"
#include "client/client.h"
#include "client/status.h"
#include "tests/support/any_call.h"
#include "tests/support/follower.h"
#include "tests/support/sample_items.h"
#include "tests/support/server_process.h"

namespace newswire::testing {

// A server, and what must hold while its disk is full.
class FullDisk : public ::testing::Test {
 protected:
  void Restart(const std::vector<std::string>& flags) {
    server_.Stop();
    server_.SetFlags(flags);
    ASSERT_TRUE(server_.Start());
    client_ = std::make_unique<Client>(MakeChannel(server_.address()));
  }
  absl::Status Create(const std::string& id) {
    v1::CreateArticleRequest request;
    *request.mutable_article() = MakeArticle(id, "News");
    return client_->CreateArticle(request).status();
  }
  bool RefusesWrites() {
    const auto status = client_->GetFeedStatus();
    return status.ok() && status->refusing_writes() &&
           status->refusing_writes_because() == "DISK_FULL";
  }
  // Everything that needs no space.
  void ExpectReadsGoOn(std::uint64_t entries) {
    v1::GetArticleRequest get;
    get.set_name(MakeArticle("before", "").name());
    EXPECT_TRUE(client_->GetArticle(get).ok());
    EXPECT_TRUE(client_->ListArticles({}).ok());
    v1::ReadEntriesRequest read;
    read.mutable_start()->set_earliest(true);
    EXPECT_TRUE(client_->ReadEntries(read).ok());
    Follower follower(server_.address());
    EXPECT_TRUE(follower.AwaitCaughtUp());
    EXPECT_EQ(follower.entries().size(), entries);
    EXPECT_TRUE(IsServing(MakeChannel(server_.address())));
  }

  ServerProcess server_;
  std::unique_ptr<Client> client_;
};

inline void ExpectDiskFull(const absl::Status& status) {
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_EQ(DetailsOf(status).reason, "DISK_FULL");
  EXPECT_EQ(DetailsOf(status).retry_delay, absl::Seconds(10));
}

}  // namespace newswire::testing

#endif  // NEWSWIRE_TESTS_FAULTS_FULL_DISK_H_

#include "service/core/item_edit.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/group.h"
#include "storage/entry_frame.h"
#include "tests/core/sample_items.h"
#include "tests/storage/store_fixture.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

// Entries of one group; nobody reads them.
class GroupSink : public EntrySink {
 public:
  char* Reserve(std::size_t bytes) override {
    return frames_.emplace_back(std::make_unique<char[]>(bytes)).get();
  }
  void Append(Sequence, std::size_t) override {}
  void Replace(Sequence, std::string_view) override {}
  void Publish(const Position&) override {}
  void Drop() override {}

 private:
  std::vector<std::unique_ptr<char[]>> frames_;
};

class ReadForEditTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = Store::Open(SmallOptions(folder_.path()));
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  ProposalOutcome Write(const WriteProposal& proposal) {
    GroupSink sink;
    Group group(store_.get(), &sink);
    ProposalOutcome outcome = group.Decide(proposal);
    EXPECT_TRUE(group.error().ok()) << group.error();
    if (!group.empty()) {
      group.mutable_writes()->head.set_applied(store_->head().applied() + 1);
      EXPECT_TRUE(store_->Commit(group.writes()).ok());
    }
    return outcome;
  }

  WriteOutcome Put(Draft draft) {
    WriteProposal proposal;
    proposal.proposed_at = SampleNow();
    proposal.writes.resize(1);
    proposal.writes.front().draft = std::move(draft);
    return Write(proposal).writes.front();
  }

  const std::string uri_ = DraftOf(SampleArticle()).uri;
  const TempFolder folder_;
  std::unique_ptr<Store> store_;
};

TEST_F(ReadForEditTest, APublishedItemIsTheOneReadersSee) {
  ASSERT_EQ(Put(DraftOf(SampleArticle())).outcome, v1::PUBLISH_OUTCOME_CREATED);
  const auto stored = ReadForEdit(*store_, v1::ITEM_KIND_ARTICLE, uri_);
  ASSERT_TRUE(stored.ok()) << stored.status();
  v1::Article article;
  ASSERT_TRUE(article.ParseFromString(*stored));
  EXPECT_EQ(article.revision(), 1u);
  EXPECT_FALSE(article.has_embargo());
}

TEST_F(ReadForEditTest, AnItemUnderEmbargoIsThereForItsEditor) {
  Draft draft = DraftOf(SampleArticle());
  draft.embargo.emplace().set_indefinite(true);
  ASSERT_EQ(Put(draft).outcome, v1::PUBLISH_OUTCOME_HELD);
  const auto stored = ReadForEdit(*store_, v1::ITEM_KIND_ARTICLE, uri_);
  ASSERT_TRUE(stored.ok()) << stored.status();
  v1::Article article;
  ASSERT_TRUE(article.ParseFromString(*stored));
  EXPECT_EQ(article.revision(), 1u);
  EXPECT_TRUE(article.embargo().indefinite());
  EXPECT_TRUE(absl::IsNotFound(ReadForEdit(*store_, v1::ITEM_KIND_RECOMMENDATION, uri_).status()));
}

TEST_F(ReadForEditTest, WhatIsNotThereIsNotFound) {
  const absl::Status status = ReadForEdit(*store_, v1::ITEM_KIND_ARTICLE, uri_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "ITEM_NOT_FOUND");
}

// A write that was made from a revision which is not the current one any more.
WriteProposal LateWrite(const std::string& request_id) {
  WriteProposal proposal;
  proposal.proposed_at = SampleNow();
  proposal.request_id = request_id;
  proposal.writes.resize(1);
  v1::Article next = SampleArticle();
  next.set_urgency(1);
  proposal.writes.front().draft = DraftOf(next);
  proposal.writes.front().expected_revision = 7;
  return proposal;
}

TEST_F(ReadForEditTest, AnOvertakenWriteIsNoAnswerToItsRequest) {
  ASSERT_TRUE(Put(DraftOf(SampleArticle())).status.ok());
  WriteProposal proposal = LateWrite("request-0001");
  EXPECT_TRUE(absl::IsAborted(Write(proposal).writes.front().status));
  // The same request, made again from the revision there is.
  proposal.writes.front().expected_revision = 1;
  EXPECT_EQ(Write(proposal).writes.front().outcome, v1::PUBLISH_OUTCOME_UPDATED);
}

TEST(NameAsInRequestTest, ANameTakesThePlaceOfAWholePathOnly) {
  Violations found;
  for (const char* field : {"article.translations[1]", "article.translations[1].language",
                            "article.translations[10].language", "article.etag", "article"}) {
    found.Add(field, "X", "y");
  }
  const Violations named = NameAsInRequest(
      found, {{"article.translations[1]", "translation"}, {"article.etag", "etag"}});
  Strings fields;
  for (const FieldViolation& violation : named.list()) fields.push_back(violation.field);
  EXPECT_EQ(fields, (Strings{"translation", "translation.language",
                             "article.translations[10].language", "etag", "article"}));
}

Strings CorrectionProblems(v1::RevisionKind kind, const std::vector<v1::LangString>& texts) {
  Violations violations;
  CheckCorrection(kind, {texts.begin(), texts.end()}, &violations);
  Strings problems;
  for (const FieldViolation& violation : violations.list()) {
    problems.push_back(absl::StrCat(violation.field, ": ", violation.reason));
  }
  return problems;
}

TEST(CheckCorrectionTest, ACorrectionSaysItsKindAndWhatWasWrong) {
  const std::vector<v1::LangString> texts = {Text("en", "The title was wrong.")};
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_CORRECTION, texts), Strings());
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_REFILE, texts), Strings());
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_UPDATE, texts), Strings{"kind: UNKNOWN_VALUE"});
  EXPECT_EQ(CorrectionProblems(static_cast<v1::RevisionKind>(99), texts),
            Strings{"kind: UNKNOWN_VALUE"});
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_UNSPECIFIED, {}),
            (Strings{"kind: FIELD_REQUIRED", "texts: FIELD_REQUIRED"}));
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_REFILE, {Text("iw", "a"), Text("en", ""),
                                                          Text("en", std::string(4001, 'a'))}),
            (Strings{"texts[0].language: LANGUAGE_INVALID", "texts[1].value: TEXT_EMPTY",
                     "texts[2].value: TEXT_TOO_LONG", "texts[2].language: LANGUAGE_DUPLICATE"}));
}

TEST(CheckCorrectionTest, TheTextsTogetherHold128KiB) {
  std::vector<v1::LangString> texts;
  for (const char* language : {"ar", "cs", "da", "de", "en", "es", "fi", "fr", "it", "ja", "ko",
                               "nl", "pl", "pt", "ru", "sv", "zh"}) {
    std::string value;
    for (int i = 0; i < 3850; ++i) value += "é";
    texts.push_back(Text(language, value));
  }
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_REFILE, texts), Strings());
  texts.back().set_value(texts.back().value() + std::string(150, 'a'));
  EXPECT_EQ(CorrectionProblems(v1::REVISION_KIND_REFILE, texts), Strings{"texts: TEXT_TOO_LONG"});
}

}  // namespace
}  // namespace newswire

// What a revision is to its readers: kind, action, significance, changed paths, corrections.
#include "service/core/revision_kind.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "service/core/draft.h"
#include "tests/core/sample_items.h"

namespace newswire {
namespace {

constexpr auto kUpdate = v1::REVISION_KIND_UPDATE;
constexpr auto kMetadata = v1::REVISION_KIND_METADATA;
constexpr auto kTranslation = v1::REVISION_KIND_TRANSLATION;
constexpr auto kStatus = v1::REVISION_KIND_STATUS;

// The revision that an edit of the sample makes.
template <typename Item>
Revised Edited(const Item& sample, const std::function<void(Item*)>& edit,
               const Change* change = nullptr) {
  Item next = sample;
  edit(&next);
  const auto revised = Revise(DraftOf(sample).payload, DraftOf(next), 2, SampleNow(), change);
  EXPECT_TRUE(revised.ok()) << revised.status();
  return revised.value_or(Revised());
}

v1::RevisionKind KindOf(const std::function<void(v1::Article*)>& edit) {
  return Edited<v1::Article>(SampleArticle(), edit).kind;
}

// A recommendation in two languages, and its original also summed up.
v1::Recommendation SampleTexts() {
  v1::Recommendation sample = SampleRecommendation(1);
  for (const auto textuality : {v1::TEXTUALITY_TRANSLATION, v1::TEXTUALITY_SUMMARY}) {
    v1::RecommendationText* text = sample.add_texts();
    text->set_language(textuality == v1::TEXTUALITY_SUMMARY ? "en" : "fr");
    text->set_textuality(textuality);
    text->set_kind(v1::TRANSLATION_KIND_HUMAN);
    text->set_value("quai");
  }
  return sample;
}

v1::RevisionKind KindOfRecommendation(const std::function<void(v1::Recommendation*)>& edit) {
  return Edited<v1::Recommendation>(SampleTexts(), edit).kind;
}

void EditOriginal(v1::Article* article) {
  article->mutable_translations(0)->mutable_headlines(0)->set_value("Other");
}
void EditFrench(v1::Article* article) {
  article->mutable_translations(1)->mutable_headlines(0)->set_value("Autre");
}

TEST(RevisionKindTest, TextOfTheOriginalIsAnUpdate) {
  EXPECT_EQ(KindOf(EditOriginal), kUpdate);
  EXPECT_EQ(KindOf([](auto* a) {
              a->mutable_translations(0)->mutable_descriptions(0)->set_value("Other");
            }),
            kUpdate);
  EXPECT_EQ(KindOf([](auto* a) {
              a->mutable_translations(0)->mutable_bodies(0)->set_content_type("text/markdown");
            }),
            kUpdate);
  EXPECT_EQ(KindOf([](auto* a) { a->mutable_translations(0)->mutable_headlines()->RemoveLast(); }),
            kUpdate);
}

TEST(RevisionKindTest, OnlyWhatIsInOtherLanguagesThanTheOriginalIsATranslation) {
  EXPECT_EQ(KindOf(EditFrench), kTranslation);
  EXPECT_EQ(KindOf([](auto* a) { a->mutable_translations(1)->set_slugline("ports"); }),
            kTranslation);
  EXPECT_EQ(KindOf([](auto* a) { a->mutable_translations()->RemoveLast(); }), kTranslation);
  EXPECT_EQ(KindOf([](auto* a) {
              v1::Translation* spanish = a->add_translations();
              *spanish = a->translations(1);
              spanish->set_language("es");
              a->mutable_translations(2)->mutable_headlines(0)->set_value("Otro");
            }),
            kTranslation);
}

TEST(RevisionKindTest, ATranslationTogetherWithMoreIsAnUpdate) {
  EXPECT_EQ(KindOf([](auto* a) {
              EditFrench(a);
              EditOriginal(a);
            }),
            kUpdate);
  EXPECT_EQ(KindOf([](auto* a) {
              EditFrench(a);
              a->set_urgency(1);
            }),
            kUpdate);
}

TEST(RevisionKindTest, WhatTheStoryTalksAboutIsPartOfIt) {
  const std::vector<std::function<void(v1::Article*)>> edits = {
      [](auto* a) { a->mutable_people(0)->mutable_roles(0)->set_value("President"); },
      [](auto* a) { a->mutable_organisations(0)->mutable_names(0)->set_value("Council"); },
      [](auto* a) { a->mutable_places(0)->set_rel("about"); },
      [](auto* a) { a->mutable_events(0)->set_edition(4); },
      [](auto* a) { a->mutable_source_documents(0)->set_symbol("HC/2031/6"); },
      [](auto* a) { a->mutable_recommendations()->RemoveLast(); },
  };
  for (std::size_t i = 0; i < edits.size(); ++i) EXPECT_EQ(KindOf(edits[i]), kUpdate) << i;
}

TEST(RevisionKindTest, DataAboutTheItemIsMetadata) {
  const std::vector<std::function<void(v1::Article*)>> edits = {
      [](auto* a) { a->set_urgency(1); },
      [](auto* a) { a->mutable_subjects(0)->set_rel("mentions"); },
      [](auto* a) { a->clear_renditions(); },
      [](auto* a) { a->mutable_usage_terms(0)->set_value("Ask first."); },
      [](auto* a) { a->mutable_translations(0)->set_slugline("ports"); },
      [](auto* a) {
        a->mutable_translations(1)->set_slugline("ports");
        a->mutable_expires()->set_seconds(2'100'000'000);
      },
      [](auto* a) { a->mutable_translations()->SwapElements(1, 2); },
  };
  for (std::size_t i = 0; i < edits.size(); ++i) EXPECT_EQ(KindOf(edits[i]), kMetadata) << i;
}

TEST(RevisionKindTest, ANewOriginalIsNoTranslation) {
  EXPECT_EQ(KindOf([](auto* a) {
              a->set_original_language("fr");
              v1::Translation* french = a->mutable_translations(1);
              french->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
              french->clear_translated_from();
              french->clear_source_revision();
              v1::Translation* english = a->mutable_translations(0);
              english->set_kind(v1::TRANSLATION_KIND_HUMAN);
              english->set_translated_from("fr");
              english->set_source_revision(1);
              EditOriginal(a);
            }),
            kUpdate);
}

TEST(RevisionKindTest, StatusAnswersAndAssessmentsAreAStatus) {
  const std::vector<std::function<void(v1::Recommendation*)>> edits = {
      [](auto* r) { r->set_status(v1::RECOMMENDATION_STATUS_OPEN); },
      [](auto* r) { r->mutable_addressees(0)->set_response(v1::ADDRESSEE_RESPONSE_NOTED); },
      [](auto* r) { r->mutable_addressees(0)->clear_responded(); },
      [](auto* r) { r->mutable_addressees(0)->mutable_comments(0)->set_value("Noted."); },
      [](auto* r) { r->mutable_assessments(0)->set_progress(v1::PROGRESS_HIGH); },
      [](auto* r) { r->clear_assessments(); },
      [](auto* r) { r->mutable_target_date()->set_value("2034"); },
      [](auto* r) { r->clear_superseded_by(); },
      [](auto* r) { r->set_priority(false); },
      [](auto* r) {
        r->set_priority(false);
        r->set_status(v1::RECOMMENDATION_STATUS_OPEN);
      },
  };
  for (std::size_t i = 0; i < edits.size(); ++i) {
    EXPECT_EQ(KindOfRecommendation(edits[i]), kStatus) << i;
  }
}

TEST(RevisionKindTest, AStatusTogetherWithMoreIsAnUpdate) {
  EXPECT_EQ(KindOfRecommendation([](auto* r) {
              r->set_status(v1::RECOMMENDATION_STATUS_OPEN);
              r->set_paragraph("13");
            }),
            kUpdate);
}

TEST(RevisionKindTest, TextsInOtherLanguagesThanTheOriginalAreATranslation) {
  EXPECT_EQ(KindOfRecommendation([](auto* r) { r->mutable_texts(1)->set_value("quais"); }),
            kTranslation);
  EXPECT_EQ(KindOfRecommendation([](auto* r) { r->mutable_texts()->DeleteSubrange(1, 1); }),
            kTranslation);
  EXPECT_EQ(KindOfRecommendation([](auto* r) { r->mutable_texts(0)->set_value("quays"); }),
            kUpdate);
  EXPECT_EQ(KindOfRecommendation([](auto* r) { r->mutable_texts(2)->set_value("quays"); }),
            kUpdate);
  EXPECT_EQ(KindOfRecommendation([](auto* r) {
              r->mutable_texts(1)->set_value("quais");
              r->set_priority(false);
            }),
            kUpdate);
}

TEST(RevisionKindTest, WhoMakesARecommendationAndWhoIsAskedIsItsStory) {
  const std::vector<std::function<void(v1::Recommendation*)>> edits = {
      [](auto* r) { r->mutable_issuing_bodies(0)->mutable_names(0)->set_value("Council"); },
      [](auto* r) { r->mutable_addressees(0)->set_kind("company"); },
      [](auto* r) { r->clear_addressees(); },
      [](auto* r) { r->mutable_source_document()->set_symbol("HC/2031/6"); },
      [](auto* r) { r->mutable_places(0)->set_rel("mentions"); },
  };
  for (std::size_t i = 0; i < edits.size(); ++i) {
    EXPECT_EQ(KindOfRecommendation(edits[i]), kUpdate) << i;
  }
  EXPECT_EQ(KindOfRecommendation([](auto* r) { r->mutable_themes(0)->set_rel("mentions"); }),
            kMetadata);
}

TEST(RevisionKindTest, AKindThatIsStatedCounts) {
  for (const auto kind : {v1::REVISION_KIND_CORRECTION, v1::REVISION_KIND_REFILE, kTranslation}) {
    Change change;
    change.kind = kind;
    const Revised revised = Edited<v1::Article>(SampleArticle(), EditOriginal, &change);
    EXPECT_EQ(revised.kind, kind);
    EXPECT_EQ(revised.action,
              kind == kTranslation ? v1::FEED_ACTION_TRANSLATE : v1::FEED_ACTION_CORRECT);
  }
  Change change;
  change.kind = kStatus;
  const Revised revised = Edited<v1::Recommendation>(
      SampleTexts(), [](auto* r) { r->set_paragraph("13"); }, &change);
  EXPECT_EQ(revised.kind, kStatus);
  EXPECT_EQ(revised.action, v1::FEED_ACTION_STATUS);
}

TEST(RevisionKindTest, AChangeWithoutAKindIsDecidedByWhatDiffers) {
  const Change change;
  const Revised revised = Edited<v1::Article>(SampleArticle(), EditFrench, &change);
  EXPECT_EQ(revised.kind, kTranslation);
  EXPECT_EQ(revised.action, v1::FEED_ACTION_TRANSLATE);
}

TEST(RevisionKindTest, EveryKindHasItsActionAndItsSignificance) {
  struct Row {
    v1::RevisionKind kind;
    v1::FeedAction action;
    v1::Significance significance;
  };
  const Row rows[] = {
      {v1::REVISION_KIND_INITIAL, v1::FEED_ACTION_PUBLISH, v1::SIGNIFICANCE_NORMAL},
      {kUpdate, v1::FEED_ACTION_UPDATE, v1::SIGNIFICANCE_NORMAL},
      {v1::REVISION_KIND_CORRECTION, v1::FEED_ACTION_CORRECT, v1::SIGNIFICANCE_MAJOR},
      {v1::REVISION_KIND_REFILE, v1::FEED_ACTION_CORRECT, v1::SIGNIFICANCE_MINOR},
      {kTranslation, v1::FEED_ACTION_TRANSLATE, v1::SIGNIFICANCE_NORMAL},
      {v1::REVISION_KIND_WITHHOLD, v1::FEED_ACTION_WITHHOLD, v1::SIGNIFICANCE_MAJOR},
      {v1::REVISION_KIND_CANCEL, v1::FEED_ACTION_CANCEL, v1::SIGNIFICANCE_MAJOR},
      {v1::REVISION_KIND_REINSTATE, v1::FEED_ACTION_REINSTATE, v1::SIGNIFICANCE_MAJOR},
      {kMetadata, v1::FEED_ACTION_UPDATE, v1::SIGNIFICANCE_MINOR},
      {kStatus, v1::FEED_ACTION_STATUS, v1::SIGNIFICANCE_MAJOR},
  };
  EXPECT_EQ(std::size(rows), static_cast<std::size_t>(v1::RevisionKind_ARRAYSIZE - 1));
  for (const Row& row : rows) {
    EXPECT_EQ(ActionOf(row.kind), row.action) << row.kind;
    EXPECT_EQ(SignificanceOf(row.kind), row.significance) << row.kind;
  }
  EXPECT_EQ(Edited<v1::Article>(SampleArticle(), EditFrench).significance, v1::SIGNIFICANCE_NORMAL);
  EXPECT_EQ(Edited<v1::Article>(SampleArticle(), [](auto* a) { a->set_urgency(1); }).significance,
            v1::SIGNIFICANCE_MINOR);
}

// Whoever follows the status alone reads what is MAJOR.
TEST(RevisionKindTest, AChangeOfStatusAmongOthersIsMajor) {
  const auto other_text = [](v1::Recommendation* r) { r->mutable_texts(0)->set_value("quay"); };
  EXPECT_EQ(Edited<v1::Recommendation>(SampleTexts(), other_text).significance,
            v1::SIGNIFICANCE_NORMAL);
  const Revised both = Edited<v1::Recommendation>(SampleTexts(), [&](auto* r) {
    other_text(r);
    r->set_status(v1::RECOMMENDATION_STATUS_OPEN);
  });
  EXPECT_EQ(both.kind, kUpdate);
  EXPECT_EQ(both.significance, v1::SIGNIFICANCE_MAJOR);
  Change refile;
  refile.kind = v1::REVISION_KIND_REFILE;
  EXPECT_EQ(
      Edited<v1::Recommendation>(
          SampleTexts(), [](auto* r) { r->set_status(v1::RECOMMENDATION_STATUS_OPEN); }, &refile)
          .significance,
      v1::SIGNIFICANCE_MAJOR);
}

TEST(RevisionKindTest, AChangeOfStatusIsFoundBehindManyOtherChanges) {
  const Revised revised = Edited<v1::Recommendation>(SampleTexts(), [](auto* r) {
    for (int i = 0; i < 100; ++i) {
      v1::Entity* place = r->add_issuing_bodies();
      place->set_id(absl::StrCat("z", i));
      *place->add_names() = Text("en", "Body");
    }
    r->set_status(v1::RECOMMENDATION_STATUS_OPEN);
  });
  EXPECT_EQ(revised.significance, v1::SIGNIFICANCE_MAJOR);
}

TEST(ChangedPathsTest, SayWhatDiffersAndNotWhatTheServerComputed) {
  const Revised revised = Edited<v1::Article>(SampleArticle(), [](auto* a) {
    EditOriginal(a);  // makes the French stale
    a->clear_urgency();
  });
  EXPECT_EQ(revised.changed_paths,
            (std::vector<std::string>{"urgency", "translations[en].headlines[main].value"}));
}

TEST(ChangedPathsTest, AreAtMost64AndTheLastSaysThatThereAreMore) {
  for (const int changes : {63, 64, 65, 300}) {
    const Revised revised = Edited<v1::Article>(SampleArticle(), [changes](auto* a) {
      for (int i = 0; i < changes; ++i) {
        v1::Entity* place = a->add_places();
        place->set_id(absl::StrCat("x", i));
        *place->add_names() = Text("en", "A place");
        place->set_rel("about");
      }
    });
    ASSERT_EQ(revised.changed_paths.size(), std::min<std::size_t>(changes, kChangedPathsMax));
    EXPECT_EQ(revised.changed_paths.back(),
              changes > 64 ? "*" : absl::StrCat("places[x", changes - 1, "]"));
    EXPECT_EQ(revised.changed_paths[62], "places[x62]");
    EXPECT_EQ(revised.kind, kUpdate);
  }
}

TEST(ChangedPathsTest, WhatComesAfterTheLastOneStillDecidesTheKind) {
  const auto with_data = [](auto* a) {
    for (int i = 0; i < 100; ++i) {
      v1::Entity* subject = a->add_subjects();
      subject->set_id(absl::StrCat("x", i));
      *subject->add_names() = Text("en", "A subject");
      subject->set_rel("about");
    }
  };
  EXPECT_EQ(Edited<v1::Article>(SampleArticle(), with_data).kind, kMetadata);
  EXPECT_EQ(Edited<v1::Article>(SampleArticle(),
                                [&](auto* a) {
                                  with_data(a);
                                  a->mutable_events(0)->set_edition(4);
                                })
                .kind,
            kUpdate);
}

TEST(CorrectionTest, IsAppendedToThoseBefore) {
  Change change;
  change.kind = v1::REVISION_KIND_CORRECTION;
  change.texts = {Text("en", "The title was wrong."), Text("fr", "Le titre était faux.")};
  v1::Article previous;
  ASSERT_TRUE(previous.ParseFromString(DraftOf(SampleArticle()).payload));
  previous.add_corrections()->set_revision(2);
  v1::Article next = SampleArticle();
  EditOriginal(&next);
  const auto revised = Revise(previous.SerializeAsString(), DraftOf(next), 5, SampleNow(), &change);
  ASSERT_TRUE(revised.ok());
  v1::Article stored;
  ASSERT_TRUE(stored.ParseFromString(revised->payload));
  ASSERT_EQ(stored.corrections_size(), 2);
  EXPECT_EQ(stored.corrections(0).revision(), 2u);
  const v1::Correction& correction = stored.corrections(1);
  EXPECT_EQ(correction.revision(), 5u);
  EXPECT_EQ(correction.kind(), v1::REVISION_KIND_CORRECTION);
  EXPECT_EQ(correction.at().seconds(), absl::ToUnixSeconds(SampleNow()));
  ASSERT_EQ(correction.texts_size(), 2);
  EXPECT_EQ(correction.texts(1).value(), "Le titre était faux.");
  ASSERT_EQ(correction.changed_paths_size(), 1);
  EXPECT_EQ(correction.changed_paths(0), "translations[en].headlines[main].value");
}

TEST(CorrectionTest, OfARecommendationCannotBeWrittenByACaller) {
  v1::Recommendation sample = SampleRecommendation(1);
  const std::string hash = DraftOf(sample).content_sha256;
  sample.add_corrections()->set_revision(1);
  EXPECT_EQ(DraftOf(sample).content_sha256, hash);
  Change change;
  change.kind = v1::REVISION_KIND_REFILE;
  v1::Recommendation next = SampleRecommendation(1);
  next.mutable_texts(0)->set_value("keep a quay open");
  next.add_corrections()->set_revision(1);
  const auto revised = Revise(sample.SerializeAsString(), DraftOf(next), 3, SampleNow(), &change);
  ASSERT_TRUE(revised.ok());
  v1::Recommendation stored;
  ASSERT_TRUE(stored.ParseFromString(revised->payload));
  ASSERT_EQ(stored.corrections_size(), 2);
  EXPECT_EQ(stored.corrections(1).revision(), 3u);
  EXPECT_EQ(stored.corrections(1).kind(), v1::REVISION_KIND_REFILE);
}

TEST(CorrectionTest, OnlyACorrectionMakesOne) {
  const Revised revised = Edited<v1::Article>(SampleArticle(), EditOriginal);
  v1::Article stored;
  ASSERT_TRUE(stored.ParseFromString(revised.payload));
  EXPECT_EQ(stored.corrections_size(), 0);
}

}  // namespace
}  // namespace newswire

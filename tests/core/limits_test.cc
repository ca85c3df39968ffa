#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "service/core/draft.h"

namespace newswire {
namespace {

using Strings = std::vector<std::string>;

const absl::Time kNow = absl::FromUnixSeconds(1'654'732'800);

void SetText(const std::string& headline, const std::string& body, v1::Translation* translation) {
  translation->clear_headlines();
  translation->clear_bodies();
  translation->add_headlines()->set_role("main");
  translation->mutable_headlines(0)->set_value(headline);
  translation->add_bodies()->set_role("main");
  translation->mutable_bodies(0)->set_value(body);
}

v1::Article ValidArticle() {
  v1::Article article;
  article.set_name("articles/urn:newsml:Example.test:20220609:bridge");
  article.set_type(v1::ITEM_TYPE_TEXT);
  article.set_pub_status(v1::PUB_STATUS_USABLE);
  article.set_urgency(4);
  article.set_original_language("en");
  article.mutable_date_published()->set_value("2022-06-09");
  v1::Translation* original = article.add_translations();
  original->set_language("en");
  original->set_kind(v1::TRANSLATION_KIND_ORIGINAL);
  SetText("The bridge opens", "The old bridge opens again.", original);
  v1::Translation* french = article.add_translations();
  french->set_language("fr");
  french->set_kind(v1::TRANSLATION_KIND_HUMAN);
  french->set_translated_from("en");
  french->set_source_revision(1);
  SetText("Le pont ouvre", "Le vieux pont ouvre à nouveau.", french);
  v1::Entity* place = article.add_places();
  place->set_id("bridge1");
  place->set_rel("about");
  place->add_names()->set_language("en");
  place->mutable_names(0)->set_value("Old Bridge");
  v1::TextSpan* span = place->add_spans();
  span->set_language("en");
  span->set_start(4);
  span->set_length(10);
  return article;
}

// "field REASON" of everything wrong with the article.
Strings FaultsOf(const v1::Article& article) {
  Violations violations;
  const auto draft = DraftArticle(v1::Article(article), kNow, "article", &violations);
  EXPECT_EQ(draft.has_value(), violations.empty());
  Strings faults;
  for (const auto& violation : violations.list()) {
    faults.push_back(violation.field + " " + violation.reason);
  }
  return faults;
}

using Change = std::function<void(v1::Article*)>;

Strings FaultsAfter(const Change& change) {
  v1::Article article = ValidArticle();
  change(&article);
  return FaultsOf(article);
}

// Two bytes each, so that a limit in bytes shows.
std::string CodePoints(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "é";
  return text;
}

TEST(LimitTest, AHeadlineHolds500CodePoints) {
  const auto with = [](std::size_t count) {
    return [count](v1::Article* article) {
      article->mutable_translations(0)->mutable_headlines(0)->set_value(CodePoints(count));
    };
  };
  EXPECT_EQ(FaultsAfter(with(500)), Strings());
  EXPECT_EQ(FaultsAfter(with(501)),
            Strings{"article.translations[0].headlines[0].value TEXT_TOO_LONG"});
  EXPECT_EQ(FaultsAfter(with(0)),
            Strings{"article.translations[0].headlines[0].value HEADLINE_EMPTY"});
}

TEST(LimitTest, ABodyHolds512KiB) {
  const auto with = [](std::size_t bytes) {
    return [bytes](v1::Article* article) {
      article->mutable_translations(0)->mutable_bodies(0)->set_value(std::string(bytes, 'a'));
    };
  };
  EXPECT_EQ(FaultsAfter(with(512 << 10)), Strings());
  EXPECT_EQ(FaultsAfter(with((512 << 10) + 1)),
            Strings{"article.translations[0].bodies[0].value BODY_TOO_LARGE"});
}

TEST(LimitTest, UrgencyGoesToNine) {
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(0); }), Strings());
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(9); }), Strings());
  EXPECT_EQ(FaultsAfter([](v1::Article* a) { a->set_urgency(10); }),
            Strings{"article.urgency OUT_OF_RANGE"});
}

TEST(LimitTest, AListOfTextsHolds64) {
  const auto with = [](int count) {
    return [count](v1::Article* article) {
      for (int i = 0; i < count; ++i) {
        v1::LangString* note = article->add_ed_notes();
        note->set_language("en");
        note->set_value("Note.");
      }
    };
  };
  // The same language again is another fault.
  EXPECT_EQ(FaultsAfter(with(64)).front(), "article.ed_notes[1].language LANGUAGE_DUPLICATE");
  EXPECT_EQ(FaultsAfter(with(65)), Strings{"article.ed_notes TOO_MANY"});
}

TEST(LimitTest, AUriHas8To512Bytes) {
  const auto with = [](const std::string& uri) {
    return [uri](v1::Article* article) { article->set_name("articles/" + uri); };
  };
  const Strings refused = {"article.name URI_INVALID"};
  EXPECT_EQ(FaultsAfter(with("urn:ab:c")), Strings());
  EXPECT_EQ(FaultsAfter(with("urn:a:c")), refused);
  EXPECT_EQ(FaultsAfter(with("urn:ab:" + std::string(505, 'c'))), Strings());
  EXPECT_EQ(FaultsAfter(with("urn:ab:" + std::string(506, 'c'))), refused);
  EXPECT_EQ(FaultsAfter(with("https://user@example.test/a")), refused);
  EXPECT_EQ(FaultsAfter(with("https://example.test/a?b")), refused);
}

TEST(LimitTest, ALanguageTagIsCanonicalAndHas35Characters) {
  const auto with = [](const std::string& tag) {
    return [tag](v1::Article* article) { article->mutable_translations(1)->set_language(tag); };
  };
  const Strings refused = {"article.translations[1].language LANGUAGE_INVALID"};
  const std::string longest = "fr-Latn-CA-abcdefgh-bcdefghi-cdefgh";
  ASSERT_EQ(longest.size(), 35u);
  for (const std::string& tag : Strings{"fr", "fr-CA", "zh-Hans", longest}) {
    EXPECT_EQ(FaultsAfter(with(tag)), Strings()) << tag;
  }
  for (const std::string& tag :
       Strings{"", "und", "mul", "x-house", "iw", "FR", "fr_CA", "fr-", longest + "i"}) {
    EXPECT_EQ(FaultsAfter(with(tag)), refused) << tag;
  }
}

TEST(LimitTest, ADateIsRealAndHasAKnownPrecision) {
  const auto with = [](const std::string& date) {
    return [date](v1::Article* article) { article->mutable_date_published()->set_value(date); };
  };
  for (const std::string& date : Strings{"2022", "2022-06", "2020-02-29", "2022-06-09T23:59:59Z",
                                         "2022-06-09T10:00:00.5+02:00"}) {
    EXPECT_EQ(FaultsAfter(with(date)), Strings()) << date;
  }
  for (const std::string& date : Strings{"0000", "22", "2022-13", "2022-00", "2021-02-29",
                                         "2022-06-31", "2022-06-09T10:00:00", "9 June 2022"}) {
    EXPECT_EQ(FaultsAfter(with(date)), Strings{"article.date_published.value DATE_INVALID"})
        << date;
  }
}

TEST(LimitTest, ALocalIdHas16CharactersAndStandsOnce) {
  const auto with = [](const std::string& id) {
    return [id](v1::Article* article) { article->mutable_places(0)->set_id(id); };
  };
  for (const std::string& id : Strings{"a", "a1", "abcdefghij123456"}) {
    EXPECT_EQ(FaultsAfter(with(id)), Strings()) << id;
  }
  for (const std::string& id : Strings{"", "1a", "A", "a-b", "abcdefghij1234567"}) {
    EXPECT_EQ(FaultsAfter(with(id)), Strings{"article.places[0].id ID_INVALID"}) << id;
  }
  EXPECT_EQ(FaultsAfter([](v1::Article* article) {
              *article->add_subjects() = v1::Entity(article->places(0));
            }),
            Strings{"article.subjects[0].id ID_DUPLICATE"});
}

TEST(LimitTest, ASpanStaysWithinItsBody) {
  const auto with = [](const std::string& language, std::uint32_t body, std::uint32_t start,
                       std::uint32_t length) {
    return [=](v1::Article* article) {
      v1::TextSpan* span = article->mutable_places(0)->mutable_spans(0);
      span->set_language(language);
      span->set_body_index(body);
      span->set_start(start);
      span->set_length(length);
    };
  };
  const Strings refused = {"article.places[0].spans[0] SPAN_OUT_OF_RANGE"};
  // The French body has 30 code points in 31 bytes.
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 30)), Strings());
  EXPECT_EQ(FaultsAfter(with("fr", 0, 29, 1)), Strings());
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 31)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 30, 1)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0, 0)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 0, 0xFFFFFFFF, 0xFFFFFFFF)), refused);
  EXPECT_EQ(FaultsAfter(with("fr", 1, 0, 1)), refused);
  EXPECT_EQ(FaultsAfter(with("de", 0, 0, 1)), refused);
}

}  // namespace
}  // namespace newswire

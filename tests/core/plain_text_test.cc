#include "service/core/plain_text.h"

#include <gtest/gtest.h>

#include "service/core/markup.h"

namespace newswire {
namespace {

std::string Plain(std::string_view html) {
  EXPECT_TRUE(IsHarmlessHtml(html)) << html;
  return PlainText(html);
}

TEST(PlainTextTest, TextWithoutMarkupStaysAsItIs) {
  EXPECT_EQ(Plain(""), "");
  EXPECT_EQ(Plain("Harbour — “ok”\nline two"), "Harbour — “ok”\nline two");
}

TEST(PlainTextTest, TagsInsideOfALineVanish) {
  EXPECT_EQ(Plain("<b>H</b>arbour <a href=\"https://x.example/?a>b\" title='>'>news</a>"),
            "Harbour news");
}

TEST(PlainTextTest, BlocksAreLinesOfTheirOwn) {
  EXPECT_EQ(Plain("<h1>Title</h1><p>One</p><P class=\"x\">Two</P>"), "Title\nOne\nTwo");
  EXPECT_EQ(Plain("before<div>inside</div>behind"), "before\ninside\nbehind");
  EXPECT_EQ(Plain("a<br>b<br/>c<hr />d"), "a\nb\nc\nd");
  EXPECT_EQ(Plain("<ul><li>One</li><li>Two</li></ul>"), "One\nTwo");
  EXPECT_EQ(Plain("<table><tr><td>1</td><td>2</td></tr></table>"), "1\n2");
}

TEST(PlainTextTest, ATagWhoseNameBeginsLikeABlockIsNone) {
  EXPECT_EQ(Plain("a<b>c</b><del>d</del>"), "acd");
}

TEST(PlainTextTest, KnownReferencesAreDecoded) {
  EXPECT_EQ(Plain("&amp;&lt;&gt;&quot;&apos;"), "&<>\"'");
  EXPECT_EQ(Plain("a&nbsp;b"), "a\u00A0b");
  EXPECT_EQ(Plain("&#233;&#xE9;&#XE9;&#x1F6A2;&#0233;"), "ééé🚢é");
  EXPECT_EQ(Plain("&amp;lt;"), "&lt;") << "once, not twice";
}

TEST(PlainTextTest, OtherReferencesStay) {
  for (const char* const html :
       {"&eacute;", "&", "a & b", "AT&T;", "&;", "&#;", "&#x;", "&#0;", "&#xD800;", "&#x110000;",
        "&#99999999999;", "&#12a;", "&#-1;", "&amp", "&#233", "&#00000000000000000233;"}) {
    EXPECT_EQ(Plain(html), html);
  }
}

}  // namespace
}  // namespace newswire

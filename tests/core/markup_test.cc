#include "service/core/markup.h"

#include <gtest/gtest.h>

namespace newswire {
namespace {

TEST(MarkupTest, HarmlessHtmlPasses) {
  for (const char* html :
       {"", "plain text", "<p>One</p>", "<P CLASS=\"lead\">One<br/>two<br /></p>",
        "<a href=\"https://example.org/a?b=c#d\" rel='nofollow'>x</a>", "<a href=\"#note\">1</a>",
        "<a href='mailto:desk@example.org'>m</a>",
        "<img src=\"https://example.org/i.png\" alt=\"\">",
        "<table><tr><td colspan=\"2\">1 &lt; 2 &amp; 3 &gt; 2</td></tr></table>",
        "<ol reversed start=\"3\"><li>x</li></ol>", "5 > 3", "<h2\n lang=\"ar\" dir=\"rtl\">x</h2>",
        "<blockquote cite=\"https://example.org\">q</blockquote >"}) {
    EXPECT_TRUE(IsHarmlessHtml(html)) << html;
  }
}

TEST(MarkupTest, WhatCanActIsRefused) {
  for (const char* html : {"<script>alert(1)</script>",
                           "<ScRiPt src=\"https://x\">",
                           "<style>p{}</style>",
                           "<form action=\"https://x\">",
                           "<input>",
                           "<iframe src=\"https://x\"></iframe>",
                           "<frame>",
                           "<object>",
                           "<embed>",
                           "<link rel=\"x\">",
                           "<meta>",
                           "<base href=\"https://x\">",
                           "<svg>",
                           "<math>",
                           "<p onclick=\"x()\">",
                           "<p style=\"color:red\">",
                           "<a href=\"javascript:x()\">",
                           "<a href=\" javascript:x()\">",
                           "<a href=\"JaVaScRiPt:x\">",
                           "<a href=\"data:text/html,x\">",
                           "<a href=\"java&#115;cript:x\">",
                           "<a href=\"//example.org\">",
                           "<a href=\"\">",
                           "<img src=\"http://example.org/i.png\">",
                           "<img src=\"data:image/png;base64,x\">",
                           "<blockquote cite=\"javascript:x\">",
                           "</script>",
                           "<video>",
                           "<img srcset=\"https://x 2x\">"}) {
    EXPECT_FALSE(IsHarmlessHtml(html)) << html;
  }
}

TEST(MarkupTest, WhatParsersMayReadDifferentlyIsRefused) {
  for (const char* html : {"1 < 2",
                           "<",
                           "<p",
                           "<p ",
                           "</p",
                           "<p a",
                           "<p class",
                           "<p class=lead>",
                           "<p class=\"lead>",
                           "<p class=\"a\"id=\"b\">",
                           "<p class=\"<b>\">",
                           "<p/ >",
                           "<!-- x -->",
                           "<!DOCTYPE html>",
                           "<?php x ?>",
                           "<![CDATA[x]]>",
                           "< p>",
                           "<p x:href=\"https://x\">",
                           "</p class=\"x\">",
                           "<p =\"x\">",
                           "<>",
                           "</>",
                           "<br//>"}) {
    EXPECT_FALSE(IsHarmlessHtml(html)) << html;
  }
}

}  // namespace
}  // namespace newswire

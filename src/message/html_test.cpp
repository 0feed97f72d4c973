#include "message/html.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

struct Case {
  const char* name;
  std::string html;
  const char* visible;
  const char* hidden = "";
};

class ReadHtml : public testing::TestWithParam<Case> {};

TEST_P(ReadHtml, SeesWhatAReaderSees) {
  const HtmlReading reading = read_html(GetParam().html, {});
  EXPECT_EQ(reading.visible_text.str(), GetParam().visible);
  EXPECT_EQ(reading.hidden_text.str(), GetParam().hidden);
}

const Case cases[] = {
    {"empty", "", ""},
    {"plain_words", "two  words\n here", "two words here"},
    {"inline_tags_do_not_break", "pay<span>pal</span> <b>a</b>cc<i>ou</i>nt", "paypal account"},
    {"blocks_break", "one<div>two</div>three<p>four", "one\ntwo\nthree\nfour"},
    {"cells_are_words", "<table><tr><td>one</td><td>two</td></tr><tr><td>three", "one two\nthree"},
    {"breaks", "one<br>two<hr/>three<BR/>four", "one\ntwo\nthree\nfour"},
    {"comment_dropped", "pay<!-- noise > -- -->pal", "paypal"},
    {"short_comments", "a<!-->b<!--->c<!--x--!>d", "abcd"},
    {"open_comment_takes_the_rest", "a<!-- b", "a"},
    {"conditional_comments", "a<!--[if mso]>no<![endif]--><![if !mso]>b<![endif]>", "ab"},
    {"downlevel_revealed", "<!--[if !mso]><!-->yes<!--<![endif]-->", "yes"},
    {"title_and_style", "<head><title>T</title><style>p{}</style></head><body>x", "x"},
    {"script", "a<script>if (a<b) document.write('</p>')</script>b", "ab"},
    {"script_end_needs_its_name", "<script></scriptx>no</script>yes", "yes"},
    {"open_style_takes_the_rest", "a<style>b", "a"},
    {"noscript_is_read", "<noscript>hello</noscript>", "hello"},
    {"textarea", "<textarea><b>&lt;</textarea>", "<b><"},
    {"entities", "&lt;a&gt; &eacute;&#233;&#xE9; &copy2; &amp;amp; &nosuch; & &#0;",
     "<a> ééé ©2; &amp; &nosuch; & \ufffd"},
    {"entities_windows_1252", "&#146;&#x80;", "’€"},
    {"entity_split_by_tag", "&#80;<b>&#97;</b>y", "Pay"},
    {"nbsp_is_blank", "a&nbsp;&nbsp;b&emsp;c", "a b c"},
    {"zero_width", "pa&#8203;y&#x200d;p\u00ada\u2060l&shy;\ufeff", "paypal"},
    {"bidi_marks", "\u202apay\u202cpal\u200f", "paypal"},
    {"alt_counts", "<img src=x alt='Your&nbsp;invoice'>now", "Your invoice now"},
    {"button_and_placeholder", "<input type=submit value=Go><input placeholder=Name>", "Go Name"},
    {"hidden_input", "<input type=hidden value=secret>x", "x"},
    {"not_a_tag", "a < b <3 c<>d", "a < b <3 c<>d"},
    {"unclosed_tag_is_dropped", "a<div class='x", "a"},
    {"unquoted_greater", "<a title=\"a>b\">x</a>", "x"},
    {"bogus_end", "a</ b>c</>d", "acd"},
    {"upper_case", "<DIV STYLE='DISPLAY:NONE'>no</DIV>yes", "yes", "no"},

    {"display_none", "<div style='display:none'>no</div>yes", "yes", "no"},
    {"display_none_important", "<p style='color:red; display : none !important'>no</p>yes", "yes",
     "no"},
    {"visibility", "<span style='visibility:hidden'>no</span>yes", "yes", "no"},
    {"visibility_turned_back",
     "<div style='visibility:hidden'>no<b style='visibility:visible'>yes</b></div>", "yes", "no"},
    {"mso_hide", "<div style='mso-hide:all'>no</div>yes", "yes", "no"},
    {"max_height", "<div style='max-height:0px;overflow:hidden'>no</div>yes", "yes", "no"},
    {"font_size", "<font style='font-size:1px'>no</font>yes", "yes", "no"},
    {"font_size_zero", "a<span style='font-size:0'>no</span>b", "ab", "no"},
    {"font_size_normal", "<td style='font-size:0px'><div style='font-size:14px'>yes</div>no", "yes",
     "no"},
    {"font_size_relative", "<p style='font-size:.9em'>yes<p style='font-size:100%'>too",
     "yes\ntoo"},
    {"font_shorthand", "<p style='font: 0/0 a'>no</p><p style='font:bold 12px/1 Arial'>yes", "yes",
     "no"},
    {"opacity", "<p style='opacity:0.01'>no</p><p style='opacity:.5'>yes", "yes", "no"},
    {"opacity_zero", "<p style='opacity:0'>no</p>yes", "yes", "no"},
    {"offset", "<p style='position:absolute;left:-9999px'>no</p><p style='left:-5px'>yes", "yes",
     "no"},
    {"indent", "<p style='text-indent:-500px'>no</p>yes", "yes", "no"},
    {"no_box", "<p style='height:0;overflow:hidden'>no</p><p style='height:0'>yes", "yes", "no"},
    {"hidden_attribute", "<div hidden>no</div>yes", "yes", "no"},
    {"hidden_alt", "<div style=display:none><img alt=no></div><img style=display:none alt=no2>yes",
     "yes", "no"},

    {"hidden_ends_with_its_element", "<div style=display:none>no<div>no2</div>no3</div>yes", "yes",
     "no\nno2\nno3"},
    {"void_never_hides", "<br style=display:none>yes", "yes"},
    {"paragraph_ends_paragraph", "<p style=display:none>no<p>yes", "yes", "no"},
    {"cell_ends_cell", "<table><tr><td style=display:none>no<td>yes<tr><td>too", "yes\ntoo", "no"},
    {"item_ends_item", "<ul><li hidden>no<li>yes</ul>", "yes", "no"},
    {"inner_list", "<ul><li hidden>no<ul><li>no2</ul>no3<li>yes</ul>", "yes", "no\nno2\nno3"},
    {"stray_end_closes_nothing", "<div style=display:none>no</span></td></p>no2</div>yes", "yes",
     "no\nno2"},
    {"end_stays_in_its_cell", "<div hidden><table><td>no</div>no2</table>no3</div>yes", "yes",
     "no\nno2\nno3"},
    {"formatting_goes_on", "<p><b style=display:none>no</p><p>no2</b>yes", "yes", "no\nno2"},
    {"formatting_ends_in_a_block", "<b style=display:none><div>no</b>yes</div>", "yes", "no"},
    {"body_end_is_ignored", "<body>a</body></html>b<body style=display:none>c", "abc"},
};

INSTANTIATE_TEST_SUITE_P(Cases, ReadHtml, testing::ValuesIn(cases),
                         [](const auto& test) { return test.param.name; });

struct LinkCase {
  const char* name;
  const char* html;
  std::vector<std::pair<std::string, std::string>> links;
  LinkKind kind = LinkKind::anchor;
};

class ReadLinks : public testing::TestWithParam<LinkCase> {};

TEST_P(ReadLinks, FindsWhereItLeads) {
  const HtmlReading reading = read_html(GetParam().html, {});
  std::vector<std::pair<std::string, std::string>> found;
  for (const Link& link : reading.links) {
    found.emplace_back(link.href.str(), link.text.str());
    EXPECT_EQ(link.kind, GetParam().kind);
  }
  EXPECT_EQ(found, GetParam().links);
}

const LinkCase link_cases[] = {
    {"anchor",
     "<a href=' https://a.example/x?a=1&amp;b=2 '>Sign <b>in</b></a>",
     {{"https://a.example/x?a=1&b=2", "Sign in"}}},
    {"image_in_anchor",
     "<a href=http://a.example/><br>Go<span hidden>no</span> now</a>",
     {{"http://a.example/", "Go now"}}},
    {"unclosed_anchors",
     "<a href=http://a.example/>one<a href=http://b.example/>two",
     {{"http://a.example/", "one"}, {"http://b.example/", "two"}}},
    {"anchor_ends_with_its_cell",
     "<td><a href=http://a.example/>one</td><td>two",
     {{"http://a.example/", "one"}}},
    {"line_ends_in_href", "<a href='ht\ntp://a.ex\tample/'>x</a>", {{"http://a.example/", "x"}}},
    {"query_keeps_its_names",
     "<a href='http://a.example/?a=1&copy=2'>x</a>",
     {{"http://a.example/?a=1&copy=2", "x"}}},
    {"base",
     "<base href=https://b.example/dir/page?q><base href=http://no.example/><a href=x>1</a>"
     "<a href=/y>2</a><a href=//c.example/>3</a><a href=mailto:a@b.example>4</a>"
     "<a href=?z>5</a><a href=#f>6</a>",
     {{"https://b.example/dir/x", "1"},
      {"https://b.example/y", "2"},
      {"https://c.example/", "3"},
      {"mailto:a@b.example", "4"},
      {"https://b.example/dir/page?z", "5"},
      {"#f", "6"}}},
    {"base_without_path",
     "<base href=https://b.example><a href=x>1</a>",
     {{"https://b.example/x", "1"}}},
    {"area",
     "<map><area href=http://a.example/ alt='Sign in'></map>",
     {{"http://a.example/", "Sign in"}},
     LinkKind::area},
    {"form",
     "<form action=http://a.example/post><input name=q></form>",
     {{"http://a.example/post", ""}},
     LinkKind::form},
    {"refresh",
     "<meta http-equiv=Refresh content=\"0; URL='http://a.example/'\">",
     {{"http://a.example/", ""}},
     LinkKind::refresh},
    {"image", "<img src=cid:1 alt=Logo>", {{"cid:1", "Logo"}}, LinkKind::image},
    {"frame",
     "<iframe src=http://a.example/>no</iframe>",
     {{"http://a.example/", ""}},
     LinkKind::frame},
    {"script",
     "<script src=http://a.example/x.js></script>",
     {{"http://a.example/x.js", ""}},
     LinkKind::script},
    {"background",
     "<td background=http://a.example/b.png>",
     {{"http://a.example/b.png", ""}},
     LinkKind::background},
    {"background_style",
     "<div style=\"background: url('http://a.example/b.png') no-repeat\">",
     {{"http://a.example/b.png", ""}},
     LinkKind::background},
    {"nothing_without_href", "<a name=x>one</a><img alt=x><form>", {}},
};

INSTANTIATE_TEST_SUITE_P(Cases, ReadLinks, testing::ValuesIn(link_cases),
                         [](const auto& test) { return test.param.name; });

TEST(ReadHtmlMarks, KeepsTheirOrder) {
  const HtmlReading reading =
      read_html("<h1>x</h1><img src=a><ul><li><a href=b>c</a></ul><form></form>", {});
  EXPECT_EQ(std::string(reading.marks.begin(), reading.marks.end()), "hmlaf");
}

TEST(ReadHtmlCounts, TellLinkedImagesAndSplitWords) {
  const HtmlReading reading = read_html(
      "<a href=x><img src=a><img src=b width=1></a><img src=c><script></script>"
      "pay\xe2\x80\x8bpal \xe2\x80\x8b x, Donau\xc2\xad"
      "dampf, \xd9\x85\xe2\x80\x8c\xd9\x85",
      {});
  EXPECT_EQ(reading.image_count, 2u);
  EXPECT_EQ(reading.linked_image_count, 1u);
  EXPECT_EQ(reading.joint_count, 1u);
  EXPECT_TRUE(reading.has_script);
}

TEST(ReadHtmlFlags, TellImagesAndForms) {
  EXPECT_FALSE(read_html("<img src=x width=1 height=1>", {}).has_image);
  EXPECT_FALSE(read_html("<div hidden><img src=x></div>", {}).has_image);
  EXPECT_TRUE(read_html("<img src=x width='100%'>", {}).has_image);
  const HtmlReading form = read_html("<form><input type=PASSWORD></form>", {});
  EXPECT_TRUE(form.has_form);
  EXPECT_TRUE(form.has_password_field);
}

TEST(ReadHtmlPaths, DependOnBlocksAlone) {
  const auto paths = [](const char* html) { return read_html(html, {}).paths; };
  const auto first = paths("<table><tr><td>one<td><p>two</table><div>x</div>");
  EXPECT_EQ(first, paths("<html><body><table><tbody><tr><td class=a><b>three</b></td><td><p>4</p>"
                         "</td></tr></table><div><span>y</span></div>"));
  EXPECT_NE(first, paths("<table><tr><td>one<td>two</table><div>x</div>"));
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

// None of these may take more than linear time or memory: the whole test is to end at all.
TEST(ReadHtmlHostile, EndsOnEverything) {
  constexpr std::size_t size = 2 * 1024 * 1024;
  const std::string pieces[] = {"<div>",
                                "<b>",
                                "</div>",
                                "<font size=1><p>x</p>",
                                "<table><td>",
                                "<x></y>",
                                "&",
                                "&#",
                                "<",
                                "<!--",
                                "<a href=",
                                "<script>",
                                "<svg><p><li><dd>",
                                "<span hidden></b>",
                                "\xff",
                                "<p></b><i><div>",
                                "<p style=\"",
                                "&CounterClockwiseContourIntegra",
                                "</",
                                "<a b=c d>"};
  for (const std::string& piece : pieces) {
    const HtmlReading reading = read_html(repeated(piece, size), {});
    EXPECT_LE(reading.visible_text.size(), Limits{}.text_bytes_max) << piece;
    EXPECT_LE(reading.links.size(), Limits{}.urls_max) << piece;
  }
}

TEST(ReadHtmlHostile, ReadsTextBelowTwoMegabytesOfNesting) {
  Limits limits;
  limits.html_bytes_max = 8 * 1024 * 1024;
  const std::string html = repeated("<div>", 2 * 1024 * 1024) + "deep" +
                           repeated("</div>", 2 * 1024 * 1024 / 5 * 6) + "shallow";
  EXPECT_EQ(read_html(html, limits).visible_text.str(), "deep\nshallow");
}

TEST(ReadHtmlHostile, HiddenFarDownStaysHidden) {
  const std::string open = repeated("<div>", 5 * 700);
  const std::string close = repeated("</div>", 6 * 700);
  const HtmlReading reading = read_html("<div hidden>" + open + "no" + close + "no2</div>yes", {});
  EXPECT_EQ(reading.visible_text.str(), "yes");
  EXPECT_EQ(reading.hidden_text.str(), "no\nno2");
}

TEST(ReadHtmlLimits, CutAtCharacters) {
  Limits limits;
  limits.text_bytes_max = 5;
  EXPECT_EQ(read_html("éééé", limits).visible_text.str(), "éé");
  limits.html_bytes_max = 4;
  EXPECT_EQ(read_html("éééé", limits).visible_text.str(), "éé");
}

TEST(ReadHtmlBytes, ThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(read_html("a\xff<b>\xc3</b>", {}).visible_text.str(), "a\ufffd\ufffd");
}

}  // namespace
}  // namespace backstamp::message

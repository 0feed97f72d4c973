#include "click/guarding.h"

#include <gtest/gtest.h>

#include "message/parse.h"

namespace backstamp::click {
namespace {

std::string mark(std::string_view target) {
  return target.find("keep.example") == std::string_view::npos ? "https://gw.example/c/W" : "";
}

struct Case {
  std::string before, after;
};

TEST(Guarding, FindsTheLinksOfHtml) {
  const std::string g = "https://gw.example/c/W";
  const Case cases[] = {
      {"<a href=\"http://x.example/a?b=1&amp;c=2\">x</a>", "<a href=\"" + g + "\">x</a>"},
      {"<A HREF=http://x.example/>x</A>", "<A HREF=" + g + ">x</A>"},
      {"<a href=' \n HtTp://x.example/\n1 '>x", "<a href='" + g + "'>x"},
      {"<a href='&#104;ttp://x.example/'>x", "<a href='" + g + "'>x"},
      {"<a href='http:\\\\x.example\\y'>x", "<a href='" + g + "'>x"},
      {"<a href='//x.example/y'>x", "<a href='" + g + "'>x"},
      {"<area href='http://x.example/'>", "<area href='" + g + "'>"},
      {"<form action='http://x.example/'>", "<form action='" + g + "'>"},
      {"<base href='http://x.example/d/'><a href='e'>x",
       "<base href='http://x.example/d/'><a href='" + g + "'>x"},
      {"<a href='relative'>x", "<a href='relative'>x"},
      {"<a href='#top'>x", "<a href='#top'>x"},
      {"<a href='mailto:a@b.example'>x", "<a href='mailto:a@b.example'>x"},
      {"<a href='javascript:x()'>x", "<a href='javascript:x()'>x"},
      {"<a href='http://keep.example/'>x", "<a href='http://keep.example/'>x"},
      {"<img src='http://x.example/p.png'>", "<img src='http://x.example/p.png'>"},
      {"<!-- <a href='http://x.example/'> -->", "<!-- <a href='http://x.example/'> -->"},
      {"http://x.example/", "http://x.example/"},
  };
  for (const Case& one : cases) EXPECT_EQ(guarded_html(one.before, mark), one.after);
}

TEST(Guarding, FindsTheLinksOfText) {
  const std::string g = "https://gw.example/c/W";
  const Case cases[] = {
      {"see http://x.example/a?b=1&c=2.", "see " + g + "."},
      {"(https://x.example/a_(b))", "(" + g + ")"},
      {"<https://x.example/a>", "<" + g + ">"},
      {"HTTPS://X.EXAMPLE/", g},
      {"http://x.example/a, http://y.example/b", g + ", " + g},
      {"no link: xhttp://x.example/, ftp://x.example/, ://",
       "no link: xhttp://x.example/, ftp://x.example/, ://"},
      {"http://", "http://"},
      {"http://keep.example/", "http://keep.example/"},
  };
  for (const Case& one : cases) EXPECT_EQ(guarded_text(one.before, mark), one.after);
}

std::optional<Bytes> guarded(const std::string& letter) {
  return guarded_body(letter, letter.find("\r\n\r\n") + 4, mark);
}

TEST(Guarding, LeavesTheRestOfTheMessageAsItIs) {
  const std::string head = "Content-Type: multipart/alternative; boundary=b\r\n\r\n";
  const std::string letter =
      head +
      "--b\r\nContent-Type: text/plain\r\n\r\nsee http://x.example/ now\r\n"
      "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
      "<a href=3D\"http://x.example/=C3=BC\">gr=C3=BC=C3=9Fe</a>\r\n"
      "--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n"
      "<a href=\"http://x.example/\">\r\n--b--\r\n";
  const auto body = guarded(letter);
  ASSERT_TRUE(body);
  EXPECT_EQ(*body,
            "--b\r\nContent-Type: text/plain\r\n\r\nsee https://gw.example/c/W now\r\n"
            "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            "<a href=3D\"https://gw.example/c/W\">gr=C3=BC=C3=9Fe</a>\r\n"
            "--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n"
            "<a href=\"http://x.example/\">\r\n--b--\r\n");
}

TEST(Guarding, KeepsTheEncodingAndTheText) {
  for (const char* encoding : {"base64", "quoted-printable", "8bit"}) {
    std::string text =
        "Gr\xc3\xbc\xc3\x9f"
        "e = ja \r\n http://x.example/" +
        std::string(300, 'a') + "\r\n.\r\nEnde\t\r\n";
    std::string content = text;
    if (encoding == std::string("base64")) {
      content = "R3LDvMOfZSA9IGphIA0KIGh0dHA6Ly94LmV4YW1wbGUvYQ0K";
      text =
          "Gr\xc3\xbc\xc3\x9f"
          "e = ja \r\n http://x.example/a\r\n";
    } else if (encoding == std::string("quoted-printable")) {
      content = "Gr=C3=BC=C3=9Fe =3D ja=20\r\n http://x.example/a\r\n";
      text =
          "Gr\xc3\xbc\xc3\x9f"
          "e = ja \r\n http://x.example/a\r\n";
    }
    const std::string head =
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: " +
        std::string(encoding) + "\r\n\r\n";
    const auto body = guarded(head + content);
    ASSERT_TRUE(body) << encoding;
    const auto before = message::parse(head + content, {}),
               after = message::parse(head + *body, {});
    ASSERT_EQ(before.urls.size(), 1U);
    ASSERT_EQ(after.urls.size(), 1U) << *body;
    EXPECT_EQ(after.urls[0].domain.str(), "gw.example");
    EXPECT_EQ(before.visible_text.str().substr(0, 12), after.visible_text.str().substr(0, 12));
  }
}

TEST(Guarding, DoesNotTouchWhatIsSignedOrEncrypted) {
  const std::string text = "\r\n\r\nsee http://x.example/\r\n";
  for (const std::string head :
       {"Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain",
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
        "application/pgp-signature\r\n\r\nx\r\n--b\r\nContent-Type: text/plain",
        "Content-Type: application/pkcs7-mime"}) {
    EXPECT_FALSE(guarded(head + text)) << head;
  }
  EXPECT_FALSE(
      guarded("Content-Type: text/plain\r\n\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\n"
              "see http://x.example/\r\n"));
  EXPECT_TRUE(guarded("Content-Type: text/plain" + text));
}

TEST(Guarding, LeavesALineThatWouldBecomeTooLong) {
  const std::string head = "Content-Type: text/plain\r\n\r\n";
  const Guard wide = [](std::string_view) {
    return "https://gw.example/c/" + std::string(980, 'W');
  };
  const auto body =
      guarded_body(head + "http://x.example/\r\nhttp://y.example/\r\n", head.size(), wide);
  EXPECT_FALSE(body);
  const Guard some = [&](std::string_view target) {
    return target == "http://x.example/" ? wide(target) : mark(target);
  };
  EXPECT_EQ(guarded_body(head + "http://x.example/\r\nhttp://y.example/\r\n", head.size(), some),
            "http://x.example/\r\nhttps://gw.example/c/W\r\n");
}

}  // namespace
}  // namespace backstamp::click

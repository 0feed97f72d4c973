#include "message/files/office_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/file_type.h"
#include "message/files/made_archive.h"
#include "message/files/opened_file.h"
#include "message/files/xml_pieces.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

FileContents open(const std::vector<MadeEntry>& parts) {
  const std::string bytes = make_archive({}, parts);
  WorkBudget budget{Limits{}};
  const std::vector<std::string> passwords;
  const std::string_view type = file_type(bytes, bytes);
  EXPECT_TRUE(is_office_package(type)) << type;
  return read_office_package(
      {.name = "a", .type = type, .bytes = bytes},
      {.budget = budget, .passwords = passwords, .urls_max = 100, .ratio_max = 250});
}

TEST(OfficePackage, FollowsExternalRelationships) {
  const FileContents contents = open(
      {{"[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/x'/>"},
       {"word/document.xml",
        "<w:document xmlns:w='http://schemas.example/w'><w:t>see www.text.example/a?b&amp;c</w:t>"
        "<w:instrText> HYPERLINK \"http://field.example/\" </w:instrText></w:document>"},
       {"word/_rels/document.xml.rels",
        "<Relationships><Relationship Id='1' Type='http://s.example/hyperlink' "
        "Target='http://link.example/?a=1&amp;b=2' TargetMode='External'/>"
        "<Relationship Id='2' Type='http://s.example/image' Target='media/image1.png'/>"
        "</Relationships>"},
       {"word/_rels/settings.xml.rels",
        "<Relationships><Relationship Type='http://s.example/attachedTemplate' "
        "Target='https://template.example/t.dotm' TargetMode=\"External\"/><Relationship "
        "Target='mhtml:http://mhtml.example/x!x-usc:' TargetMode='External'/></Relationships>"},
       {"word/embeddings/oleObject1.bin", "object"},
       {"word/media/image1.png", "picture"}});
  EXPECT_THAT(urls_of(contents),
              ElementsAre("http://www.text.example/a?b&c", "http://field.example/",
                          "http://link.example/?a=1&b=2", "https://template.example/t.dotm",
                          "http://mhtml.example/x!x-usc"));
  EXPECT_FALSE(contents.macros);
  EXPECT_THAT(contents.defects, IsEmpty());
  ASSERT_EQ(contents.files.size(), 1U);
  EXPECT_EQ(contents.files[0].name, "word/embeddings/oleObject1.bin");
}

TEST(OfficePackage, SeesMacros) {
  const MadeEntry types = {"[Content_Types].xml", "<Types/>"};
  EXPECT_TRUE(open({types, {"word/vbaProject.bin", "x"}}).macros);
  EXPECT_TRUE(open({types, {"xl/macrosheets/sheet1.xml", "<x/>"}}).macros);
  EXPECT_TRUE(open({types,
                    {"xl/_rels/workbook.xml.rels",
                     "<Relationship Type='http://s.example/vbaProject' Target='a.dat'/>"}})
                  .macros);
  EXPECT_FALSE(open({types, {"xl/workbook.xml", "<x/>"}}).macros);
}

TEST(OfficePackage, ReadsOpenDocument) {
  // The writer stores what is that short, as the format asks for "mimetype".
  const std::string bytes =
      make_archive({.options = "compression=store"},
                   {{"mimetype", "application/vnd.oasis.opendocument.text"},
                    {"content.xml", "<text:a xlink:href='http://odt.example/'>x</text:a>"},
                    {"Basic/Standard/Module1.xml", "<x/>"},
                    {"META-INF/manifest.xml", "<manifest:encryption-data/>"}});
  WorkBudget budget{Limits{}};
  const std::vector<std::string> passwords;
  const FileContents contents = read_office_package(
      {.name = "a", .type = "application/vnd.oasis.opendocument.text", .bytes = bytes},
      {.budget = budget, .passwords = passwords, .urls_max = 100, .ratio_max = 250});
  EXPECT_THAT(urls_of(contents), ElementsAre("http://odt.example/"));
  EXPECT_TRUE(contents.macros);
  EXPECT_TRUE(contents.encrypted);
  EXPECT_EQ(budget.files_left, Limits{}.nested_files_max);
}

TEST(XmlPieces, CutsTagsAndText) {
  XmlPieces pieces(
      "<?xml version='1'?><!-- <no/> --><a:b c='1' d:e=\"x&amp;y\">text</a:b><![CDATA[x]]>");
  XmlPiece piece;
  ASSERT_TRUE(pieces.next(piece));
  EXPECT_TRUE(piece.is_tag);
  EXPECT_EQ(piece.name, "b");
  EXPECT_EQ(xml_attribute(piece.content, "e"), "x&y");
  EXPECT_EQ(xml_attribute(piece.content, "c"), "1");
  EXPECT_EQ(xml_attribute(piece.content, "none"), "");
  ASSERT_TRUE(pieces.next(piece));
  EXPECT_EQ(piece.content, "text");
  ASSERT_TRUE(pieces.next(piece));
  EXPECT_FALSE(piece.is_tag);
  EXPECT_EQ(piece.content, "x]]>");
  for (const char* broken : {"<", "<a", "<a b", "<a b=", "<a b='", "<!--", "<>", "<a b='x"}) {
    XmlPieces some(broken);
    while (some.next(piece)) xml_attribute(piece.content, "b");
  }
}

}  // namespace
}  // namespace backstamp::message

#include "message/files/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "message/files/opened_file.h"
#include "message/files/pdf_tokens.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string packed(std::string_view bytes) {
  std::string out(compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size,
           reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  out.resize(size);
  return out;
}

std::string stream(int object, const std::string& keys, const std::string& bytes) {
  return std::to_string(object) + " 0 obj\n<<" + keys + " /Length " + std::to_string(bytes.size()) +
         ">>\nstream\r\n" + bytes + "\nendstream\nendobj\n";
}

std::string pdf(const std::string& objects) {
  return "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + objects + "trailer <</Root 1 0 R>>\n%%EOF\n";
}

TEST(Pdf, FindsLinksHoweverWritten) {
  const std::string bytes =
      pdf("1 0 obj <</Type/Annot/A<</S/URI/URI(http://plain.example/a\\(b\\))>>>> endobj\n"
          "2 0 obj <</A<</S/URI/U#52I (http\\072//octal.example/)>>>> endobj\n"
          "3 0 obj <</A<</URI <687474703a2f2f6865782e6578616d706c652f>>>>> endobj\n"
          "4 0 obj <</Producer (http://producer.example)>> endobj\n"
          "5 0 obj <</S/SubmitForm/F<</FS/URL/F(https://form.example/s)>>>> endobj\n"
          "6 0 obj <</A<</URI (www.bare.example)>>>> endobj\n");
  const FileContents contents = opened(bytes);
  EXPECT_THAT(urls_of(contents), ElementsAre("http://plain.example/a(b)", "http://octal.example/",
                                             "http://hex.example/", "https://form.example/s",
                                             "http://www.bare.example/"));
  EXPECT_FALSE(contents.macros);
  EXPECT_FALSE(contents.encrypted);
  EXPECT_THAT(contents.defects, IsEmpty());
}

TEST(Pdf, LooksIntoObjectStreams) {
  const std::string objects = "7 0 8 20 <</A<</S/URI/URI(http://packed.example/)>>>>";
  EXPECT_THAT(urls_of(opened(
                  pdf(stream(1, "/Type/ObjStm/N 2/First 9/Filter/FlateDecode", packed(objects))))),
              ElementsAre("http://packed.example/"));
  // A length that is wrong is not believed.
  EXPECT_THAT(urls_of(opened(pdf("1 0 obj <</Type/ObjStm/Filter[/FlateDecode]/Length 3>> stream\n" +
                                 packed(objects) + "\nendstream"))),
              ElementsAre("http://packed.example/"));
}

TEST(Pdf, SeesScripts) {
  const FileContents inline_script =
      opened(pdf("1 0 obj <</S/J#61vaScript/JS(app.launchURL\\('http://js.example/'\\))>> endobj"));
  EXPECT_TRUE(inline_script.macros);
  EXPECT_THAT(urls_of(inline_script), ElementsAre("http://js.example/"));
  const FileContents apart =
      opened(pdf("1 0 obj <</S/JavaScript/JS 2 0 R>> endobj\n" +
                 stream(2, "/Filter/FlateDecode", packed("x='http://apart.example/'"))));
  EXPECT_THAT(urls_of(apart), ElementsAre("http://apart.example/"));
  EXPECT_TRUE(opened(pdf("1 0 obj <</S/Launch/F(cmd.exe)>> endobj")).macros);
}

TEST(Pdf, TakesOutEmbeddedFiles) {
  const FileContents contents = opened(
      pdf("1 0 obj <</Type/Filespec/F(a.exe)/UF(b.exe)/EF<</F 2 0 R>>>> endobj\n" +
          stream(2, "/Type/EmbeddedFile/Filter/FlateDecode", packed("MZ file")) +
          stream(3, "/Type /EmbeddedFile", "plain") +
          "4 0 obj <</EF<</F 5 0 R>>/Type/Filespec/UF <FEFF0063002E006A0073>>> endobj\n" +
          stream(5, "", "script") + stream(6, "/Type/EmbeddedFile/Filter/LZWDecode", "odd")));
  EXPECT_THAT(files_of(contents), ElementsAre("b.exe=MZ file", "=plain", "c.js=script", "="));
  EXPECT_TRUE(contents.files.at(0).complete);
  EXPECT_FALSE(contents.files.at(3).complete);
}

TEST(Pdf, EncryptedFilesAreMarked) {
  EXPECT_TRUE(opened("%PDF-1.4\ntrailer <</Encrypt 5 0 R>>").encrypted);
  EXPECT_TRUE(opened("%PDF-1.4\ntrailer <</Encrypt <</Filter/Standard>>>>").encrypted);
  EXPECT_FALSE(opened("%PDF-1.4\n1 0 obj (Encrypt) endobj").encrypted);
}

TEST(Pdf, BombsAndBrokenFilesEnd) {
  const std::string bomb = packed(std::string(100'000'000, ' '));
  std::string bytes = "%PDF-1.4\n";
  for (int i = 1; i < 50; ++i) bytes += stream(i, "/Type/ObjStm/Filter/FlateDecode", bomb);
  opened(bytes);
  for (const char* broken :
       {"(", "(\\", "(\\1", "<4", "<<", "/", "/#", "/#4", "1 0 obj <</Length 99>> stream",
        "stream\r\nx endstream endstream", "R R R", "/JS R", "/EF<</F R", "%", ")", ">", "(((("}) {
    opened(std::string("%PDF-1.4\n") + broken, "application/pdf");
  }
}

TEST(PdfTokens, AreReadLeniently) {
  PdfTokens tokens("/A#42 (x\\n\\\ny) <4 1> 12 -3 <<>> [true]");
  std::vector<std::string> texts;
  for (PdfToken token; tokens.next(token);) texts.push_back(token.text);
  EXPECT_THAT(texts, ElementsAre("AB", "x\ny", "A", "12", "-3", "", "", "[", "true", "]"));
}

}  // namespace
}  // namespace backstamp::message

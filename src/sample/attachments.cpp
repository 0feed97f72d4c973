#include "sample/attachments.h"

namespace backstamp::sample {
namespace {

std::string escape_pdf(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '(' || letter == ')' || letter == '\\') out += '\\';
    out += letter;
  }
  return out;
}

std::string page_content(const std::vector<std::string>& lines) {
  std::string content = "BT /F1 11 Tf 60 780 Td 15 TL\n";
  for (const std::string& line : lines) content += "(" + escape_pdf(line) + ") Tj T*\n";
  return content + "ET\n";
}

std::string ten_digits(std::size_t offset) {
  const std::string digits = std::to_string(offset);
  return std::string(10 - digits.size(), '0') + digits;
}

}  // namespace

Bytes pdf_of(const std::vector<std::string>& lines) {
  const std::string content = page_content(lines);
  const std::string objects[] = {
      "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
      " /Resources << /Font << /F1 4 0 R >> >> >>",
      "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "endstream"};
  std::string out = "%PDF-1.4\n";
  std::string table = "0000000000 65535 f \n";
  for (std::size_t i = 0; i < std::size(objects); ++i) {
    table += ten_digits(out.size()) + " 00000 n \n";
    out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::size_t table_at = out.size();
  return out + "xref\n0 6\n" + table + "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n" +
         std::to_string(table_at) + "\n%%EOF\n";
}

}  // namespace backstamp::sample

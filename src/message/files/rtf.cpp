#include "message/files/rtf.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "message/files/file_urls.h"
#include "message/files/ole_object.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct ControlWord {
  std::string_view name;
  int number = 0;
};

class RtfReader {
 public:
  RtfReader(std::string_view rtf, const OpeningTools& tools)
      : rest_(rtf), tools_(tools), urls_(tools.urls_max) {}

  FileContents read() && {
    while (!rest_.empty()) step();
    end_object();
    urls_.add_text(text_);
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  void step() {
    const char c = rest_.front();
    if (c == '\\') return control();
    rest_.remove_prefix(1);
    if (c == '{') {
      ++depth_;
    } else if (c == '}') {
      --depth_;
      if (object_depth_ && depth_ < *object_depth_) end_object();
    } else if (object_depth_) {
      add_digit(c);
    } else if (c != '\r' && c != '\n') {
      text_ += c;
    }
  }

  void control() {
    rest_.remove_prefix(1);
    if (rest_.empty()) return;
    if (!is_letter(rest_.front())) return symbol();
    const ControlWord word = take_word();
    if (word.name == "u" && !object_depth_) {
      append_utf8(static_cast<char16_t>(word.number), text_);
      // One character follows for readers that know no Unicode.
      if (!rest_.empty() && rest_.front() == '?') rest_.remove_prefix(1);
    } else if (word.name == "bin") {
      take_binary(static_cast<std::size_t>(std::max(0, word.number)));
    } else if (word.name == "objdata") {
      end_object();
      object_depth_ = depth_;
    } else if (word.name == "par" || word.name == "line" || word.name == "cell") {
      text_ += '\n';
    }
  }

  void symbol() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\'') {
      const std::string_view digits = rest_.substr(0, 2);
      rest_.remove_prefix(digits.size());
      if (digits.size() < 2 || hex_digit(digits[0]) < 0 || hex_digit(digits[1]) < 0) return;
      if (!object_depth_) {
        text_ += static_cast<char>(hex_digit(digits[0]) * 16 + hex_digit(digits[1]));
      }
    } else if (c == '\\' || c == '{' || c == '}') {
      if (!object_depth_) text_ += c;
    }
  }

  ControlWord take_word() {
    ControlWord word;
    std::size_t end = 0;
    while (end < rest_.size() && end < 32 && is_letter(rest_[end])) ++end;
    word.name = rest_.substr(0, end);
    const bool negative = end < rest_.size() && rest_[end] == '-';
    if (negative) ++end;
    for (int digits = 0; end < rest_.size() && is_digit(rest_[end]); ++end) {
      if (++digits <= 9) word.number = word.number * 10 + (rest_[end] - '0');
    }
    if (negative) word.number = -word.number;
    if (end < rest_.size() && rest_[end] == ' ') ++end;
    rest_.remove_prefix(end);
    return word;
  }

  void take_binary(std::size_t count) {
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(bytes.size());
    if (object_depth_) object_ += bytes;
  }

  void add_digit(char c) {
    const int value = hex_digit(c);
    if (value < 0) return;
    if (half_ < 0) {
      half_ = value;
    } else {
      object_ += static_cast<char>(std::exchange(half_, -1) * 16 + value);
    }
  }

  void end_object() {
    object_depth_.reset();
    half_ = -1;
    const std::string bytes = std::exchange(object_, {});
    if (bytes.empty() || tools_.budget.files_left == 0) return;
    auto file = read_embedded_object(bytes);
    if (!file) file = inner_compound_file(bytes);
    if (!file) return urls_.add_binary(bytes);
    if (file->bytes.size() > tools_.budget.bytes_left) return;
    tools_.budget.bytes_left -= file->bytes.size();
    --tools_.budget.files_left;
    contents_.files.push_back(std::move(*file));
  }

  // Exploits garble the object's header; the compound file behind it stays whole.
  static std::optional<NestedFile> inner_compound_file(std::string_view bytes) {
    const std::size_t at = bytes.find("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv);
    if (at == bytes.npos) return std::nullopt;
    return NestedFile{
        .name = {}, .bytes = std::string(bytes.substr(at)), .size = bytes.size() - at};
  }

  std::string_view rest_;
  const OpeningTools& tools_;
  FileUrls urls_;
  FileContents contents_;
  std::string text_;
  int depth_ = 0;
  std::optional<int> object_depth_;  // inside \objdata: the depth it began at
  std::string object_;               // its bytes so far
  int half_ = -1;                    // the first of two digits
};

}  // namespace

FileContents read_rtf(const FileView& file, const OpeningTools& tools) {
  constexpr std::uint64_t work_per_byte = 10;
  if (!tools.budget.work(file.bytes.size() * work_per_byte)) return {};
  return RtfReader(file.bytes, tools).read();
}

}  // namespace backstamp::message

#include "message/files/pdf.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "base/text.h"
#include "message/charset.h"
#include "message/files/file_urls.h"
#include "message/files/inflate.h"
#include "message/files/pdf_encryption.h"
#include "message/files/pdf_image.h"
#include "message/files/pdf_tokens.h"
#include "message/files/qr_code.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t objects_bytes_max = 16 * 1024 * 1024;  // of one object stream
constexpr std::uint64_t script_bytes_max = 1024 * 1024;
constexpr std::uint64_t stream_bytes_max = 16 * 1024 * 1024;  // of a picture as it is packed
constexpr std::size_t objects_max = 200'000;
constexpr std::size_t filters_max = 8;  // of one stream
constexpr std::size_t unnamed_max = 8;  // files whose name comes after them
constexpr std::size_t name_bytes_max = 255;

std::string text_of(const std::string& string) {
  if (string.starts_with("\xfe\xff")) return to_utf8(string.substr(2), "utf-16be").text;
  return to_utf8(string, "").text;
}

struct Stream {
  std::string_view packed;
  std::vector<std::string> filters;
};

// What the dictionary before a stream says.
struct Dictionary {
  bool holds_objects = false;
  bool is_file = false;
  bool is_image = false;
  PdfImage image;
  std::vector<std::string> filters;
  std::uint64_t length = 0;
};

struct OpenedPdf {
  PdfEncryption encryption;
  std::string key;
  bool by_password = false;  // and not by the empty one
};

// With no password first, as viewers do, then with those to try.
std::optional<OpenedPdf> opened_pdf(const FileView& file, const OpeningTools& tools) {
  constexpr std::uint64_t work_per_password = 2'000'000;
  constexpr std::uint64_t work_per_byte = 15;
  auto encryption = find_pdf_encryption(file.bytes);
  if (!encryption || !tools.budget.work(file.bytes.size() * work_per_byte)) return std::nullopt;
  if (auto key = pdf_file_key(*encryption, "")) {
    return OpenedPdf{std::move(*encryption), std::move(*key), /*by_password=*/false};
  }
  for (const std::string& password : tools.passwords) {
    if (!tools.budget.work(work_per_password)) return std::nullopt;
    if (auto key = pdf_file_key(*encryption, password)) {
      return OpenedPdf{std::move(*encryption), std::move(*key), /*by_password=*/true};
    }
  }
  return std::nullopt;
}

// The tokens of one object and the text around it, in order.
class PdfScanner {
 public:
  // `opened`: how what is encrypted becomes readable; nothing where there is no such thing, or
  // where nobody knows the password.
  PdfScanner(const FileView& file, const OpeningTools& tools, std::optional<OpenedPdf> opened)
      : file_(file), tools_(tools), opened_(std::move(opened)), urls_(tools.urls_max) {}

  FileContents read() && {
    constexpr std::uint64_t work_per_byte = 15;
    if (!tools_.budget.work(file_.bytes.size() * work_per_byte)) return {};
    scan_file();
    read_scripts();
    read_files();
    contents_.urls = std::move(urls_).take();
    if (opened_) contents_.encrypted = opened_->by_password;
    return std::move(contents_);
  }

 private:
  void scan_file() {
    PdfTokens tokens(file_.bytes);
    for (PdfToken token; tokens.next(token);) {
      if (token.kind == PdfTokenKind::word && token.text == "stream") {
        tokens.move_to(take_stream(tokens.position()));
      } else {
        hear(token);
      }
    }
  }

  // Strings in there were encrypted with the stream.
  void scan_objects(std::string_view bytes) {
    start_object(0);
    PdfTokens tokens(bytes);
    for (PdfToken token; tokens.next(token);) hear(token);
    start_object(0);
  }

  void start_object(std::uint64_t number, std::uint64_t generation = 0) {
    object_ = number;
    generation_ = generation;
    dictionary_ = {};
    depth_ = 0;
    key_.clear();
    forget_file_name();
  }

  void forget_file_name() {
    file_name_.clear();
    unnamed_.clear();
  }

  // Numbers are kept: "12 0 R" and "12 0 obj" are known by their last word only.
  void hear(const PdfToken& token) {
    switch (token.kind) {
      case PdfTokenKind::open_dict:
        if (key_ == "Encrypt") contents_.encrypted = true;
        ++depth_;
        break;
      case PdfTokenKind::close_dict:
        if (depth_ == 1) forget_file_name();
        depth_ = std::max(0, depth_ - 1);
        break;
      case PdfTokenKind::name: hear_name(token.text); break;
      case PdfTokenKind::string: hear_string(readable(token.text)); break;
      case PdfTokenKind::number:
        before_last_ = last_;
        last_ = token.number;
        hear_number(token.number);
        break;
      case PdfTokenKind::word: hear_word(token.text); break;
    }
  }

  void hear_name(const std::string& name) {
    if (name == "JavaScript" || name == "JS" || name == "Launch") contents_.macros = true;
    if (name == "ObjStm") dictionary_.holds_objects = true;
    if (name == "EmbeddedFile") dictionary_.is_file = true;
    if (name == "Image" && key_ == "Subtype") dictionary_.is_image = true;
    const bool filter = name.ends_with("Decode") || name == "Fl";
    if (filter && dictionary_.filters.size() < filters_max) {
      dictionary_.filters.push_back(name == "Fl" ? "FlateDecode" : name);
    }
    key_ = name;
  }

  void hear_number(std::uint64_t number) {
    if (key_ == "Length") dictionary_.length = number;
    if (key_ == "Width") dictionary_.image.width = number;
    if (key_ == "Height") dictionary_.image.height = number;
    if (key_ == "BitsPerComponent") dictionary_.image.bits = number;
    if (key_ == "Predictor") dictionary_.image.predictor = number;
    if (key_ == "Colors") dictionary_.image.colours = number;
  }

  std::string readable(const std::string& string) const {
    if (!opened_ || object_ == 0) return string;
    return pdf_decrypted(opened_->encryption, opened_->key, opened_->encryption.strings,
                         {object_, generation_}, string);
  }

  std::string_view readable_stream(std::string_view packed) {
    if (!opened_ || opened_->encryption.streams == PdfCipher::none) return packed;
    return decrypted_.emplace_back(pdf_decrypted(opened_->encryption, opened_->key,
                                                 opened_->encryption.streams,
                                                 {object_, generation_}, packed));
  }

  void hear_string(const std::string& string) {
    if (key_ == "URI") {
      urls_.add_target(trim(text_of(string)));
    } else if (key_ == "JS") {
      urls_.add_text(text_of(string));
    } else if (key_ == "F" || key_ == "UF") {
      const std::string text = text_of(string);
      urls_.add_text(text);
      name_file(text.substr(0, name_bytes_max));
    }
  }

  void hear_word(const std::string& word) {
    if (word == "obj") return start_object(before_last_, last_);
    if (word != "R") return;
    if (key_ == "JS" && scripts_.size() < objects_max) scripts_.insert(before_last_);
    if (key_ == "Encrypt") contents_.encrypted = true;
    if (key_ == "F" || key_ == "UF") {
      if (file_names_.size() >= objects_max) return;
      file_names_.try_emplace(before_last_, file_name_);
      if (file_name_.empty() && unnamed_.size() < unnamed_max) unnamed_.push_back(before_last_);
    }
  }

  // /UF is the better of both names and mostly comes second.
  void name_file(const std::string& name) {
    file_name_ = name;
    for (const std::uint64_t object : unnamed_) file_names_[object] = name;
  }

  // Returns the position after the stream whose keyword ends at `start`.
  std::size_t take_stream(std::size_t start) {
    if (file_.bytes.substr(start).starts_with("\r\n")) {
      start += 2;
    } else if (start < file_.bytes.size() &&
               (file_.bytes[start] == '\n' || file_.bytes[start] == '\r')) {
      ++start;
    }
    const std::size_t end = stream_end(start);
    const Stream stream{readable_stream(file_.bytes.substr(start, end - start)),
                        dictionary_.filters};
    if (dictionary_.holds_objects) {
      const std::string objects = unpacked(stream, objects_bytes_max).bytes;
      if (tools_.budget.work(objects.size() * 15)) scan_objects(objects);
    } else if (dictionary_.is_image) {
      look_at(stream, dictionary_.image);
    } else if (streams_.size() < objects_max) {
      if (dictionary_.is_file) files_.insert(object_);
      streams_[object_] = stream;
    }
    start_object(0);
    return end;
  }

  // QR codes in images; pictures of many pages share the budget of the message.
  void look_at(const Stream& stream, const PdfImage& image) {
    FileContents found;
    if (!stream.filters.empty() && stream.filters.back() == "DCTDecode") {
      const Stream outer{stream.packed, {stream.filters.begin(), stream.filters.end() - 1}};
      const std::string jpeg = unpacked(outer, stream_bytes_max).bytes;
      found = read_picture_file({.name = "", .type = "image/jpeg", .bytes = jpeg}, tools_);
    } else {
      found = look_at_samples(stream, image);
    }
    for (Url& url : found.qr_urls) {
      if (contents_.qr_urls.size() < tools_.urls_max) contents_.qr_urls.push_back(std::move(url));
    }
    if (contents_.defects.empty()) contents_.defects = std::move(found.defects);
  }

  FileContents look_at_samples(const Stream& stream, const PdfImage& image) {
    constexpr std::size_t passes = 4;
    FileContents found;
    const std::uint64_t bytes_max = pdf_sample_bytes_max(image);
    if (bytes_max == 0 || !take_picture(tools_.budget, image.width, image.height, passes)) {
      return found;
    }
    auto picture = pdf_picture(image, unpacked(stream, bytes_max).bytes);
    if (picture) search_picture(fitted(std::move(*picture)), tools_, found);
    return found;
  }

  // Where it says it ends, if "endstream" stands there; otherwise at the next one.
  std::size_t stream_end(std::size_t start) const {
    if (dictionary_.length < file_.bytes.size() - start) {
      const std::size_t told = start + dictionary_.length;
      const std::size_t close = file_.bytes.substr(told, 24).find("endstream");
      if (close != std::string_view::npos) return told;
    }
    return std::min(file_.bytes.find("endstream", start), file_.bytes.size());
  }

  Inflated unpacked(const Stream& stream, std::uint64_t bytes_max) {
    if (stream.filters.empty()) {
      const std::string_view bytes = stream.packed.substr(0, bytes_max);
      const std::uint64_t taken = std::min<std::uint64_t>(bytes.size(), tools_.budget.bytes_left);
      tools_.budget.bytes_left -= taken;
      return {.bytes = std::string(bytes.substr(0, taken)),
              .complete = taken == stream.packed.size()};
    }
    if (stream.filters.size() == 1 && stream.filters[0] == "FlateDecode") {
      return inflate_bytes(stream.packed, bytes_max, tools_.budget);
    }
    if (stream.filters.size() == 2 && stream.filters[0] == "ASCIIHexDecode" &&
        stream.filters[1] == "FlateDecode") {
      PdfToken digits;
      const std::string quoted = "<" + std::string(stream.packed);
      PdfTokens(quoted).next(digits);
      return inflate_bytes(digits.text, bytes_max, tools_.budget);
    }
    return {};
  }

  void read_scripts() {
    for (const std::uint64_t object : scripts_) {
      const auto found = streams_.find(object);
      if (found == streams_.end()) continue;
      urls_.add_text(text_of(unpacked(found->second, script_bytes_max).bytes));
    }
  }

  void read_files() {
    for (const auto& [object, name] : file_names_) {
      if (streams_.contains(object)) files_.insert(object);
    }
    for (const std::uint64_t object : files_) {
      if (tools_.budget.files_left == 0) return;
      --tools_.budget.files_left;
      Inflated inflated = unpacked(streams_[object], UINT64_MAX);
      const auto named = file_names_.find(object);
      contents_.files.push_back({.name = named == file_names_.end() ? "" : named->second,
                                 .bytes = std::move(inflated.bytes),
                                 .size = 0,
                                 .encrypted = opened_ ? opened_->by_password : contents_.encrypted,
                                 .complete = inflated.complete && !locked()});
      contents_.files.back().size = contents_.files.back().bytes.size();
    }
  }

  bool locked() const { return contents_.encrypted && !opened_; }

  const FileView& file_;
  const OpeningTools& tools_;
  std::optional<OpenedPdf> opened_;
  std::deque<std::string> decrypted_;
  FileUrls urls_;
  FileContents contents_;
  std::map<std::uint64_t, Stream> streams_;  // by object
  std::set<std::uint64_t> files_, scripts_;  // objects that hold them
  std::map<std::uint64_t, std::string> file_names_;

  // Of the object being read:
  std::uint64_t object_ = 0, generation_ = 0;
  Dictionary dictionary_;
  int depth_ = 0;
  std::string key_;  // the last name
  std::uint64_t last_ = 0, before_last_ = 0;
  std::string file_name_;
  std::vector<std::uint64_t> unnamed_;  // files met before their name
};

}  // namespace

FileContents read_pdf(const FileView& file, const OpeningTools& tools) {
  return PdfScanner(file, tools, opened_pdf(file, tools)).read();
}

}  // namespace backstamp::message

#include "message/contents.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "message/charset.h"
#include "message/content_lines.h"
#include "message/file_type.h"
#include "message/files/file_opener.h"
#include "message/files/mail_signs.h"
#include "message/files/name_type.h"
#include "message/files/password_words.h"
#include "message/files/picture.h"
#include "message/flowed_text.h"
#include "message/line_defects.h"
#include "message/url_escape.h"
#include "message/url_scan.h"
#include "message/url_set.h"
#include "message/uuencode.h"

namespace backstamp::message {
namespace {

constexpr std::size_t edge_bytes = 64 * 1024;
constexpr std::size_t command_line_bytes_max = 4 * 1024;

// What one pass over a file's bytes tells: hash, size, and by its ends what it is.
struct FileReading {
  std::string sha256;
  std::uint64_t size = 0;
  std::string_view type;    // empty when the bytes tell nothing
  bool is_mail = false;     // they begin like a message
  bool is_written = false;  // they begin without a NUL, as text does
};

bool begins_without_nul(std::string_view head) {
  return head.substr(0, 4096).find('\0') == head.npos;
}

void tell_type(std::string_view head, std::string_view tail, FileReading& file) {
  file.type = file_type(head, tail);
  file.is_written = file.type.empty() && begins_without_nul(head);
  file.is_mail = file.is_written && looks_like_mail(head);
}

FileReading read_file_content(const Part& part) {
  Sha256Stream hash;
  FileReading file;
  std::string head;
  std::string tail;
  decode_pieces(part.content, part.encoding, [&](std::string_view bytes) {
    hash.add(bytes);
    file.size += bytes.size();
    if (head.size() < edge_bytes) {
      head += bytes.substr(0, edge_bytes - head.size());
    }
    tail.assign(bytes.substr(bytes.size() - std::min(bytes.size(), edge_bytes)));
    return true;
  });
  file.sha256 = hex(hash.finish());
  tell_type(head, tail, file);
  return file;
}

FileReading read_file_content(const NestedFile& nested) {
  const std::string_view bytes = nested.bytes;
  FileReading file;
  file.size = nested.size;
  if (nested.complete) file.sha256 = sha256_hex(bytes);
  tell_type(bytes.substr(0, edge_bytes),
            bytes.substr(bytes.size() - std::min(bytes.size(), edge_bytes)), file);
  return file;
}

bool is_html(std::string_view type) {
  return type == "text/html" || type == "application/xhtml+xml" || type == "text/x-amp-html";
}

// "charset=..." in the first bytes of HTML whose header names none.
std::string_view charset_in_html(std::string_view bytes) {
  bytes = bytes.substr(0, 1024);
  const std::size_t at = bytes.find("charset=");
  if (at == bytes.npos) return {};
  std::string_view rest = bytes.substr(at + 8);
  if (rest.starts_with('"') || rest.starts_with('\'')) rest.remove_prefix(1);
  return rest.substr(0, std::min(rest.find_first_of("\"' />;\r\n"), rest.size()));
}

// What a data: URI holds (RFC 2397).
std::string data_of_uri(std::string_view uri) {
  const std::size_t comma = std::min(uri.find(','), uri.size());
  const std::string data = percent_decoded(uri.substr(std::min(comma + 1, uri.size())));
  if (!ascii_lower(uri.substr(0, comma)).contains("base64")) return data;
  return decode_all(data, TransferEncoding::base64);
}

class ContentsReader {
 public:
  ContentsReader(const MimeTree& tree, std::string_view subject, const Limits& limits)
      : tree_(tree), subject_(subject), limits_(limits), budget_(limits), urls_(limits.urls_max) {}

  // The body first: it may name the password of what is attached, and its URLs come before those
  // that a stuffed archive holds.
  Contents read() && {
    for (const Part& part : tree_.parts) {
      if (part.role == PartRole::body && part.depth == 0) read_body(part);
      note_encoding(part);
    }
    finish_body();
    for (const NestedFile& file : uuencoded_) add_nested(file, 0, "text");
    read_range(tree_, 0, tree_.parts.size(), {});
    if (urls_.full()) note("message", "too many URLs; the rest was not taken");
    if (budget_.spent()) note("message", "too much inside attachments; the rest was not read");
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  // Where a tree of parts hangs: depth of the file it is, and how a defect names that.
  struct Root {
    int depth = 0;
    std::string where{};
  };

  void note(std::string_view where, std::string_view what) {
    constexpr std::size_t defects_max = 100;
    if (contents_.defects.size() >= defects_max) return;
    contents_.defects.push_back({Text::lossy(where).cut(300), Text::lossy(what)});
  }

  void note_encoding(const Part& part) {
    if (!is_broken(part.content, part.encoding)) return;
    const bool base64 = part.encoding == TransferEncoding::base64;
    note("part " + part.number, base64 ? "base64 is broken" : "quoted-printable is broken");
  }

  void read_range(const MimeTree& tree, std::size_t begin, std::size_t end, const Root& root) {
    for (std::size_t i = begin; i < end;) {
      const Part& part = tree.parts[i];
      i = part.role == PartRole::message ? read_message(tree, i, root) : i + 1;
      if (part.role == PartRole::attachment) add_attachment(part, root);
      if (part.role == PartRole::body && root.depth + part.depth > 0) {
        read_text_urls(part.type.media_type, decoded_text(part), UrlLocation::attachment);
      }
    }
  }

  std::string text_of(std::string_view bytes, std::string_view type, std::string_view charset,
                      std::string_view where) {
    if (charset.empty() && bytes.starts_with("\xff\xfe")) charset = "utf-16le";
    if (charset.empty() && is_html(type)) charset = charset_in_html(bytes);
    Utf8Reading reading = to_utf8(bytes, charset);
    if (reading.mistold) note(where, "text is not in the charset it names");
    return std::move(reading.text);
  }

  std::string decoded_text(const Part& part) {
    return text_of(decode_all(part.content, part.encoding, limits_.html_bytes_max),
                   part.type.media_type, part.type.charset, "part " + part.number);
  }

  void read_body(const Part& part) {
    std::string text = decoded_text(part);
    if (part.type.joined) text = joined_lines(text);
    note_uuencoded(text, part);
    std::string& all = part.type.media_type == "text/html" ? html_ : contents_.plain;
    if (!all.empty()) all += '\n';
    all.append(text, 0, limits_.html_bytes_max - std::min(all.size(), limits_.html_bytes_max));
  }

  void read_text_urls(std::string_view type, std::string_view text, UrlLocation location) {
    if (is_html(type)) {
      urls_.add_html(read_html(text, limits_), location);
    } else if (has_content_lines(type)) {
      urls_.add_text(unfolded_lines(text), location);
    } else {
      urls_.add_text(text, location);
    }
  }

  void finish_body() {
    if (!html_.empty()) {
      contents_.html = read_html(html_, limits_);
      urls_.add_html(*contents_.html, UrlLocation::body);
      look_at_data_pictures(*contents_.html, "html");
    }
    urls_.add_text(contents_.plain, UrlLocation::body);
  }

  // QR codes in pictures that stand in the page itself.
  void look_at_data_pictures(const HtmlReading& page, std::string_view where) {
    for (const std::string& uri : page.data_pictures) {
      const std::string bytes = data_of_uri(uri);
      if (bytes.size() > budget_.bytes_left) return;
      budget_.bytes_left -= bytes.size();
      const FileView file{.name = "", .type = file_type(bytes, bytes), .bytes = bytes};
      if (!is_picture(file.type)) continue;
      FileContents inside = open_file(file, tools());
      for (const std::string& defect : inside.defects) note(where, defect);
      for (Url& url : inside.qr_urls) urls_.add(std::move(url), UrlLocation::qr_code);
    }
  }

  // Files in the text of the message; the text stays as it is, since that is what is shown.
  void note_uuencoded(std::string_view text, const Part& part) {
    if (part.type.media_type != "text/plain") return;
    for (const UuencodedFile& file : uuencoded_files(text, budget_.files_left)) {
      std::string bytes = decode_uuencode(file.encoded);
      if (bytes.size() > budget_.bytes_left) return;
      --budget_.files_left;
      budget_.bytes_left -= bytes.size();
      NestedFile& nested = uuencoded_.emplace_back();
      nested.name = file.name;
      nested.size = bytes.size();
      nested.bytes = std::move(bytes);
    }
  }

  std::size_t add(Attachment attachment) {
    contents_.attachments.push_back(std::move(attachment));
    return contents_.attachments.size() - 1;
  }

  static Attachment describe(const Part& part, const FileReading& file, const Root& root) {
    Attachment attachment;
    attachment.file_name = part.file_name;
    attachment.file_type = Text::lossy(file.type.empty() ? part.type.media_type : file.type);
    attachment.file_size = file.size;
    attachment.sha256 = file.sha256;
    attachment.depth = root.depth + part.depth;
    attachment.name_mismatch = is_name_mismatch(part.file_name.view(), file.type);
    return attachment;
  }

  void add_attachment(const Part& part, const Root& root) {
    const FileReading file = read_file_content(part);
    const std::size_t place = add(describe(part, file, root));
    const std::size_t before = urls_.size();
    const std::string type = contents_.attachments[place].file_type.str();
    const bool declared_text = part.type.media_type.starts_with("text/");
    if (can_open(type) || (file.is_mail && !declared_text)) {
      const std::string bytes = decode_all(part.content, part.encoding, limits_.bytes_max);
      const std::string where = root.where + "part " + part.number;
      if (file.is_mail) {
        read_mail(bytes, place, where);
      } else {
        look_into({.name = part.file_name.view(), .type = type, .bytes = bytes}, place, where);
      }
    } else {
      read_attached_urls(part, type, file, place);
    }
    count_urls(place, before);
  }

  void count_urls(std::size_t place, std::size_t before) {
    contents_.attachments[place].url_count = static_cast<std::uint32_t>(urls_.size() - before);
  }

  void read_attached_urls(const Part& part, std::string_view type, const FileReading& file,
                          std::size_t place) {
    if (part.type.media_type == "text/x-amp-html") {
      return read_text_urls(part.type.media_type, decoded_text(part), UrlLocation::body);
    }
    const bool script = file.is_written && is_written_type(type_of_name(part.file_name.view()));
    if (is_markup(type)) {
      read_markup(decoded_text(part), place);
    } else if (is_written_type(type) || is_written_type(part.type.media_type) || script) {
      const bool lines = has_content_lines(part.type.media_type);
      read_text_urls(lines ? part.type.media_type : type, decoded_text(part),
                     UrlLocation::attachment);
    }
  }

  static bool is_markup(std::string_view type) { return is_html(type) || type == "image/svg+xml"; }

  static bool is_written_type(std::string_view type) {
    return type.starts_with("text/") || type == "application/x-mswinurl";
  }

  void read_markup(const std::string& html, std::size_t place) {
    const HtmlReading page = read_html(html, limits_);
    contents_.attachments[place].active |= page.has_script || page.has_password_field;
    urls_.add_html(page, UrlLocation::attachment);
    look_at_data_pictures(page, "attached page");
    add_script_urls(html);
  }

  // URLs that scripts of an attached page go to; the names of XML namespaces are no links.
  void add_script_urls(std::string_view html) {
    for (Url& url : scan_urls(html, limits_.urls_max)) {
      if (url.domain.view() != "www.w3.org") urls_.add(std::move(url), UrlLocation::attachment);
    }
  }

  // Adds the attached message and its parts; returns the index after them.
  std::size_t read_message(const MimeTree& tree, std::size_t index, const Root& root) {
    const Part& part = tree.parts[index];
    Attachment attachment = describe(part, read_file_content(part), root);
    attachment.file_type = Text::trusted("message/rfc822");
    attachment.name_mismatch = false;
    const std::size_t place = add(std::move(attachment));
    const std::size_t before = urls_.size();
    read_range(tree, index + 1, part.end, root);
    count_urls(place, before);
    return part.end;
  }

  // The file at `place`, seen from inside: flags, URLs, and the files in it.
  void look_into(const FileView& file, std::size_t place, const std::string& where) {
    const int depth = contents_.attachments[place].depth;
    if (depth >= limits_.depth_max) return note(where, "files nested too deep; not opened");
    FileContents inside = open_file(file, tools());
    contents_.attachments[place].encrypted = inside.encrypted;
    contents_.attachments[place].macros = inside.macros;
    contents_.attachments[place].command_line =
        Text::lossy(inside.command_line).cut(command_line_bytes_max);
    for (const std::string& defect : inside.defects) note(where, defect);
    for (Url& url : inside.urls) urls_.add(std::move(url), UrlLocation::attachment);
    for (Url& url : inside.qr_urls) urls_.add(std::move(url), UrlLocation::qr_code);
    for (NestedFile& nested : inside.files) {
      add_nested(nested, depth + 1, where);
      nested = {};  // its bytes are not held while its neighbours are read
    }
  }

  void add_nested(const NestedFile& nested, int depth, const std::string& parent) {
    const FileReading file = read_file_content(nested);
    constexpr std::size_t name_bytes_max = 1024;
    const Text name = Text::lossy(nested.name).cut(name_bytes_max);
    std::string_view type = file.type.empty() ? nested.type_hint : file.type;
    if (type.empty()) type = file.is_mail ? "message/rfc822" : type_of_name(name.view());
    if (type.empty()) type = "application/octet-stream";
    Attachment attachment;
    attachment.file_name = name;
    attachment.file_type = Text::lossy(type);
    attachment.file_size = file.size;
    attachment.sha256 = file.sha256;
    attachment.depth = depth;
    attachment.name_mismatch = is_name_mismatch(name.view(), file.type);
    const std::size_t place = add(std::move(attachment));
    const std::size_t before = urls_.size();
    if (!nested.bytes.empty()) {
      read_nested({.name = name.view(), .type = type, .bytes = nested.bytes}, file, place,
                  parent + ": " + std::string(name.cut(100).view()));
    }
    contents_.attachments[place].encrypted |= nested.encrypted;
    count_urls(place, before);
  }

  void read_nested(const FileView& file, const FileReading& reading, std::size_t place,
                   const std::string& where) {
    if (can_open(file.type)) return look_into(file, place, where);
    if (reading.is_written && (reading.is_mail || file.type == "message/rfc822")) {
      return read_mail(file.bytes, place, where);
    }
    if (!is_markup(file.type) && !is_written_type(file.type) && !reading.is_written) return;
    const std::string_view bytes = file.bytes.substr(0, limits_.html_bytes_max);
    if (!budget_.work(bytes.size() * work_per_text_byte)) return;
    const std::string text = text_of(bytes, file.type, {}, where);
    if (is_markup(file.type)) {
      read_markup(text, place);
    } else {
      read_text_urls(file.type, text, UrlLocation::attachment);
    }
  }

  // A message that no part of type message/rfc822 announced.
  void read_mail(std::string_view bytes, std::size_t place, const std::string& where) {
    const int depth = contents_.attachments[place].depth;
    if (depth >= limits_.depth_max) return note(where, "messages nested too deep; not read");
    contents_.attachments[place].file_type = Text::trusted("message/rfc822");
    Limits limits = limits_;
    limits.parts_max = budget_.files_left;
    limits.depth_max = limits_.depth_max - depth;
    if (!budget_.work(bytes.size() * work_per_text_byte)) return;
    const MimeTree tree = read_mime(bytes, limits);
    budget_.files_left -= std::min(budget_.files_left, tree.parts.size());
    for (const Defect& defect : tree.defects) note(where, defect.what.view());
    read_range(tree, 0, tree.parts.size(), {.depth = depth + 1, .where = where + ": "});
  }

  OpeningTools tools() {
    if (!passwords_) {
      std::string text(subject_);
      text += '\n' + contents_.plain + '\n';
      if (contents_.html) text += contents_.html->visible_text.view();
      passwords_ = password_words(text, limits_.passwords_max);
    }
    return {.budget = budget_,
            .passwords = *passwords_,
            .urls_max = limits_.urls_max,
            .ratio_max = limits_.nested_ratio_max};
  }

  static constexpr std::uint64_t work_per_text_byte = 15;

  const MimeTree& tree_;
  std::string_view subject_;
  const Limits& limits_;
  WorkBudget budget_;
  UrlSet urls_;
  Contents contents_;
  std::string html_;
  std::vector<NestedFile> uuencoded_;
  std::optional<std::vector<std::string>> passwords_;
};

}  // namespace

Contents read_contents(const MimeTree& tree, std::string_view subject, const Limits& limits) {
  return ContentsReader(tree, subject, limits).read();
}

}  // namespace backstamp::message

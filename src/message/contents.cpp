#include "message/contents.h"

#include <algorithm>

#include "base/hash.h"
#include "message/charset.h"
#include "message/file_type.h"
#include "message/url_scan.h"
#include "message/url_set.h"

namespace backstamp::message {
namespace {

constexpr std::size_t edge_bytes = 64 * 1024;

// One decoding pass over an attachment: hash, size, and its ends for what it is.
struct FileReading {
  std::string sha256;
  std::uint64_t size = 0;
  std::string_view type;
};

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
  file.type = file_type(head, tail);
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

class ContentsReader {
 public:
  ContentsReader(const MimeTree& tree, const Limits& limits)
      : tree_(tree), limits_(limits), urls_(limits.urls_max) {}

  Contents read() && {
    read_range(0, tree_.parts.size());
    finish_body();
    if (urls_.full()) note("message", "too many URLs; the rest was not taken");
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  void note(std::string_view where, std::string_view what) {
    contents_.defects.push_back({Text::lossy(where), Text::lossy(what)});
  }

  void read_range(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end;) {
      const Part& part = tree_.parts[i];
      i = part.role == PartRole::message ? read_message(i) : i + 1;
      if (part.role == PartRole::attachment) add_attachment(part);
      if (part.role == PartRole::body) read_body(part);
    }
  }

  std::string decoded_text(const Part& part) {
    const std::string bytes = decode_all(part.content, part.encoding, limits_.html_bytes_max);
    std::string_view charset = part.type.charset;
    if (charset.empty() && is_html(part.type.media_type)) charset = charset_in_html(bytes);
    Utf8Reading reading = to_utf8(bytes, charset);
    if (reading.mistold) note("part " + part.number, "text is not in the charset it names");
    return std::move(reading.text);
  }

  void read_body(const Part& part) {
    const std::string text = decoded_text(part);
    if (part.depth > 0) return read_text_urls(part.type.media_type, text, UrlLocation::attachment);
    std::string& all = part.type.media_type == "text/html" ? html_ : contents_.plain;
    if (!all.empty()) all += '\n';
    all.append(text, 0, limits_.html_bytes_max - std::min(all.size(), limits_.html_bytes_max));
  }

  void read_text_urls(std::string_view type, std::string_view text, UrlLocation location) {
    if (is_html(type)) {
      urls_.add_html(read_html(text, limits_), location);
    } else {
      urls_.add_text(text, location);
    }
  }

  void finish_body() {
    if (!html_.empty()) {
      contents_.html = read_html(html_, limits_);
      urls_.add_html(*contents_.html, UrlLocation::body);
    }
    urls_.add_text(contents_.plain, UrlLocation::body);
  }

  Attachment describe(const Part& part) {
    const FileReading file = read_file_content(part);
    Attachment attachment;
    attachment.file_name = part.file_name;
    attachment.file_type = Text::lossy(file.type.empty() ? part.type.media_type : file.type);
    attachment.file_size = file.size;
    attachment.sha256 = file.sha256;
    attachment.depth = part.depth;
    return attachment;
  }

  void add_attachment(const Part& part) {
    Attachment attachment = describe(part);
    const std::size_t before = urls_.size();
    read_attached_urls(part, attachment);
    attachment.url_count = static_cast<std::uint32_t>(urls_.size() - before);
    contents_.attachments.push_back(std::move(attachment));
  }

  void read_attached_urls(const Part& part, Attachment& attachment) {
    const std::string_view type = attachment.file_type.view();
    if (part.type.media_type == "text/x-amp-html") {
      return read_text_urls(part.type.media_type, decoded_text(part), UrlLocation::body);
    }
    const bool markup = is_html(type) || type == "image/svg+xml";
    const bool text = type.starts_with("text/") || part.type.media_type.starts_with("text/");
    if (markup) {
      const std::string html = decoded_text(part);
      const HtmlReading page = read_html(html, limits_);
      attachment.active = page.has_script || page.has_password_field;
      urls_.add_html(page, UrlLocation::attachment);
      add_script_urls(html);
    } else if (text) {
      urls_.add_text(decoded_text(part), UrlLocation::attachment);
    }
  }

  // URLs that scripts of an attached page go to; the names of XML namespaces are no links.
  void add_script_urls(std::string_view html) {
    for (Url& url : scan_urls(html, limits_.urls_max)) {
      if (url.domain.view() != "www.w3.org") urls_.add(std::move(url), UrlLocation::attachment);
    }
  }

  // Adds the attached message and its parts; returns the index after them.
  std::size_t read_message(std::size_t index) {
    const Part& part = tree_.parts[index];
    Attachment attachment = describe(part);
    attachment.file_type = Text::trusted("message/rfc822");
    const std::size_t place = contents_.attachments.size();
    contents_.attachments.push_back(std::move(attachment));
    const std::size_t before = urls_.size();
    read_range(index + 1, part.end);
    contents_.attachments[place].url_count = static_cast<std::uint32_t>(urls_.size() - before);
    return part.end;
  }

  const MimeTree& tree_;
  const Limits& limits_;
  UrlSet urls_;
  Contents contents_;
  std::string html_;
};

}  // namespace

Contents read_contents(const MimeTree& tree, const Limits& limits) {
  return ContentsReader(tree, limits).read();
}

}  // namespace backstamp::message

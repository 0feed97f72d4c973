#include "message/files/tnef.h"

#include <optional>
#include <utility>

#include "message/charset.h"
#include "message/files/bytes_reader.h"
#include "message/files/file_urls.h"

namespace backstamp::message {
namespace {

constexpr std::uint64_t signature = 0x223e9f78;

enum Attribute : std::uint64_t {
  attachment_start = 0x00069002,  // attAttachRendData
  attachment_title = 0x00018010,
  attachment_data = 0x0006800f,
  attachment_properties = 0x00069005,  // attAttachment
  message_properties = 0x00069003,     // attMsgProps
  body = 0x0002800c,
};

struct Property {
  std::uint64_t id = 0;
  std::uint64_t type = 0;
  std::string_view value;  // the first one, where there are several
};

constexpr std::uint64_t string8_type = 0x1e;
constexpr std::uint64_t unicode_type = 0x1f;

std::uint64_t fixed_width(std::uint64_t type) {
  switch (type) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0a:
    case 0x0b: return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40: return 8;
    case 0x48: return 16;
    default: return 0;
  }
}

std::uint64_t padded(std::uint64_t size) { return (size + 3) & ~3ULL; }

// MAPI properties in a row (MS-OXTNEF 2.1.3.4).
class Properties {
 public:
  explicit Properties(std::string_view bytes) : reader_(bytes) { left_ = reader_.number(4); }

  bool next(Property& property) {
    if (left_ == 0 || reader_.ended()) return false;
    --left_;
    const std::uint64_t type = reader_.number(2);
    property = {.id = reader_.number(2), .type = type & 0x0fff, .value = {}};
    if (property.id >= 0x8000) skip_name();
    const std::uint64_t width = fixed_width(property.type);
    const bool many = (type & 0x1000) != 0 || width == 0;
    const std::uint64_t values = many ? reader_.number(4) : 1;
    for (std::uint64_t i = 0; i < values && !reader_.ended(); ++i) {
      const std::uint64_t size = width > 0 ? width : reader_.number(4);
      const std::string_view value = reader_.take(size);
      if (i == 0) property.value = value;
      reader_.skip(padded(size) - size);
    }
    return !reader_.ended();
  }

 private:
  // A property with a name of its own: its set, then a number or the name.
  void skip_name() {
    reader_.skip(16);
    if (reader_.number(4) == 0) {
      reader_.skip(4);
    } else {
      reader_.skip(padded(reader_.number(4)));
    }
  }

  BytesReader reader_;
  std::uint64_t left_ = 0;
};

std::string text_of(std::string_view bytes, std::uint64_t type) {
  std::string text = to_utf8(bytes, type == unicode_type ? "utf-16le" : "").text;
  return text.substr(0, text.find('\0'));
}

class TnefReader {
 public:
  explicit TnefReader(const OpeningTools& tools) : tools_(tools), urls_(tools.urls_max) {}

  FileContents read(std::string_view bytes) && {
    BytesReader reader(bytes);
    if (reader.number(4) != signature) return {};
    reader.skip(2);  // key
    while (!reader.rest().empty()) {
      reader.skip(1);  // level
      const std::uint64_t id = reader.number(4);
      const std::string_view data = reader.take(reader.number(4));
      reader.skip(2);  // checksum
      read_attribute(id, data);
      if (reader.ended()) {
        contents_.defects.emplace_back("the TNEF file breaks off");
        break;
      }
    }
    end_attachment();
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  void read_attribute(std::uint64_t id, std::string_view data) {
    switch (id) {
      case attachment_start:
        end_attachment();
        file_.emplace();
        break;
      case attachment_title:
        if (file_ && file_->name.empty()) file_->name = text_of(data, string8_type);
        break;
      case attachment_data:
        if (file_) take_bytes(data);
        break;
      case attachment_properties: read_attachment_properties(data); break;
      case message_properties:
      case body:
        if (tools_.budget.work(data.size() * 8)) urls_.add_binary(data);
        break;
      default: break;
    }
  }

  void read_attachment_properties(std::string_view data) {
    constexpr std::uint64_t long_name = 0x3707;
    constexpr std::uint64_t data_object = 0x3701;
    if (!file_) return;
    Properties properties(data);
    for (Property property; properties.next(property);) {
      if (property.id == long_name && !property.value.empty()) {
        file_->name = text_of(property.value, property.type);
      }
      constexpr std::size_t interface_id_bytes = 16;  // stands before an object
      if (property.id == data_object && property.value.size() > interface_id_bytes) {
        take_bytes(property.value.substr(interface_id_bytes));
      }
    }
  }

  void take_bytes(std::string_view data) {
    if (!file_->bytes.empty() || data.size() > tools_.budget.bytes_left) return;
    tools_.budget.bytes_left -= data.size();
    file_->bytes = data;
    file_->size = data.size();
  }

  void end_attachment() {
    if (!file_ || tools_.budget.files_left == 0) return;
    --tools_.budget.files_left;
    contents_.files.push_back(*std::exchange(file_, std::nullopt));
  }

  const OpeningTools& tools_;
  FileUrls urls_;
  FileContents contents_;
  std::optional<NestedFile> file_;
};

}  // namespace

FileContents read_tnef(const FileView& file, const OpeningTools& tools) {
  return TnefReader(tools).read(file.bytes);
}

}  // namespace backstamp::message

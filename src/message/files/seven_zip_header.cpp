#include "message/files/seven_zip_header.h"

#include <algorithm>
#include <vector>

#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t signature_bytes = 32;
constexpr std::uint64_t coders_max = 32;  // of one folder

enum Property : std::uint8_t {
  end_property = 0x00,
  whole_header = 0x01,
  archive_properties = 0x02,
  main_streams = 0x04,
  files_info = 0x05,
  pack_info = 0x06,
  unpack_info = 0x07,
  substreams_info = 0x08,
  sizes = 0x09,
  digests = 0x0a,
  folder = 0x0b,
  unpack_sizes = 0x0c,
  substream_counts = 0x0d,
  encoded_header = 0x17,
};

// Walks over a header; `fits` turns false at the first count that its bytes cannot hold, or where
// something stands that should not.
class HeaderWalk {
 public:
  explicit HeaderWalk(std::string_view header) : reader_(header), bytes_(header.size()) {}

  bool all() {
    const std::uint64_t kind = reader_.number(1);
    if (kind == encoded_header) return streams();
    if (kind != whole_header) return false;
    property_ = reader_.number(1);
    if (property_ == archive_properties) skip_archive_properties();
    if (property_ == main_streams) {
      if (!streams()) return false;
      property_ = reader_.number(1);
    }
    return property_ == end_property || (property_ == files_info && count() && !reader_.ended());
  }

  // Of what stands behind "encoded header": one folder of one coder, as all writers make it.
  std::uint64_t pack_position = 0;
  std::uint64_t pack_size = 0;
  std::uint64_t unpack_size = 0;
  std::string_view coder_id, coder_properties;
  std::uint64_t folders = 0, coders = 0;

 private:
  // The number of leading one bits of the first byte says how many bytes follow.
  std::uint64_t variable_number() {
    const std::uint64_t first = reader_.number(1);
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t mask = 0x80U >> i;
      if ((first & mask) == 0) return value | (first & (mask - 1)) << (8 * i);
      value |= reader_.number(1) << (8 * i);
    }
    return value;
  }

  // A number of things of which each takes a byte at least; false when there are too many.
  bool count(std::uint64_t* number = nullptr) {
    const std::uint64_t value = variable_number();
    if (number != nullptr) *number = value;
    return value <= bytes_;
  }

  void skip_archive_properties() {
    while (!reader_.ended() && reader_.number(1) != end_property) reader_.skip(variable_number());
    property_ = reader_.number(1);
  }

  bool streams() {
    property_ = reader_.number(1);
    if (property_ == pack_info && !pack()) return false;
    if (property_ == unpack_info && !unpack()) return false;
    if (property_ == substreams_info && !substreams()) return false;
    return property_ == end_property && !reader_.ended();
  }

  bool pack() {
    std::uint64_t streams = 0;
    pack_position = variable_number();
    if (!count(&streams)) return false;
    property_ = reader_.number(1);
    if (property_ == sizes) {
      for (std::uint64_t i = 0; i < streams; ++i) {
        const std::uint64_t size = variable_number();
        if (i == 0) pack_size = size;
      }
      property_ = reader_.number(1);
    }
    return skip_digests(streams) && ends_part();
  }

  bool unpack() {
    if (reader_.number(1) != folder || !count(&folders)) return false;
    if (reader_.number(1) != 0) return false;  // folders described elsewhere
    for (std::uint64_t i = 0; i < folders; ++i) {
      if (reader_.ended() || !skip_folder()) return false;
    }
    if (reader_.number(1) != unpack_sizes) return false;
    for (std::uint64_t i = 0; i < outputs_; ++i) unpack_size = variable_number();
    property_ = reader_.number(1);
    return skip_digests(folders) && ends_part();
  }

  bool skip_folder() {
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    coders = variable_number();
    if (coders > coders_max) return false;
    for (std::uint64_t i = 0; i < coders; ++i) {
      const std::uint64_t flags = reader_.number(1);
      coder_id = reader_.take(flags & 0x0f);
      const bool complex = (flags & 0x10) != 0;
      inputs += complex ? variable_number() : 1;
      outputs += complex ? variable_number() : 1;
      if (inputs > coders_max || outputs > coders_max) return false;
      coder_properties = (flags & 0x20) != 0 ? reader_.take(variable_number()) : ""sv;
    }
    for (std::uint64_t i = 1; i < outputs; ++i) {  // what is bound to what
      variable_number();
      variable_number();
    }
    const std::uint64_t packed = inputs + 1 > outputs ? inputs + 1 - outputs : 0;
    for (std::uint64_t i = 0; packed > 1 && i < packed; ++i) variable_number();
    outputs_ += outputs;
    return true;
  }

  bool substreams() {
    std::vector<std::uint64_t> streams(folders, 1);
    std::uint64_t total = folders;
    property_ = reader_.number(1);
    if (property_ == substream_counts) {
      total = 0;
      for (std::uint64_t& in_folder : streams) {
        if (!count(&in_folder)) return false;
        total += in_folder;
      }
      if (total > 2 * bytes_) return false;
      property_ = reader_.number(1);
    }
    if (property_ == sizes) {  // of all but the last of each folder
      for (const std::uint64_t in_folder : streams) {
        for (std::uint64_t i = 1; i < in_folder; ++i) variable_number();
      }
      property_ = reader_.number(1);
    }
    std::uint64_t without_digest = 0;
    for (std::uint64_t i = 0; i < folders; ++i) {
      const bool told = streams[i] == 1 && i < defined_.size() && defined_[i];
      if (!told) without_digest += streams[i];
    }
    return skip_digests(without_digest) && ends_part();
  }

  bool skip_digests(std::uint64_t things) {
    defined_.clear();
    if (property_ != digests) return true;
    const bool all = reader_.number(1) != 0;
    std::uint64_t bits = 0;
    for (std::uint64_t i = 0; i < things; ++i) {
      if (!all && i % 8 == 0) bits = reader_.number(1);
      defined_.push_back(all || (bits >> (7 - i % 8) & 1) != 0);
    }
    reader_.skip(static_cast<std::uint64_t>(std::ranges::count(defined_, true)) * 4);
    property_ = reader_.number(1);
    return !reader_.ended();
  }

  // What stands at the end of a part; then comes the next part's property.
  bool ends_part() {
    if (property_ != end_property) return false;
    property_ = reader_.number(1);
    return true;
  }

  BytesReader reader_;
  std::uint64_t bytes_;
  std::uint64_t property_ = 0;
  std::uint64_t outputs_ = 0;
  std::vector<bool> defined_;  // of the digests read last
};

}  // namespace

SevenZipHeader read_seven_zip_header(std::string_view bytes) {
  SevenZipHeader header;
  if (!bytes.starts_with("7z\xbc\xaf\x27\x1c"sv)) return header;
  const std::uint64_t offset = little_endian(bytes, 12, 8);
  const std::uint64_t size = little_endian(bytes, 20, 8);
  if (offset > bytes.size()) return header;
  header.plain = bytes_at(bytes, signature_bytes + offset, size);
  header.unpacked = size;
  if (!header.plain.starts_with('\x17')) return header;
  HeaderWalk walk(header.plain);
  if (!walk.all()) return header;
  header.unpacked = walk.unpack_size;
  const bool lzma = walk.folders == 1 && walk.coders == 1 && walk.coder_id == "\3\1\1"sv &&
                    walk.coder_properties.size() == 5;
  if (lzma && walk.pack_position < bytes.size()) {
    header.packed = bytes_at(bytes, signature_bytes + walk.pack_position, walk.pack_size);
    header.properties = walk.coder_properties;
  }
  return header;
}

bool seven_zip_counts_fit(std::string_view header) {
  return header.empty() || HeaderWalk(header).all();
}

}  // namespace backstamp::message

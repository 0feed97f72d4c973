#include "message/files/made_ole.h"

#include <map>

namespace backstamp::message {
namespace {

constexpr unsigned free_sector = 0xffffffff;
constexpr unsigned end_of_chain = 0xfffffffe;

struct OleEntry {
  std::string name;
  int type = 2;
  unsigned left = free_sector, right = free_sector, child = free_sector;
  unsigned start = 0;
  std::size_t size = 0;
};

std::string entry_bytes(const OleEntry& entry) {
  std::string raw = wide(entry.name);
  const std::size_t length = raw.size() + 2;
  raw.resize(64, '\0');
  raw += number(length, 2) + number(static_cast<unsigned>(entry.type), 1) + number(1, 1);
  raw += number(entry.left, 4) + number(entry.right, 4) + number(entry.child, 4);
  raw.resize(116, '\0');
  return raw + number(entry.start, 4) + number(entry.size, 8);
}

class OleMaker {
 public:
  std::string make(const std::vector<MadeStream>& streams) {
    entries_.push_back({.name = "Root Entry", .type = 5});
    for (const MadeStream& stream : streams) add(stream);
    entries_[0].start = mini_.empty() ? end_of_chain : append(mini_);
    entries_[0].size = mini_.size();
    std::string directory;
    for (const OleEntry& entry : entries_) directory += entry_bytes(entry);
    const unsigned directory_start = append(directory);
    std::string mini_table;
    for (const unsigned next : mini_fat_) mini_table += number(next, 4);
    const unsigned mini_start = mini_table.empty() ? end_of_chain : append(mini_table);
    return header(directory_start, mini_start) + sectors_;
  }

 private:
  // Children hang in a row, each the right sibling of the one before.
  void hang(unsigned parent, OleEntry entry) {
    const auto index = static_cast<unsigned>(entries_.size());
    if (last_.contains(parent)) {
      entries_[last_[parent]].right = index;
    } else {
      entries_[parent].child = index;
    }
    last_[parent] = index;
    entries_.push_back(std::move(entry));
  }

  void add(const MadeStream& stream) {
    unsigned parent = 0;
    if (!stream.storage.empty()) {
      if (!storages_.contains(stream.storage)) {
        storages_[stream.storage] = static_cast<unsigned>(entries_.size());
        hang(0, {.name = stream.storage, .type = 1});
      }
      parent = storages_[stream.storage];
    }
    const bool small = stream.bytes.size() < 4096;
    const unsigned start = small ? append_mini(stream.bytes) : append(stream.bytes);
    hang(parent, {.name = stream.name, .start = start, .size = stream.bytes.size()});
  }

  unsigned append(std::string bytes) {
    const auto first = static_cast<unsigned>(sectors_.size() / 512);
    bytes.resize((bytes.size() + 511) / 512 * 512, '\0');
    sectors_ += bytes;
    for (std::size_t i = 1; i < bytes.size() / 512; ++i) {
      fat_.push_back(static_cast<unsigned>(fat_.size() + 1));
    }
    fat_.push_back(end_of_chain);
    return first;
  }

  unsigned append_mini(std::string bytes) {
    const auto first = static_cast<unsigned>(mini_.size() / 64);
    bytes.resize(std::max<std::size_t>(64, (bytes.size() + 63) / 64 * 64), '\0');
    mini_ += bytes;
    for (std::size_t i = 1; i < bytes.size() / 64; ++i) {
      mini_fat_.push_back(static_cast<unsigned>(mini_fat_.size() + 1));
    }
    mini_fat_.push_back(end_of_chain);
    return first;
  }

  std::string header(unsigned directory_start, unsigned mini_start) {
    const std::size_t tables = (fat_.size() + 127) / 128 + 1;
    std::string table;
    for (const unsigned next : fat_) table += number(next, 4);
    table.resize(tables * 512, '\xff');
    const std::size_t table_start = sectors_.size() / 512;
    sectors_ += table;
    std::string bytes = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + std::string(16, '\0');
    bytes += number(0x3e, 2) + number(3, 2) + number(0xfffe, 2) + number(9, 2) + number(6, 2);
    bytes += std::string(10, '\0') + number(tables, 4) + number(directory_start, 4);
    bytes += number(0, 4) + number(4096, 4) + number(mini_start, 4) + number(1, 4);
    bytes += number(end_of_chain, 4) + number(0, 4);
    for (std::size_t i = 0; i < 109; ++i) {
      bytes += number(i < tables ? table_start + i : free_sector, 4);
    }
    return bytes;
  }

  std::vector<OleEntry> entries_;
  std::map<std::string, unsigned> storages_;
  std::map<unsigned, unsigned> last_;
  std::string sectors_, mini_;
  std::vector<unsigned> fat_, mini_fat_;
};

}  // namespace

std::string make_ole(const std::vector<MadeStream>& streams) { return OleMaker().make(streams); }

std::string wide(const std::string& ascii) {
  std::string text;
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

std::string number(unsigned long long value, int width) {
  std::string bytes;
  for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

}  // namespace backstamp::message

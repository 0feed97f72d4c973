#include "platform/letter_memory.h"

#include "base/hash.h"

namespace backstamp::platform {

std::int64_t modified_ns(const struct stat& file) {
  return static_cast<std::int64_t>(file.st_mtim.tv_sec) * 1'000'000'000 + file.st_mtim.tv_nsec;
}

std::size_t LetterMemory::FileKeyHash::operator()(const FileKey& key) const {
  return hash64({reinterpret_cast<const char*>(&key), sizeof key});
}

LetterMemory::FileKey LetterMemory::key_of(const struct stat& file) {
  return {file.st_dev, file.st_ino, file.st_size, modified_ns(file)};
}

void LetterMemory::learn(const struct stat& file, const message::NetworkMessageId& id) {
  files_.with([&](auto& files) {
    if (files.size() >= files_max) files.clear();
    files[key_of(file)] = id;
  });
}

std::optional<message::NetworkMessageId> LetterMemory::id_of(const struct stat& file) const {
  return files_.with([&](const auto& files) -> std::optional<message::NetworkMessageId> {
    const auto found = files.find(key_of(file));
    if (found == files.end()) return std::nullopt;
    return found->second;
  });
}

void LetterMemory::learn_header(const message::NetworkMessageId& id,
                                std::string_view internet_message_id) {
  if (internet_message_id.empty() || internet_message_id.size() > message_id_bytes_max) return;
  headers_.with([&](auto& headers) {
    if (headers.size() >= letters_max) headers.clear();
    headers[id] = internet_message_id;
  });
}

std::string LetterMemory::header_of(const message::NetworkMessageId& id) const {
  return headers_.with([&](const auto& headers) {
    const auto found = headers.find(id);
    return found == headers.end() ? std::string() : found->second;
  });
}

}  // namespace backstamp::platform

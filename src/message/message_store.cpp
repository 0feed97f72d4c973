#include "message/message_store.h"

#include <zstd.h>

#include <algorithm>
#include <memory>

#include "base/file.h"
#include "base/hash.h"

namespace backstamp::message {
namespace {

constexpr int compression_level = 3;
constexpr std::uint64_t letter_bytes_max = 1ull << 30;

std::filesystem::path path_of(const std::filesystem::path& folder, std::string_view sha256) {
  return folder / sha256.substr(0, 2) / (std::string(sha256.substr(2)) + ".zst");
}

bool is_name(std::string_view sha256) {
  return sha256.size() == 64 && std::ranges::all_of(sha256, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

Result<std::string> compressed(std::string_view bytes) {
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ZSTD_compressCCtx(context.get(), packed.data(), packed.size(),
                                             bytes.data(), bytes.size(), compression_level);
  if (ZSTD_isError(size) != 0) return fail(Fault::limit, ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

Result<Bytes> unpacked(std::string_view packed) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN ||
      size > letter_bytes_max) {
    return fail(Fault::corrupt, "no zstd frame of a letter");
  }
  Bytes bytes(size, '\0');
  const std::size_t got = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(got) != 0) return fail(Fault::corrupt, ZSTD_getErrorName(got));
  bytes.resize(got);
  return bytes;
}

}  // namespace

Result<MessageStore> MessageStore::open(std::filesystem::path folder) {
  TRY(make_folder(folder));
  return MessageStore(std::move(folder));
}

Result<std::string> MessageStore::put(std::string_view bytes) const {
  if (bytes.size() > letter_bytes_max) {
    return fail(Fault::limit, "a letter of " + std::to_string(bytes.size()) +
                                  " bytes is too large for the message store " + folder_.string());
  }
  std::string name = sha256_hex(bytes);
  if (has(name)) return name;
  const std::filesystem::path path = path_of(folder_, name);
  std::error_code ignored;
  const bool new_folder = !std::filesystem::exists(path.parent_path(), ignored);
  TRY(make_folder(path.parent_path()));
  if (new_folder) TRY(sync_folder(folder_));
  const std::string packed = TRY_IN("message store", compressed(bytes));
  TRY(write_file(path, packed));
  return name;
}

Result<Bytes> MessageStore::get(std::string_view sha256) const {
  if (!is_name(sha256)) return fail(Fault::not_found, "no letter has such a name");
  const std::filesystem::path path = path_of(folder_, sha256);
  const Bytes packed = TRY(read_file(path, letter_bytes_max));
  auto bytes = unpacked(packed);
  if (!bytes) return std::unexpected(std::move(bytes).error().in(path.string()));
  if (sha256_hex(*bytes) != sha256) {
    return fail(Fault::corrupt, path.string() + ": holds another letter than its name says");
  }
  return bytes;
}

bool MessageStore::has(std::string_view sha256) const {
  std::error_code ignored;
  return is_name(sha256) && std::filesystem::exists(path_of(folder_, sha256), ignored);
}

}  // namespace backstamp::message

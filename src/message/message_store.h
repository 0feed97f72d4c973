// The message store: the letters themselves, of reported, judged-bad and removed mail.
// Content-addressed by SHA-256, compressed with zstd: FOLDER/ab/cdef....zst
//
// Always holds: a name appears only with its whole content behind it (written beside, synced,
// renamed), so a crash leaves either the letter or nothing. Letters are never changed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::message {

class MessageStore {
 public:
  // Makes the folder when it is missing. Errors: denied, limit.
  static Result<MessageStore> open(std::filesystem::path folder);

  // Keeps the bytes and returns their SHA-256 (64 hex digits). After success they survive power
  // loss. Keeping the same bytes again does nothing. Errors: limit (no space), denied.
  Result<std::string> put(std::string_view bytes) const;

  // Errors: not_found; corrupt when the stored bytes no longer give their name.
  Result<Bytes> get(std::string_view sha256) const;
  bool has(std::string_view sha256) const;

 private:
  explicit MessageStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace backstamp::message

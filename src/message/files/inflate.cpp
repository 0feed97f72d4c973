#include "message/files/inflate.h"

#include <zlib.h>

#include <algorithm>

namespace backstamp::message {
namespace {

constexpr std::uint64_t work_per_input_byte = 3;
constexpr std::uint64_t work_per_byte = 5;

}  // namespace

Inflated inflate_bytes(std::string_view packed, std::uint64_t bytes_max, WorkBudget& budget) {
  Inflated result;
  z_stream stream{};
  if (!budget.work(packed.size() * work_per_input_byte)) return result;
  if (inflateInit(&stream) != Z_OK) return result;
  stream.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), UINT32_MAX));
  std::string piece(64 * 1024, '\0');
  for (int status = Z_OK; status == Z_OK;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    status = inflate(&stream, Z_NO_FLUSH);
    const std::size_t count = piece.size() - stream.avail_out;
    const std::uint64_t taken =
        std::min({std::uint64_t{count}, bytes_max - result.bytes.size(), budget.bytes_left});
    result.bytes.append(piece, 0, taken);
    budget.bytes_left -= taken;
    result.complete = status == Z_STREAM_END && taken == count;
    if (taken < count || !budget.work(count * work_per_byte)) break;
    if (count == 0 && stream.avail_in == 0) break;  // it breaks off
  }
  inflateEnd(&stream);
  return result;
}

}  // namespace backstamp::message

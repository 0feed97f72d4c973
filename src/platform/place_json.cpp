#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "platform/mailboxes.h"

namespace backstamp::platform {
namespace {

using Json = nlohmann::ordered_json;

// File names are bytes. Those that are no text are kept as hexadecimal digits under NAME_hex.
void put_bytes(Json& json, const std::string& key, const std::string& bytes) {
  if (Text::parse(bytes)) {
    json[key] = bytes;
  } else {
    json[key + "_hex"] = hex(std::string_view(bytes));
  }
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

Result<std::string> unhex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const int high = digit(digits[i]), low = digit(digits[i + 1]);
    if (high < 0 || low < 0) return fail(Fault::corrupt, "a stored place has a wrong digit");
    bytes += static_cast<char>(high * 16 + low);
  }
  if (digits.size() % 2 != 0) return fail(Fault::corrupt, "a stored place has an odd digit");
  return bytes;
}

Result<std::string> bytes_of(const Json& json, const std::string& key) {
  if (const auto found = json.find(key + "_hex"); found != json.end()) {
    return unhex(found->get<std::string>());
  }
  return json.at(key).get<std::string>();
}

Result<Place> read(const Json& json) {
  Place place;
  place.address = TRY(Text::parse(json.at("address").get<std::string>()));
  place.folder = TRY(bytes_of(json, "folder"));
  place.directory = TRY(bytes_of(json, "directory"));
  place.name = TRY(bytes_of(json, "name"));
  place.area = json.at("area").get<std::string>();
  place.modified_ns = json.at("modified_ns").get<std::int64_t>();
  place.mode = json.at("mode").get<std::uint32_t>();
  place.uid = json.at("uid").get<std::uint32_t>();
  place.gid = json.at("gid").get<std::uint32_t>();
  if (json.contains("flags")) place.flags = json.at("flags").get<std::string>();
  place.sha256 = json.at("sha256").get<std::string>();
  return place;
}

}  // namespace

std::string to_json(const Place& place) {
  Json json;
  json["address"] = place.address.str();
  put_bytes(json, "folder", place.folder);
  put_bytes(json, "directory", place.directory);
  put_bytes(json, "name", place.name);
  json["area"] = place.area;
  json["modified_ns"] = place.modified_ns;
  json["mode"] = place.mode;
  json["uid"] = place.uid;
  json["gid"] = place.gid;
  if (!place.flags.empty()) json["flags"] = Text::lossy(place.flags).str();
  json["sha256"] = place.sha256;
  return json.dump();
}

Result<Place> place_from_json(std::string_view json) {
  try {
    return read(Json::parse(json));
  } catch (const nlohmann::json::exception& error) {
    return fail(Fault::corrupt, std::string("a stored place cannot be read: ") + error.what());
  }
}

}  // namespace backstamp::platform

#include "cli/answer.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/table.h"

namespace backstamp::cli {

using Json = nlohmann::ordered_json;

Result<Json> read_answer(const std::string& body) {
  Json json = Json::parse(body, nullptr, false);
  if (json.is_discarded()) return fail(Fault::corrupt, "the server's answer is no JSON");
  return json;
}

Result<std::vector<Json>> read_list(const Connection& connection, const std::string& path,
                                    std::size_t items_max) {
  std::vector<Json> items;
  std::string cursor;
  do {
    const char mark = path.find('?') == path.npos ? '?' : '&';
    const std::string body =
        TRY(connection.get(cursor.empty() ? path : path + mark + "cursor=" + cursor));
    const Json page = TRY(read_answer(body));
    const auto list = page.find("items");
    if (list == page.end() || !list->is_array()) {
      return fail(Fault::corrupt, "the server's answer is no list");
    }
    for (const Json& item : *list) items.push_back(item);
    cursor = text_of(page, "next");
  } while (!cursor.empty() && items.size() < items_max);
  return items;
}

namespace {

// {"done": 28, "failed": 2, "open": 0} -> "done 28, failed 2"
std::string counts(const Json& object) {
  std::string text;
  for (const auto& [name, value] : object.items()) {
    if (value.is_number() && value.get<double>() == 0) continue;
    text += (text.empty() ? "" : ", ") + name + " " +
            (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

}  // namespace

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (found->is_object()) return counts(*found);
  return found->is_string() ? found->get<std::string>() : found->dump();
}

void print_list(const std::vector<Json>& items, bool json,
                const std::vector<std::string>& members) {
  if (json) {
    for (const Json& item : items) std::printf("%s\n", item.dump().c_str());
    return;
  }
  std::vector<std::vector<std::string>> rows;
  for (const Json& item : items) {
    rows.emplace_back();
    for (const std::string& member : members) rows.back().push_back(text_of(item, member.c_str()));
  }
  print_table(members, rows);
}

}  // namespace backstamp::cli

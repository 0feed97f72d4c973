// parse_url, parse_urlquery, parse_path: one regular expression after RFC 3986, appendix B. The
// engine's own URL functions are not used: attackers know what they take for the host.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

// 1 scheme, 2 user name, 3 password, 4 host, 5 port, 6 path, 7 query, 8 fragment. The host follows
// the last @ of the authority.
constexpr std::string_view url_regex =
    "(?s)^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:([^/?#:]*)(?::([^/?#]*))?@)?"
    "(\\[[^\\]/?#]*\\]|[^/?#:@]*)(?::([0-9]*))?)?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?$";

std::string groups_sql(const std::string& text) {
  return sql("extractGroups($0, $1)", {text, sql_text(url_regex)});
}

// k=v&k=v as a bag.
std::string query_bag(const std::string& query) {
  return sql(
      "concat('{', arrayStringConcat(arrayMap(p -> concat(toJSONString(p[1]), ':', "
      "toJSONString(arrayStringConcat(arraySlice(p, 2), '='))), arrayMap(q -> "
      "splitByChar('=', q), arrayFilter(q -> q != '', splitByChar('&', $0)))), ','), '}')",
      {query});
}

std::string member(std::string_view key, std::string_view value) {
  return sql("'\"$0\":', toJSONString($1)", {key, value});
}

Checked<Scalar> parse_url(Call& call) {
  const std::vector<std::string> members = {member("Scheme", "u[1]"),
                                            member("Host", "u[4]"),
                                            member("Port", "u[5]"),
                                            member("Path", "u[6]"),
                                            member("Username", "u[2]"),
                                            member("Password", "u[3]"),
                                            "'\"Query Parameters\":', " + query_bag("u[7]"),
                                            member("Fragment", "u[8]")};
  const std::string bag = "concat('{', " + joined(members, ", ',', ") + ", '}')";
  return make_scalar(sql("arrayElement(arrayMap(u -> if(length(u) = 0, '', $0), [$1]), 1)",
                         {bag, groups_sql(call.text(0))}),
                     Type::dynamic);
}

Checked<Scalar> parse_urlquery(Call& call) {
  const std::string query = sql("replaceRegexpOne($0, '^\\\\?', '')", {call.text(0)});
  return make_scalar(sql("concat('{\"Query Parameters\":', $0, '}')", {query_bag(query)}),
                     Type::dynamic);
}

// Of Windows and other paths.
Checked<Scalar> parse_path(Call& call) {
  static constexpr std::string_view regex =
      "(?s)^(?:([A-Za-z][A-Za-z0-9+.-]+)://)?((?:([A-Za-z]):)?.*?)([^/\\\\]*?)(\\.[^/\\\\.]*)?$";
  const std::string directory = "replaceRegexpOne(u[2], '[/\\\\\\\\]$', '')";
  const std::vector<std::string> members = {
      member("Scheme", "u[1]"),
      member("RootPath", "if(u[3] = '', '', concat(u[3], ':'))"),
      member("DirectoryPath", directory),
      member("DirectoryName", "regexpExtract(" + directory + ", '([^/\\\\\\\\]*)$', 1)"),
      member("Filename", "concat(u[4], u[5])"),
      member("Extension", "replaceOne(u[5], '.', '')"),
      member("AlternateDataStreamName", "''")};
  const std::string bag = "concat('{', " + joined(members, ", ',', ") + ", '}')";
  return make_scalar(
      sql("arrayElement(arrayMap(u -> if(length(u) = 0, '', $0), [extractGroups($1, $2)]), 1)",
          {bag, call.text(0), sql_text(regex)}),
      Type::dynamic);
}

constexpr Function functions[] = {
    {"parse_url", 1, 1, parse_url},
    {"parseurl", 1, 1, parse_url},
    {"parse_urlquery", 1, 1, parse_urlquery},
    {"parse_path", 1, 1, parse_path},
};

}  // namespace

std::span<const Function> url_functions() { return functions; }

}  // namespace backstamp::hunting::kql

#include "casework/database_url.h"

#include "base/text.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view sqlite_scheme = "sqlite://";

Result<DatabaseUrl> sqlite_url(std::string_view path) {
  if (!path.starts_with('/') || path.ends_with('/')) {
    return fail(Fault::invalid,
                "case store: a SQLite URL needs the absolute path of a file, as in "
                "sqlite:///var/lib/backstamp/cases.db");
  }
  if (path.find_first_of(std::string_view("\0\"\n", 3)) != path.npos) {
    return fail(Fault::invalid, "case store: the SQLite path holds a quote or control character");
  }
  DatabaseUrl url;
  url.path = path;
  url.connect = path;
  // SOCI reads a string with '=' in it as keys and values.
  if (path.find('=') != path.npos) url.connect = "dbname=\"" + std::string(path) + '"';
  url.shown = path;
  return url;
}

// Without "user:password@" and without the parameters, where a password may stand too.
std::string without_secrets(std::string_view url) {
  const std::size_t scheme = url.find("://") + 3;
  const std::string_view rest = url.substr(scheme, url.find('?') - scheme);
  const std::size_t at = rest.rfind('@');
  return std::string(url.substr(0, scheme)) +
         std::string(at == rest.npos ? rest : rest.substr(at + 1));
}

void add_parameter(std::string& url, std::string_view name, std::string_view value) {
  const std::string given = std::string(name) + '=';
  if (url.find('?' + given) != url.npos || url.find('&' + given) != url.npos) return;
  url += url.find('?') == url.npos ? '?' : '&';
  url += given + std::string(value);
}

DatabaseUrl postgresql_url(std::string_view text) {
  DatabaseUrl url;
  url.postgresql = true;
  url.connect = text;
  url.shown = without_secrets(text);
  // A dead network is noticed in seconds, not in the kernel's hours.
  add_parameter(url.connect, "connect_timeout", "10");
  add_parameter(url.connect, "tcp_user_timeout", "15000");
  add_parameter(url.connect, "keepalives_idle", "15");
  add_parameter(url.connect, "application_name", "backstamp");
  return url;
}

}  // namespace

Result<DatabaseUrl> database_url(std::string_view url) {
  if (url.starts_with(sqlite_scheme)) return sqlite_url(url.substr(sqlite_scheme.size()));
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) {
    return postgresql_url(url);
  }
  return fail(Fault::invalid,
              "case store: the URL begins with neither sqlite:// nor postgresql://");
}

}  // namespace backstamp::casework

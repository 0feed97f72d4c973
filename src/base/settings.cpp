#include "base/settings.h"

#include <toml++/toml.h>
#include <algorithm>
#include <array>
#include <numeric>
#include <variant>

#include "base/file.h"

namespace backstamp {
namespace {

constexpr std::uint64_t file_bytes_max = 1024 * 1024;

struct Number {
  std::int64_t Settings::* member;
  std::int64_t min, max;
};
struct Words {
  std::string Settings::* member;
};
struct List {
  std::vector<std::string> Settings::* member;
};

struct Setting {
  std::string_view name;
  std::variant<Words, Number, List> value;
  std::string_view about;
};

constexpr std::array settings = {
    Setting{"case_store", Words{&Settings::case_store},
            "Where cases are kept: `postgresql://...`, or empty for SQLite in the data folder."},
    Setting{
        "hunting_store", Words{&Settings::hunting_store},
        "`HOST:PORT` of a ClickHouse server's HTTP interface, or empty for the embedded engine."},
    Setting{"retention_days", Number{&Settings::retention_days, 1, 25'000},
            "Days after which rows leave the hunting store, counted from when they came in."},
    Setting{"engine_memory_mib", Number{&Settings::engine_memory_mib, 512, 1'048'576},
            "Memory in MiB that all queries of the embedded engine may use together."},
    Setting{"accepted_domains", List{&Settings::accepted_domains},
            "The organisation's own domains, besides those of its known mailboxes."},
    Setting{"authserv_ids", List{&Settings::authserv_ids},
            "Whose Authentication-Results are believed; none: the topmost header's."},
    Setting{"trusted_hosts", List{&Settings::trusted_hosts},
            "Receiving hosts, by name or CIDR, to look past when the sender's address is sought."},
    Setting{"import_threads", Number{&Settings::import_threads, 1, 64},
            "Threads that read and parse mail during an import."},
    Setting{"investigation_threads", Number{&Settings::investigation_threads, 1, 64},
            "Investigations that run at once."},
    Setting{
        "playbooks.commands", List{&Settings::playbook_commands},
        "What playbooks may do outside: `bash COMMAND` with the command's exact text, `http-api "
        "URL` or `openc2-http URL` with the beginning of the addresses, `ssh USER@HOST:PORT "
        "SHA256:FINGERPRINT COMMAND` with the host key's fingerprint; none: nothing."},
    Setting{"playbooks.credentials", List{&Settings::playbook_credentials},
            "Secrets that playbooks may name: `NAME WHERE FILE`, WHERE being the beginning of "
            "addresses (`https://...`) or `ssh://USER@HOST:PORT`, FILE what holds the secret."},
    Setting{"playbooks.ca_file", Words{&Settings::playbook_ca_file},
            "PEM file of authorities that requests of playbooks believe besides the system's."},
    Setting{"playbooks.signers", List{&Settings::playbook_signers},
            "SHA-256 (hex) of public keys in DER form, one of which must have signed each playbook "
            "that is taken in; none: no signature is demanded."},
    Setting{"imap.server", Words{&Settings::imap_server},
            "`HOST:PORT` of an IMAP server on this machine (a loopback address: the connection is "
            "not encrypted); empty: none."},
    Setting{"imap.master_user", Words{&Settings::imap_master_user},
            "Name of a user who may enter every mailbox (Dovecot: a master passdb)."},
    Setting{"imap.master_password_file", Words{&Settings::imap_master_password_file},
            "File whose first line is that user's password."},
    Setting{"imap.mailboxes", List{&Settings::imap_mailboxes},
            "Addresses of the mailboxes on that server."},
    Setting{
        "imap.mailboxes_file", Words{&Settings::imap_mailboxes_file},
        "File with further addresses, one at the beginning of each line; what follows a colon "
        "or a blank is passed over, so Dovecot's passwd-file will do. Read again at each poll."},
    Setting{"imap.connections", Number{&Settings::imap_connections, 1, 1'000},
            "Connections for removing and putting back; so many mailboxes are worked on at once."},
    Setting{"imap.sync_threads", Number{&Settings::imap_sync_threads, 1, 64},
            "Mailboxes that are looked at together."},
    Setting{"imap.poll_seconds", Number{&Settings::imap_poll_seconds, 1, 86'400},
            "Seconds after which each mailbox is looked at again, besides what the server tells."},
    Setting{"imap.idle_max", Number{&Settings::imap_idle_max, 0, 10'000},
            "Mailboxes for which a connection waits in IDLE, so that changes are seen at once."},
    Setting{"imap.timeout_seconds", Number{&Settings::imap_timeout_seconds, 1, 600},
            "Seconds after which a server that does not answer counts as away."},
    Setting{"imap.report_mailboxes", List{&Settings::report_mailboxes},
            "Mailboxes of that server to which people forward, as an attachment, what they report. "
            "Only reports from the organisation's own domains count."},
    Setting{
        "imap.sieve_server", Words{&Settings::sieve_server},
        "`HOST:PORT` of that server's ManageSieve, a loopback address: scripts are seen and can "
        "be switched off; empty: they are not."},
    Setting{"imap.rules_minutes", Number{&Settings::rules_minutes, 1, 10'080},
            "Minutes between two looks at the scripts of all mailboxes, and at who may read their "
            "folders."},
    Setting{"milter.socket", Words{&Settings::milter_socket},
            "Where `backstamp milter` listens: `unix:/PATH` or `inet:PORT@127.0.0.1`; empty: "
            "`unix:` and `milter.sock` in the data folder."},
    Setting{"milter.verdict_header", Words{&Settings::milter_verdict_header},
            "Name of a header with the verdict, put on top of each message; empty: none is added."},
    Setting{"milter.hold", List{&Settings::milter_hold},
            "Verdicts whose mail the mail server is told to hold: `Malicious`, `Suspicious`."},
    Setting{"milter.wait_ms", Number{&Settings::milter_wait_ms, 1, 60'000},
            "Milliseconds that a message waits for verdict and guarded links; then it goes on "
            "without."},
    Setting{"milter.spool_mib", Number{&Settings::milter_spool_mib, 1, 1'048'576},
            "MiB that may wait for `serve`; beyond, messages pass without being told."},
    Setting{"click.address", Words{&Settings::click_address},
            "Public address of the gateway, `https://links.example.org`: links in mail to the "
            "organisation lead there first; empty: links are left alone."},
    Setting{"click.listen", Words{&Settings::click_listen},
            "`ADDR:PORT` on which `backstamp click` listens, behind a proxy that speaks TLS."},
    Setting{"click.organisation", Words{&Settings::click_organisation},
            "Name of the organisation on the gateway's pages."},
    Setting{"click.go_on", Number{&Settings::click_go_on, 0, 1},
            "1: people may go on past a warning; 0: they may not."},
    Setting{"accounts.command", Words{&Settings::accounts_command},
            "Program that looks at and changes accounts (docs/accounts.md), by its absolute path; "
            "empty: approved changes of accounts fail."},
    Setting{"playbooks.stuck_minutes", Number{&Settings::playbook_stuck_minutes, 1, 100'000},
            "Minutes without progress after which a run that waits for nothing is an alert."},
    Setting{"engines.clamav.socket", Words{&Settings::clamav_socket},
            "Where clamd listens: `unix:/run/clamav/clamd.ctl` or `HOST:PORT`; empty: not asked."},
    Setting{"engines.clamav.timeout_ms", Number{&Settings::clamav_timeout_ms, 10, 600'000},
            "Milliseconds after which a verdict does without ClamAV."},
    Setting{"engines.rspamd.address", Words{&Settings::rspamd_address},
            "`HOST:PORT` of a normal worker of Rspamd, usually `127.0.0.1:11333`; empty: not "
            "asked."},
    Setting{"engines.rspamd.timeout_ms", Number{&Settings::rspamd_timeout_ms, 10, 600'000},
            "Milliseconds after which a verdict does without Rspamd."},
    Setting{"engines.yara.rules", Words{&Settings::yara_rules},
            "Folder of YARA rules, `*.yar` and `*.yara`, read at the start; empty: not asked."},
    Setting{"engines.yara.timeout_ms", Number{&Settings::yara_timeout_ms, 10, 600'000},
            "Milliseconds after which a verdict does without YARA."}};

std::unexpected<Error> wrong(std::string_view source, const toml::source_region& place,
                             const std::string& what) {
  return fail(Fault::invalid,
              std::string(source) + ", line " + std::to_string(place.begin.line) + ": " + what);
}

// Levenshtein's distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = std::exchange(row[j + 1], std::min({replaced, row[j] + 1, row[j + 1] + 1}));
    }
  }
  return row.back();
}

std::string_view nearest(std::string_view name) {
  return std::ranges::min_element(
             settings, {},
             [&](const Setting& setting) { return distance(setting.name, name.substr(0, 100)); })
      ->name;
}

// Nothing when all is well, otherwise what is wrong.
std::string take(Settings& into, const Words& words, const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) {
    into.*words.member = *text;
    return {};
  }
  return "must be a text";
}

std::string take(Settings& into, const Number& number, const toml::node& node) {
  const auto value = node.value_exact<std::int64_t>();
  if (value && *value >= number.min && *value <= number.max) {
    into.*number.member = *value;
    return {};
  }
  return "must be a number from " + std::to_string(number.min) + " to " +
         std::to_string(number.max);
}

std::string take(Settings& into, const List& list, const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return "must be a list of texts";
  for (const toml::node& entry : *array) {
    const auto text = entry.value_exact<std::string>();
    if (!text) return "must be a list of texts";
    (into.*list.member).push_back(*text);
  }
  return {};
}

bool is_table_name(std::string_view name) {
  return std::ranges::any_of(settings, [&](const Setting& setting) {
    return setting.name.size() > name.size() && setting.name.starts_with(name) &&
           setting.name[name.size()] == '.';
  });
}

// `prefix` is the name of the table with its dot, or empty. Tables are as deep as our names.
Result<void> read(const toml::table& table, const std::string& prefix, std::string_view source,
                  Settings& into) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (node.is_table() && is_table_name(name)) {
      TRY(read(*node.as_table(), name + ".", source, into));
      continue;
    }
    const auto* setting = std::ranges::find(settings, name, &Setting::name);
    if (setting == settings.end()) {
      return wrong(
          source, key.source(),
          "unknown setting '" + name + "'; did you mean '" + std::string(nearest(name)) + "'?");
    }
    const std::string what =
        std::visit([&](const auto& kind) { return take(into, kind, node); }, setting->value);
    if (!what.empty())
      return wrong(source, key.source(), std::string(name).append(" ").append(what));
  }
  return {};
}

std::string default_of(const Words& words) {
  const std::string value = Settings().*words.member;
  return value.empty() ? "empty" : "`" + value + "`";
}
std::string default_of(const List&) { return "none"; }
std::string default_of(const Number& number) {
  return std::to_string(Settings().*number.member) + " (" + std::to_string(number.min) + " to " +
         std::to_string(number.max) + ")";
}

}  // namespace

Result<Settings> parse_settings(std::string_view toml, std::string_view source) {
  try {
    Settings result;
    TRY(read(toml::parse(toml), "", source, result));
    return result;
  } catch (const toml::parse_error& error) {
    return wrong(source, error.source(), std::string(error.description()));
  }
}

Result<Settings> read_settings(const std::string& path) {
  if (path.empty()) return Settings();
  const Bytes bytes = TRY(read_file(path, file_bytes_max));
  return parse_settings(bytes, path);
}

std::string settings_manual() {
  std::string page =
      "# Settings\n\n`backstamp serve --config FILE` reads them from a TOML file, one a line: "
      "`retention_days = 90`.\nA dot in a name is a table of the file; written out it does as "
      "well: "
      "`engines.yara.rules = \"/srv/yara\"`.\nAn unknown name or a value out of bounds stops the "
      "start.\n\n"
      "| name | default | meaning |\n|---|---|---|\n";
  for (const Setting& setting : settings) {
    page += "| `" + std::string(setting.name) + "` | " +
            std::visit([](const auto& kind) { return default_of(kind); }, setting.value) + " | " +
            std::string(setting.about) + " |\n";
  }
  return page;
}

}  // namespace backstamp

// What an administrator may set, in a TOML file. Each setting is one line of settings.cpp: name,
// default, bounds and a sentence; manual() is made of them. A dot in a name is a table of the file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp {

struct Settings {
  std::string case_store;
  std::string hunting_store;
  std::int64_t retention_days = 30;
  std::int64_t engine_memory_mib = 4'096;
  std::vector<std::string> accepted_domains, authserv_ids, trusted_hosts;
  std::int64_t import_threads = 2;
  std::int64_t investigation_threads = 2;
  std::vector<std::string> playbook_commands, playbook_credentials, playbook_signers;
  std::string playbook_ca_file;
  std::int64_t playbook_stuck_minutes = 30;
  std::string accounts_command;
  std::string clamav_socket, rspamd_address, yara_rules;  // empty: that engine is not asked
  // IMAP server whose mailboxes are watched and cleaned; empty: none.
  std::string imap_server, imap_master_user, imap_master_password_file, imap_mailboxes_file;
  std::vector<std::string> imap_mailboxes;
  std::int64_t imap_connections = 32, imap_timeout_seconds = 20, imap_poll_seconds = 60;
  std::int64_t imap_idle_max = 200, imap_sync_threads = 4;
  std::vector<std::string> report_mailboxes;
  std::string sieve_server;
  std::int64_t rules_minutes = 60;
  std::string milter_socket, milter_verdict_header;
  std::vector<std::string> milter_hold;
  std::int64_t milter_wait_ms = 500, milter_spool_mib = 4'096;
  std::string click_address, click_listen = "127.0.0.1:8088", click_organisation;
  std::int64_t click_go_on = 1;
  std::int64_t clamav_timeout_ms = 5'000, rspamd_timeout_ms = 5'000, yara_timeout_ms = 5'000;
};

// Error: invalid, with the line; an unknown name comes with the nearest known one.
// `source` names the file in errors.
Result<Settings> parse_settings(std::string_view toml, std::string_view source);

// Of a file; without a path the defaults. Errors: as parse_settings(), and those of read_file().
Result<Settings> read_settings(const std::string& path);

// The page docs/settings.md.
std::string settings_manual();

}  // namespace backstamp

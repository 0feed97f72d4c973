#include "investigation/playbook_commands/ssh_session.h"

#include <libssh/libssh.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "base/text.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t output_bytes_max = 48 * 1024;
constexpr long connect_seconds_max = 10;
constexpr int look_ms = 50;  // how often a stop is looked for

struct Free {
  void operator()(ssh_session session) const {
    ssh_disconnect(session);
    ssh_free(session);
  }
  void operator()(ssh_channel channel) const { ssh_channel_free(channel); }
  void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Session = std::unique_ptr<ssh_session_struct, Free>;
using Channel = std::unique_ptr<ssh_channel_struct, Free>;
using Key = std::unique_ptr<ssh_key_struct, Free>;

std::unexpected<Error> failed(Fault fault, const std::string& doing, ssh_session session) {
  return fail(fault, doing + ": " + Text::lossy(ssh_get_error(session)).cut(200).str());
}

Result<Session> connect(const SshPlace& place, Deadline deadline) {
  Session session(ssh_new());
  if (!session) return fail(Fault::limit, "no memory for an SSH session");
  const auto left =
      std::chrono::ceil<std::chrono::seconds>(deadline - std::chrono::steady_clock::now());
  const long seconds = std::clamp<long>(left.count(), 1, connect_seconds_max);
  const unsigned port = place.port;
  const bool no_configuration = false;
  ssh_options_set(session.get(), SSH_OPTIONS_HOST, place.host.c_str());
  ssh_options_set(session.get(), SSH_OPTIONS_PORT, &port);
  ssh_options_set(session.get(), SSH_OPTIONS_USER, place.user.c_str());
  ssh_options_set(session.get(), SSH_OPTIONS_TIMEOUT, &seconds);
  ssh_options_set(session.get(), SSH_OPTIONS_PROCESS_CONFIG, &no_configuration);
  if (ssh_connect(session.get()) == SSH_OK) return session;
  return failed(Fault::unavailable, "no SSH connection to " + text_of(place), session.get());
}

Result<void> check_host_key(ssh_session session, const SshTask& task) {
  ssh_key shown = nullptr;
  if (ssh_get_server_publickey(session, &shown) != SSH_OK) {
    return failed(Fault::unavailable, text_of(task.place) + " shows no key", session);
  }
  const Key key(shown);
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  if (ssh_get_publickey_hash(shown, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) {
    return fail(Fault::unavailable, text_of(task.place) + " shows a key of an unknown kind");
  }
  char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
  const std::string fingerprint = text ? text : "";
  ssh_string_free_char(text);
  ssh_clean_pubkey_hash(&hash);
  const std::string known = " " + task.host_keys + " ";
  if (!fingerprint.empty() && known.find(" " + fingerprint + " ") != known.npos) return {};
  return fail(Fault::denied, text_of(task.place) + " shows the key " + fingerprint +
                                 ", which is not the one that playbooks.commands names");
}

Result<void> sign_in(ssh_session session, const SshTask& task) {
  int done = SSH_AUTH_ERROR;
  if (task.secret.starts_with("-----BEGIN ")) {
    ssh_key imported = nullptr;
    if (ssh_pki_import_privkey_base64(task.secret.c_str(), nullptr, nullptr, nullptr, &imported) !=
        SSH_OK) {
      return fail(Fault::invalid,
                  "the secret for " + text_of(task.place) +
                      " is no private key that can be read; it must have no passphrase");
    }
    const Key key(imported);
    done = ssh_userauth_publickey(session, nullptr, imported);
  } else {
    done = ssh_userauth_password(session, nullptr, task.secret.c_str());
  }
  if (done == SSH_AUTH_SUCCESS) return {};
  return fail(Fault::denied, text_of(task.place) + " does not take the secret that is kept for it");
}

void drop_errors(ssh_channel channel) {
  std::array<char, 4096> bytes{};
  while (ssh_channel_read_nonblocking(channel, bytes.data(), bytes.size(), /*is_stderr=*/1) > 0) {
  }
}

// Until the other side has said all. Errors: timeout, unavailable.
Result<void> read_output(ssh_channel channel, std::string& output, Deadline deadline,
                         const std::stop_token& stop) {
  std::array<char, 4096> bytes{};
  while (!ssh_channel_is_eof(channel) && !ssh_channel_is_closed(channel)) {
    if (stop.stop_requested() || std::chrono::steady_clock::now() > deadline) {
      return fail(Fault::timeout, "the command did not end in its time");
    }
    const int got = ssh_channel_read_timeout(channel, bytes.data(), bytes.size(), 0, look_ms);
    if (got == SSH_ERROR) return fail(Fault::unavailable, "the SSH connection was lost");
    if (got > 0 && output.size() < output_bytes_max) {
      output.append(bytes.data(), std::min<std::size_t>(static_cast<std::size_t>(got),
                                                        output_bytes_max - output.size()));
    }
    drop_errors(channel);
  }
  return {};
}

Result<SshEnd> carry_out(ssh_session session, const std::string& command, Deadline deadline,
                         const std::stop_token& stop) {
  const Channel channel(ssh_channel_new(session));
  if (!channel || ssh_channel_open_session(channel.get()) != SSH_OK) {
    return failed(Fault::unavailable, "no SSH channel", session);
  }
  if (ssh_channel_request_exec(channel.get(), command.c_str()) != SSH_OK) {
    return failed(Fault::denied, "the command is not taken", session);
  }
  ssh_channel_send_eof(channel.get());
  SshEnd end;
  TRY(read_output(channel.get(), end.output, deadline, stop));
  end.status = ssh_channel_get_exit_status(channel.get());
  return end;
}

}  // namespace

Result<SshPlace> parse_ssh_place(const std::string& text) {
  const auto at = text.find('@');
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return fail(Fault::invalid,
                "\"" + Text::lossy(text).cut(100).str() + "\" is not like USER@HOST:PORT");
  };
  if (at == text.npos || at == 0 || colon == text.npos || colon < at + 2) return wrong();
  SshPlace place{.user = text.substr(0, at), .host = text.substr(at + 1, colon - at - 1)};
  if (place.host.starts_with('[') && place.host.ends_with(']')) {
    place.host = place.host.substr(1, place.host.size() - 2);
  }
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, place.port);
  if (read.ec != std::errc() || read.ptr != end || place.port == 0) return wrong();
  return place;
}

std::string text_of(const SshPlace& place) {
  const bool brackets = place.host.find(':') != place.host.npos;
  return place.user + "@" + (brackets ? "[" + place.host + "]" : place.host) + ":" +
         std::to_string(place.port);
}

Result<SshEnd> run_over_ssh(const SshTask& task, Deadline deadline, const std::stop_token& stop) {
  const Session session = TRY(connect(task.place, deadline));
  TRY(check_host_key(session.get(), task));
  TRY(sign_in(session.get(), task));
  return carry_out(session.get(), task.command, deadline, stop);
}

}  // namespace backstamp::investigation

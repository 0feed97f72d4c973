#include "tap/tap.h"

#include <arpa/inet.h>
#include <libmilter/mfapi.h>
#include <sys/stat.h>

#include <atomic>

#include "base/log.h"
#include "tap/letter.h"

namespace backstamp::tap {
namespace {

constexpr std::size_t recipients_max = 10'000;  // of one message; further ones are not told

// What libmilter's callbacks, plain functions, work with. Set once, before they can be called.
struct Shell {
  const TapSettings* settings = nullptr;
  Handling* handling = nullptr;
  const Clock* clock = nullptr;
  std::atomic<bool> answers_each = true;  // otherwise only the end of a message is answered
};
Shell shell;

// One connection of the mail server, and the message it is at.
struct Session {
  Text client_ip, helo;
  Arrival arrival;
  std::unique_ptr<Letter> letter;
};

sfsistat go_on() { return shell.answers_each ? SMFIS_CONTINUE : SMFIS_NOREPLY; }

Session* session_of(SMFICTX* context) { return static_cast<Session*>(smfi_getpriv(context)); }

Text macro(SMFICTX* context, const char* name) {
  const char* value = smfi_getsymval(context, const_cast<char*>(name));
  return value != nullptr ? Text::lossy(value).cut(1'000) : Text();
}

// An exception must not pass through C: the message goes on.
template <class Work>
sfsistat safely(sfsistat otherwise, const Work& work) {
  try {
    return work();
  } catch (const std::exception& error) {
    log(LogLevel::error, "milter callback failed", {{"why", error.what()}});
    return otherwise;
  }
}

sfsistat on_negotiate(SMFICTX*, unsigned long offered_actions, unsigned long offered_steps,
                      unsigned long, unsigned long, unsigned long* actions, unsigned long* steps,
                      unsigned long* more1, unsigned long* more2) {
  unsigned long wanted = 0;
  if (!shell.settings->verdict_header.empty()) wanted |= SMFIF_ADDHDRS;
  if (shell.settings->may_hold) wanted |= SMFIF_QUARANTINE;
  if (shell.settings->may_change) wanted |= SMFIF_CHGBODY;
  *actions = wanted & offered_actions;
  // Over a Unix socket silence saves round trips; over TCP it runs into delayed acknowledgements.
  constexpr unsigned long silence = SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_RCPT |
                                    SMFIP_NR_DATA | SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;
  const bool local =
      shell.settings->socket.starts_with("unix:") || shell.settings->socket.starts_with("local:");
  shell.answers_each = !local || (offered_steps & silence) != silence;
  *steps =
      (SMFIP_HDR_LEADSPC | SMFIP_NOUNKNOWN | (shell.answers_each ? 0 : silence)) & offered_steps;
  *more1 = *more2 = 0;
  return SMFIS_CONTINUE;
}

sfsistat on_connect(SMFICTX* context, char*, _SOCK_ADDR* address) {
  return safely(go_on(), [&] {
    auto session = std::make_unique<Session>();
    char text[INET6_ADDRSTRLEN] = {};
    if (address != nullptr && address->sa_family == AF_INET) {
      const auto* four = reinterpret_cast<const sockaddr_in*>(address);
      ::inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
    } else if (address != nullptr && address->sa_family == AF_INET6) {
      const auto* six = reinterpret_cast<const sockaddr_in6*>(address);
      ::inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    }
    session->client_ip = Text::lossy(text);
    delete session_of(context);
    smfi_setpriv(context, session.release());
    return go_on();
  });
}

sfsistat on_helo(SMFICTX* context, char* name) {
  return safely(go_on(), [&] {
    if (Session* session = session_of(context)) session->helo = Text::lossy(name).cut(1'000);
    return go_on();
  });
}

sfsistat on_mail(SMFICTX* context, char** arguments) {
  return safely(go_on(), [&] {
    Session* session = session_of(context);
    if (session == nullptr) return go_on();
    session->arrival = {};
    session->arrival.client_ip = session->client_ip;
    session->arrival.helo = session->helo;
    session->arrival.mail_from = envelope_address(arguments[0]);
    session->arrival.signed_in_as = macro(context, "{auth_authen}");
    session->letter = std::make_unique<Letter>(shell.settings->letter_bytes_max);
    return go_on();
  });
}

sfsistat on_recipient(SMFICTX* context, char** arguments) {
  return safely(go_on(), [&] {
    Session* session = session_of(context);
    if (session != nullptr && session->arrival.recipients.size() < recipients_max) {
      session->arrival.recipients.push_back(envelope_address(arguments[0]));
    }
    return go_on();
  });
}

sfsistat on_header(SMFICTX* context, char* name, char* value) {
  return safely(go_on(), [&] {
    Session* session = session_of(context);
    if (session != nullptr && session->letter) session->letter->add_header(name, value);
    return go_on();
  });
}

sfsistat on_end_of_header(SMFICTX* context) {
  return safely(go_on(), [&] {
    Session* session = session_of(context);
    if (session != nullptr && session->letter) session->letter->end_header();
    return go_on();
  });
}

sfsistat on_body(SMFICTX* context, unsigned char* chunk, std::size_t size) {
  return safely(go_on(), [&] {
    Session* session = session_of(context);
    if (session != nullptr && session->letter) {
      session->letter->add_body({reinterpret_cast<const char*>(chunk), size});
    }
    return go_on();
  });
}

void carry_out(SMFICTX* context, const Answer& answer) {
  const std::string& name = shell.settings->verdict_header;
  if (!answer.verdict.empty() && !name.empty()) {
    smfi_insheader(context, 0, const_cast<char*>(name.c_str()),
                   const_cast<char*>((" " + answer.verdict).c_str()));
  }
  if (answer.body) {
    std::string body = *answer.body;
    smfi_replacebody(context, reinterpret_cast<unsigned char*>(body.data()),
                     static_cast<int>(body.size()));
  }
  if (answer.hold) {
    char reason[] = "held by Backstamp";
    smfi_quarantine(context, reason);
  }
}

sfsistat on_end_of_message(SMFICTX* context) {
  return safely(SMFIS_CONTINUE, [&] {
    Session* session = session_of(context);
    if (session == nullptr || !session->letter) return SMFIS_CONTINUE;
    const auto letter = std::move(session->letter);
    session->arrival.queue_id = macro(context, "i");
    session->arrival.at = shell.clock->now();
    if (letter->too_large()) {
      log(LogLevel::warning, "message too large, passed unseen",
          {{"queue_id", session->arrival.queue_id.str()}});
      return SMFIS_CONTINUE;
    }
    session->arrival.letter = letter->bytes();
    const std::size_t body_at = letter->body_at();
    carry_out(context, shell.handling->handle(std::move(session->arrival), body_at));
    return SMFIS_CONTINUE;
  });
}

sfsistat on_abort(SMFICTX* context) {
  if (Session* session = session_of(context)) session->letter.reset();
  return SMFIS_CONTINUE;
}

sfsistat on_close(SMFICTX* context) {
  delete session_of(context);
  smfi_setpriv(context, nullptr);
  return SMFIS_CONTINUE;
}

smfiDesc description(const TapSettings& settings) {
  static char name[] = "backstamp";
  smfiDesc all{};
  all.xxfi_name = name;
  all.xxfi_version = SMFI_VERSION;
  all.xxfi_flags = (settings.verdict_header.empty() ? 0UL : SMFIF_ADDHDRS) |
                   (settings.may_hold ? SMFIF_QUARANTINE : 0UL) |
                   (settings.may_change ? SMFIF_CHGBODY : 0UL);
  all.xxfi_negotiate = on_negotiate;
  all.xxfi_connect = on_connect;
  all.xxfi_helo = on_helo;
  all.xxfi_envfrom = on_mail;
  all.xxfi_envrcpt = on_recipient;
  all.xxfi_header = on_header;
  all.xxfi_eoh = on_end_of_header;
  all.xxfi_body = on_body;
  all.xxfi_eom = on_end_of_message;
  all.xxfi_abort = on_abort;
  all.xxfi_close = on_close;
  return all;
}

}  // namespace

Result<void> run(const TapSettings& settings, Handling& handling, const Clock& clock) {
  shell.settings = &settings;
  shell.handling = &handling;
  shell.clock = &clock;
  const bool unix_socket = settings.socket.starts_with("unix:");
  // libmilter makes the socket with this mask: the mail server runs as another user.
  if (unix_socket) ::umask(0);
  if (smfi_setconn(const_cast<char*>(settings.socket.c_str())) == MI_FAILURE ||
      smfi_register(description(settings)) == MI_FAILURE || smfi_opensocket(1) == MI_FAILURE) {
    return fail(Fault::conflict, "cannot listen on " + settings.socket +
                                     "; give setting milter.socket as unix:/PATH or "
                                     "inet:PORT@ADDRESS, free and in a folder that is there");
  }
  ::umask(077);
  log(LogLevel::info, "milter listening", {{"socket", settings.socket}});
  if (smfi_main() == MI_SUCCESS) return {};
  return fail(Fault::unavailable, "the milter on " + settings.socket + " ended by itself");
}

}  // namespace backstamp::tap

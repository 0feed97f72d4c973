#include "click/gateway.h"

#include "base/log.h"
#include "click/page.h"

namespace backstamp::click {
namespace {

http::Response page_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.fields["Content-Type"] = "text/html; charset=utf-8";
  response.fields["Content-Security-Policy"] =
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http: https:; "
      "frame-ancestors 'none'; base-uri 'none'";
  response.fields["X-Content-Type-Options"] = "nosniff";
  return response;
}

// Bytes that no header line should carry are written with percent signs.
std::string as_location(const std::string& target) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string location;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      location += c;
    } else {
      location += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return location;
}

// The last address is the one that our own proxy saw.
Text client_of(const http::Request& request) {
  const std::string forwarded = request.field("X-Forwarded-For").value_or("");
  const std::size_t comma = forwarded.rfind(',');
  const std::string_view last = comma == std::string::npos
                                    ? std::string_view(forwarded)
                                    : std::string_view(forwarded).substr(comma + 1);
  return Text::lossy(trim(last)).cut(64);
}

std::string action_of(Ruling ruling) {
  switch (ruling) {
    case Ruling::redirect: return "ClickAllowed";
    case Ruling::warn: return "UrlErrorPage";
    case Ruling::block: return "ClickBlocked";
  }
  return {};
}

class Gateway {
 public:
  explicit Gateway(const GatewayParts& parts) : parts_(parts) {}

  http::Response answer(const http::Request& request) const {
    http::Response response = route(request);
    response.fields["Cache-Control"] = "no-store";
    response.fields["Referrer-Policy"] = "no-referrer";
    response.fields["X-Robots-Tag"] = "noindex, nofollow";
    return response;
  }

 private:
  http::Response route(const http::Request& request) const {
    const std::string_view path = request.path();
    if (path == "/healthz") return http::Response{.status = 200, .fields = {}, .body = "ok\n"};
    const bool get = request.method == "GET" || request.method == "HEAD";
    if (!get && request.method != "POST") {
      http::Response response = page_response(405, unknown_page(page_facts(request, {})));
      response.fields["Allow"] = "GET, HEAD, POST";
      return response;
    }
    if (!path.starts_with(link_path)) return unknown(request);
    const auto link = link_of(path.substr(link_path.size()), *parts_.keys());
    if (!link) return unknown(request);
    return follow(request, *link);
  }

  PageFacts page_facts(const http::Request& request, std::string_view target) const {
    return {.organisation = parts_.organisation,
            .target = target,
            .language = language_of(request.field("Accept-Language").value_or(""))};
  }

  http::Response unknown(const http::Request& request) const {
    return page_response(404, unknown_page(page_facts(request, {})));
  }

  http::Response follow(const http::Request& request, const Link& link) const {
    const Time now = parts_.clock.now();
    const Ruled ruled = rule(link, parts_.entries(), parts_.policy, now);
    const bool through =
        ruled.ruling == Ruling::warn && request.method == "POST" && parts_.policy.may_go_on;
    const Ruling ruling = through ? Ruling::redirect : ruled.ruling;
    keep(request, link, ruled, ruling, through, now);
    const PageFacts facts = page_facts(request, link.target);
    switch (ruling) {
      case Ruling::block: return page_response(403, blocked_page(facts));
      case Ruling::warn: return page_response(200, warning_page(facts, parts_.policy.may_go_on));
      case Ruling::redirect: break;
    }
    http::Response response;
    response.status = request.method == "POST" ? 303 : 302;
    response.fields["Location"] = as_location(link.target);
    return response;
  }

  void keep(const http::Request& request, const Link& link, const Ruled& ruled, Ruling ruling,
            bool through, Time now) const {
    const Visitor visitor = parts_.visitors.tell(request, link.guard, link.target, now);
    const bool bad = ruled.judgement == verdict::Judgement::malicious ||
                     ruled.judgement == verdict::Judgement::suspicious;
    const auto kept =
        parts_.clicks.add({.id = Uuid::random(),
                           .at = now,
                           .target = link.target,
                           .guard = link.guard,
                           .recipient = link.recipient,
                           .action = action_of(ruling),
                           .through = through,
                           .ip = client_of(request),
                           .agent = Text::lossy(request.field("User-Agent").value_or("")).cut(300),
                           .threat_types = bad ? "Phish" : "",
                           .visitor = visitor.kind,
                           .reason = visitor.reason});
    if (!kept) log(LogLevel::error, "click not kept", {{"why", kept.error().what}});
  }

  const GatewayParts& parts_;
};

}  // namespace

http::Handler make_gateway(const GatewayParts& parts) {
  return [gateway = Gateway(parts)](const http::Request& request, http::Responder& responder) {
    responder.send(gateway.answer(request));
  };
}

}  // namespace backstamp::click

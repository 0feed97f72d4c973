#include "rejudging/examination.h"

#include <algorithm>

#include "casework/action_table.h"
#include "verdict/judge.h"
#include "verdict/kept_reasons.h"

namespace backstamp::rejudging {
namespace {

constexpr std::size_t taken_places_max = 8;
constexpr std::chrono::seconds engines_time_max{60};

std::optional<Bytes> from_mailboxes(const TouchedMessage& message, const Tools& tools) {
  const auto id = Uuid::parse(message.network_message_id);
  if (!id) return std::nullopt;
  for (const CopyPlace& copy : message.places) {
    const auto found = tools.mailboxes.find(copy.recipient, message::NetworkMessageId(*id),
                                            {.folder = copy.folder, .name = copy.name});
    if (!found || found->empty()) continue;
    if (auto bytes = tools.mailboxes.read(found->front())) return std::move(*bytes);
  }
  return std::nullopt;
}

std::optional<Bytes> from_letters(const TouchedMessage& message, const Tools& tools) {
  const auto id = Uuid::parse(message.network_message_id);
  if (!id) return std::nullopt;
  const auto taken = tools.store.reading<std::vector<std::string>>([&](casework::Session& session) {
    return places_taken_from(session, *id, taken_places_max);
  });
  if (!taken) return std::nullopt;
  for (const std::string& json : *taken) {
    const auto place = platform::place_from_json(json);
    if (!place) continue;
    if (auto bytes = tools.letters.get(place->sha256)) return std::move(*bytes);
  }
  return std::nullopt;
}

void keep_what_the_unheard_said(const TouchedMessage& message, Examined& examined) {
  for (const verdict::Reason& reason : message.own_reasons) {
    const auto gave = [&](const std::string& engine) { return is_of_engine(reason, engine); };
    if (std::ranges::any_of(examined.unheard, gave)) examined.own_reasons.push_back(reason);
  }
}

}  // namespace

Examined examine(const TouchedMessage& message, const Tools& tools) {
  auto bytes = from_mailboxes(message, tools);
  if (!bytes) bytes = from_letters(message, tools);
  if (!bytes)
    return {.own_reasons = verdict::weighed_by_present_rules(message.own_reasons),
            .read = false,
            .unheard = {}};
  const auto inquiry = std::make_shared<verdict::Inquiry>();
  inquiry->facts = message::parse(*bytes, tools.surroundings());
  inquiry->bytes = std::move(*bytes);
  Examined examined{.own_reasons = verdict::own_reasons(inquiry->facts, verdict::unknown_history),
                    .read = true,
                    .unheard = {}};
  const auto findings = tools.engines.ask(inquiry, deadline_in(engines_time_max));
  for (const verdict::Opinion& opinion : findings.opinions) {
    examined.own_reasons.insert(examined.own_reasons.end(), opinion.reasons.begin(),
                                opinion.reasons.end());
  }
  for (const verdict::Missing& missing : findings.missing) examined.unheard.insert(missing.engine);
  keep_what_the_unheard_said(message, examined);
  return examined;
}

}  // namespace backstamp::rejudging

#include "verdict/engines/panel.h"

#include <algorithm>

#include "verdict/engines/seat.h"

namespace backstamp::verdict {
namespace {

// Puts the question to all, then takes their answers: all have the same time.
template <class Take>
void ask_all(const std::vector<std::unique_ptr<Seat>>& seats, const Seat::Work& work,
             Deadline deadline, Seat::Rest rest, const Take& take) {
  std::vector<std::shared_ptr<Seat::Ticket>> tickets;
  tickets.reserve(seats.size());
  for (const auto& seat : seats) tickets.push_back(seat->put(work, deadline, rest));
  for (std::size_t i = 0; i < seats.size(); ++i) take(*seats[i], seats[i]->await(tickets[i]));
}

}  // namespace

std::string_view name_of(EngineState state) {
  switch (state) {
    case EngineState::up: return "up";
    case EngineState::down: return "down";
    case EngineState::off: break;
  }
  return "off";
}

Panel::Panel(std::vector<Member> members, std::vector<Missing> absent, Patience patience)
    : absent_(std::move(absent)) {
  for (Member& member : members) {
    seats_.push_back(std::make_unique<Seat>(std::move(member), patience));
  }
}

Panel::~Panel() {
  for (const auto& seat : seats_) seat->stop();  // all at once; each is then waited for
}

Panel::Findings Panel::ask(const std::shared_ptr<const Inquiry>& inquiry, Deadline deadline) const {
  const Seat::Work examine = [inquiry](Engine& engine, Deadline until,
                                       std::stop_token stop) -> Result<Said> {
    return Said{.opinion = TRY(engine.examine(*inquiry, until, std::move(stop))), .version = {}};
  };
  Findings findings;
  ask_all(seats_, examine, deadline, Seat::Rest::kept, [&](const Seat& seat, Result<Said> said) {
    if (!said) return findings.missing.push_back({seat.name(), said.error().what});
    said->opinion.engine = seat.name();
    findings.opinions.push_back(std::move(said->opinion));
  });
  return findings;
}

std::vector<EngineHealth> Panel::health(Deadline deadline) const {
  const Seat::Work version = [](Engine& engine, Deadline until,
                                std::stop_token stop) -> Result<Said> {
    return Said{.opinion = {}, .version = TRY(engine.version(until, std::move(stop)))};
  };
  std::vector<EngineHealth> all;
  ask_all(seats_, version, deadline, Seat::Rest::broken, [&](const Seat& seat, Result<Said> said) {
    all.push_back({.engine = seat.name(),
                   .state = said ? EngineState::up : EngineState::down,
                   .detail = said ? said->version : said.error().what});
  });
  for (const Missing& one : absent_) {
    all.push_back({.engine = one.engine, .state = EngineState::off, .detail = one.why});
  }
  std::ranges::sort(all, {}, &EngineHealth::engine);
  return all;
}

}  // namespace backstamp::verdict

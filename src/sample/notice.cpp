#include "sample/mail.h"
#include "sample/prose.h"

namespace backstamp::sample {
namespace {

struct Machine {
  std::string_view name, user, subject, text;
};

constexpr Machine machines[] = {
    {"Service desk", "desk", "[Ticket {ticket}] {colleague}: {part} cannot be booked",
     "Ticket {ticket} was assigned to you.\n\nReported by: {colleague}\nRoom: {n}\n\nThe stock "
     "program "
     "refuses to book the {part} for {project}. It says that place {n} does not exist.\n"},
    {"Service desk", "desk", "[Ticket {ticket}] Printer in {dept} closed",
     "Ticket {ticket} was closed after {n} minutes.\n\nCause: paper dust on the roller. The device "
     "near {dept} prints again; page count {ticket}.\n"},
    {"Station watch", "stations", "{place}: lamp current low",
     "Station {place}, lamp {n}: current below the lower limit since {time}.\n\nBattery 12.{n} V, "
     "photocell dark, last contact {n} s ago. Reading {ticket}.\n"},
    {"Station watch", "stations", "{place}: back to normal",
     "Station {place} reports normal values again.\n\nOutage: {n} minutes. Number of flashes "
     "counted "
     "meanwhile: {ticket}. Temperature {n} degrees.\n"},
    {"Backup", "backup", "Backup of {dept} finished",
     "{n} folders, {ticket} files, finished at {time}.\n\nSkipped: none. Oldest version kept: {n} "
     "days. Tape set {ticket}.\n"},
    {"Goods in", "goods-in", "Delivery {ticket} from {partner}",
     "Delivery {ticket} from {partner} stands at gate {n}.\n\nContents: {part}, {n} pieces. Please "
     "inspect it before {day}; the driver noted a dented corner.\n"},
    {"Build", "build", "beacon-firmware {ticket}: tests passed",
     "Revision {ticket} of the beacon firmware was built in {n} s.\n\n{n} tests passed, none "
     "failed. "
     "The image for the {part} grew by {n} bytes. Author: {colleague}\n"},
    {"Canteen", "canteen", "Order {ticket} confirmed",
     "Your order {ticket} for {n} people on {day} at {time} was taken.\n\nRoom: {project}. Please "
     "return the thermos jugs to the {dept} corridor.\n"}};

std::string with_ticket(std::string text, const std::string& ticket) {
  constexpr std::string_view slot = "{ticket}";
  for (auto at = text.find(slot); at != std::string::npos; at = text.find(slot)) {
    text.replace(at, slot.size(), ticket);
  }
  return text;
}

Origin machine_origin() {
  return {.host = "apps." + std::string(company_domain),
          .ip = "10.20.0.17",
          .spf = "pass",
          .dkim = "pass",
          .dmarc = "pass",
          .submitted = false};
}

void send_notice(Random& random, const World& world, Post& post) {
  const Machine& machine = random.pick(machines);
  const std::size_t seat = random.below(world.people.size());
  const std::string ticket = std::to_string(random.between(10000, 99999));
  const Scene scene(random, world);
  const Time time = office_time(random, world);
  const Letter letter{
      .from = {std::string(machine.name),
               std::string(machine.user) + "@" + std::string(company_domain)},
      .to = {as_correspondent(world.people[seat])},
      .cc = {},
      .subject = scene.fill(random, with_ticket(std::string(machine.subject), ticket)),
      .date = time,
      .message_id = new_message_id(random, time, company_domain),
      .references = {},
      .plain = wrap(scene.fill(random, with_ticket(std::string(machine.text), ticket))),
      .html = {},
      .attachments = {},
      .fields = {{"Auto-Submitted", "auto-generated"}},
      .origin = machine_origin()};
  post.deliver(letter, write_letter(random, letter), seat, time + std::chrono::seconds(1));
}

std::string calendar_stamp(Time time) {
  std::string text;
  for (const char letter : rfc3339(std::chrono::floor<std::chrono::seconds>(time))) {
    if (letter == '.') break;
    if (letter != '-' && letter != ':' && letter != 'Z') text += letter;
  }
  return text + "Z";
}

Bytes invitation(const Letter& letter, Time start) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Harbourlight//Calendar//EN\r\n"
         "METHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:" +
         letter.message_id + "\r\nDTSTAMP:" + calendar_stamp(letter.date) +
         "\r\nDTSTART:" + calendar_stamp(start) +
         "\r\nDTEND:" + calendar_stamp(start + std::chrono::hours(1)) +
         "\r\nSUMMARY:" + letter.subject + "\r\nORGANIZER:mailto:" + letter.from.address +
         "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
}

void send_invitation(Random& random, const World& world, Post& post) {
  const std::size_t host = random.below(world.people.size());
  const Scene scene(random, world);
  const Topic& topic = pick_topic(random, Language::english);
  const Time time = office_time(random, world);
  std::string text = scene.fill(random, topic.opening);
  text += scene.fill(random, "\n\nRoom {n}, {day} at {time}. ");
  text += scene.fill(random, topic.detail) + "\n\n";
  text += remarks_text(random, scene, Language::english, 1 + random.below(3)) + "\n";
  Letter letter{.from = as_correspondent(world.people[host]),
                .to = {},
                .cc = {},
                .subject = "Invitation: " + scene.fill(random, topic.subject),
                .date = time,
                .message_id = new_message_id(random, time, company_domain),
                .references = {},
                .plain = wrap(text),
                .html = {},
                .attachments = {},
                .fields = {},
                .origin = submitted_by(world.people[host])};
  std::vector<std::size_t> guests;
  for (auto count = random.between(2, 6); count > 0; --count) {
    guests.push_back((host + 1 + guests.size() * 7) % world.people.size());
    letter.to.push_back(as_correspondent(world.people[guests.back()]));
  }
  const Time start = time + std::chrono::hours(random.between(20, 120));
  letter.attachments = {{"invite.ics", "text/calendar", invitation(letter, start)}};
  const Bytes written = write_letter(random, letter);
  post.keep_sent(written, host, time);
  for (const std::size_t seat : guests) {
    post.deliver(letter, written, seat, time + std::chrono::seconds(2));
  }
}

}  // namespace

void add_notices(Random& random, const World& world, Post& post) {
  const std::size_t person_days = world.people.size() * world.days;
  for (std::size_t i = 0; i < person_days * 2 / 5; ++i) send_notice(random, world, post);
  for (std::size_t i = 0; i < person_days / 20; ++i) send_invitation(random, world, post);
}

}  // namespace backstamp::sample

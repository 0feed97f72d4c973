#include "sample/attachments.h"
#include "sample/mail.h"
#include "sample/prose.h"

namespace backstamp::sample {
namespace {

constexpr std::string_view goods[] = {
    "Lantern body 155 mm", "Cable gland M20",  "Mounting plate", "Solar panel 20 W",
    "Battery pack 12 V",   "Lens ring, green", "Lens ring, red", "Mooring chain, m",
    "Top mark, cone",      "Photocell",        "Flasher unit",   "Freight",
    "Anodising",           "Survey, day rate", "Crane, half day"};

constexpr std::string_view covers[] = {
    "please find enclosed our invoice {number} over {sum} for the deliveries of last month.",
    "invoice {number} for {project} is attached. The total of {sum} is due within thirty days.",
    "as agreed on the telephone I send you invoice {number}. The freight to {place} is included.",
    "attached is {number}. It replaces the one of last week, where the {part} was charged twice.",
    "our statement {number} comes with this letter; {sum} remain open after your last transfer.",
    "for your files: {number}, covering the works in {place}. The time sheets are with "
    "{colleague}.",
    "the {part}s left our house yesterday, hence invoice {number} with a total of {sum}."};

constexpr std::string_view covers_table[] = {
    "here are the readings from {place} as a table; the gap on the second day was a power cut.",
    "the stock list of this week is attached, {dept} please check the quantities of the {part}.",
    "I exported the hours for {project}. Whoever finds an error tells me by {day}.",
    "the price list for the {part} and its relatives, valid from next month.",
    "attached the positions of all buoys near {place} after the last survey.",
    "these are the burn-in results of the {part}, one row a unit."};

struct Bill {
  std::string number, sum;
  std::vector<std::string> lines;
};

std::string euros(std::int64_t cents) {
  const std::string rest = std::to_string(cents % 100);
  return "EUR " + std::to_string(cents / 100) + (rest.size() < 2 ? ".0" : ".") + rest;
}

Bill make_bill(Random& random, const Partner& partner) {
  Bill bill{.number = "R-" + std::to_string(random.between(20000, 89999)), .sum = {}, .lines = {}};
  bill.lines = {partner.company, "", "Invoice " + bill.number,
                "To: " + std::string(company_name) + ", Old Quay 4", ""};
  std::int64_t total = 0;
  for (auto rows = random.between(2, 6); rows > 0; --rows) {
    const auto count = random.between(1, 40);
    const auto price = random.between(350, 48000);
    total += count * price;
    bill.lines.push_back(std::to_string(count) + " x " + std::string(random.pick(goods)) + "   " +
                         euros(count * price));
  }
  bill.sum = euros(total);
  bill.lines.insert(bill.lines.end(), {"", "Total " + bill.sum, "Payable within 30 days."});
  return bill;
}

std::string replaced(std::string text, std::string_view slot, std::string_view value) {
  const std::size_t at = text.find(slot);
  return at == std::string::npos ? text : text.replace(at, slot.size(), value);
}

std::string cover(Random& random, const Scene& scene, std::string_view pattern,
                  const Person& reader, const Person& author, std::string_view company) {
  std::string text = "Dear " + reader.first + ",\n\n" + scene.fill(random, pattern) + "\n\n";
  text += remarks_text(random, scene, Language::english, 1 + random.below(3)) + "\n\n";
  return wrap(text + closing(random, author, company, Language::english));
}

void send_invoice(Random& random, const World& world, Post& post) {
  const Partner& partner = random.pick(world.partners);
  const Person& author = random.pick(partner.contacts);
  const std::size_t seat = random.below(world.people.size());
  const Person& reader = world.people[seat];
  const Bill bill = make_bill(random, partner);
  const Scene scene(random, world);
  const std::string pattern = replaced(
      replaced(std::string(random.pick(covers)), "{number}", bill.number), "{sum}", bill.sum);
  const Time time = office_time(random, world);
  const Letter letter{
      .from = as_correspondent(author),
      .to = {as_correspondent(reader)},
      .cc = {},
      .subject = "Invoice " + bill.number + ", " + partner.company,
      .date = time,
      .message_id = new_message_id(random, time, partner.domain),
      .references = {},
      .plain = cover(random, scene, pattern, reader, author, partner.company),
      .html = {},
      .attachments = {{bill.number + ".pdf", "application/pdf", pdf_of(bill.lines)}},
      .fields = {},
      .origin = trusted_host(partner.domain, partner.address_of_host)};
  post.deliver(letter, write_letter(random, letter), seat, time + std::chrono::seconds(4));
}

Bytes table_of(Random& random) {
  Bytes out = "item,station,quantity,value\n";
  for (auto rows = random.between(8, 40); rows > 0; --rows) {
    out += std::string(random.pick(goods)).substr(0, 7);
    out += "," + random.token(3);
    out += "," + std::to_string(random.between(1, 400));
    out += "," + std::to_string(random.between(10, 9000)) + "\n";
  }
  return out;
}

void send_table(Random& random, const World& world, Post& post) {
  const std::size_t author_seat = random.below(world.people.size());
  const std::size_t seat =
      (author_seat + 1 + random.below(world.people.size() - 1)) % world.people.size();
  const Person& author = world.people[author_seat];
  const Person& reader = world.people[seat];
  const Scene scene(random, world);
  const std::string pattern(random.pick(covers_table));
  const std::string file = "table-" + random.token(6) + ".csv";
  const Time time = office_time(random, world);
  const Letter letter{.from = as_correspondent(author),
                      .to = {as_correspondent(reader)},
                      .cc = {},
                      .subject = scene.fill(random, "Table for {project}, {place}"),
                      .date = time,
                      .message_id = new_message_id(random, time, company_domain),
                      .references = {},
                      .plain = cover(random, scene, pattern, reader, author, company_name),
                      .html = {},
                      .attachments = {{file, "text/csv", table_of(random)}},
                      .fields = {},
                      .origin = submitted_by(author)};
  const Bytes written = write_letter(random, letter);
  post.keep_sent(written, author_seat, time);
  post.deliver(letter, written, seat, time + std::chrono::seconds(2));
}

}  // namespace

void add_documents(Random& random, const World& world, Post& post) {
  const std::size_t person_days = world.people.size() * world.days;
  for (std::size_t i = 0; i < person_days / 9; ++i) send_invoice(random, world, post);
  for (std::size_t i = 0; i < person_days / 15; ++i) send_table(random, world, post);
}

}  // namespace backstamp::sample

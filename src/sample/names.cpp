#include <set>

#include "sample/world.h"

namespace backstamp::sample {
namespace {

struct Name {
  std::string_view shown, plain;  // plain: as it stands in addresses
};

constexpr Name first_names[] = {
    {"Amelia", "amelia"},     {"Anke", "anke"},         {"Arjun", "arjun"},
    {"Beatrice", "beatrice"}, {"Bernd", "bernd"},       {"Callum", "callum"},
    {"Carla", "carla"},       {"Chidi", "chidi"},       {"Clara", "clara"},
    {"Daniel", "daniel"},     {"Dörte", "doerte"},      {"Edith", "edith"},
    {"Elif", "elif"},         {"Emre", "emre"},         {"Esther", "esther"},
    {"Fiona", "fiona"},       {"Florian", "florian"},   {"Gareth", "gareth"},
    {"Greta", "greta"},       {"Hannah", "hannah"},     {"Henrik", "henrik"},
    {"Imogen", "imogen"},     {"Ines", "ines"},         {"Isaac", "isaac"},
    {"Jana", "jana"},         {"Jörg", "joerg"},        {"Joshua", "joshua"},
    {"Katrin", "katrin"},     {"Keiko", "keiko"},       {"Lachlan", "lachlan"},
    {"Lena", "lena"},         {"Leona", "leona"},       {"Magnus", "magnus"},
    {"Maren", "maren"},       {"Marta", "marta"},       {"Mateusz", "mateusz"},
    {"Miriam", "miriam"},     {"Nadia", "nadia"},       {"Nils", "nils"},
    {"Oliver", "oliver"},     {"Owen", "owen"},         {"Petra", "petra"},
    {"Priya", "priya"},       {"Quentin", "quentin"},   {"Rebecca", "rebecca"},
    {"Rhys", "rhys"},         {"Rosalind", "rosalind"}, {"Ruben", "ruben"},
    {"Samira", "samira"},     {"Sören", "soeren"},      {"Stella", "stella"},
    {"Tamsin", "tamsin"},     {"Theo", "theo"},         {"Tobias", "tobias"},
    {"Ursula", "ursula"},     {"Viktor", "viktor"},     {"Wanda", "wanda"},
    {"Yusuf", "yusuf"},       {"Zofia", "zofia"},       {"Aoife", "aoife"}};

constexpr Name last_names[] = {
    {"Abernathy", "abernathy"},  {"Ahrens", "ahrens"},       {"Barlow", "barlow"},
    {"Behrendt", "behrendt"},    {"Bianchi", "bianchi"},     {"Blackwood", "blackwood"},
    {"Bruns", "bruns"},          {"Calloway", "calloway"},   {"Chowdhury", "chowdhury"},
    {"Clausen", "clausen"},      {"Cooper", "cooper"},       {"Dahl", "dahl"},
    {"Demir", "demir"},          {"Drewes", "drewes"},       {"Eastwick", "eastwick"},
    {"Ellison", "ellison"},      {"Fairbairn", "fairbairn"}, {"Feddersen", "feddersen"},
    {"Gallagher", "gallagher"},  {"Gröning", "groening"},    {"Hale", "hale"},
    {"Hansen", "hansen"},        {"Hartigan", "hartigan"},   {"Iyer", "iyer"},
    {"Jürgens", "juergens"},     {"Kaminski", "kaminski"},   {"Kendrick", "kendrick"},
    {"Kruse", "kruse"},          {"Lachmann", "lachmann"},   {"Lindqvist", "lindqvist"},
    {"Lorimer", "lorimer"},      {"Marchetti", "marchetti"}, {"Merrick", "merrick"},
    {"Mühlbauer", "muehlbauer"}, {"Nakamura", "nakamura"},   {"Nolan", "nolan"},
    {"Okafor", "okafor"},        {"Osterloh", "osterloh"},   {"Pemberton", "pemberton"},
    {"Petersen", "petersen"},    {"Quill", "quill"},         {"Radley", "radley"},
    {"Reimers", "reimers"},      {"Rosenthal", "rosenthal"}, {"Sandoval", "sandoval"},
    {"Schröder", "schroeder"},   {"Sinclair", "sinclair"},   {"Stenger", "stenger"},
    {"Tanner", "tanner"},        {"Thomsen", "thomsen"},     {"Underwood", "underwood"},
    {"Varga", "varga"},          {"Voss", "voss"},           {"Wainwright", "wainwright"},
    {"Wieland", "wieland"},      {"Winslow", "winslow"},     {"Yilmaz", "yilmaz"},
    {"Zeller", "zeller"}};

struct Post {
  std::string_view title, department;
};

constexpr Post posts[] = {{"Project engineer", "Engineering"},
                          {"Head of projects", "Projects"},
                          {"Buyer", "Purchasing"},
                          {"Accounts payable clerk", "Finance"},
                          {"Service technician", "Field service"},
                          {"Sales manager", "Sales"},
                          {"Optical designer", "Engineering"},
                          {"Warehouse lead", "Logistics"},
                          {"Quality engineer", "Quality"},
                          {"People partner", "People"},
                          {"System administrator", "IT"},
                          {"Bid writer", "Sales"},
                          {"Production planner", "Production"},
                          {"Controller", "Finance"},
                          {"Firmware developer", "Engineering"},
                          {"Shipping coordinator", "Logistics"},
                          {"Legal counsel", "Contracts"},
                          {"Technical author", "Engineering"},
                          {"Office manager", "People"}};

struct Firm {
  std::string_view company, domain;
  bool german;
};

constexpr Firm firms[] = {{"Kestrel Marine Supply", "kestrel-marine.example", false},
                          {"Nordufer Logistik", "nordufer-logistik.example", true},
                          {"Alderbrook Legal", "alderbrook-legal.example", false},
                          {"Pinecrest Castings", "pinecrest-castings.example", false},
                          {"Elbtor Elektronik", "elbtor-elektronik.example", true},
                          {"Saltmarsh Port Authority", "saltmarsh-port.example", false},
                          {"Brightwell Optics", "brightwell-optics.example", false},
                          {"Tidewater Survey", "tidewater-survey.example", false},
                          {"Hafenblick Verlag", "hafenblick-verlag.example", true},
                          {"Cobblestone Travel", "cobblestone-travel.example", false},
                          {"Ferndale Insurance Brokers", "ferndale-brokers.example", false},
                          {"Ostwind Metallbau", "ostwind-metallbau.example", true}};

Person make_person(Random& random, std::string_view domain, std::set<std::string>& taken) {
  while (true) {
    const Name& first = random.pick(first_names);
    const Name& last = random.pick(last_names);
    const Post& post = random.pick(posts);
    std::string user = std::string(first.plain) + "." + std::string(last.plain);
    if (!taken.insert(user).second) continue;
    std::string address = user + "@" + std::string(domain);
    return {.first = std::string(first.shown),
            .last = std::string(last.shown),
            .user = std::move(user),
            .address = std::move(address),
            .title = std::string(post.title),
            .department = std::string(post.department),
            .extension = static_cast<unsigned>(random.between(101, 899))};
  }
}

Partner make_partner(Random& random, const Firm& firm, std::size_t number) {
  Partner partner{.company = std::string(firm.company),
                  .domain = std::string(firm.domain),
                  .address_of_host = "192.0.2." + std::to_string(10 + number),
                  .german = firm.german,
                  .contacts = {}};
  std::set<std::string> taken;
  for (int i = 0; i < 3; ++i) partner.contacts.push_back(make_person(random, firm.domain, taken));
  return partner;
}

}  // namespace

World make_world(Random& random, const SampleSettings& settings) {
  World world{.people = {},
              .partners = {},
              .start = settings.end - std::chrono::days(settings.days),
              .end = settings.end,
              .days = settings.days};
  std::set<std::string> taken;
  while (world.people.size() < settings.people) {
    world.people.push_back(make_person(random, company_domain, taken));
  }
  for (const Firm& firm : firms) {
    world.partners.push_back(make_partner(random, firm, world.partners.size()));
  }
  return world;
}

Time next_office_time(Time time) {
  using namespace std::chrono;
  const auto day = floor<days>(time);
  const auto clock = time - day;
  const unsigned weekday_number = weekday(day).iso_encoding();
  if (weekday_number > 5) return day + days(8 - weekday_number) + hours(7) + clock / 6;
  if (clock < hours(6)) return time + hours(8);
  if (clock > hours(19)) return next_office_time(time + hours(12));
  return time;
}

Time office_time(Random& random, const World& world) {
  return office_time(random, world, static_cast<unsigned>(random.below(world.days)));
}

Time office_time(Random& random, const World& world, unsigned day) {
  using namespace std::chrono;
  auto date = floor<days>(world.start) + days(day + 1);
  const unsigned weekday_number = weekday(date).iso_encoding();
  if (weekday_number > 5 && day >= 2) date -= days(weekday_number - 5);
  const Time time = date + hours(7) + milliseconds(random.between(0, 10 * 3600 * 1000));
  // The last day may not be over yet.
  return time < world.end ? time : world.end - seconds(random.between(60, 6 * 3600));
}

}  // namespace backstamp::sample

#include "sample/mail.h"
#include "sample/prose.h"

namespace backstamp::sample {
namespace {

struct Paper {
  std::string_view name, user, domain, ip;
  unsigned every_days;       // 1: daily
  unsigned readers_percent;  // of the company's people
};

constexpr Paper papers[] = {
    {"The Harbour Gazette", "gazette", "harbour-gazette.example", "198.51.100.11", 1, 22},
    {"Optics Weekly", "letter", "optics-weekly.example", "198.51.100.12", 7, 45},
    {"Seezeichen Rundbrief", "rundbrief", "seezeichen-rundbrief.example", "198.51.100.13", 7, 30},
    {"Quayside Catering", "menu", "quayside-catering.example", "198.51.100.14", 7, 70}};

constexpr std::string_view headlines[] = {"{place} dredges its inner basin again",
                                          "Ferry operator orders {n} electric launches",
                                          "Pilots ask for brighter leading lights at {place}",
                                          "Mussel farm moves out of the fairway",
                                          "New tide gauge for {place}",
                                          "Shipyard museum opens its slipway",
                                          "Wind crew rescues a drifting barge off {place}",
                                          "Old fog horn sounds once more in {place}",
                                          "Dredger stuck for {n} hours on the bar",
                                          "Harbour dues rise by a small margin",
                                          "Rope maker of {place} looks for a successor",
                                          "Survey vessel maps {n} wrecks",
                                          "Night regatta needs volunteers for {n} marks",
                                          "Sand dunes wander over the coast road",
                                          "Lock keeper retires after {n} years",
                                          "Quay wall of {place} to be renewed by spring",
                                          "Fish auction moves its bell to {time}",
                                          "Divers find a bronze bell near {place}",
                                          "Canal frozen, barges wait at {place}",
                                          "Glass works revives the drum lens",
                                          "Students race boats made from milk cartons",
                                          "Seals take over the pontoon at {place}"};

constexpr std::string_view stories[] = {
    "Residents had asked for it since the storm two winters ago, and the council voted {n} to "
    "four.",
    "A spokesman put the cost at {amount} and thanked the neighbours for their patience.",
    "Work starts on {day} and should be over before the season.",
    "Critics point out that the channel was deeper a century ago without any machine at all.",
    "The harbour master called it a modest step in the right direction.",
    "Readers sent us {n} photographs, the best of which hangs in our window.",
    "The crew used a kettle, two blankets and a good deal of humour.",
    "An exhibition in the customs house shows the plans until the end of the month.",
    "Nobody was hurt, though a wheelbarrow remains missing.",
    "According to the almanac, such a thing last happened {n} years ago.",
    "The association of skippers welcomes the change but wants a longer trial.",
    "Tickets are available at the kiosk next to the swing bridge.",
    "Engineers compared {n} kinds of paint before they chose the yellow one.",
    "The bakery promises rolls in the shape of anchors for the opening.",
    "Measurements at dawn showed twice the range that had been expected."};

struct Issue {
  std::string subject, plain, html;
};

// Each headline and each sentence comes once an issue.
struct Material {
  std::vector<std::string_view> headlines, stories;
};

Material shuffled(Random& random) {
  Material material{{std::begin(headlines), std::end(headlines)},
                    {std::begin(stories), std::end(stories)}};
  random.shuffle(material.headlines);
  random.shuffle(material.stories);
  return material;
}

std::string story_of(Random& random, const Scene& scene, Material& material) {
  std::string text;
  for (auto count = random.between(2, 3); count > 0; --count) {
    text += (text.empty() ? "" : " ") + scene.fill(random, material.stories.back());
    material.stories.pop_back();
  }
  return text;
}

Issue make_issue(Random& random, const World& world, const Paper& paper, unsigned number) {
  Issue issue{.subject = std::string(paper.name) + " no. " + std::to_string(number) + ": ",
              .plain = {},
              .html = "<html><body style=\"font-family:Georgia,serif\">\n<h1>" +
                      escape_html(paper.name) + "</h1>\n"};
  const std::string site = "https://www." + std::string(paper.domain);
  Material material = shuffled(random);
  for (std::size_t i = 0; i < 4; ++i) {
    const Scene scene(random, world);
    const std::string headline = scene.fill(random, material.headlines[i]);
    const std::string story = story_of(random, scene, material);
    const std::string link = site + "/" + std::to_string(number) + "/" + random.token(6);
    if (i == 0) issue.subject += headline;
    issue.plain += headline + "\n\n" + story + "\n" + link + "\n\n";
    issue.html += "<h2><a href=\"" + link + "\">" + escape_html(headline) + "</a></h2>\n<p>" +
                  escape_html(story) + "</p>\n";
  }
  issue.plain = wrap(issue.plain + "You receive this letter because you subscribed to " +
                     std::string(paper.name) + ".\n");
  issue.html += "<p><small>You receive this letter because you subscribed. <a href=\"" + site +
                "/unsubscribe\">Unsubscribe</a></small></p>\n</body></html>\n";
  return issue;
}

Letter letter_of(Random& random, const Paper& paper, const Issue& issue, const Person& reader,
                 Time time) {
  const std::string domain(paper.domain);
  const std::string leave = "https://www." + domain + "/leave/" + random.token(20);
  return {.from = {std::string(paper.name), std::string(paper.user) + "@" + domain},
          .to = {as_correspondent(reader)},
          .cc = {},
          .subject = issue.subject,
          .date = time,
          .message_id = new_message_id(random, time, paper.domain),
          .references = {},
          .plain = issue.plain,
          .html = issue.html,
          .attachments = {},
          .fields = {{"List-Id", "<" + std::string(paper.user) + "." + domain + ">"},
                     {"List-Unsubscribe", "<" + leave + ">"},
                     {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
                     {"Precedence", "bulk"}},
          .origin = trusted_host(paper.domain, paper.ip)};
}

void send_issue(Random& random, const World& world, Post& post, const Paper& paper, unsigned day) {
  using namespace std::chrono;
  const Issue issue = make_issue(random, world, paper, 1200 + day);
  Time time = world.start + days(day) + minutes(random.between(3, 40));
  // The readers are the same each time: they subscribed.
  for (std::size_t seat = 0; seat < world.people.size(); ++seat) {
    if ((seat * 37 + paper.name.size() * 11) % 100 >= paper.readers_percent) continue;
    const Letter letter = letter_of(random, paper, issue, world.people[seat], time);
    post.deliver(letter, write_letter(random, letter), seat, time + seconds(3));
    time += milliseconds(random.between(200, 4000));
  }
}

}  // namespace

void add_newsletters(Random& random, const World& world, Post& post) {
  for (const Paper& paper : papers) {
    for (unsigned day = 0; day < world.days; day += paper.every_days) {
      send_issue(random, world, post, paper, day);
    }
  }
}

}  // namespace backstamp::sample

#include "sample/prose.h"

namespace backstamp::sample {
namespace {

constexpr std::string_view projects[] = {"Gull Point",    "Northern Breakwater", "Lock Three",
                                         "Ferry Quay",    "Sandbank Array",      "Old Mole",
                                         "Inner Fairway", "Windpark Delta",      "Cliff Station",
                                         "Pilot Berth",   "Marina East",         "Swing Bridge"};
constexpr std::string_view places[] = {"Saltmarsh",  "Kleinhafen",  "Port Alder",  "Westerholm",
                                       "Dunmorrow",  "Gannet Rock", "Eastquay",    "Sandholm",
                                       "Farrow Bay", "Lanternby",   "Northsluice", "Heron Island",
                                       "Brackwater", "Oldferry"};
constexpr std::string_view parts[] = {"gasket",         "regulator", "lens ring",   "flasher",
                                      "mounting plate", "heat sink", "cable gland", "photocell",
                                      "lamp changer",   "shutter",   "antenna",     "base plate",
                                      "solar frame",    "connector", "hinge",       "prism"};
constexpr std::string_view departments[] = {"engineering", "purchasing", "finance", "field service",
                                            "sales",       "logistics",  "quality", "production"};
constexpr std::string_view weekdays[] = {"Monday",   "Tuesday",     "Wednesday", "Thursday",
                                         "Friday",   "Monday week", "the 12th",  "the 18th",
                                         "the 23rd", "the 27th"};

constexpr std::string_view remarks[] = {
    "I have put the figures into the shared sheet under {project}, tab {n}.",
    "{colleague} knows the history of this better than I do.",
    "If it is easier, come round to my desk after {time}.",
    "We had the same discussion about {place} a year ago and regretted waiting.",
    "The {part} is the only item with a long lead time.",
    "Nobody in {dept} has objected so far, which is not the same as agreement.",
    "I spoke to the harbour master in {place}, who would not mind either way.",
    "All in all we are talking about {amount}, give or take.",
    "The drawing number ends in {n}, older prints should go in the bin.",
    "It rained sideways in {place}, so the pictures are not my best.",
    "Please treat the price as confidential until {day}.",
    "My suggestion is to try it on one {part} first.",
    "That would leave {n} hours for the rest of the list.",
    "The crew from {place} reads this list only on paper, so somebody must print it.",
    "{partner} is waiting for a word from us, even a short one.",
    "I may be wrong about the tolerance, the table is hard to read.",
    "There is a spare {part} in the grey cabinet, second drawer.",
    "Should the weather turn, we lose the window and start again in a month.",
    "Our own measurements differ by {n} per cent, which I find acceptable.",
    "The contract mentions this only in annex {few}, in very small print.",
    "I would like to close the point before {project} starts.",
    "Two of the older lanterns in {place} have the same weakness.",
    "{colleague} offered to drive over and have a look.",
    "On the drive you will find the photographs, sorted by station.",
    "The forecast says wind from the north-east, force {few} at worst.",
    "I am out of the office from {day}, but I do read my messages in the evening.",
    "If we share the cost with {partner}, it would be {amount} each.",
    "Could {dept} confirm the quantity? I count {n}.",
    "The previous supplier needed three attempts, so be patient with this one.",
    "Whatever we choose, the manual has to follow, and that takes {few} days.",
    "The tide table allows work from {time} for about two hours.",
    "I left a sample of the {part} at reception, in a shoe box.",
    "Let us not repeat the mistake of {project} and ask the neighbours early.",
    "Apart from that, the week in {place} went smoothly.",
    "We borrowed a meter from {partner} and it has to go back by {day}.",
    "The grey paint is sold out, the nearest shade is two numbers darker.",
    "Somebody wrote {n} kilos on the crate, the scale disagrees.",
    "The minutes of last month say otherwise, but I think they are mistaken.",
    "From {dept} I have only heard rumours.",
    "A photograph from the ferry shows it quite well.",
    "It would help to know who ordered the second {part}.",
    "{partner} closes for stocktaking on {day}.",
    "At {amount} I would not think long.",
    "The ladder in {place} is locked, the key is with the lock keeper.",
    "I tried it with the old {part} and the fault disappeared.",
    "Our customer in {place} prefers a call to a letter.",
    "The apprentice found it, so the cake is on us.",
    "We can decide on {day} and still be in time.",
    "Honestly, I would rather spend the money on {project}.",
    "There were {n} in the box and {n} on the delivery note."};

constexpr std::string_view replies[] = {"Thanks, that helps.",
                                        "Good point about the {part}.",
                                        "Agreed, with one reservation.",
                                        "Sorry for the late answer, I was in {place}.",
                                        "I asked {colleague} and got the same answer.",
                                        "Fine with me.",
                                        "Not quite: the figure was {n}, not what the sheet says.",
                                        "Let me check with {partner} first.",
                                        "Could we talk about it on {day} at {time}?",
                                        "I have changed the plan accordingly.",
                                        "That is news to me, but good news.",
                                        "Perfect timing, {dept} has just asked.",
                                        "We tried that for {project} and it held.",
                                        "Hm, I would have expected {amount}.",
                                        "Understood. I will take care of it.",
                                        "Before we go on, who pays?",
                                        "Yes, and the crew in {place} agrees."};

constexpr std::string_view german_remarks[] = {
    "Bei Rückfragen erreichen Sie mich am besten vormittags.",
    "Die Unterlagen liegen im gemeinsamen Ordner unter {project}.",
    "Den Betrag von {amount} haben wir so im Vertrag stehen.",
    "Aus {place} habe ich noch keine Rückmeldung.",
    "Insgesamt fehlen uns noch {n} Stück.",
    "Der Kollege vor Ort hat Fotos gemacht, ich schicke sie gesondert.",
    "Wegen des Windes konnten wir den Mast noch nicht stellen.",
    "Ich habe {colleague} in Kopie gesetzt.",
    "Bitte denken Sie an die Schutzkleidung auf dem Steg.",
    "Das Muster haben wir gestern geprüft, es ist in Ordnung.",
    "Für die Abnahme brauchen wir etwa {n} Stunden.",
    "Die Zollpapiere sind gestempelt und liegen bei der Ware."};

constexpr std::string_view german_replies[] = {
    "vielen Dank für die schnelle Antwort.", "das passt für uns.",
    "ich habe mit {colleague} gesprochen, es bleibt dabei.", "leider noch eine Rückfrage dazu.",
    "danke, ist angekommen."};

std::string slot(Random& random, std::string_view name) {
  if (name == "n") return std::to_string(random.between(3, 97));
  if (name == "day") return std::string(random.pick(weekdays));
  if (name == "few") return std::to_string(random.between(2, 9));
  if (name == "time") {
    const std::string hour = std::to_string(random.between(8, 17));
    return hour + (random.chance(50) ? ":30" : ":00");
  }
  if (name == "amount") return std::to_string(random.between(2, 98) * 50) + " euros";
  return std::string(name);
}

std::string greeting(Random& random, std::string_view first_name, Language language) {
  static constexpr std::string_view english[] = {"Hello ", "Hi ", "Dear ", "Good morning ", ""};
  static constexpr std::string_view german[] = {"Hallo ", "Guten Tag ", "Moin "};
  const bool is_german = language == Language::german;
  const std::string_view word = is_german ? random.pick(german) : random.pick(english);
  return std::string(word) + std::string(first_name) + ",\n\n";
}

// `count` different sentences in one or two paragraphs.
template <class List>
std::string some(Random& random, const Scene& scene, const List& list, std::size_t count) {
  std::set<std::size_t> used;
  std::string text;
  while (used.size() < std::min(count, std::size(list))) {
    const std::size_t at = random.below(std::size(list));
    if (!used.insert(at).second) continue;
    if (!text.empty()) text += random.chance(30) ? "\n\n" : " ";
    text += scene.fill(random, list[at]);
  }
  return text;
}

}  // namespace

std::string remarks_text(Random& random, const Scene& scene, Language language, std::size_t count) {
  return language == Language::german ? some(random, scene, german_remarks, count)
                                      : some(random, scene, remarks, count);
}

Scene::Scene(Random& random, const World& world) {
  words_["project"] = random.pick(projects);
  words_["place"] = random.pick(places);
  words_["part"] = random.pick(parts);
  words_["dept"] = random.pick(departments);
  words_["colleague"] = random.pick(world.people).first;
  words_["partner"] = random.pick(world.partners).company;
}

std::string Scene::fill(Random& random, std::string_view pattern) const {
  std::string text;
  while (true) {
    const std::size_t open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) return text;
    const std::size_t close = pattern.find('}', open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    const auto word = words_.find(name);
    text += word != words_.end() ? word->second : slot(random, name);
    pattern.remove_prefix(close + 1);
  }
}

const Topic& pick_topic(Random& random, Language language) {
  return language == Language::german ? random.pick(german_topics())
                                      : random.pick(english_topics());
}

std::string opening_text(Random& random, const Scene& scene, const Topic& topic,
                         std::string_view to_first_name, Language language) {
  const std::size_t before = random.below(2);
  std::string text = greeting(random, to_first_name, language);
  text += scene.fill(random, topic.opening) + " ";
  if (before > 0) text += remarks_text(random, scene, language, before) + " ";
  text += scene.fill(random, topic.detail) + "\n\n";
  return text + remarks_text(random, scene, language, 1 + random.below(4)) + "\n\n";
}

std::string reply_text(Random& random, const Scene& scene, const Topic& topic,
                       std::string_view to_first_name, Language language, unsigned turn) {
  std::string text = greeting(random, to_first_name, language);
  text += language == Language::german ? some(random, scene, german_replies, 1)
                                       : some(random, scene, replies, 1);
  if (turn == 1) text += " " + scene.fill(random, topic.answer);
  return text + "\n\n" + remarks_text(random, scene, language, 1 + random.below(3)) + "\n\n";
}

std::string closing(Random& random, const Person& author, std::string_view company,
                    Language language) {
  static constexpr std::string_view english[] = {"Best regards", "Kind regards", "Thanks",
                                                 "All the best", "Cheers",       "Regards"};
  static constexpr std::string_view german[] = {"Mit freundlichen Grüßen", "Viele Grüße",
                                                "Beste Grüße"};
  const bool is_german = language == Language::german;
  const std::string word(is_german ? random.pick(german) : random.pick(english));
  if (random.chance(40)) return word + "\n" + author.first + "\n";
  return word + "\n" + author.name() + "\n-- \n" + author.name() + "\n" + author.title + ", " +
         author.department + "\n" + std::string(company) + ", ext. " +
         std::to_string(author.extension) + "\n";
}

std::string wrap(std::string_view text) {
  std::string out;
  std::size_t line = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    if (line > 0 && line + 1 + word.size() > 72) {
      out += '\n';
      line = 0;
    }
    if (line > 0 && !word.empty()) out += ' ';
    line += word.size() + (line > 0 && !word.empty() ? 1 : 0);
    out += word;
    if (end < text.size() && text[end] == '\n') {
      // The signature's separator keeps its blank (RFC 3676).
      if (out.ends_with("\n--")) out += ' ';
      out += '\n';
      line = 0;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string quote(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    out += (line.starts_with(">") ? ">" : line.empty() ? ">" : "> ") + std::string(line) + "\n";
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace backstamp::sample

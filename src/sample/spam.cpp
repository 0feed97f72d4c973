#include "sample/mail.h"
#include "sample/prose.h"

namespace backstamp::sample {
namespace {

struct Pitch {
  std::string_view sender, subject, text;
};

constexpr Pitch pitches[] = {
    {"Solar Roof Club", "Your roof could earn {amount}",
     "Homeowners near you already sell their surplus electricity. Answer {n} questions and an "
     "adviser will ring you with a free estimate. This offer closes on {day}."},
    {"Bright Smile Studio", "Whiter teeth in {n} days",
     "Our gel is made from chalk and peppermint. Order two tubes and we add a third one and a "
     "mirror. No dentist knows this trick."},
    {"Grand Wheel Lounge", "{n} free spins wait for you",
     "The wheel is turning and your lucky number has come up. Collect the spins before midnight "
     "and play the pirate slot with a doubled purse."},
    {"Lead Lists Direct", "{n} thousand decision makers",
     "We sell fresh lists of buyers in shipping, mining and catering. Pay {amount} once and write "
     "to all of them as often as you please."},
    {"Rank Higher Team", "Your website is invisible",
     "I looked at your pages and found {n} mistakes that keep you off the first page of results. "
     "For {amount} a month my team repairs them all."},
    {"Knitwear Outlet", "Last pullovers at {n} per cent off",
     "Wool from the islands, knitted in one piece. We clear the cellar and everything has to go, "
     "scarves as well as hats and tea cosies."},
    {"Herbal Garden", "Sleep like a stone",
     "A spoonful of our valerian honey in the evening and the night is yours. {n} customers wrote "
     "to us in their own hand. Free jar with every order over {amount}."},
    {"Instant Degree Office", "Graduate without lectures",
     "Choose your subject, choose your grade. The certificate comes on heavy paper with an "
     "embossed owl and takes {n} days by post."},
    {"Factory Bearings", "Dear sir, bearing price",
     "We are factory of ball bearing with {n} years. Best quality and cheap price. Please tell us "
     "which size you need and how many container."},
    {"Lake Lodge", "Win a week at the lake",
     "Tell us your favourite season and take part in the draw. The prize is a lodge for {n} guests "
     "with a rowing boat and firewood."}};

void send_pitch(Random& random, const World& world, Post& post) {
  const Pitch& pitch = random.pick(pitches);
  const Scene scene(random, world);
  const std::size_t seat = random.below(world.people.size());
  const std::string domain = random.token(8) + "-offers.example";
  const Time time = world.start + std::chrono::minutes(random.below(world.days * 24 * 60));
  const std::string link = "http://" + domain + "/" + random.token(10);
  const Letter letter{.from = {std::string(pitch.sender), random.token(6) + "@" + domain},
                      .to = {{"", world.people[seat].address}},
                      .cc = {},
                      .subject = scene.fill(random, pitch.subject),
                      .date = time,
                      .message_id = new_message_id(random, time, domain),
                      .references = {},
                      .plain = wrap(scene.fill(random, pitch.text) + "\n\n" + link + "\n"),
                      .html = "<html><body><p>" + escape_html(scene.fill(random, pitch.text)) +
                              "</p><p><a href=\"" + link + "\">More</a></p></body></html>\n",
                      .attachments = {},
                      .fields = {},
                      .origin = {.host = "vps" + random.token(4) + "." + domain,
                                 .ip = "198.51.100." + std::to_string(random.between(180, 250)),
                                 .spf = random.chance(50) ? "softfail" : "pass",
                                 .dkim = "none",
                                 .dmarc = random.chance(50) ? "fail" : "none",
                                 .submitted = false}};
  const Bytes written = write_letter(random, letter);
  post.deliver(letter, written,
               {.person = seat,
                .folder = Folder::junk,
                .time = time + std::chrono::seconds(5),
                .flags = random.chance(20) ? "S" : "",
                .fresh = false,
                .bytes = {}});
}

}  // namespace

void add_spam(Random& random, const World& world, Post& post) {
  const std::size_t person_days = world.people.size() * world.days;
  for (std::size_t i = 0; i < person_days / 9; ++i) send_pitch(random, world, post);
}

}  // namespace backstamp::sample

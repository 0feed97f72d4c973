#include "sample/mail.h"
#include "sample/prose.h"

namespace backstamp::sample {
namespace {

struct Speaker {
  const Person* who;
  std::optional<std::size_t> seat;  // index in World::people; none for a partner's people
  const Partner* partner = nullptr;
};

class Conversation {
 public:
  Conversation(Random& random, const World& world, Post& post, std::vector<Speaker> speakers,
               Language language)
      : random_(random),
        world_(world),
        post_(post),
        speakers_(std::move(speakers)),
        language_(language),
        scene_(random, world),
        topic_(pick_topic(random, language)),
        subject_(scene_.fill(random, topic_.subject)) {
    // A topic without names in its subject comes back often; the place tells them apart.
    if (topic_.subject.find('{') == std::string_view::npos && random.chance(70)) {
      subject_ += scene_.fill(random, random.chance(50) ? ", {place}" : " ({project})");
    }
  }

  void hold(Time start, unsigned turns) {
    Time time = start;
    std::size_t author = 0;
    for (unsigned turn = 0; turn < turns && time < world_.end; ++turn) {
      say(author, turn, time);
      time = next_office_time(time + std::chrono::seconds(random_.between(500, 11 * 3600)));
      author = (author + 1 + random_.below(speakers_.size() - 1)) % speakers_.size();
    }
  }

 private:
  void say(std::size_t author, unsigned turn, Time time) {
    const Letter letter = compose(author, turn, time);
    const Bytes written = write_letter(random_, letter);
    for (std::size_t i = 0; i < speakers_.size(); ++i) {
      if (!speakers_[i].seat) continue;
      if (i == author) {
        post_.keep_sent(written, *speakers_[i].seat, time);
      } else {
        post_.deliver(letter, written, *speakers_[i].seat, time + arrival());
      }
    }
    ids_.push_back(letter.message_id);
    last_ = letter;
  }

  Duration arrival() { return std::chrono::milliseconds(random_.between(900, 9000)); }

  Letter compose(std::size_t author, unsigned turn, Time time) {
    const Speaker& speaker = speakers_[author];
    const std::size_t to = turn == 0 ? 1 : (last_author_ == author ? 0 : last_author_);
    Letter letter{.from = as_correspondent(*speaker.who),
                  .to = {as_correspondent(*speakers_[to].who)},
                  .cc = {},
                  .subject = (turn == 0 ? "" : "Re: ") + subject_,
                  .date = time,
                  .message_id = new_message_id(random_, time, domain_of(speaker)),
                  .references = ids_,
                  .plain = text(author, to, turn),
                  .html = {},
                  .attachments = {},
                  .fields = {},
                  .origin = origin_of(speaker)};
    for (std::size_t i = 0; i < speakers_.size(); ++i) {
      if (i != author && i != to) letter.cc.push_back(as_correspondent(*speakers_[i].who));
    }
    if (random_.chance(35)) {
      letter.html = "<html><body>\n" + paragraphs(letter.plain) + "</body></html>\n";
    }
    last_author_ = author;
    return letter;
  }

  std::string text(std::size_t author, std::size_t to, unsigned turn) {
    const std::string& name = speakers_[to].who->first;
    std::string own = turn == 0 ? opening_text(random_, scene_, topic_, name, language_)
                                : reply_text(random_, scene_, topic_, name, language_, turn);
    const Speaker& speaker = speakers_[author];
    own += closing(random_, *speaker.who,
                   speaker.partner != nullptr ? speaker.partner->company : company_name, language_);
    if (turn == 0) return wrap(own);
    const std::string verb = language_ == Language::german ? " schrieb:\n" : " wrote:\n";
    return wrap(own) + "\nOn " + rfc5322_date(last_.date) + ", " + last_.from.name + verb +
           quote(last_.plain);
  }

  static std::string_view domain_of(const Speaker& speaker) {
    return speaker.partner != nullptr ? std::string_view(speaker.partner->domain) : company_domain;
  }
  static Origin origin_of(const Speaker& speaker) {
    if (speaker.partner == nullptr) return submitted_by(*speaker.who);
    return trusted_host(speaker.partner->domain, speaker.partner->address_of_host);
  }

  Random& random_;
  const World& world_;
  Post& post_;
  std::vector<Speaker> speakers_;
  Language language_;
  Scene scene_;
  const Topic& topic_;
  std::string subject_;
  std::vector<std::string> ids_;
  Letter last_;
  std::size_t last_author_ = 0;
};

std::vector<Speaker> colleagues(Random& random, const World& world, std::size_t count) {
  std::vector<std::size_t> seats(world.people.size());
  for (std::size_t i = 0; i < seats.size(); ++i) seats[i] = i;
  random.shuffle(seats);
  std::vector<Speaker> speakers;
  for (std::size_t i = 0; i < count; ++i) {
    speakers.push_back({.who = &world.people[seats[i]], .seat = seats[i], .partner = nullptr});
  }
  return speakers;
}

void talk_inside(Random& random, const World& world, Post& post) {
  auto speakers = colleagues(random, world, 2 + random.below(4));
  const auto turns = static_cast<unsigned>(random.between(1, 6));
  Conversation(random, world, post, std::move(speakers), Language::english)
      .hold(office_time(random, world), turns);
}

void talk_with_partner(Random& random, const World& world, Post& post) {
  auto speakers = colleagues(random, world, 1 + random.below(2));
  const Partner& partner = random.pick(world.partners);
  speakers.push_back(
      {.who = &random.pick(partner.contacts), .seat = std::nullopt, .partner = &partner});
  random.shuffle(speakers);
  const auto turns = static_cast<unsigned>(random.between(2, 6));
  Conversation(random, world, post, std::move(speakers),
               partner.german ? Language::german : Language::english)
      .hold(office_time(random, world), turns);
}

}  // namespace

void add_conversations(Random& random, const World& world, Post& post) {
  const std::size_t person_days = world.people.size() * world.days;
  for (std::size_t i = 0; i < person_days / 5; ++i) talk_inside(random, world, post);
  for (std::size_t i = 0; i < person_days / 8; ++i) talk_with_partner(random, world, post);
}

}  // namespace backstamp::sample

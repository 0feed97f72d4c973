#include "sample/organisation.h"

#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "sample/mail.h"

namespace backstamp::sample {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Result<void> check(const fs::path& root, const SampleSettings& settings) {
  if (settings.people < 10 || settings.people > 400) {
    return fail(Fault::invalid, "a sample organisation has 10 to 400 people, not " +
                                    std::to_string(settings.people));
  }
  if (settings.days < 3 || settings.days > 365) {
    return fail(Fault::invalid,
                "a sample covers 3 to 365 days, not " + std::to_string(settings.days));
  }
  if (settings.end - std::chrono::days(settings.days + 1) < Time{}) {
    return fail(Fault::invalid, "a sample ends after 1971, not at " + rfc3339(settings.end));
  }
  std::error_code error;
  if (!fs::exists(root, error)) return {};
  if (!fs::is_directory(root, error) || !fs::is_empty(root, error)) {
    return fail(Fault::conflict,
                root.string() + " exists and is not empty: name a new folder for the sample");
  }
  return {};
}

Result<fs::path> make_beside(const fs::path& root) {
  if (root.has_parent_path()) TRY(make_folder(root.parent_path()));
  std::string name = root.string() + ".new-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    return std::unexpected(errno_error("cannot make a folder beside " + root.string(), errno));
  }
  return fs::path(name);
}

// Removes the unfinished tree unless it was moved into place.
class Scaffold {
 public:
  explicit Scaffold(fs::path path) : path_(std::move(path)) {}
  ~Scaffold() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scaffold(const Scaffold&) = delete;
  Scaffold& operator=(const Scaffold&) = delete;

  const fs::path& path() const { return path_; }
  // An empty folder at `root` is replaced.
  Result<void> move_to(const fs::path& root) {
    if (::rename(path_.c_str(), root.c_str()) != 0) {
      return std::unexpected(errno_error("cannot rename " + path_.string(), errno));
    }
    path_.clear();
    return {};
  }

 private:
  fs::path path_;
};

struct Plan {
  World world;
  std::vector<Delivery> ordinary;
  Attack attack;
};

Plan make_plan(Random& random, const SampleSettings& settings) {
  Plan plan{.world = make_world(random, settings), .ordinary = {}, .attack = {}};
  Post post(random, plan.world);
  add_conversations(random, plan.world, post);
  add_documents(random, plan.world, post);
  add_newsletters(random, plan.world, post);
  add_notices(random, plan.world, post);
  add_spam(random, plan.world, post);
  plan.ordinary = post.take();
  plan.attack = make_attack(random, plan.world);
  return plan;
}

// Writes deliveries and remembers where they went.
class Writer {
 public:
  Writer(const fs::path& root, const World& world, Random& random, const SampleProgress& progress,
         std::size_t total)
      : root_(root), world_(world), random_(random), progress_(progress), total_(total) {}

  // Paths relative to the root, in order.
  Result<std::vector<std::string>> write(const std::vector<Delivery>& deliveries) {
    std::vector<std::string> places;
    for (const Delivery& delivery : deliveries) {
      const fs::path place = place_of(random_, world_, delivery, done_);
      TRY(write_delivery(root_ / place, delivery));
      places.push_back(place.string());
      if (++done_ % 100 == 0 || done_ == total_) report();
    }
    return places;
  }

 private:
  void report() const {
    if (progress_) progress_(done_, total_);
  }

  const fs::path& root_;
  const World& world_;
  Random& random_;
  const SampleProgress& progress_;
  std::size_t total_;
  std::size_t done_ = 0;
};

Result<void> write_attack_file(const fs::path& root, const SampleSettings& settings,
                               const std::vector<std::string>& places, const std::string& reported,
                               const std::string& reporter) {
  const Json json = {
      {"about", "The attack of this sample: which copy a user would report, and all."},
      {"seed", settings.seed},
      {"report", {{"file", reported}, {"by", reporter}}},
      {"copies", places}};
  std::ofstream out(root / "attack.json", std::ios::binary);
  out << json.dump(2) << '\n';
  out.close();
  if (!out) return fail(Fault::unavailable, "cannot write " + (root / "attack.json").string());
  return {};
}

}  // namespace

Result<SampleSummary> make_organisation(const fs::path& root, const SampleSettings& settings,
                                        const SampleProgress& progress) {
  const fs::path target = root.has_filename() ? root : root.parent_path();
  TRY(check(target, settings));
  Random random(settings.seed);
  const Plan plan = make_plan(random, settings);
  const std::size_t total = plan.ordinary.size() + plan.attack.copies.size();

  Scaffold scaffold(TRY(make_beside(target)));
  TRY(make_maildirs(scaffold.path(), plan.world));
  Writer writer(scaffold.path(), plan.world, random, progress, total);
  TRY(writer.write(plan.ordinary));
  const std::vector<std::string> places = TRY(writer.write(plan.attack.copies));
  const std::string& reported = places[plan.attack.reported];
  const Person& reporter = plan.world.people[plan.attack.copies[plan.attack.reported].person];
  TRY(write_attack_file(scaffold.path(), settings, places, reported, reporter.address));
  TRY(scaffold.move_to(target));
  return SampleSummary{.messages = total,
                       .mailboxes = plan.world.people.size(),
                       .attack_copies = places.size(),
                       .reported_message = target / reported,
                       .reporter = reporter.address};
}

}  // namespace backstamp::sample

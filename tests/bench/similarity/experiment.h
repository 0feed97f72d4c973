// One run with one seed: campaigns made, hidden in the real mail, and looked for.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "investigation/policy.h"
#include "mail_store.h"
#include "real_mail.h"
#include "tally.h"

namespace backstamp::bench {

struct ExperimentSettings {
  std::filesystem::path mail;
  std::uint64_t seed = 1;
  int copies = 50;            // of each campaign
  bool other_digests = true;  // TLSH and ssdeep too
};

class Experiment {
 public:
  Experiment(const http::Endpoint& endpoint, const ExperimentSettings& settings);

  // What the product's identify_clusters() finds, nearness alone, from one copy of each campaign.
  // Each class of change is an experiment of its own: campaigns of the other classes neither count
  // nor err, or every attack would be in the store nine times.
  // `wrong` gets a line for each error when it is not null.
  Tally product(const investigation::Policy& policy, Kind kind, std::vector<std::string>* wrong);
  // The same campaigns by another digest: every message is compared.
  Scores tlsh(Kind kind) const;
  Scores ssdeep(Kind kind) const;

  std::size_t messages() const { return known_.size(); }
  std::size_t campaigns(Kind kind) const;
  // Queries of one identification, the median, and its time in milliseconds: p50, p95.
  struct Cost {
    std::size_t queries_p50 = 0;
    double ms_p50 = 0, ms_p95 = 0;
  };
  Cost cost() const;

 private:
  static constexpr int background = -1;
  struct Known {
    int base = background;  // place in bases_
    std::size_t change = 0;
    bool kin = false;
    std::string path;
    std::string tlsh, ssdeep;
  };
  struct Campaign {
    int base = 0;
    std::size_t change = 0;
    std::string seed_bytes;
    Time seed_delivered;
    std::size_t seed_place = 0;  // in known_
  };

  void plant(Chance& chance);
  void hide(Chance& chance);
  void read_pool();
  void take(std::string_view bytes, Time delivered, Known known);
  template <class Nearness>
  Scores scores(Kind kind, const Nearness& nearness) const;

  ExperimentSettings settings_;
  MailStore store_;
  std::vector<Base> bases_;
  Pool pool_;
  std::vector<Known> known_;
  std::map<std::string, std::size_t> by_id_;
  std::vector<Campaign> campaigns_;
  std::vector<std::size_t> queries_;
  std::vector<double> ms_;
};

}  // namespace backstamp::bench

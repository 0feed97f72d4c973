// How well the product finds the other copies of an attack among real mail, beside TLSH and ssdeep.
//
//   similarity MAIL [--copies N] [--dev SEED] [--report SEED] [--possible J] [--wrong FILE]
//
// MAIL is the unpacked folder of mail collections. Thresholds are chosen on the campaigns of the
// first seed: other bases, other copies; the tables are of the second. --wrong writes each error;
// --possible takes the first seed with that threshold alone.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#include "experiment.h"
#include "hunting/engine/test_engine.h"

namespace backstamp::bench {
namespace {

constexpr double possible_choices[] = {0.11, 0.125, 0.14, 0.155, 0.17, 0.20};

struct Arguments {
  std::filesystem::path mail, wrong;
  int copies = 50;
  std::uint64_t dev = 1, report = 2;
  double possible = 0;  // given: no threshold is chosen, nothing else is compared
};

Arguments read_arguments(int count, char** values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string name = values[i];
    const char* const value = i + 1 < count ? values[i + 1] : "";
    if (name == "--copies") {
      arguments.copies = std::atoi(values[++i]);
    } else if (name == "--dev") {
      arguments.dev = std::strtoull(value, nullptr, 10), ++i;
    } else if (name == "--report") {
      arguments.report = std::strtoull(value, nullptr, 10), ++i;
    } else if (name == "--possible") {
      arguments.possible = std::strtod(value, nullptr), ++i;
    } else if (name == "--wrong") {
      arguments.wrong = value, ++i;
    } else {
      arguments.mail = name;
    }
  }
  return arguments;
}

// The threshold of the product with the best recall at precision 0.99 on `dev`.
double chosen_possible(Experiment& dev, investigation::Policy policy) {
  double chosen = possible_choices[std::size(possible_choices) - 1], best = -1;
  for (const double possible : possible_choices) {
    policy.nearness.possible = possible;
    const Count total = sum(dev.product(policy, Kind::words, nullptr));
    std::printf("  possible from %.3f: recall %.3f, precision %.4f\n", possible, total.recall(),
                total.precision());
    std::fflush(stdout);
    if (total.precision() >= 0.99 && total.recall() > best) {
      best = total.recall();
      chosen = possible;
    }
  }
  return chosen;
}

void report_others(const Experiment& dev, const Experiment& report, Kind kind) {
  const int tlsh = dev.tlsh(kind).best(), ssdeep = dev.ssdeep(kind).best();
  print(("TLSH, distance up to " + std::to_string(1000 - tlsh)).c_str(),
        report.tlsh(kind).at(tlsh));
  print(("ssdeep, score from " + std::to_string(ssdeep / 10)).c_str(),
        report.ssdeep(kind).at(ssdeep));
}

void write_lines(const std::filesystem::path& path, const std::vector<std::string>& lines) {
  std::ofstream file(path);
  for (const std::string& line : lines) file << line << '\n';
}

// One seed with the threshold given: to see what a change does.
int run_once(const Arguments& arguments, Experiment& report) {
  investigation::Policy policy = investigation::built_in_policy();
  policy.nearness.possible = arguments.possible;
  std::vector<std::string> wrong;
  print("Backstamp", report.product(policy, Kind::words, &wrong));
  if (!arguments.wrong.empty()) write_lines(arguments.wrong, wrong);
  return 0;
}

int run(const Arguments& arguments) {
  hunting::engine::TestEngine engine;
  if (!engine.ready()) {
    std::fprintf(stderr, "similarity: %s\n", engine.why_not().c_str());
    return 2;
  }
  const investigation::Policy& own = investigation::built_in_policy();
  ExperimentSettings settings{
      .mail = arguments.mail, .seed = arguments.dev, .copies = arguments.copies};
  if (arguments.possible > 0) {
    settings.other_digests = false;
    Experiment one(engine.endpoint(), settings);
    return run_once(arguments, one);
  }
  Experiment dev(engine.endpoint(), settings);
  std::printf("seed %llu, where thresholds are chosen: %zu messages, %zu campaigns of %d\n",
              static_cast<unsigned long long>(arguments.dev), dev.messages(),
              dev.campaigns(Kind::words), arguments.copies);
  const double possible = chosen_possible(dev, own);
  std::printf("  chosen: %.3f; the product's policy has %.3f\n\n", possible, own.nearness.possible);

  settings.seed = arguments.report;
  Experiment report(engine.endpoint(), settings);
  std::printf("seed %llu, reported: %zu messages, %zu campaigns of %d with words\n",
              static_cast<unsigned long long>(arguments.report), report.messages(),
              report.campaigns(Kind::words), arguments.copies);
  investigation::Policy chosen = own;
  chosen.nearness.possible = possible;
  std::vector<std::string> wrong;
  print("Backstamp, threshold chosen on the other seed",
        report.product(chosen, Kind::words, &wrong));
  const Experiment::Cost cost = report.cost();
  std::printf("  %zu queries each; %.0f ms p50, %.0f ms p95\n", cost.queries_p50, cost.ms_p50,
              cost.ms_p95);
  if (!arguments.wrong.empty()) write_lines(arguments.wrong, wrong);
  report_others(dev, report, Kind::words);
  for (const auto& [kind, name] : {std::pair{Kind::image_only, "image-only mail"},
                                   std::pair{Kind::link_only, "link-only mail"}}) {
    std::printf("\n%s: %zu campaigns\n", name, report.campaigns(kind));
    print("Backstamp", report.product(chosen, kind, nullptr));
    report_others(dev, report, kind);
  }
  return 0;
}

}  // namespace
}  // namespace backstamp::bench

int main(int count, char** values) {
  const auto arguments = backstamp::bench::read_arguments(count, values);
  if (!std::filesystem::exists(arguments.mail / "phishing_pot")) {
    std::fprintf(stderr,
                 "usage: similarity MAIL [--copies N] [--dev SEED] [--report SEED] "
                 "[--wrong FILE]\n");
    return 2;
  }
  return backstamp::bench::run(arguments);
}

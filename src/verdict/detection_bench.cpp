// How much real phish is judged Suspicious or Malicious, and how much honest mail, offline.
//
// BACKSTAMP_BENCH_MAIL names the folder of mail collections; BACKSTAMP_DETECTION_OUT a folder for
// detection.json (the tables) and detection.tsv (each message with its reasons, to read misses and
// false alarms). The history is neutral: one earlier message from the sender, so that being
// a stranger says nothing.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "verdict/detection_mail.h"
#include "verdict/judge.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

constexpr std::array form_names = {"full", "stripped"};

struct Judged {
  DetectionMail mail;
  std::array<Verdict, form_names.size()> verdicts;
};

struct Run {
  std::vector<Judged> messages;
  std::vector<double> microseconds;  // of each verdict
};

// Of this thread: other work on the machine does not count.
double processor_microseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

Run judge_all(const std::filesystem::path& folder) {
  Run run;
  std::vector<DetectionMail> mail;
  for_each_detection_mail(folder, [&](DetectionMail each, const HeaderForms& forms) {
    Judged& judged = run.messages.emplace_back();
    for (std::size_t form = 0; form < form_names.size(); ++form) {
      const double began = processor_microseconds();
      judged.verdicts[form] =
          judge(form == 0 ? forms.full : forms.stripped, unknown_history, {}, Time{});
      run.microseconds.push_back(processor_microseconds() - began);
    }
    mail.push_back(std::move(each));
  });
  name_campaigns(mail);
  for (std::size_t at = 0; at < mail.size(); ++at) run.messages[at].mail = std::move(mail[at]);
  return run;
}

// Counts, each message once or each campaign once.
struct Share {
  double all = 0, flagged = 0, malicious = 0;
  std::map<std::string, std::array<double, 3>> campaigns;

  void add(const DetectionMail& mail, const Verdict& verdict) {
    const double flag = verdict.judgement >= Judgement::suspicious ? 1 : 0;
    const double sure = verdict.judgement == Judgement::malicious ? 1 : 0;
    all += 1;
    flagged += flag;
    malicious += sure;
    auto& campaign = campaigns[mail.campaign];
    campaign[0] += 1;
    campaign[1] += flag;
    campaign[2] += sure;
  }
  double percent() const { return all == 0 ? 0 : 100 * flagged / all; }
  double percent_malicious() const { return all == 0 ? 0 : 100 * malicious / all; }
  double percent_by_campaign() const {
    double sum = 0;
    for (const auto& [name, counts] : campaigns) sum += counts[1] / counts[0];
    return campaigns.empty() ? 0 : 100 * sum / static_cast<double>(campaigns.size());
  }
};

Json json_of(const Share& share) {
  return {{"messages", share.all},
          {"campaigns", share.campaigns.size()},
          {"flagged_percent", share.percent()},
          {"flagged_percent_by_campaign", share.percent_by_campaign()},
          {"malicious_percent", share.percent_malicious()}};
}

using Choose = std::function<std::string(const DetectionMail&)>;  // the row; "" for none

// One table, both forms side by side.
Json print_table(const Run& run, const char* title, const Choose& row_of) {
  std::map<std::string, std::array<Share, form_names.size()>> rows;
  for (const Judged& judged : run.messages) {
    const std::string row = row_of(judged.mail);
    if (row.empty()) continue;
    for (std::size_t form = 0; form < form_names.size(); ++form) {
      rows[row][form].add(judged.mail, judged.verdicts[form]);
    }
  }
  std::printf("\n%-34s%8s%8s |%29s |%29s\n", title, "", "", "all headers, % judged ",
              "few headers, % judged ");
  std::printf("%-34s%8s%8s |%9s%10s%10s |%9s%10s%10s\n", "", "mails", "texts", "bad", "per text",
              "Malicious", "bad", "per text", "Malicious");
  Json table;
  for (const auto& [row, forms] : rows) {
    std::printf("%-34s%8.0f%8zu", row.c_str(), forms[0].all, forms[0].campaigns.size());
    for (std::size_t form = 0; form < form_names.size(); ++form) {
      const Share& share = forms[form];
      std::printf(" |%9.2f%10.2f%10.2f", share.percent(), share.percent_by_campaign(),
                  share.percent_malicious());
      table[row][form_names[form]] = json_of(share);
    }
    std::printf("\n");
  }
  return table;
}

const char* name_of(MailKind kind) {
  return kind == MailKind::phish ? "phish" : kind == MailKind::ham ? "ham" : "uncounted";
}

Json print_tables(const Run& run) {
  Json all;
  const auto table = [&](const char* name, const char* title, const Choose& row_of) {
    all[name] = print_table(run, title, row_of);
  };
  table("pooled", "pooled (ham: old, mostly plain text)", [](const DetectionMail& mail) {
    return mail.kind == MailKind::other ? "" : name_of(mail.kind);
  });
  table("halves", "half of the texts held out", [](const DetectionMail& mail) {
    if (mail.kind == MailKind::other) return std::string();
    return std::string(name_of(mail.kind)) + (mail.held_out ? ", held out" : ", tuned on");
  });
  table("sources", "by source", [](const DetectionMail& mail) {
    return std::string(name_of(mail.kind)) + ": " + mail.source;
  });
  table("years", "by year", [](const DetectionMail& mail) {
    return mail.kind == MailKind::other ? "" : name_of(mail.kind) + (": " + mail.year);
  });
  table("bulk", "bulk mail among the ham", [](const DetectionMail& mail) {
    if (mail.kind != MailKind::ham) return std::string();
    const char* what = mail.list ? "list or feed, " : "no List-* header, ";
    return what + std::string(mail.html ? "HTML" : "plain text");
  });
  return all;
}

// Recall at the threshold that flags at most `share` of the ham.
double recall_at(const Run& run, std::size_t form, double share) {
  std::vector<int> ham;
  std::vector<int> phish;
  for (const Judged& judged : run.messages) {
    if (judged.mail.kind == MailKind::ham) ham.push_back(judged.verdicts[form].points);
    if (judged.mail.kind == MailKind::phish) phish.push_back(judged.verdicts[form].points);
  }
  if (ham.empty() || phish.empty()) return 0;
  std::ranges::sort(ham, std::greater());
  const int bound = ham[static_cast<std::size_t>(share * static_cast<double>(ham.size()))];
  const auto above = std::ranges::count_if(phish, [&](int points) { return points > bound; });
  return 100 * static_cast<double>(above) / static_cast<double>(phish.size());
}

struct Cause {
  double phish = 0, ham = 0, false_alarms = 0, missed = 0;
};

// In few headers, where nothing but the message itself speaks.
Json print_causes(const Run& run) {
  std::map<std::string, Cause> causes;
  for (const Judged& judged : run.messages) {
    if (judged.mail.kind == MailKind::other) continue;
    const Verdict& verdict = judged.verdicts[1];
    const bool flagged = verdict.judgement >= Judgement::suspicious;
    const bool phish = judged.mail.kind == MailKind::phish;
    for (const Reason& reason : verdict.reasons) {
      Cause& cause = causes[reason.rule];
      (phish ? cause.phish : cause.ham) += 1;
      if (phish && !flagged) cause.missed += 1;
      if (!phish && flagged) cause.false_alarms += 1;
    }
  }
  std::printf("\n%-34s%8s%8s%14s%18s\n", "rules (few headers)", "phish", "ham", "false alarms",
              "in missed phish");
  Json table;
  for (const auto& [rule, cause] : causes) {
    std::printf("%-34s%8.0f%8.0f%14.0f%18.0f\n", rule.c_str(), cause.phish, cause.ham,
                cause.false_alarms, cause.missed);
    table[rule] = {{"phish", cause.phish},
                   {"ham", cause.ham},
                   {"false_alarms", cause.false_alarms},
                   {"in_missed_phish", cause.missed}};
  }
  return table;
}

std::string why_missed(const DetectionMail& mail, const Verdict& verdict) {
  if (mail.sketch.word_count < 5) return "under five words to read";
  if (verdict.points >= 20) return "20 to 29 points";
  if (mail.language.empty()) return "language unknown";
  constexpr std::string_view known[] = {"en", "de", "pt", "es", "fr", "nl"};
  if (std::ranges::find(known, mail.language) == std::end(known)) return "a language without words";
  return verdict.points >= 10 ? "10 to 19 points" : "under 10 points";
}

Json print_misses(const Run& run) {
  std::map<std::string, double> misses;
  double all = 0;
  for (const Judged& judged : run.messages) {
    const Verdict& verdict = judged.verdicts[1];
    if (judged.mail.kind != MailKind::phish || verdict.judgement >= Judgement::suspicious) continue;
    misses[why_missed(judged.mail, verdict)] += 1;
    all += 1;
  }
  std::printf("\nmissed phish by cause (few headers): %.0f\n", all);
  for (const auto& [why, count] : misses) std::printf("  %-40s%6.0f\n", why.c_str(), count);
  return misses;
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(at));
  return values[at];
}

Json print_all(const Run& run) {
  Json report = print_tables(run);
  for (std::size_t form = 0; form < form_names.size(); ++form) {
    const double at_half = recall_at(run, form, 0.005);
    const double at_tenth = recall_at(run, form, 0.001);
    std::printf("%s%-10s recall at 0.5 %% of ham flagged: %.2f, at 0.1 %%: %.2f\n",
                form == 0 ? "\n" : "", form_names[form], at_half, at_tenth);
    report["recall_at_half_percent"][form_names[form]] = at_half;
    report["recall_at_tenth_percent"][form_names[form]] = at_tenth;
  }
  report["rules"] = print_causes(run);
  report["misses"] = print_misses(run);
  const double p50 = quantile(run.microseconds, 0.5);
  const double p99 = quantile(run.microseconds, 0.99);
  std::printf("\na verdict takes %.0f us (p50), %.0f us (p99)\n", p50, p99);
  report["microseconds"] = {{"p50", p50}, {"p99", p99}};
  return report;
}

void write_messages(const Run& run, const std::filesystem::path& file) {
  std::ofstream out(file);
  for (const Judged& judged : run.messages) {
    const DetectionMail& mail = judged.mail;
    for (std::size_t form = 0; form < form_names.size(); ++form) {
      const Verdict& verdict = judged.verdicts[form];
      out << form_names[form] << '\t' << name_of(mail.kind) << '\t' << mail.source << '\t'
          << mail.name << '\t' << mail.campaign << '\t' << (mail.held_out ? "held" : "tune") << '\t'
          << mail.language << '\t' << mail.sketch.word_count << '\t' << verdict.points << '\t'
          << verdict::name_of(verdict.judgement);
      for (const Reason& reason : verdict.reasons) {
        out << '\t' << reason.rule << '=' << reason.points;
      }
      out << '\n';
    }
  }
}

void detection(benchmark::State& state) {
  const char* const mail = std::getenv("BACKSTAMP_BENCH_MAIL");
  if (mail == nullptr || !has_detection_mail(mail)) {
    return state.SkipWithError("set BACKSTAMP_BENCH_MAIL to the folder of mail collections");
  }
  for (auto _ : state) {
    const Run run = judge_all(mail);
    const Json report = print_all(run);
    if (const char* const folder = std::getenv("BACKSTAMP_DETECTION_OUT")) {
      std::ofstream(std::filesystem::path(folder) / "detection.json") << report.dump(1) << '\n';
      write_messages(run, std::filesystem::path(folder) / "detection.tsv");
    }
  }
}
BENCHMARK(detection)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace backstamp::verdict

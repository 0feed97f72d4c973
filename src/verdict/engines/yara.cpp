#include "verdict/engines/yara.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/hash.h"
#include "message/mime_tree.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 5'000;
constexpr std::uint64_t file_bytes_max = 16ull * 1024 * 1024;
constexpr std::size_t reasons_max = 10;
constexpr std::size_t left_out_shown_max = 3;

bool is_rule_file(const fs::directory_entry& entry) {
  const fs::path extension = entry.path().extension();
  return entry.is_regular_file() && (extension == ".yar" || extension == ".yara");
}

// As fs::directory_iterator may throw at each step, all that it gives is taken here.
Result<std::vector<fs::path>> list_rule_files(const fs::path& folder) {
  std::vector<fs::path> paths;
  try {
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
      if (is_rule_file(entry)) paths.push_back(entry.path());
      if (paths.size() > files_max)
        return fail(Fault::limit, "too many rule files in " + folder.string());
    }
  } catch (const fs::filesystem_error& error) {
    return fail(Fault::not_found, "cannot read the folder " + folder.string() + ": " +
                                      error.code().message() + "; correct engines.yara.rules");
  }
  if (paths.empty()) {
    return fail(Fault::not_found, "no *.yar or *.yara in " + folder.string() +
                                      "; put rules there, or correct engines.yara.rules");
  }
  std::ranges::sort(paths);
  return paths;
}

struct RuleFolder {
  std::vector<RuleFile> files;
  std::vector<std::string> unread;
};

Result<RuleFolder> read_folder(const fs::path& folder) {
  RuleFolder all;
  for (const fs::path& path : TRY(list_rule_files(folder))) {
    auto text = read_file(path, file_bytes_max);
    if (text) {
      all.files.push_back({path.filename().string(), std::move(*text)});
    } else {
      all.unread.push_back(text.error().what);
    }
  }
  return all;
}

std::string sum_of(std::span<const RuleFile> files) {
  Sha256Stream digest;
  for (const RuleFile& file : files) {
    digest.add(file.name);
    digest.add(file.text);
  }
  return hex(digest.finish()).substr(0, 8);
}

class Yara final : public Engine {
 public:
  // `sum` tells these rules from others.
  Yara(Result<YaraRules> rules, std::string sum, std::vector<std::string> unread)
      : rules_(std::move(rules)), sum_(std::move(sum)), left_out_(std::move(unread)) {
    if (!rules_) return;
    left_out_.insert(left_out_.end(), rules_->left_out().begin(), rules_->left_out().end());
    if (rules_->files() > 0) return;
    rules_ = fail(Fault::invalid, "no rule file compiles: " + left_out());
  }

  std::string_view name() const override { return "YARA"; }

  Result<Opinion> examine(const Inquiry& inquiry, Deadline deadline,
                          std::stop_token stop) override {
    if (!rules_) return std::unexpected(rules_.error());
    Opinion opinion;
    std::set<std::pair<Text, Text>> seen;
    TRY(look_at(inquiry.bytes, {}, deadline, opinion, seen));
    const message::MimeTree tree = message::read_mime(inquiry.bytes, message::Limits());
    for (const message::Part& part : tree.parts) {
      if (part.encoding == message::TransferEncoding::identity) continue;  // seen as it is
      if (stop.stop_requested()) return fail(Fault::cancelled, "stopping");
      const std::string bytes = message::decode_all(part.content, part.encoding);
      TRY(look_at(bytes, &part, deadline, opinion, seen));
    }
    std::ranges::sort(opinion.reasons, {}, [](const Reason& reason) {
      return std::pair(-reason.points, reason.detail.view());
    });
    if (opinion.reasons.size() > reasons_max) opinion.reasons.resize(reasons_max);
    if (!left_out_.empty()) opinion.gaps.push_back("rules left out: " + left_out());
    return opinion;
  }

  Result<std::string> version(Deadline, std::stop_token) override {
    if (!rules_) return std::unexpected(rules_.error());
    std::string text = std::to_string(rules_->rules()) + " rules of " +
                       std::to_string(rules_->files()) + " files, sum " + sum_;
    if (!left_out_.empty()) text += "; left out: " + left_out();
    return text;
  }

 private:
  Result<void> look_at(std::string_view bytes, const message::Part* part, Deadline deadline,
                       Opinion& opinion, std::set<std::pair<Text, Text>>& seen) const {
    for (const YaraMatch& match : TRY(rules_->scan(bytes, deadline))) {
      if (!seen.emplace(match.file, match.rule).second) continue;
      Reason saw;
      std::string what = match.rule.str() + " (" + match.file.str() + ")";
      if (part != nullptr) {
        const Text& name = part->file_name;
        what += " in " + (name.empty() ? "part " + part->number : name.cut(200).str());
        saw.entity = Text::trusted(sha256_hex(bytes));
      }
      saw.detail = Text::trusted(std::move(what));
      Reason reason = reason_of(engine_rules(), "yara_" + match.severity, saw);
      if (!match.threat_type.empty()) reason.threat_type = match.threat_type;
      opinion.reasons.push_back(std::move(reason));
    }
    return {};
  }

  std::string left_out() const {
    std::string text;
    for (std::size_t i = 0; i < std::min(left_out_.size(), left_out_shown_max); ++i) {
      text += (i > 0 ? "; " : "") + left_out_[i];
    }
    const std::size_t more = left_out_.size() - std::min(left_out_.size(), left_out_shown_max);
    return more > 0 ? text + "; and " + std::to_string(more) + " more" : text;
  }

  Result<YaraRules> rules_;
  const std::string sum_;
  std::vector<std::string> left_out_;
};

}  // namespace

std::unique_ptr<Engine> make_yara(const fs::path& folder) {
  auto read = read_folder(folder);
  if (!read) {
    return std::make_unique<Yara>(std::unexpected(std::move(read).error()), std::string(),
                                  std::vector<std::string>());
  }
  return std::make_unique<Yara>(YaraRules::compile(read->files), sum_of(read->files),
                                std::move(read->unread));
}

std::unique_ptr<Engine> make_yara(std::span<const RuleFile> files) {
  return std::make_unique<Yara>(YaraRules::compile(files), sum_of(files),
                                std::vector<std::string>());
}

}  // namespace backstamp::verdict

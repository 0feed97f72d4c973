// Real mail for the detection benchmark: which collections, what they are, in two header forms.
// Part of verdict_bench only.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "message/facts.h"

namespace backstamp::verdict {

enum class MailKind { phish, ham, other };  // other: judged and shown, counted nowhere

struct DetectionMail {
  std::string source;  // "easy ham", "phishing_pot", ...
  std::string name;    // of the file, with the number of the message in an mbox
  MailKind kind = MailKind::other;
  std::string year;       // of receipt, else of the Date header; "?" without either
  std::string campaign;   // equal for messages of one text
  bool held_out = false;  // of the half of the campaigns that no weight was tuned on
  bool list = false;      // List-* headers
  bool html = false;
  std::string fingerprint;
  message::BodySketch sketch;
  std::string language;
};

// The same message as it came and with few headers left.
struct HeaderForms {
  message::Facts full, stripped;
};

bool has_detection_mail(const std::filesystem::path& folder);

using DetectionMailUse = std::function<void(DetectionMail, const HeaderForms&)>;

// Reads each message once; `use` gets it in the order of sources and files. `campaign` and
// `held_out` are not known yet: name_campaigns() fills them in.
void for_each_detection_mail(const std::filesystem::path& folder, const DetectionMailUse& use);

// Joins messages of one source with equal fingerprint or near sketch.
void name_campaigns(std::vector<DetectionMail>& mail);

}  // namespace backstamp::verdict

#include "verdict/engines/make_panel.h"

#include "verdict/engines/clamav.h"
#include "verdict/engines/rspamd.h"
#include "verdict/engines/yara.h"

namespace backstamp::verdict {
namespace {

using Made = Result<std::unique_ptr<Engine>>;

// One line an engine.
struct Kind {
  std::string_view name;
  std::string_view setting;
  std::string Settings::* where;
  std::int64_t Settings::* timeout_ms;
  Made (*make)(const std::string& where);
};

const Kind kinds[] = {
    {"ClamAV", "engines.clamav.socket", &Settings::clamav_socket, &Settings::clamav_timeout_ms,
     [](const std::string& socket) -> Made {
       return make_clamav(TRY(http::parse_endpoint(socket)));
     }},
    {"Rspamd", "engines.rspamd.address", &Settings::rspamd_address, &Settings::rspamd_timeout_ms,
     [](const std::string& address) -> Made {
       return make_rspamd(TRY(http::parse_endpoint(address)));
     }},
    {"YARA", "engines.yara.rules", &Settings::yara_rules, &Settings::yara_timeout_ms,
     [](const std::string& folder) -> Made { return make_yara(std::filesystem::path(folder)); }},
};

}  // namespace

Result<std::unique_ptr<Panel>> make_panel(const Settings& settings) {
  std::vector<Member> members;
  std::vector<Missing> absent;
  for (const Kind& kind : kinds) {
    const std::string setting(kind.setting);
    if ((settings.*kind.where).empty()) {
      absent.push_back({std::string(kind.name), "not set up; set " + setting});
      continue;
    }
    members.push_back({.engine = TRY_IN("setting " + setting, kind.make(settings.*kind.where)),
                       .time_max = Duration(settings.*kind.timeout_ms)});
  }
  return std::make_unique<Panel>(std::move(members), std::move(absent));
}

}  // namespace backstamp::verdict

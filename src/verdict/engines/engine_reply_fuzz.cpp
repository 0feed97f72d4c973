// What clamd and Rspamd answer: whatever the bytes, an opinion or an error, in valid text.
#include <cstdint>

#include "base/check.h"
#include "verdict/engines/clamav.h"
#include "verdict/engines/rspamd.h"
#include "verdict/weigh.h"

namespace {

using namespace backstamp;

void check(const Result<verdict::Opinion>& opinion) {
  if (!opinion) {
    CHECK(Text::parse(opinion.error().what));
    CHECK(opinion.error().what.size() < 1'000);
    return;
  }
  for (const verdict::Reason& reason : opinion->reasons) {
    CHECK(Text::parse(reason.detail.view()));
    CHECK(reason.detail.size() < 1'000 && reason.points >= 0);
  }
  for (const std::string& gap : opinion->gaps) CHECK(Text::parse(gap));
  const verdict::Verdict all = combine(verdict::weigh({}, true), {*opinion}, {});
  CHECK(all.judgement >= verdict::Judgement::no_threats_found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check(verdict::read_clamd_reply(bytes));
  http::Response response;
  response.body = bytes;
  check(verdict::read_rspamd_answer(response));
  response.status = 500;
  check(verdict::read_rspamd_answer(response));
  return 0;
}

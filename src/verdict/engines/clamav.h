// ClamAV, asked through its daemon's socket (clamd(8), "COMMANDS": zINSTREAM, zVERSION).
#pragma once

#include <memory>
#include <string_view>

#include "http/endpoint.h"
#include "verdict/engines/engine.h"

namespace backstamp::verdict {

std::unique_ptr<Engine> make_clamav(http::Endpoint clamd);

// What clamd replied to zINSTREAM: "stream: OK", "stream: NAME FOUND", "... ERROR". A name of a
// limit is no finding but a gap. Errors: limit (too large for this clamd), unavailable.
Result<Opinion> read_clamd_reply(std::string_view reply);

}  // namespace backstamp::verdict

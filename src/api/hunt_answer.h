// A hunt's parts as JSON; the same wherever a hunt is answered.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <stop_token>

#include "base/time.h"
#include "http/message.h"
#include "hunting/client.h"
#include "hunting/kql/hunt.h"

namespace backstamp::api {

// The problem document with the diagnostic beside its one line, for programs.
http::Response refusal(const hunting::kql::Diagnostic& diagnostic);
// The diagnostic as an error, where the query is ours or a part of what was asked.
Error error_of(const hunting::kql::Diagnostic& diagnostic);

// Looks at rows where the query's columns hang on them; with `bounds` null it runs nothing.
hunting::kql::CompileSettings hunt_settings(const hunting::Client& client, const Clock& clock,
                                            std::int64_t rows_max,
                                            const hunting::kql::HuntBounds* bounds,
                                            const std::stop_token& stop = {});

nlohmann::ordered_json columns_json(const hunting::kql::Compiled& compiled);
// null, true, numbers (whole ones beyond 2^53 as texts), texts, and a dynamic as what it is.
nlohmann::ordered_json cell_json(const hunting::kql::Cell& cell, hunting::kql::Type type);
nlohmann::ordered_json rows_json(const hunting::kql::Compiled& compiled,
                                 const hunting::kql::HuntAnswer& answer);

}  // namespace backstamp::api

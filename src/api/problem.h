// Errors at the HTTP door: RFC 9457 problem documents.
#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace backstamp::api {

int status_of(Fault fault);
http::Response problem(const Error& error);
http::Response problem(int status, std::string_view title, std::string_view detail);

}  // namespace backstamp::api

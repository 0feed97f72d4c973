// JSON bodies: an object whose members are read one by one, with errors that name them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace backstamp::api {

class RequestBody {
 public:
  // An empty body is an empty object. Error: invalid.
  static Result<RequestBody> read(const http::Request& request);
  RequestBody(RequestBody&&) noexcept;
  RequestBody& operator=(RequestBody&&) noexcept;
  ~RequestBody();

  // "" when it is missing. Error: invalid when it is no text.
  Result<std::string> text(const char* name) const;
  // Error: invalid when it is missing or empty.
  Result<std::string> needed_text(const char* name) const;

 private:
  struct Object;
  explicit RequestBody(std::unique_ptr<Object> object);
  std::unique_ptr<Object> object_;
};

// A Result of a handler as the response.
http::Response answered(Result<http::Response> result);

}  // namespace backstamp::api

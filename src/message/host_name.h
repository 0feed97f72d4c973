// Host names as they are compared: lower case, IDN labels in their ASCII form.
#pragma once

#include <string_view>

#include "base/text.h"

namespace backstamp::message {

// UTS 46, non-transitional, as browsers do: "BÜCHER.example" -> "xn--bcher-kva.example". A trailing
// dot is cut. What UTS 46 refuses comes back in lower case, otherwise as it was.
Text host_to_ascii(std::string_view host);

}  // namespace backstamp::message

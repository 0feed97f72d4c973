// Small files that open in ordinary programs.
#pragma once

#include <string>
#include <vector>

#include "sample/letter.h"

namespace backstamp::sample {

// One A4 page with the lines as text (PDF 1.4, Helvetica, ASCII).
Bytes pdf_of(const std::vector<std::string>& lines);

}  // namespace backstamp::sample

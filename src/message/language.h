// The language of a text, cheaply: by its script, and in shared scripts by its function words.
#pragma once

#include "base/text.h"
#include "message/fold.h"
#include "message/word_weights.h"

namespace backstamp::message {

// ISO 639-1, "en"; empty when there is too little text or no language stands out.
Text language_of(const FoldedText& text, const WordWeights& weights);

}  // namespace backstamp::message

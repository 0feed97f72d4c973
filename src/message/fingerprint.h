// Exact-match fingerprints: equal for copies that differ only in what is filled in.
#pragma once

#include <string>
#include <vector>

#include "message/facts.h"
#include "message/fold.h"
#include "message/html.h"
#include "message/word_weights.h"

namespace backstamp::message {

// 16 hex digits of the text's lasting words: not of greetings and closings, names, dates, numbers,
// links and addresses. Of few such words the marks of the HTML count too. Empty without either.
std::string body_fingerprint(const FoldedText& text, const WordWeights& weights,
                             std::uint64_t mark_hash);

// 16 hex digits of the block structure; empty without HTML.
std::string html_fingerprint(const HtmlReading* html);

// Order of the marks (links, images, forms, headings, list items); 0 without any.
std::uint64_t mark_hash(const HtmlReading* html);

// The set of shapes of the body's URLs: of each path which kinds of segments and which query names,
// not what they say. 0 without URLs.
std::uint64_t url_shape_hash(const std::vector<Url>& urls);

}  // namespace backstamp::message

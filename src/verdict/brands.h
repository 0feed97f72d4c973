// Names that mail pretends to come from, and the domains they own: content/rules/brands.json.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::verdict {

struct Brand {
  std::vector<std::string> names;    // folded words: "bank of america"
  std::vector<std::string> keys;     // the names without blanks, of four letters or more
  std::vector<std::string> domains;  // organisation domains
  bool common = false;               // also a word, or much talked about: naming it says little
};

// Error: invalid, naming the brand.
Result<std::vector<Brand>> read_brands(std::string_view json);

const std::vector<Brand>& brands();

// The brands that a text names as whole words, in letters that look alike too ("PayPaI"), or run
// together with other words ("CoinbaseWallet"; names of seven letters and more). Each once.
std::vector<const Brand*> brands_named(std::string_view text);

// The brand's own domain, one below it, or its name under another zone that is not risky.
// `brand` is one of brands().
bool owns(const Brand& brand, std::string_view host);

// All that own it, in the order of brands().
std::vector<const Brand*> owners_of(std::string_view host);

// Any brand's own domain.
bool is_brand_domain(std::string_view host);

// The brand that a host name of others imitates: a label that looks like its name, differs in one
// letter, or holds it between hyphens or as a label of its own. Null when there is none.
const Brand* imitated_by(std::string_view host);

}  // namespace backstamp::verdict

#include "verdict/brands.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"
#include "verdict/brand_keys.h"
#include "verdict/confusable.h"
#include "verdict/folded_words.h"
#include "verdict/host_list.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

// As FoldedWords writes it: "sam s club".
std::string folded(std::string_view name) {
  const FoldedWords words(name);
  std::string text;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (at > 0) text += ' ';
    text += words[at];
  }
  return text;
}

// Brand names by their first word.
using FirstWords =
    std::multimap<std::string, std::pair<const Brand*, const std::string*>, std::less<>>;

const FirstWords& first_words() {
  static const FirstWords all = [] {
    FirstWords words;
    for (const Brand& brand : brands()) {
      for (const std::string& name : brand.names) {
        words.emplace(name.substr(0, name.find(' ')), std::pair(&brand, &name));
      }
    }
    return words;
  }();
  return all;
}

bool stands_at(const FoldedWords& words, std::size_t at, std::string_view name) {
  for (; !name.empty(); ++at) {
    const std::string_view word = name.substr(0, name.find(' '));
    if (at >= words.size() || words[at] != word) return false;
    name.remove_prefix(std::min(name.size(), word.size() + 1));
  }
  return true;
}

// The label that was registered: "paypal" of "www.paypal.co.uk".
std::string_view registered_label(std::string_view host) {
  const std::string_view organisation = organisation_of(host);
  return organisation.substr(0, organisation.find('.'));
}

bool zone_is_risky(std::string_view host) {
  static const HostList zones = host_list("risky_zones");
  return zones.covers(host);
}

// The name above: "a.b.c" -> "b.c", empty at the end.
std::string_view parent_of(std::string_view host) {
  const auto dot = host.find('.');
  return dot == host.npos ? std::string_view() : host.substr(dot + 1);
}

using Owners = std::unordered_map<std::string_view, std::vector<const Brand*>>;

// Names and first labels of domains under which a brand may write; whole domains.
struct Own {
  Owners labels, domains;
};

const Own& own_names() {
  static const Own all = [] {
    Own own;
    for (const Brand& brand : brands()) {
      for (const std::string& key : brand.keys) own.labels[key].push_back(&brand);
      for (const std::string_view domain : brand.domains) {
        own.domains[domain].push_back(&brand);
        own.labels[domain.substr(0, domain.find('.'))].push_back(&brand);
      }
    }
    return own;
  }();
  return all;
}

const BrandKeys& keys() {
  static const BrandKeys all(brands());
  return all;
}

// A part of `text` between its ends or separators.
bool is_part(std::string_view text, std::size_t at, std::size_t size, char separator) {
  const std::size_t end = at + size;
  return (at == 0 || text[at - 1] == separator) && (end == text.size() || text[end] == separator);
}

// The first of the file that was found.
class FirstKey {
 public:
  void see(const BrandKey& key) {
    if (first_ == nullptr || &key < first_) first_ = &key;
  }
  const Brand* brand() const { return first_ == nullptr ? nullptr : first_->brand; }

 private:
  const BrandKey* first_ = nullptr;
};

void see_alike(std::string_view label, FirstKey& first) {
  constexpr std::size_t one_letter_min = 6;
  for (const BrandKey* key : keys().looking_like(skeleton(shown_label(label)))) {
    if (label != key->letters) first.see(*key);
  }
  keys().of_about(label.size(), [&](const BrandKey& key) {
    const bool long_enough = key.letters.size() >= one_letter_min;
    if (long_enough && differs_by_one(label, key.letters)) first.see(key);
  });
}

// Brands that a word is written like, or that are run together with others in it.
std::vector<const BrandKey*> keys_in_word(std::string_view word, std::string_view written) {
  constexpr std::size_t run_together_min = 7;
  constexpr std::size_t alike_min = 5;
  std::vector<const BrandKey*> found;
  keys().within(word, [&](const BrandKey& key, std::size_t) {
    if (key.letters.size() >= run_together_min) found.push_back(&key);
  });
  for (const BrandKey* key : keys().looking_like(ascii_lower(skeleton(written)))) {
    if (key->one_word && key->letters.size() >= alike_min) found.push_back(key);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

Result<std::vector<Brand>> read_brands(std::string_view json) {
  std::vector<Brand> list;
  try {
    const Json all = Json::parse(json);
    for (const Json& one : all.at("brands")) {
      Brand brand;
      brand.names = one.at("names").get<std::vector<std::string>>();
      brand.domains = one.at("domains").get<std::vector<std::string>>();
      brand.common = one.value("common", false);
      if (brand.names.empty() || brand.domains.empty()) {
        return fail(Fault::invalid, "brands: one without name or domain");
      }
      for (const std::string& name : brand.names) {
        if (name != folded(name)) return fail(Fault::invalid, "brands: not folded: " + name);
        const std::string key = without_blanks(name);
        if (key.size() >= 4) brand.keys.push_back(key);
      }
      list.push_back(std::move(brand));
    }
  } catch (const Json::exception& error) {
    return fail(Fault::invalid, std::string("brands: ") + error.what());
  }
  return list;
}

const std::vector<Brand>& brands() {
  static const std::vector<Brand> all = [] {
    const auto bytes = content_file("rules/brands.json");
    CHECK(bytes);
    auto read = read_brands(*bytes);
    CHECK(read);
    return *std::move(read);
  }();
  return all;
}

std::vector<const Brand*> brands_named(std::string_view text) {
  constexpr std::size_t text_bytes_max = 1'000;  // names and subjects
  std::vector<const Brand*> named;
  const auto add = [&](const Brand* brand) {
    if (std::ranges::find(named, brand) == named.end()) named.push_back(brand);
  };
  const FoldedWords words(text.substr(0, text_bytes_max));
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const BrandKey* key : keys_in_word(words[at], words.written(at, at))) add(key->brand);
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto [begin, end] = first_words().equal_range(words[at]);
    for (auto found = begin; found != end; ++found) {
      const auto [brand, name] = found->second;
      if (stands_at(words, at, *name)) add(brand);
    }
  }
  return named;
}

std::vector<const Brand*> owners_of(std::string_view host) {
  std::vector<const Brand*> owners;
  const auto add_all = [&](const std::vector<const Brand*>& found) {
    owners.insert(owners.end(), found.begin(), found.end());
  };
  for (std::string_view rest = host; !rest.empty(); rest = parent_of(rest)) {
    if (const auto found = own_names().domains.find(rest); found != own_names().domains.end())
      add_all(found->second);
  }
  const auto label = own_names().labels.find(registered_label(host));
  if (label != own_names().labels.end() && !zone_is_risky(host)) add_all(label->second);
  std::ranges::sort(owners);
  owners.erase(std::ranges::unique(owners).begin(), owners.end());
  return owners;
}

bool owns(const Brand& brand, std::string_view host) {
  return std::ranges::binary_search(owners_of(host), &brand);
}

bool is_brand_domain(std::string_view host) { return !owners_of(host).empty(); }

const Brand* imitated_by(std::string_view host) {
  constexpr std::size_t substring_min = 8;
  static const HostList tenants = host_list("default_tenants");  // the provider's name is in them
  if (host.empty() || is_brand_domain(host) || tenants.covers(host)) return nullptr;
  const std::string_view label = registered_label(host);
  FirstKey first;
  see_alike(label, first);
  keys().within(label, [&](const BrandKey& key, std::size_t at) {
    const std::size_t size = key.letters.size();
    if (size >= substring_min || is_part(label, at, size, '-')) first.see(key);
  });
  const std::string_view below = host.substr(0, host.size() - organisation_of(host).size());
  keys().within(below, [&](const BrandKey& key, std::size_t at) {
    if (is_part(below, at, key.letters.size(), '.')) first.see(key);
  });
  return first.brand();
}

}  // namespace backstamp::verdict

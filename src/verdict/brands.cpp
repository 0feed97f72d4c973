#include "verdict/brands.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/check.h"
#include "base/content.h"
#include "base/text.h"
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

// Names and first labels of domains under which some brand may write; whole domains.
struct Own {
  std::set<std::string, std::less<>> labels, domains;
};

const Own& own_names() {
  static const Own all = [] {
    Own own;
    for (const Brand& brand : brands()) {
      own.labels.insert(brand.keys.begin(), brand.keys.end());
      for (const std::string& domain : brand.domains) {
        own.domains.insert(domain);
        own.labels.insert(domain.substr(0, domain.find('.')));
      }
    }
    return own;
  }();
  return all;
}

struct Key {
  std::string letters, skeleton;
  bool one_word = false;
  const Brand* brand = nullptr;
};

const std::vector<Key>& keys() {
  static const std::vector<Key> all = [] {
    std::vector<Key> list;
    for (const Brand& brand : brands()) {
      if (brand.common) continue;
      for (const std::string& key : brand.keys) {
        const bool one_word = std::ranges::find(brand.names, key) != brand.names.end();
        list.push_back({key, skeleton(key), one_word, &brand});
      }
    }
    return list;
  }();
  return all;
}

bool label_imitates(std::string_view label, const std::string& looks, const Key& key) {
  constexpr std::size_t one_letter_min = 6;
  if (label != key.letters && looks == key.skeleton) return true;
  return key.one_word && key.letters.size() >= one_letter_min && differs_by_one(label, key.letters);
}

bool holds_token(std::string_view label, std::string_view key) {
  for (std::size_t at = label.find(key); at != label.npos; at = label.find(key, at + 1)) {
    const bool begins = at == 0 || label[at - 1] == '-';
    const std::size_t end = at + key.size();
    if (begins && (end == label.size() || label[end] == '-')) return true;
  }
  return false;
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
  constexpr std::size_t run_together_min = 7;
  constexpr std::size_t text_bytes_max = 1'000;  // names and subjects
  std::vector<const Brand*> named;
  const FoldedWords words(text.substr(0, text_bytes_max));
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string looks = ascii_lower(skeleton(words.written(at, at)));
    for (const Key& key : keys()) {
      const bool run_together =
          key.letters.size() >= run_together_min && words[at].contains(key.letters);
      const bool alike = key.one_word && key.letters.size() > 4 && looks == key.skeleton;
      const bool known = std::ranges::find(named, key.brand) != named.end();
      if (!known && (run_together || alike)) named.push_back(key.brand);
    }
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    const auto [begin, end] = first_words().equal_range(words[at]);
    for (auto found = begin; found != end; ++found) {
      const auto [brand, name] = found->second;
      const bool known = std::ranges::find(named, brand) != named.end();
      if (!known && stands_at(words, at, *name)) named.push_back(brand);
    }
  }
  return named;
}

bool owns(const Brand& brand, std::string_view host) {
  for (const std::string& domain : brand.domains) {
    if (host == domain) return true;
    if (host.ends_with(domain) && host[host.size() - domain.size() - 1] == '.') return true;
  }
  if (zone_is_risky(host)) return false;
  const std::string_view label = registered_label(host);
  const auto is_label = [&](const std::string& domain) {
    return domain.substr(0, domain.find('.')) == label;
  };
  return std::ranges::find(brand.keys, label) != brand.keys.end() ||
         std::ranges::any_of(brand.domains, is_label);
}

bool is_brand_domain(std::string_view host) {
  for (std::string_view rest = host; !rest.empty();) {
    if (own_names().domains.contains(rest)) return true;
    const auto dot = rest.find('.');
    rest = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
  }
  return own_names().labels.contains(registered_label(host)) && !zone_is_risky(host);
}

const Brand* imitated_by(std::string_view host) {
  constexpr std::size_t substring_min = 8;
  static const HostList tenants = host_list("default_tenants");  // the provider's name is in them
  if (host.empty() || is_brand_domain(host) || tenants.covers(host)) return nullptr;
  const std::string_view label = registered_label(host);
  const std::string looks = skeleton(shown_label(label));
  const std::string_view below = host.substr(0, host.size() - organisation_of(host).size());
  for (const Key& key : keys()) {
    if (label_imitates(label, looks, key) || holds_token(label, key.letters)) return key.brand;
    if (key.letters.size() >= substring_min && label.contains(key.letters)) return key.brand;
    if (("." + std::string(below)).contains("." + key.letters + ".")) return key.brand;
  }
  return nullptr;
}

}  // namespace backstamp::verdict

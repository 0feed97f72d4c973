// What several detectors ask of a message, found once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "verdict/brands.h"
#include "verdict/phrase_families.h"

namespace backstamp::verdict {

// A host that the reader can be led to, with the first link to it.
struct LinkHost {
  const message::Url* url = nullptr;
  std::string_view host, organisation;
};

// A mailing list's headers silence nothing: whoever writes a lure can write them too.
struct Signs {
  // `facts` must outlive the signs.
  explicit Signs(const message::Facts& facts);

  const message::Facts& facts;
  std::string_view from_host, from_organisation;
  bool free_mail_sender = false;

  // Web links of subject, text and QR codes, not what is only loaded; each host once, at most 200.
  std::vector<LinkHost> hosts;
  std::size_t links = 0;         // different ones
  bool links_lead_away = false;  // there are some, and none to the sender's organisation
  // The first host of each kind; null without one.
  const LinkHost* risky_zone = nullptr;
  const LinkHost* free_hosting = nullptr;
  const LinkHost* blog_hosting = nullptr;
  const LinkHost* shortener = nullptr;
  const LinkHost* redirector = nullptr;

  std::string own_text;      // without what others wrote
  PhraseHits subject, text;  // what the sender says
  std::size_t letters = 0;   // characters to read
  bool image_leads = false;  // little text, few links, and an image to click

  // Brands that the sender's name or the subject names and the sender does not own.
  std::vector<const Brand*> name_brands, subject_brands;
  const Brand* imitated = nullptr;  // by the sender's host
};

// A family of lures that asks for sign-in data or money.
bool threatens(const Signs& signs);
// One that offers something.
bool promises(const Signs& signs);

}  // namespace backstamp::verdict

// Cases of the detectors that look at who the sender claims to be.
#include "verdict/sample_facts.h"

namespace backstamp::verdict {

using message::Facts;

namespace {

Change reply_to(std::string_view mailbox) {
  return [mailbox](Facts& facts, History&) { facts.reply_to = {address(mailbox)}; };
}

Change to(std::string_view mailbox) {
  return [mailbox](Facts& facts, History&) {
    facts.recipients = {{address(mailbox), message::RecipientKind::to}};
  };
}

}  // namespace

std::vector<DetectorCase> cases_of_senders() {
  const Change evil = link("https://evil.test/x", "evil.test");
  return {
      {"sender_domain_not_public", true, from("a@mail.local", "Anna")},
      {"sender_domain_not_public", false, from("a@mail.de", "Anna")},
      {"sender_domain_not_public", false, from("root@printer", "Printer")},
      {"sender_risky_zone", true, from("a@parcel.top", "Anna")},
      {"sender_risky_zone", true, from("a@parcel.sa.com", "Anna")},
      {"sender_risky_zone", false, from("a@top.example", "Anna")},
      {"sender_random_domain", true, from("a@xkqtrvw7z9k2.example", "Anna")},
      {"sender_random_domain", false, from("a@stadtwerke-schwerin.example", "Anna")},
      {"sender_random_domain", false, from("a@xn--mller-kva.example", "Anna")},
      {"sender_random_host", true, from("a@bqwrtzkl9x.shop.example", "Anna")},
      {"sender_random_host", false, from("a@newsletter.shop.example", "Anna")},
      {"sender_default_tenant", true, from("a@contoso.onmicrosoft.com", "Anna")},
      {"sender_default_tenant", false, from("a@contoso.example", "Anna")},
      {"sender_odd_address", true, from("a@b@c.example", "Anna")},
      {"sender_odd_address", false, from("anna+list@c.example", "Anna")},
      {"sender_long_local_part", true,
       from("notification-of-your-account-department-0815@c.example", "Anna")},
      {"sender_long_local_part", false, from("anna-maria.berg-hansen@c.example", "Anna")},
      {"sender_without_address", true, all_of({from("", "Anna"), html({.links = 2}), evil})},
      {"sender_without_address", false, from("", "Mail Delivery System")},
      {"name_claims_brand", true, from("x@evil.test", "PayPal Service")},
      {"name_claims_brand", true, from("x@evil.test", "PayPaI")},
      {"name_claims_brand", false, from("x@mail.paypal.com", "PayPal Service")},
      {"name_claims_brand", false, from("x@evil.test", "Anna of the post office")},
      {"name_mentions_brand", true, from("x@evil.test", "Apple")},
      {"name_mentions_brand", false, from("x@apple.com", "Apple")},
      {"subject_claims_brand", true, all_of({subject("Your PayPal account"), evil})},
      {"subject_claims_brand", false,
       all_of({subject("Your PayPal account"), link("https://paypal.com/", "paypal.com")})},
      {"subject_claims_brand", false, subject("Your PayPal account")},
      {"brand_sender_foreign_links", true,
       all_of({from("service@paypal.com", "Service"), evil,
               [](Facts& facts, History&) { facts.authentication = {}; }})},
      {"brand_sender_foreign_links", false, all_of({from("service@paypal.com", "Service"), evil})},
      {"sender_imitates_brand", true, from("x@paypa1.com", "Service")},
      {"sender_imitates_brand", false, from("x@paypal.com", "Service")},
      {"link_imitates_brand", true, link("https://paypal-login.test/", "paypal-login.test")},
      {"link_imitates_brand", false, link("https://www.paypal.com/", "www.paypal.com")},
      {"sender_imitates_recipient", true,
       all_of({from("x@contos0-bank.example", "Anna"), to("jo@contoso-bank.example")})},
      {"sender_imitates_recipient", true,
       all_of({from("x@contosobnak.example", "Anna"), to("jo@contosobank.example")})},
      {"sender_imitates_recipient", false,
       all_of({from("x@contosobank.test", "Anna"), to("jo@contosobank.example")})},
      {"sender_imitates_recipient", false,
       all_of({from("x@gmial.example", "Anna"), to("jo@gmail.com")})},
      {"security_words_in_domain", true, from("x@secure-login.example", "Service")},
      {"security_words_in_domain", false, from("x@secure.example", "Service")},
      {"security_words_in_domain", false, from("x@berg-hansen.example", "Service")},
      {"name_is_a_role", true, from("x@supplier.example", "Support Team")},
      {"name_is_a_role", false, nothing()},
      {"name_is_a_lure", true, from("x@supplier.example", "Winner Notification")},
      {"name_is_a_lure", false, nothing()},
      {"name_shouts", true, from("x@supplier.example", "You are it!")},
      {"name_shouts", true, from("x@supplier.example", "Anna 4711")},
      {"name_shouts", false, from("x@supplier.example", "Anna 2")},
      {"name_is_the_recipient", true, from("x@evil.test", "jo@our.example")},
      {"name_is_the_recipient", false, from("jo@our.example", "jo@our.example")},
      {"free_mail_official", true, from("x@gmail.com", "Barrister Berg")},
      {"free_mail_official", false, from("x@gmail.com", "Anna Berg")},
      {"free_mail_official", false, from("x@bank.example", "Your Bank")},
      {"reply_to_other_free_mail", true,
       all_of({from("x@gmail.com", "Anna"), reply_to("y@gmail.com")})},
      {"reply_to_other_free_mail", false,
       all_of({from("x@gmail.com", "Anna"), reply_to("X@gmail.com")})},
  };
}

}  // namespace backstamp::verdict

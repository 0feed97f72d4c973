// Cases of the detectors that look at hiding, at the subject's shape, and of the combinations.
#include "verdict/sample_facts.h"

namespace backstamp::verdict {

using message::Facts;

namespace {

Change german() {
  return [](Facts& facts, History&) { facts.language = t("de"); };
}

std::vector<DetectorCase> cases_of_hiding() {
  return {
      {"split_by_invisible", true, html({.joints = 3})},
      {"split_by_invisible", false, html({.joints = 2})},
      {"mixed_scripts", true,
       subject("Your \xd0\xb0"
               "ccount at p\xd0\xb0ypal")},
      {"mixed_scripts", false, subject("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82 Anna")},
      {"mixed_scripts", false, subject("5 \xce\xbcm and 7 \xce\xbcm of \xce\xb1-Fe")},
      {"styled_letters", true,
       subject("\xf0\x9d\x97\x94\xf0\x9d\x97\x95\xf0\x9d\x97\x96 of the year")},
      {"styled_letters", false, subject("\xf0\x9f\x8e\x84 of the year")},
      {"styled_letters_in_text", true,
       [](Facts& facts, History&) {
         std::string bold;
         for (int i = 0; i < 25; ++i) bold += "\xf0\x9d\x97\x94";
         facts.visible_text = t(bold);
       }},
      {"styled_letters_in_text", false, text("x = \xf0\x9d\x91\x8e + \xf0\x9d\x91\x8f")},
      {"hidden_text", true, html({.hidden_bytes = 400})},
      {"hidden_text", false, html({.hidden_bytes = 120})},
      {"mostly_hidden_text", true, html({.hidden_bytes = 900})},
      {"mostly_hidden_text", false, html({.hidden_bytes = 400})},
      {"form_asks_password", true, html({.form = true, .password_field = true})},
      {"form_asks_password", false, html({.form = true})},
      {"subject_split_words", true, subject("Your a.ccount is s.uspended")},
      {"subject_split_words", false, subject("See www.supplier.example, i.e. J.R.R. Smith")},
      {"footer_in_other_language", true,
       all_of({german(), text("Ihr Paket. To be removed click")})},
      {"footer_in_other_language", false, text("Your parcel. To be removed click")},
  };
}

std::vector<DetectorCase> cases_of_subjects() {
  return {
      {"subject_amount", true, subject("You get $ 500")},
      {"subject_amount", true, subject("1.200,00 EUR for you")},
      {"subject_amount", false, subject("US$ and EUR: what now?")},
      {"subject_amount", false, subject("500 Europeans")},
      {"subject_random_id", true, subject("Notice 4711081523")},
      {"subject_random_id", true, subject("Notice a1b2c3d4")},
      {"subject_random_id", false, subject("Minutes of 24 November 2026")},
      {"subject_in_capitals", true, subject("READ THIS AT ONCE")},
      {"subject_in_capitals", false, subject("NATO and EU talk in Brussels")},
  };
}

std::vector<DetectorCase> cases_of_combinations() {
  const Change evil = link("https://evil.test/x", "evil.test");
  const Change own = link("https://supplier.example/", "supplier.example");
  const Change brand = from("x@evil.test", "PayPal");
  return {
      {"brand_and_threat", true, all_of({brand, text("Your account was suspended")})},
      {"brand_and_threat", false, all_of({brand, text("See you on Tuesday")})},
      {"brand_and_foreign_links", true, all_of({brand, link("https://other.test/", "other.test")})},
      {"brand_and_foreign_links", false,
       all_of({brand, link("https://www.paypal.com/", "www.paypal.com")})},
      {"threat_and_call", true,
       all_of({evil, text("Your account was suspended. Click here to restore it.")})},
      {"threat_and_call", false,
       all_of({own, text("Your account was suspended. Click here to restore it.")})},
      {"promise_and_call", true, all_of({evil, subject("You won a prize"), text("Click here")})},
      {"promise_and_call", false, all_of({evil, text("Click here for the free gift")})},
      {"bulk_without_header", true, all_of({evil, text("To be removed, write to us")})},
      {"bulk_without_header", false,
       all_of({evil, text("To be removed, write to us"),
               [](Facts& facts, History&) {
                 facts.headers["list-unsubscribe"] = {t("<mailto:u@supplier.example>")};
               }})},
      {"money_by_free_mail", true,
       text("I inherited the inheritance of a late client. Write to rich@gmail.com")},
      {"money_by_free_mail", false, text("The minutes. Write to anna@gmail.com")},
      {"order_by_free_mail", true,
       all_of({from("x@gmail.com", "Orders"), text("Your card has been charged")})},
      {"order_by_free_mail", false, text("Your card has been charged")},
      {"free_mail_in_text", true, text("Write to Anna at anna.b@gmail.com.")},
      {"free_mail_in_text", false, text("Write to Anna at anna.b@supplier.example.")},
      {"free_mail_in_text", false,
       all_of({from("anna.b@gmail.com", "Anna"), text("Write to anna.b@GMail.com")})},
  };
}

}  // namespace

std::vector<DetectorCase> cases_of_texts() {
  std::vector<DetectorCase> all = cases_of_hiding();
  for (auto more : {cases_of_subjects, cases_of_combinations}) {
    for (DetectorCase& one : more()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace backstamp::verdict

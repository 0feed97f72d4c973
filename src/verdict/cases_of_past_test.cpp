// Cases of the detectors that ask authentication, history and headers.
#include "verdict/sample_facts.h"

namespace backstamp::verdict {

using message::Facts;

namespace {

const DetectorCase cases[] = {
    {"authentication_failed", false, [](Facts&, History&) {}},
    {"authentication_failed", true, [](Facts& f, History&) { f.authentication.dmarc = t("fail"); }},
    {"spf_failed", false, [](Facts& f, History&) { f.authentication.spf = t("softfail"); }},
    {"spf_failed", true,
     [](Facts& f, History&) {
       f.authentication.spf = t("softfail");
       f.authentication.dmarc = t("none");
     }},
    {"dkim_failed", false, [](Facts& f, History&) { f.authentication.dkim = t("fail"); }},
    {"dkim_failed", true,
     [](Facts& f, History&) {
       f.authentication.dkim = t("fail");
       f.authentication.dmarc = t("");
     }},
    {"no_authentication", false, [](Facts& f, History&) { f.authentication = {}; }},
    {"no_authentication", true, [](Facts& f, History&) { unproven(f); }},
    {"first_contact", false, [](Facts&, History&) {}},
    {"first_contact", true, [](Facts&, History& h) { h = {}; }},
    {"first_contact", false, [](Facts&, History& h) { h.from_sender_before = 0; }},
    {"first_contact", true,
     [](Facts&, History& h) {
       h.from_sender_before = 0;
       h.domain_is_free_mail = true;
     }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) { f.reply_to = {address("billing@other.example")}; }},
    {"reply_to_elsewhere", true,
     [](Facts& f, History&) { f.reply_to = {address("anna.berg@gmail.com")}; }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) {
       f.reply_to = {address("anna.berg@gmail.com")};
       f.headers["list-id"] = {t("<l.example>")};
     }},
    {"reply_to_elsewhere", false,
     [](Facts& f, History&) {
       f.sender.from = address("anna@gmail.com");
       f.reply_to = {address("anna.berg@gmail.com")};
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://www.bank.example/", "www.bank.example", "https://bank.example/login");
     }},
    {"link_text_against_target", true,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", " https://bank.example/login");
     }},
    {"link_text_against_target", true,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", "WWW.bank.example");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://evil.test/", "evil.test", "see www.bank.example for more");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://eur01.safelinks.protection.outlook.com/?url=x",
                "eur01.safelinks.protection.outlook.com", "https://bank.example/");
     }},
    {"link_text_against_target", false,
     [](Facts& f, History&) {
       add_link(f, "https://click.test/", "click.test", "https://bank.example/");
       f.headers["list-unsubscribe"] = {t("<mailto:u@supplier.example>")};
     }},
    {"display_name_is_an_address", true,
     [](Facts& f, History&) { f.sender.from.display_name = t("ceo@company.example"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("anna@mail.supplier.example"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("anna @ work"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) { f.sender.from.display_name = t("me@pot"); }},
    {"display_name_is_an_address", false,
     [](Facts& f, History&) {
       f.sender.from.display_name = t("joe@else.example via list");
       f.headers["list-id"] = {t("<l.example>")};
     }},
    {"sender_domain_differs", false, [](Facts& f, History&) { f.sender.mail_from_domain = {}; }},
    {"sender_domain_differs", true,
     [](Facts& f, History&) {
       unproven(f);
       f.sender.mail_from_domain = t("mailer.test");
     }},
    {"sender_domain_differs", false,
     [](Facts& f, History&) { f.sender.mail_from_domain = t("mailer.test"); }},
    {"reported_by_others", true, [](Facts&, History& h) { h.reports_by_others = 2; }},
    {"reported_by_others", false, [](Facts&, History&) {}},
    {"long_history", true, [](Facts&, History&) {}},
    {"long_history", false, [](Facts& f, History&) { unproven(f); }},
    {"long_history", false, [](Facts&, History& h) { h.from_domain_before = 2; }},
    {"name_of_an_insider", true,
     [](Facts& f, History& h) {
       f.direction = message::Direction::inbound;
       unproven(f);
       h.name_is_an_insiders = true;
     }},
    {"name_of_an_insider", false,
     [](Facts& f, History& h) {  // her own address at home
       f.direction = message::Direction::inbound;
       h.name_is_an_insiders = true;
     }},
    {"name_of_an_insider", false,
     [](Facts& f, History& h) {
       f.direction = message::Direction::intra_org;
       unproven(f);
       h.name_is_an_insiders = true;
     }},
    {"newsletter", true,
     [](Facts& f, History&) { f.headers["list-unsubscribe"] = {t("<mailto:u@x.example>")}; }},
    {"newsletter", false,
     [](Facts& f, History&) {
       unproven(f);
       f.headers["list-unsubscribe"] = {t("<mailto:u@x.example>")};
     }},
};

}  // namespace

std::vector<DetectorCase> cases_of_past() { return {std::begin(cases), std::end(cases)}; }

}  // namespace backstamp::verdict

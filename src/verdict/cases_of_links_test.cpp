// Cases of the detectors that look at where a message leads, and at attachments.
#include "verdict/sample_facts.h"

namespace backstamp::verdict {

using message::Facts;

namespace {

Change one_link(std::string_view url, std::string_view host, message::UrlLocation location) {
  return [=](Facts& facts, History&) { facts.urls.push_back({t(url), t(host), location, {}}); };
}

Change page_file(bool active) {
  return [active](Facts& facts, History&) {
    add_file(facts, "page.html", "text/html");
    facts.attachments.back().active = active;
  };
}

Change shortcut(std::string command_line) {
  return [line = std::move(command_line)](message::Facts& facts, History&) {
    add_file(facts, "invoice.lnk", "application/x-ms-shortcut");
    facts.attachments.back().command_line = t(line);
  };
}
Change flagged(std::string_view name, std::string_view type, bool message::Attachment::* flag) {
  return [=](Facts& facts, History&) {
    add_file(facts, name, type);
    facts.attachments.back().*flag = true;
  };
}

message::HtmlTraits with_mail_link(std::string_view link) {
  message::HtmlTraits traits;
  traits.mail_links = {t(link)};
  return traits;
}

Change host(const std::string& name) { return link("https://" + name + "/", name); }

const DetectorCase host_cases[] = {
    {"link_risky_zone", true, host("parcel.top")},
    {"link_risky_zone", false, host("top.example")},
    {"link_free_hosting", true, host("bank-login.web.app")},
    {"link_free_hosting", false, host("web.app.example")},
    {"link_free_hosting", false, all_of({from("x@shop.web.app", "Shop"), host("shop.web.app")})},
    {"link_blog_hosting", true, host("anna.github.io")},
    {"link_blog_hosting", false, host("github.io.example")},
    {"link_shortener", true, host("bit.ly")},
    {"link_shortener", false, host("rabbit.ly")},
    {"link_redirector", true, link("https://www.google.com/url?q=x", "www.google.com")},
    {"link_redirector", false, link("https://www.google.com/maps", "www.google.com")},
    {"link_long_host", true, host("a.b.c.d.e.f.evil.test")},
    {"link_long_host", false, host("www.evil.test")},
    {"link_ip_in_name", true, host("ec2-18-156-3-77.compute.example")},
    {"link_ip_in_name", false, host("route-66-13.example")},
    {"link_ip_address", true, host("203.0.113.9")},
    {"link_ip_address", false, host("192.168.1.2")},
    {"link_ip_address", false, host("4711.example")},
    {"link_look_alike_letters", true, host("xn--pypal-4ve.test")},  // a Cyrillic a
    {"link_look_alike_letters", false, host("xn--mller-kva.test")},
    {"link_punycode", true, host("xn--mller-kva.test")},
    {"link_punycode", false, host("mueller.test")},
    {"link_with_user_name", true, link("https://bank.example@evil.test/", "evil.test")},
    {"link_with_user_name", false, link("https://evil.test/@anna", "evil.test")},
    {"link_carries_address", true, link("https://evil.test/#jo@our.example", "evil.test")},
    {"link_carries_address", false, link("https://evil.test/#section.2", "evil.test")},
    {"links_lead_away", true, host("evil.test")},
    {"links_lead_away", false, host("www.supplier.example")},
};

std::vector<DetectorCase> cases_of_layout() {
  static const std::string long_url = "https://evil.test/" + std::string(800, 'a');
  static const std::string long_text(800, 'a');
  const Change evil = link("https://evil.test/x", "evil.test");
  const Change risky = link("https://parcel.top/", "parcel.top");
  const Change picture = html({.links = 1, .images = 1, .linked_images = 1});
  return {
      {"link_very_long", true, link(long_url, "evil.test")},
      {"link_very_long", false, evil},
      {"one_link_many_times", true, all_of({html({.links = 4}), evil})},
      {"one_link_many_times", false, all_of({html({.links = 2}), evil})},
      {"image_only", true, all_of({picture, evil})},
      {"image_only", false, all_of({picture, evil, text(long_text)})},
      {"image_leads_away", true, all_of({picture, evil})},
      {"image_leads_away", false, all_of({picture, evil, text(long_text)})},
      {"image_leads_away", false,
       all_of({picture, link("https://supplier.example/", "supplier.example")})},
      {"image_to_risky_host", true, all_of({picture, risky})},
      {"image_to_risky_host", false, all_of({picture, evil})},
      {"qr_code_only", true,
       one_link("https://evil.test/", "evil.test", message::UrlLocation::qr_code)},
      {"qr_code_only", false,
       all_of({one_link("https://evil.test/", "evil.test", message::UrlLocation::qr_code),
               link("https://supplier.example/", "supplier.example")})},
      {"risky_host_and_call", true, all_of({risky, text("Please click here to see it")})},
      {"risky_host_and_call", false, all_of({evil, text("Please click here to see it")})},
      {"mail_link_prepared", true,
       html(with_mail_link("mailto:winner@gmail.com?subject=I%20claim"))},
      {"mail_link_prepared", false, html(with_mail_link("mailto:winner@gmail.com"))},
      {"mail_link_to_free_mail", true, html(with_mail_link("MAILTO:winner%40gmail.com"))},
      {"mail_link_to_free_mail", false, html(with_mail_link("mailto:anna@supplier.example"))},
  };
}

std::vector<DetectorCase> cases_of_files() {
  return {
      {"attached_page_acts", true, page_file(/*active=*/true)},
      {"attached_page_acts", false, page_file(/*active=*/false)},
      {"attached_page", true, page_file(/*active=*/false)},
      {"attached_page", false, file("minutes.pdf", "application/pdf")},
      {"attached_program", true, file("invoice.exe", "application/octet-stream")},
      {"attached_program", true, file("invoice.pdf", "application/x-ms-shortcut")},
      {"attached_program", false, file("exe.pdf", "application/pdf")},
      {"attached_double_extension", true, file("invoice.pdf   .SCR", "application/octet-stream")},
      {"attached_double_extension", false, file("setup.2.exe", "application/octet-stream")},
      {"shortcut_starts_shell", true, shortcut(R"(C:\Windows\System32\cmd.exe /c start x)")},
      {"shortcut_starts_shell", true,
       shortcut(R"(..\a.bat & p^owershell -w hidden -enc SQBFAFgA)")},
      {"shortcut_starts_shell", false, shortcut(R"(C:\Program Files\cmdline\viewer.exe 1.pdf)")},
  };
}

std::vector<DetectorCase> cases_of_locked_files() {
  const Change locked = flagged("invoice.zip", "application/zip", &message::Attachment::encrypted);
  const Change open = file("invoice.zip", "application/zip");
  return {
      {"password_protected_archive", true, locked},
      {"password_protected_archive", false, open},
      {"password_beside_archive", true, all_of({locked, text("The password is: Xk12")})},
      {"password_beside_archive", true, all_of({locked, text("Kennwort 4711")})},
      {"password_beside_archive", false, all_of({open, text("The password is: Xk12")})},
      {"password_beside_archive", false,
       all_of({locked, text("You get the password by telephone tomorrow.")})},
      {"password_beside_archive", false, all_of({locked, text("Offer 4711, as we agreed.")})},
  };
}

std::vector<DetectorCase> cases_of_file_contents() {
  constexpr auto mismatch = &message::Attachment::name_mismatch;
  const std::string_view program = "application/vnd.microsoft.portable-executable";
  return {
      {"office_macros", true,
       flagged("plan.doc", "application/msword", &message::Attachment::macros)},
      {"office_macros", false, file("plan.doc", "application/msword")},
      {"misleading_file_name", true, flagged("invoice.pdf", program, mismatch)},
      {"misleading_file_name", true, flagged("photo.jpg", "text/html", mismatch)},
      {"misleading_file_name", false, file("invoice.pdf", "application/pdf")},
      {"misleading_file_name", false, flagged("scan.pdf", "image/png", mismatch)},
      {"misleading_file_name", false, flagged("setup.exe", "text/html", mismatch)},
  };
}

}  // namespace

std::vector<DetectorCase> cases_of_links() {
  std::vector<DetectorCase> all(std::begin(host_cases), std::end(host_cases));
  for (auto more :
       {cases_of_layout, cases_of_files, cases_of_locked_files, cases_of_file_contents}) {
    for (DetectorCase& one : more()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace backstamp::verdict

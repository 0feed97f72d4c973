// Cases of the phrase families: what a lure says, in several languages, and what honest people say
// in near words. Each family is tried in the subject, in the text, and three times in the text.
#include <gtest/gtest.h>

#include "verdict/phrase_book.h"
#include "verdict/phrase_families.h"
#include "verdict/rules.h"
#include "verdict/sample_facts.h"

namespace backstamp::verdict {
namespace {

struct Family {
  std::string_view name;
  std::vector<std::string_view> lures, honest;
};

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"greeting",
       {"Dear customer, hello", "Sehr geehrter Kunde, hallo", "Prezado cliente"},
       {"Dear Anna, our customer wrote"}},
      {"sign_in",
       {"An unusual sign-in was seen", "Ungew\xc3\xb6hnliche Anmeldung", "Connexion inhabituelle"},
       {"The sign at the door is new"}},
      {"verify",
       {"Please verify your account", "Best\xc3\xa4tigen Sie bitte Ihr Konto",
        "Bevestig uw gegevens", "V\xd0\xb5rify your acc\xd0\xbeunt",
        "ver\xe2\x80\x8bify your account"},
       {"It was verified by visual contact",
        "Verify the numbers in the long table that I sent before you close the account"}},
      {"account_threat",
       {"Your mailbox has been suspended", "Sua conta foi bloqueada",
        "Su cuenta ha sido suspendida", "Votre compte a \xc3\xa9t\xc3\xa9 suspendu",
        "Ihr Zugang: Konto gesperrt"},
       {"The account of the journey was long"}},
      {"mailbox_full", {"Your mailbox is full", "Ihr Postfach ist voll"}, {"The room is full"}},
      {"payment_failed",
       {"Your payment was declined", "Ihre Zahlung ist fehlgeschlagen"},
       {"The payment arrived, thank you"}},
      {"parcel",
       {"Your parcel is held at customs", "Ihr Paket: Zollgeb\xc3\xbchr", "Votre colis en attente"},
       {"The parcel arrived on Monday"}},
      {"points_lapse",
       {"Your points expire today", "Seus pontos expiram hoje"},
       {"Three points for the meeting"}},
      {"prize",
       {"You have been selected for a gift card", "Sie wurden ausgew\xc3\xa4hlt"},
       {"We selected Tuesday"}},
      {"gambling", {"200 free spins at our casino"}, {"The wheel spins freely"}},
      {"miracle_cure", {"Lose weight at once"}, {"The weight of the parcel"}},
      {"antivirus", {"Your antivirus protection expired"}, {"The lease expired"}},
      {"crypto", {"Send bitcoin to this wallet"}, {"Cryptic words"}},
      {"advance_fee", {"The next of kin of a late client"}, {"The next train"}},
      {"extortion", {"I recorded you through your webcam"}, {"The minutes were recorded by Jo"}},
      {"boss_request", {"Are you available? A quick task"}, {"The room is available"}},
      {"document", {"A document was shared with you: shared document"}, {"I read the document"}},
      {"refund", {"Your tax refund"}, {"Refunds are rare in our trade"}},
      {"leads", {"Life insurance for less"}, {"Insurance is dear"}},
      {"dating", {"Meet local singles"}, {"The single room is taken"}},
      {"affiliate_footer", {"If you wish to unsubscribe"}, {"I wish you well"}},
      {"authority", {"A court order for you"}, {"The tennis court is in order by Monday, I hope"}},
      {"order_notice", {"Your card has been charged"}, {"Anna is in charge"}},
      {"urgency", {"Within 24 hours"}, {"The shop opens at nine"}},
      {"call_to_action", {"Click here", "Klicken Sie hier", "Clique aqui"}, {"It clicked with me"}},
  };
  return all;
}

std::string times(std::string_view words, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += std::string(words) + ".\n";
  return text;
}

void add(std::vector<DetectorCase>& cases, const std::string& rule, bool fires, Change change) {
  if (rules().rules.contains(rule)) cases.push_back({rule, fires, std::move(change)});
}

TEST(Phrases, EachFamilyHasACase) {
  for (const std::string& name : phrase_families()) {
    EXPECT_TRUE(std::ranges::find(families(), name, &Family::name) != families().end()) << name;
  }
}

TEST(Phrases, BearAnything) {
  for (const std::string_view text : {"", "\xff\xfe", "\xd0", "....", "\xe2\x80\x8b"}) {
    EXPECT_EQ(find_phrases(text).of("verify").count, 0u);
  }
}

TEST(Phrases, AreShownAsWritten) {
  const PhraseHits hits = find_phrases("Hello. Verify, please, your Account! Verify your account.");
  EXPECT_EQ(hits.of("verify").count, 2u);
  EXPECT_EQ(hits.of("verify").first.str(), "Verify, please, your Account");
}

TEST(PhraseBook, RefusesWhatItCannotRead) {
  const auto book = [](const std::string& phrase) {
    return PhraseBook::read(R"({"families": {"a": {"phrases": [")" + phrase + R"("]}}})");
  };
  EXPECT_TRUE(book("one+two three$"));
  for (const char* bad : {"", "{none}", "{open", "Capital", "\xc3\xa4", "a$b"}) {
    EXPECT_FALSE(book(bad)) << bad;
  }
  EXPECT_FALSE(PhraseBook::read("[]"));
  EXPECT_FALSE(PhraseBook::read("{"));
}

TEST(PhraseBook, SetsMayHoldRows) {
  const auto book = PhraseBook::read(
      R"({"sets": {"s": ["mail+box", "inbox"]}, "families": {"a": {"phrases": ["{s} full"]}}})");
  ASSERT_TRUE(book);
  std::vector<PhraseBook::Atom> atoms;
  for (const char* word : {"mail", "box", "inbox", "inboxes", "fully"}) {
    atoms.clear();
    book->append_atoms(word, atoms);
    EXPECT_EQ(atoms.size(), 1u) << word;
  }
}

}  // namespace

std::vector<DetectorCase> cases_of_phrases() {
  std::vector<DetectorCase> cases;
  for (const Family& family : families()) {
    const std::string name(family.name);
    for (const std::string_view lure : family.lures) {
      add(cases, "subject_" + name, true, subject(std::string(lure)));
      add(cases, "text_" + name, true, text(times(lure, 1)));
      add(cases, "text_" + name + "_often", true, text(times(lure, 3)));
    }
    for (const std::string_view honest : family.honest) {
      add(cases, "subject_" + name, false, subject(std::string(honest)));
      add(cases, "text_" + name, false, text(times(honest, 1)));
      add(cases, "text_" + name + "_often", false, text(times(honest, 3)));
    }
  }
  return cases;
}

}  // namespace backstamp::verdict

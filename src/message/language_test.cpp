#include "message/language.h"

#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

struct Case {
  const char* language;
  const char* text;
};

class Language : public testing::TestWithParam<Case> {};

TEST_P(Language, IsTold) {
  const Text found = language_of(fold(GetParam().text), WordWeights::built_in());
  EXPECT_EQ(found.str(), GetParam().language) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Language,
    testing::Values(
        Case{"en", "We could not deliver your parcel because the address was not complete."},
        Case{"de", "Wir konnten Ihr Paket nicht zustellen, weil die Adresse unvollständig war."},
        Case{"fr", "Nous n'avons pas pu livrer votre colis car votre adresse est incomplète."},
        Case{"es", "No hemos podido entregar su paquete porque la dirección está incompleta."},
        Case{"it", "Non abbiamo potuto consegnare il pacco perché il suo indirizzo è incompleto."},
        Case{"pt", "Não foi possível entregar a sua encomenda porque o endereço está incompleto."},
        Case{"nl", "Wij konden uw pakket niet bezorgen omdat het adres niet volledig is."},
        Case{"sv",
             "Vi kunde inte leverera ditt paket eftersom adressen inte är fullständig och du har "
             "inte svarat."},
        Case{"pl",
             "Nie mogliśmy dostarczyć paczki, ponieważ adres jest niepełny. Prosimy, aby go "
             "uzupełnić."},
        Case{"tr",
             "Adresiniz eksik olduğu için paketiniz teslim edilemedi. Bu sayfa ile bilgi ve adres "
             "veya telefon girin."},
        Case{"fi",
             "Emme voineet toimittaa pakettia, sillä osoite ei ole oikein. Voit antaa sen vielä "
             "nyt tämän sivun kautta."},
        Case{"ru", "Мы не смогли доставить вашу посылку, так как адрес указан не полностью."},
        Case{"uk", "Ми не змогли доставити вашу посилку, оскільки адреса вказана не повністю."},
        Case{"el", "Δεν ήταν δυνατή η παράδοση του δέματός σας."},
        Case{"he", "לא הצלחנו למסור את החבילה שלך כי הכתובת חסרה"},
        Case{"ar", "لم نتمكن من توصيل الطرد الخاص بك لأن العنوان غير مكتمل"},
        Case{"th", "เราไม่สามารถจัดส่งพัสดุของคุณได้เนื่องจากที่อยู่ไม่ครบถ้วน"},
        Case{"ja", "住所が不完全なため、お荷物をお届けできませんでした。"},
        Case{"zh", "由于地址不完整，我们无法投递您的包裹。"},
        Case{"ko", "주소가 불완전하여 소포를 배달할 수 없습니다."}, Case{"", ""},
        Case{"", "12345 67890"}, Case{"", "ok"},
        Case{"", "Lorem ipsum dolor amet consectetur adipiscing elit vivamus"}));

}  // namespace
}  // namespace backstamp::message

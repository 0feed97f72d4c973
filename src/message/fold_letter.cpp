#include "message/fold_letter.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

struct LookAlike {
  char32_t code;
  char latin;
};

// Letters that a reader takes for Latin ones, after decomposition. Those whose capital and small
// form look like different letters stand here in both cases; the others as small letters.
// Sorted by code.
constexpr LookAlike look_alikes[] = {
    {U'đ', 'd'}, {U'ħ', 'h'}, {U'ı', 'i'}, {U'ł', 'l'}, {U'ŋ', 'n'}, {U'ſ', 's'}, {U'ƃ', 'b'},
    {U'ƅ', 'b'}, {U'ƈ', 'c'}, {U'ƒ', 'f'}, {U'ƙ', 'k'}, {U'ƚ', 'l'}, {U'ƥ', 'p'}, {U'ƴ', 'y'},
    {U'ƶ', 'z'}, {U'ǀ', 'l'}, {U'ȷ', 'j'}, {U'ɑ', 'a'}, {U'ɓ', 'b'}, {U'ɔ', 'c'}, {U'ɖ', 'd'},
    {U'ɗ', 'd'}, {U'ɡ', 'g'}, {U'ɢ', 'g'}, {U'ɣ', 'y'}, {U'ɦ', 'h'}, {U'ɩ', 'i'}, {U'ɪ', 'i'},
    {U'ɫ', 'l'}, {U'ɱ', 'm'}, {U'ɴ', 'n'}, {U'ɵ', 'o'}, {U'ʀ', 'r'}, {U'ʈ', 't'}, {U'ʋ', 'u'},
    {U'ʏ', 'y'}, {U'ʐ', 'z'}, {U'ʙ', 'b'}, {U'ʜ', 'h'}, {U'ʟ', 'l'}, {U'Η', 'h'}, {U'Μ', 'm'},
    {U'Ν', 'n'}, {U'Υ', 'y'}, {U'α', 'a'}, {U'β', 'b'}, {U'γ', 'y'}, {U'ε', 'e'}, {U'ζ', 'z'},
    {U'η', 'n'}, {U'ι', 'i'}, {U'κ', 'k'}, {U'μ', 'u'}, {U'ν', 'v'}, {U'ο', 'o'}, {U'ρ', 'p'},
    {U'σ', 'o'}, {U'τ', 't'}, {U'υ', 'u'}, {U'χ', 'x'}, {U'ω', 'w'}, {U'ϲ', 'c'}, {U'ϳ', 'j'},
    {U'а', 'a'}, {U'в', 'b'}, {U'г', 'r'}, {U'е', 'e'}, {U'к', 'k'}, {U'м', 'm'}, {U'н', 'h'},
    {U'о', 'o'}, {U'п', 'n'}, {U'р', 'p'}, {U'с', 'c'}, {U'т', 't'}, {U'у', 'y'}, {U'х', 'x'},
    {U'ь', 'b'}, {U'ѕ', 's'}, {U'і', 'i'}, {U'ј', 'j'}, {U'ѡ', 'w'}, {U'ѵ', 'v'}, {U'ү', 'y'},
    {U'һ', 'h'}, {U'ӏ', 'l'}, {U'ԁ', 'd'}, {U'ԛ', 'q'}, {U'ԝ', 'w'}, {U'ա', 'w'}, {U'գ', 'q'},
    {U'հ', 'h'}, {U'յ', 'j'}, {U'ո', 'n'}, {U'ս', 'u'}, {U'ց', 'g'}, {U'ք', 'p'}, {U'օ', 'o'},
    {U'Ꭰ', 'd'}, {U'Ꭱ', 'r'}, {U'Ꭲ', 't'}, {U'Ꭺ', 'a'}, {U'Ꭻ', 'j'}, {U'Ꭼ', 'e'}, {U'Ꮃ', 'w'},
    {U'Ꮇ', 'm'}, {U'Ꮋ', 'h'}, {U'Ꮐ', 'g'}, {U'Ꮓ', 'z'}, {U'Ꮪ', 's'}, {U'Ꮮ', 'l'}, {U'Ꮯ', 'c'},
    {U'Ꮲ', 'p'}, {U'Ꮶ', 'k'}, {U'ᴀ', 'a'}, {U'ᴄ', 'c'}, {U'ᴅ', 'd'}, {U'ᴇ', 'e'}, {U'ᴊ', 'j'},
    {U'ᴋ', 'k'}, {U'ᴍ', 'm'}, {U'ᴏ', 'o'}, {U'ᴘ', 'p'}, {U'ᴛ', 't'}, {U'ᴜ', 'u'}, {U'ᴠ', 'v'},
    {U'ᴡ', 'w'}, {U'ᴢ', 'z'}, {U'ꜰ', 'f'}, {U'ꜱ', 's'},
};

static_assert(std::ranges::is_sorted(look_alikes, {}, &LookAlike::code));

char look_alike(char32_t code) {
  const auto found = std::ranges::lower_bound(look_alikes, code, {}, &LookAlike::code);
  return found != std::end(look_alikes) && found->code == code ? found->latin : '\0';
}

// One character without further decomposition.
void append_simple(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code >= 'A' && code <= 'Z' ? code + 32 : code);
    return;
  }
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(code));
  if ((mask & (U_GC_M_MASK | U_GC_CF_MASK | U_GC_Z_MASK)) != 0) return;
  if (const char latin = look_alike(code)) {
    out += latin;
    return;
  }
  const auto folded =
      static_cast<char32_t>(u_foldCase(static_cast<UChar32>(code), U_FOLD_CASE_DEFAULT));
  if (const char latin = look_alike(folded)) {
    out += latin;
  } else if (folded == U'ß') {
    out += "ss";
  } else if (folded == U'æ') {
    out += "ae";
  } else if (folded == U'œ') {
    out += "oe";
  } else if (folded == U'ø') {
    out += 'o';
  } else {
    append_utf8(folded, out);
  }
}

const UNormalizer2* nfkd() {
  static const UNormalizer2* const normalizer = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2* found = unorm2_getNFKDInstance(&error);
    CHECK(U_SUCCESS(error));
    return found;
  }();
  return normalizer;
}

bool within(char32_t code, char32_t first, char32_t last) { return code >= first && code <= last; }

bool is_han(char32_t code) {
  return within(code, 0x3400, 0x9fff) || within(code, 0xf900, 0xfaff) ||
         within(code, 0x20000, 0x3ffff) || code == 0x3005;
}
bool is_kana(char32_t code) { return within(code, 0x3041, 0x30ff) || within(code, 0x31f0, 0x31ff); }
bool is_hangul(char32_t code) { return within(code, 0xac00, 0xd7a3); }
// Scripts of South-East Asia that set no blanks between words.
bool is_thai_like(char32_t code) {
  return within(code, 0x0e01, 0x0eff) || within(code, 0x1000, 0x109f) ||
         within(code, 0x1780, 0x17ff);
}

}  // namespace

LetterKind letter_kind(char32_t code) {
  if (code < 0x80) {
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z')) return LetterKind::letter;
    return code >= '0' && code <= '9' ? LetterKind::digit : LetterKind::blank;
  }
  if (code == 0x2800 || code == 0x3164 || code == 0x115f || code == 0x1160 || code == 0x034f) {
    return LetterKind::ignored;
  }
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(code));
  if ((mask & (U_GC_M_MASK | U_GC_CF_MASK)) != 0) return LetterKind::ignored;
  if ((mask & U_GC_L_MASK) != 0) {
    return is_han(code) || is_kana(code) || is_hangul(code) || is_thai_like(code)
               ? LetterKind::pair_letter
               : LetterKind::letter;
  }
  if ((mask & U_GC_ND_MASK) != 0) return LetterKind::digit;
  // Circled, squared and raised letters are symbols or numbers that decompose to letters.
  if (within(code, 0x2460, 0x24ff) || within(code, 0x1f110, 0x1f169)) return LetterKind::letter;
  return LetterKind::blank;
}

Script script_of(char32_t code) {
  if (code < 0x250 || within(code, 0x1e00, 0x1eff)) return Script::latin;
  if (within(code, 0x370, 0x3ff) || within(code, 0x1f00, 0x1fff)) return Script::greek;
  if (within(code, 0x400, 0x52f)) return Script::cyrillic;
  if (within(code, 0x530, 0x58f)) return Script::armenian;
  if (within(code, 0x590, 0x5ff)) return Script::hebrew;
  if (within(code, 0x600, 0x77f)) return Script::arabic;
  if (within(code, 0x900, 0x97f)) return Script::devanagari;
  if (within(code, 0xe00, 0xe7f)) return Script::thai;
  if (is_kana(code)) return Script::kana;
  if (is_hangul(code)) return Script::hangul;
  return is_han(code) ? Script::han : Script::other;
}

bool is_upper(char32_t code) {
  if (code < 0x80) return code >= 'A' && code <= 'Z';
  return u_isupper(static_cast<UChar32>(code)) != 0;
}

namespace {

void append_decomposed(char32_t code, std::string& out) {
  if (code < 0x80 || is_kana(code) || is_hangul(code)) return append_simple(code, out);
  char16_t units[32];
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length =
      unorm2_getDecomposition(nfkd(), static_cast<UChar32>(code), units, 32, &error);
  if (length < 0 || U_FAILURE(error)) return append_simple(code, out);
  for (std::int32_t i = 0; i < length;) {
    UChar32 part = 0;
    U16_NEXT(units, i, length, part);
    // "(a)" and "1." decompose to more than the letter.
    const LetterKind kind = letter_kind(static_cast<char32_t>(part));
    if (kind != LetterKind::blank) append_simple(static_cast<char32_t>(part), out);
  }
}

// The alphabets up to Armenian, worked out once.
constexpr char32_t table_size = 0x600;

std::vector<std::string> folded_table() {
  std::vector<std::string> table(table_size);
  for (char32_t code = 0; code < table_size; ++code) append_decomposed(code, table[code]);
  return table;
}

}  // namespace

void append_folded(char32_t code, std::string& out) {
  static const std::vector<std::string> table = folded_table();
  if (code < table_size) {
    out += table[code];
  } else {
    append_decomposed(code, out);
  }
}

}  // namespace backstamp::message

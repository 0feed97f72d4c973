// The QR codes of a picture file, and where they lead.
#pragma once

#include <string>
#include <vector>

#include "message/files/file_contents.h"
#include "message/files/picture.h"

namespace backstamp::message {

struct QrReading {
  std::vector<std::string> texts;  // what the codes say, UTF-8, at most eight
  bool too_many_marks = false;     // nothing was read, and not all could be tried
};

// Dark on light and light on dark, turned any way.
QrReading read_qr_codes(const Picture& picture);

// Adds the URLs that the codes of a picture say, and a defect where there may be more.
void search_picture(const Picture& picture, const OpeningTools& tools, FileContents& contents);

// `qr_urls`: the URLs that the codes of a PNG, JPEG, GIF or WebP file say, bare hosts included, as
// cameras take them. Codes that say something else (a contact, a payment, a Wi-Fi password) lead
// nowhere.
FileContents read_picture_file(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message

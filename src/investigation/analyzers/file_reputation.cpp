#include <set>

#include "investigation/analyzers/list.h"
#include "investigation/analyzers/reputation.h"

namespace backstamp::investigation {

Result<Answer> file_reputation(const Question& question) {
  std::set<Text> files;
  for (const message::Attachment& file : question.facts.attachments)
    files.insert(Text::lossy(file.sha256));
  files.erase(Text());  // of what could not be read
  return reputation({files.begin(), files.end()}, casework::EntityKind::file, "MaliciousFile",
                    [&](std::string_view sha256) {
                      return question.indicators.match_file(sha256, question.now);
                    });
}

}  // namespace backstamp::investigation

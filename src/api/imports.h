// /api/v1/imports: begin an import and look how far it is.
#pragma once

#include <string>
#include <vector>

#include "api/router.h"
#include "casework/import_table.h"

namespace backstamp::api {

// Answered by intake; handed in by main.
class ImportDesk {
 public:
  virtual ~ImportDesk() = default;
  virtual Result<casework::ImportId> request(const std::string& source, const std::string& mailbox,
                                             const std::string& direction) = 0;
  virtual Result<casework::Import> look(casework::ImportId id) const = 0;
};

std::vector<Route> import_routes(ImportDesk& desk);

}  // namespace backstamp::api

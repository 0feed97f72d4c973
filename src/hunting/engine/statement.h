// What the engine must know about a statement before it runs it: how to run it, whether data
// follows, and that it is one. Not a parser: ClickHouse's own decides what is valid.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace backstamp::hunting::engine {

struct Statement {
  enum class Kind {
    select,       // has rows to stream
    insert_data,  // INSERT ... FORMAT x or VALUES, with the data behind it
    other,
  };
  Kind kind = Kind::other;
  // Of insert_data: text[0, clause_at) INFILE clause text[clause_at, format_at) FORMAT format.
  std::size_t clause_at = 0, format_at = 0, data_at = 0;
  std::string format;  // of the data, or of the output where the statement names one

  // What ClickHouse's server refuses and its embedded library would do.
  bool several = false;      // another statement follows a semicolon
  bool client_file = false;  // INTO OUTFILE, FROM INFILE: files of the engine's own process
  bool kill_sync = false;    // KILL ... SYNC hangs the library
};

Statement scan_statement(std::string_view text);

}  // namespace backstamp::hunting::engine

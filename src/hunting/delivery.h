// One batch into the engine, so that in the end each of its rows is there exactly once.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "hunting/spool.h"

namespace backstamp::hunting {

// Whether an earlier attempt may have reached the engine without our learning of it.
enum class Attempt { first, again };

// Table by table in the batch's order. A table that already holds the batch (by IngestBatch) is
// passed over, so it does not matter how often or how long after a batch comes again, nor what the
// engine's own memory of tokens went through; tokens guard against an insert that is still running.
// Errors: as Client; corrupt when a table holds a part of the batch.
Result<void> deliver(const Client& client, const SpooledBatch& spooled, Attempt attempt,
                     Deadline deadline);

// The value of IngestBatch for a batch id.
std::uint64_t batch_number(const std::string& id);

// The lines with IngestedAt and IngestBatch put in front of each object.
std::string stamped(const TableRows& rows, Time taken, std::uint64_t number);

}  // namespace backstamp::hunting

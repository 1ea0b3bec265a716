// Embedded run: topics and tables in memory, filled from the files beside a job.
#pragma once

#include <memory>
#include <string>

#include "connectors/embedded/embedded_store.h"
#include "tools/streamsql/program.h"

namespace streamsql {

// The store with the fixtures in it. A directory that was named must exist; the default one may be
// missing. Throws FileSystemFault.
std::unique_ptr<EmbeddedStore> load_fixtures(const JobArguments& arguments);

// What was written to topics and database tables: per sink table its name and its changes.
std::string written_text(const EmbeddedStore& store);

}  // namespace streamsql

#ifndef NEWSWIRE_CLIENT_CLI_RESULTS_H_
#define NEWSWIRE_CLIENT_CLI_RESULTS_H_

#include <string>

#include "client/cli/command.h"
#include "newswire/v1/feed_service.pb.h"

namespace newswire::cli {

// Prints what became of each item (`output` is text or ndjson), until when it is held if it is,
// and, on stderr, why it was refused. Returns how many were.
int ShowResults(const Globals& globals, const std::string& output,
                const v1::PublishRequest& request, const v1::PublishResponse& response);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_RESULTS_H_

#ifndef NEWSWIRE_CLIENT_CLI_SUGGEST_H_
#define NEWSWIRE_CLIENT_CLI_SUGGEST_H_

#include <string>
#include <string_view>
#include <vector>

namespace newswire::cli {

// The candidate that somebody most likely meant; empty when none is near enough. Pure.
std::string Nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_SUGGEST_H_

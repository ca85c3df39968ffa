#ifndef NEWSWIRE_CLIENT_CLI_SHELL_QUOTE_H_
#define NEWSWIRE_CLIENT_CLI_SHELL_QUOTE_H_

#include <string>
#include <vector>

namespace newswire::cli {

// A line that a shell reads as exactly these words. Pure.
std::string ShellLine(const std::vector<std::string>& words);

// The words without an option and its value, in either form: `--name value` and `--name=value`.
std::vector<std::string> WithoutOption(const std::vector<std::string>& words,
                                       const std::string& option);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_SHELL_QUOTE_H_

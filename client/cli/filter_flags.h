#ifndef NEWSWIRE_CLIENT_CLI_FILTER_FLAGS_H_
#define NEWSWIRE_CLIENT_CLI_FILTER_FLAGS_H_

#include <CLI/CLI.hpp>

#include "newswire/v1/feed.pb.h"

namespace newswire::cli {

// The filter as flags: --subject, --person, --place, --since, ...; each that takes names also as
// --not-..., which leaves out what has one of them. Names may hold commas, so a flag is repeated
// for each; words and tags are separated by commas. `filter` must live until the command has run.
struct FilterFields {
  bool kinds = true;            // both kinds are asked about
  bool articles = true;         // fields that articles alone have
  bool recommendations = true;  // and recommendations
  bool entries = true;          // what was done to an item, not only what it is
  bool text = true;             // --text; --not-text is always there
};
// For a question about items of one kind.
inline FilterFields FieldsOfItems(bool articles) {
  return {.kinds = false, .articles = articles, .recommendations = !articles, .entries = false};
}
void AddFilterFlags(CLI::App* app, const FilterFields& fields, v1::Filter* filter);

}  // namespace newswire::cli

#endif  // NEWSWIRE_CLIENT_CLI_FILTER_FLAGS_H_

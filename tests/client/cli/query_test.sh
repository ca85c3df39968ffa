#!/usr/bin/env bash
# Search and count: words and phrases, languages, snippets, facets, and what is wrong with a question.
# Usage: query_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
expect_code 0 $cli publish "$sample/press_release.ndjson"
article_json urn:example:harbour "Small harbours reopen" "Ships of the fishing fleet came home." > "$folder/items"
article_json urn:example:delta "Floods in the delta" "The fleet stays away: fishing is banned." >> "$folder/items"
expect_code 0 $cli publish "$folder/items"

# Inflection and case do not matter; all words must be there; a phrase must stand as a whole.
expect_code 0 $cli search articles HARBOUR
expect_text out 'Small harbours reopen'
expect_lines 1 '^1 found'
expect_code 0 $cli search articles fishing fleet
expect_lines 1 'urn:example:harbour'
expect_lines 1 'urn:example:delta'
expect_lines 1 '^2 found'
expect_code 0 $cli search articles '"fishing fleet"'
expect_lines 1 'urn:example:harbour'
expect_lines 0 'urn:example:delta'
expect_text out 'en Ships of the fishing fleet came home'
expect_code 0 $cli search articles fleet --limit 1
expect_lines 1 'urn:example:delta'
expect_lines 1 '^1 of 2 found'
expect_code 0 $cli search articles fleet --order oldest-first --limit 1
expect_lines 1 'urn:example:harbour'
expect_code 0 $cli search articles fleet --not-text home
expect_lines 0 'urn:example:harbour'
expect_lines 1 'urn:example:delta'
expect_code 0 $cli search articles zeppelin
expect_lines 1 '^0 found'
expect_code 0 $cli search articles fleet --output ndjson
expect_text out '"highlights":\[{"start":21,"length":5}\]'

# The same words as a filter: of a list, a count, the feed.
expect_code 0 $cli list articles --text '"fishing fleet"'
expect_lines 1 '.'
expect_code 0 $cli watch --from earliest --until-head --text 'fishing banned'
expect_lines 1 '^#'
expect_code 0 $cli count articles --text fleet --by language,provider
expect_lines 1 '^2$'
expect_text out '2 *en'
expect_code 0 $cli count recommendations --by status,addressee --output csv
expect_lines 1 '^facet,value,label,items'
expect_lines 1 '^status,RECOMMENDATION_STATUS_NOT_TRACKED,,6'
expect_code 0 $cli count recommendations --by status
expect_text out '6 *not tracked'

# Spreadsheets; what an article shares with others; what a filter means.
expect_code 0 $cli list articles --order publication-date --output csv
expect_lines 1 '^name,revision,pub_status,published'
expect_lines 1 '^articles/urn:example:harbour,1,usable,'
expect_code 0 $cli search articles fleet --order relevance --output csv
expect_lines 1 '^name,revision,pub_status,published'
expect_code 0 $cli related urn:example:harbour
expect_lines 1 'nothing shares anything with it'
expect_code 0 $cli explain --kind article --text fleet --place Nowhere
expect_text out 'a place is “Nowhere”'
expect_lines 1 '(asked first)'
expect_text out '0 match'
expect_code 0 $cli explain --text fleet
expect_text out '^2 match'
expect_text out 'Small harbours reopen'

# What is wrong is said.
expect_code 2 $cli search articles
expect_code 2 $cli count articles --by plcae
expect_text err '"plcae" is none of .*Did you mean place?'
expect_code 1 $cli search articles '" "'
expect_text err 'filter.text: TEXT_EMPTY'
expect_code 1 $cli search articles "$(printf 'word%s ' $(seq 40))"
expect_text err 'filter.text: TOO_MANY: at most 32 words; it has 40'

finish

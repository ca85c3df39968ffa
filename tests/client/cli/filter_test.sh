#!/usr/bin/env bash
# Filters as flags: on lists and on the feed, wanted and unwanted, and what is wrong with them.
# Usage: filter_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
article() {  # uri, place, urgency
  article_json urn:example:$1 "News of $1" "Ships came." |
    sed "s/}\]}\]}}\$/}]}],\"urgency\":$3,\"places\":[{\"id\":\"p\",\"rel\":\"about\",\"names\":[{\"language\":\"en\",\"value\":\"$2\"}]}]}}/"
}
article harbour "Old  Harbour" 1 > "$folder/items"
article delta Delta 3 >> "$folder/items"
article coast "Coast, north" 5 >> "$folder/items"
expect_code 0 $cli publish "$folder/items"
expect_code 0 $cli publish "$sample/press_release.ndjson"

# Names as a whole, without regard to case and space; a comma belongs to the name.
expect_code 0 $cli list articles --place 'old harbour'
expect_lines 1 'News of harbour'
expect_lines 1 '.'
expect_code 0 $cli list articles --place harbour
expect_lines 0 '.'
expect_code 0 $cli list articles --place 'coast, north' --place DELTA
expect_lines 2 'News of [cd]'
expect_lines 2 '.'
expect_code 0 $cli list articles --not-place delta --not-place 'coast, north'
expect_lines 1 'News of harbour'
expect_lines 2 "."
expect_code 0 $cli list articles --urgency 2-5
expect_lines 2 'News of [cd]'
expect_lines 2 '.'
expect_code 0 $cli list articles --urgency 3
expect_lines 1 '.'
expect_code 0 $cli list articles --since 2023-03 --until 2023-03-16
expect_lines 4 '.'
expect_code 0 $cli list articles --until 2023-02
expect_lines 0 '.'
expect_code 0 $cli list recommendations --status not-tracked,open
expect_lines 6 ':rec:'

# The feed: the place moves over what is held back.
expect_code 0 $cli watch --from earliest --until-head --place nowhere
expect_lines 0 '.'
expect_code 0 $cli watch --from earliest --until-head --kind article --not-place delta
expect_lines 3 '^#'
expect_code 0 $cli watch --from earliest --until-head --action update
expect_lines 0 '.'

# What is wrong is said by the program or by the server, all of it at once.
expect_code 2 $cli list recommendations --status opne
expect_text err '"opne" is none of .*Did you mean open?'
expect_code 2 $cli list articles --urgency high
expect_text err '--urgency: wants a number or a range such as 1-3'
expect_code 2 $cli list articles --status open
expect_code 1 $cli watch --kind article --status open
expect_text err 'filter.statuses: FILTER_NEVER_MATCHES: only recommendations have it'
expect_code 1 $cli list articles --since 2022-13 --place ' ' --urgency 9-3
expect_text err 'filter.places\[0\]: TEXT_EMPTY'
expect_text err 'filter.urgency: FILTER_NEVER_MATCHES'
expect_text err 'filter.date_published.from: DATE_INVALID'

finish

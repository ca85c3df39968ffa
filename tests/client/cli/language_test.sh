#!/usr/bin/env bash
# Reading in a language: notice, direction and date; the feed in a language, in other replays.
# Usage: language_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
name=articles/urn:example:port
article_json urn:example:port "Port opens" "Ships came." |
  sed 's/}\]}\]}}$/}]},{"language":"ar","kind":"TRANSLATION_KIND_HUMAN","translatedFrom":"en","sourceRevision":1,'\
'"headlines":[{"role":"main","value":"افتتاح الميناء"}],"bodies":[{"role":"main","value":"وصلت السفن."}]}]}}/' \
  > "$folder/port.json"
article_json urn:example:dam "Dam closes" "Water rose." > "$folder/dam.json"
expect_code 0 $cli publish "$folder/port.json"
expect_code 0 $cli publish "$folder/dam.json"
rtl=$(printf '\u2067') end=$(printf '\u2069')

expect_code 0 $cli get $name --lang ar
expect_text out "^${rtl}افتتاح الميناء${end}$"
expect_text out "^${rtl}وصلت السفن.${end}$"
expect_text out "ar · right to left"
expect_text out "${rtl}١٦ مارس ٢٠٢٣${end} · ar"
expect_no_text out 'Port opens'
expect_code 0 $cli get $name --lang fr,de
expect_text out '^Ce contenu.*anglais'
expect_text out '^16 mars 2023 · en · left to right$'
expect_code 0 $cli get $name --lang fr,de --notice-lang es
expect_text out '^Este contenido'
expect_text out '16 de marzo de 2023'
expect_code 0 $cli get $name --lang he,ar --notice-lang ar
expect_text out "^${rtl}"
expect_code 3 $cli get $name --lang fr,de --mode listed
expect_code 0 $cli get $name --mode all
expect_text out 'Port opens'
expect_text out 'افتتاح'
expect_code 0 $cli list articles --lang ar --has-lang ar
expect_lines 1 "${rtl}افتتاح الميناء${end} · $name r1$"

# The feed, each entry in the language that was asked for.
expect_code 0 $cli watch --from earliest --until-head --lang ar
expect_text out "^#1 .* publish article \[ar\] ${rtl}افتتاح الميناء${end} $name r1$"
expect_text out '^#2 .* publish article \[en\] Dam closes '
expect_text out "^    ${rtl}.*${end}$"
expect_no_text out 'Port opens'
expect_code 0 $cli watch --from earliest --until-head --lang fr --notice-lang fr
expect_lines 2 '^    Ce contenu'
expect_code 0 $cli watch --from earliest --until-head --lang ar --mode listed
expect_text out '^#2 .* (in none of the wanted languages) '
expect_no_text out 'Dam closes'

# Replays: every entry, the latest of each item, the state as it stands.
sed 's/Ships came/Many ships came/' "$folder/port.json" > "$folder/port2.json"
expect_code 0 $cli publish "$folder/port2.json"
expect_code 0 $cli watch --from earliest --until-head
expect_lines 3 '^#'
expect_code 0 $cli watch --from earliest --until-head --replay full
expect_lines 3 '^#'
expect_code 0 $cli watch --replay latest --until-head
expect_lines 2 '^#[23] '
expect_lines 2 '^#'
expect_code 0 $cli watch --replay current-state --until-head --position-file "$folder/position"
expect_text err 'everything as it stood at .*; the feed follows'
expect_lines 2 '^#[23] '
expect_lines 2 '^#'
expect_code 0 $cli watch --replay current-state --until-head --position-file "$folder/position"
expect_lines 0 '^#'
expect_code 2 $cli watch --replay everything
expect_text err 'none of full, latest, current-state'
expect_code 1 $cli watch --from earliest --until-head --reader 'Not a name'
expect_text err 'READER_INVALID'

finish

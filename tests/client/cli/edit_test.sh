#!/usr/bin/env bash
# What a newsroom does to a text: correct, refile, translate, compare.
# Usage: edit_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
name=articles/urn:example:bridge
article_json urn:example:bridge "Bridge opens" 'The bridge is 21 m long.\n\nIt opened on Monday.' > "$folder/bridge.json"
expect_code 0 $cli publish "$folder/bridge.json"

# What was wrong must be said, and said in a language.
sed 's/21 m/12 m/' "$folder/bridge.json" > "$folder/mended.json"
expect_code 2 $cli correct "$folder/mended.json"
expect_text err '--text'
expect_code 2 $cli correct "$folder/mended.json" --text "no language"
expect_text err 'wants LANGUAGE=TEXT'
expect_code 1 $cli correct "$sample/press_release.ndjson" --text en=x
expect_text err 'holds 7 items, and one is wanted'
expect_code 3 $cli correct "$folder/nothing.json" --text en=x

expect_code 0 $cli correct "$folder/mended.json" --text en="The length was 12 m, not 21." --validate-only
expect_text out "^valid $name"
expect_code 0 $cli correct "$folder/mended.json" --text en="The length was 12 m, not 21."
expect_text out "^corrected $name r2 #2$"
expect_code 0 $cli get $name
expect_text out 'The bridge is 12 m long'
expect_text out '^Corrected in r2, .*: The length was 12 m, not 21.'

# Edited from what get printed; its etag says that nobody else may have changed it meanwhile.
$cli get $name -o json | sed 's/Bridge opens/Bridge open/' > "$folder/refiled.json"
expect_code 0 $cli correct "$folder/refiled.json" --refile --text en="A typo." --mask translations -o json
expect_text out '"REVISION_KIND_REFILE"'
expect_code 0 $cli correct "$folder/refiled.json" --refile --text en="A typo."
expect_text out "^unchanged $name r3$"
sed -i 's/Bridge open/Bridges open/' "$folder/refiled.json"
expect_code 1 $cli correct "$folder/refiled.json" --refile --text en="A typo."
expect_text err 'ETAG_MISMATCH'

# A translation by flags, then by a file.
printf 'Le pont mesure 12 m.\n' > "$folder/corps.txt"
expect_code 2 $cli translate $name
expect_text err 'Either a FILE, or --lang'
expect_code 2 $cli translate $name "$folder/x.json" --lang fr --headline x
expect_code 2 $cli translate $name --lang fr
expect_code 2 $cli translate $name --lang fr --headline x --kind humane
expect_text err 'Did you mean human?'
expect_code 0 $cli translate $name --lang fr --headline "Le pont ouvre" --body-file "$folder/corps.txt"
expect_text out "^translated $name r4 #4$"
expect_code 0 $cli get $name --lang fr
expect_text out '^Le pont ouvre$'
expect_text out 'fr · left to right'
expect_no_text out 'not available'
echo '{"language":"ar","kind":"TRANSLATION_KIND_MACHINE","headlines":[{"role":"main","value":"جسر"}],
  "bodies":[{"role":"main","value":"طول الجسر 12 م."}]}' > "$folder/ar.json"
expect_code 0 $cli translate "${name#articles/}" "$folder/ar.json"
expect_text out "^translated $name r5 #5$"
expect_code 0 $cli get $name --lang ar
expect_text out 'right to left · translation: machine'
expect_code 1 $cli translate $name --lang en --headline "Bridge" --body-file "$folder/corps.txt"
expect_text err 'ORIGINAL_NEEDED'
expect_code 1 $cli translate $name "$folder/bridge.json"
expect_text err 'is no translation as JSON'
expect_code 3 $cli translate articles/urn:example:nothing --lang fr --headline x

# What changed, for people and for programs.
expect_code 0 $cli diff $name 1 2
expect_text out "^$name r1 → r2$"
expect_text out '^translations\[en\].bodies\[main\].value$'
expect_text out '^  - The bridge is 21 m long.$'
expect_text out '^  + The bridge is 12 m long.$'
expect_no_text out 'Monday'
expect_code 0 $cli diff "${name#articles/}" 1 --output json
expect_text out '"toRevision": 5'
expect_code 0 $cli diff $name 5 5
expect_text out 'nothing differs'
expect_code 3 $cli diff $name 1 99
expect_text err 'REVISION_NOT_FOUND'

# A reader sees what kind of change it was, what it touched and what was wrong.
expect_code 0 $cli watch --from earliest --until-head
expect_lines 5 '^#'
expect_text out "^#2 .* correct article \[en\] Bridge opens $name r2$"
expect_text out '^    correction, major: translations\[en\].bodies\[main\].value'
expect_text out '^    en: The length was 12 m, not 21.$'
expect_text out '^    refile, minor: translations\[en\].headlines\[main\].value'
expect_text out '^    translation, normal: translations\[fr\]'

finish

#!/usr/bin/env bash
# Exit codes, help, suggestions; publish, get, list and follow with a place in a file.
# Usage: basics_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"

expect_code 0 $cli publish "$sample/press_release.ndjson"
expect_lines 7 '^created '
expect_code 0 $cli publish "$sample/press_release.ndjson"
expect_lines 7 '^unchanged '

article=$(sed -n 's/^unchanged \(articles\/[^ ]*\).*/\1/p' "$folder/out")
expect_code 0 $cli get "$article" --lang fr
expect_text out 'Ce contenu'
expect_text out '16 mars 2023'
expect_text out 'left to right'
expect_code 0 $cli get --lang fr "$article"
expect_code 0 $cli get "${article#articles/}" --output json
expect_text out '"article"'
expect_code 3 $cli get "$article" --lang fr --mode strict
expect_text err 'LANGUAGE_NOT_AVAILABLE'
expect_text err '--mode original'
expect_code 3 $cli get "${article#articles/}" --lang fr --mode listed
expect_text err 'LANGUAGE_NOT_AVAILABLE'
recommendation=$($cli list recommendations --limit 1 -o ndjson | sed 's/.*"name":"recommendations\/\([^"]*\)".*/\1/')
expect_code 3 $cli get "$recommendation" --lang fr --mode strict
expect_text err 'LANGUAGE_NOT_AVAILABLE'
expect_code 2 $cli get "$article" --mode lisetd
expect_text err 'Did you mean listed?'
expect_code 1 $cli get foo/bar
expect_text err '"foo/bar" is neither articles/URI nor recommendations/URI nor a URI alone'
expect_code 3 $cli get articles/urn:example:nothing
expect_code 1 $cli get articles/no-uri
expect_code 2 $cli publsh x
expect_text err 'Did you mean publish?'
expect_code 2 $cli watch --form earliest
expect_text err 'Did you mean --from?'
expect_code 2 $cli
expect_code 2 $cli watch --from nowhere
expect_code 4 "$newswire" --server 127.0.0.1:1 status
expect_text err 'cannot reach 127.0.0.1:1 (connection refused)'
expect_code 4 "$newswire" --server 127.0.0.1:1 watch
for malformed in '' localhost localhost:http localhost:99999 http://127.0.0.1:7447; do
  expect_code 2 "$newswire" --server "$malformed" status
  expect_text err 'form HOST:PORT'
  expect_no_text err '^E[0-9]'
done
expect_code 2 "$newswire" watch --count 0
expect_text err 'count'
expect_code 0 "$newswire" version

# What get printed can be published again, but not when it is one language of several.
$cli get "$article" -o json > "$folder/whole.json"
expect_code 0 $cli publish "$folder/whole.json"
expect_text out '^unchanged '
$cli get "$article" --lang en -o json > "$folder/part.json"
expect_code 1 $cli publish "$folder/part.json"
expect_text err 'get it without --lang'

# A place in a file: the second run begins where the first one ended.
expect_code 0 $cli watch --from earliest --count 3 --position-file "$folder/position" -o ndjson
expect_lines 3 ''
expect_code 0 $cli watch --from earliest --until-head --position-file "$folder/position"
expect_lines 4 '^#'
expect_code 0 $cli watch --from earliest --until-head --kind article
expect_lines 1 '^#'
expect_code 0 $cli watch --from earliest --until-head --has-lang fr
expect_lines 0 '^#'
expect_code 0 $cli list recommendations --limit 4 --output ndjson
expect_lines 4 ''
start_server second
expect_code 1 "$newswire" --server "$address" watch --position-file "$folder/position"
expect_text err 'LOG_REPLACED'

# Every command shows an example, and the program understands every example.
commands() {  # of the program, or of one of its commands
  "$newswire" $1 --help |
    awk '/^[A-Z].*:$/ {group = $1} (group == "Subcommands:" || group == "Newsroom:") && /^  [a-z]/ {print $1}'
}
cd "$folder" || exit 1
export NEWSWIRE_SERVER=127.0.0.1:1
examples=0
for command in $(commands ''); do
  [ "$command" = bench ] && continue
  for sub in "" $(commands "$command"); do
    example=$("$newswire" $command $sub --help | sed -n 's/^Example: newswire //p')
    case "$example" in "$command"*) ;; *) fail "no example of its own in $command $sub --help"; continue ;; esac
    eval "timeout 60 \"\$newswire\" $example --timeout 0.3" > out 2> err < /dev/null
    [ $? -ne 2 ] || fail "wrong use in the example of $command $sub: $(cat err)"
    examples=$((examples + 1))
  done
done
[ $examples -ge 25 ] || fail "only $examples examples were found"

finish

#!/usr/bin/env bash
# The CLI against a real server: exit codes, export and import, an import that is interrupted.
# Usage: cli_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
set -uo pipefail
newswired=$1
newswire=$2
sample=$3/deploy/sample
folder=$(mktemp -d "${TMPDIR:-/tmp}/newswire-cli-test.XXXXXX")
pids=
unset NEWSWIRE_SERVER
trap 'for pid in $pids; do kill -KILL $pid 2>/dev/null; wait $pid 2>/dev/null; done; rm -rf "$folder"' EXIT
failures=0

fail() { echo "FAIL: $*" >&2; failures=$((failures + 1)); }
expect_code() {  # code, then the command
  local want=$1
  shift
  "$@" > "$folder/out" 2> "$folder/err" < /dev/null
  local got=$?
  [ $got -eq "$want" ] || fail "exit code $got, not $want: $* ($(head -c 300 "$folder/err"))"
}
expect_text() { grep -q -- "$2" "$folder/$1" || fail "no '$2' in std$1: $(head -c 300 "$folder/$1")"; }

start_server() {  # name; sets address
  : > "$folder/$1.out"
  "$newswired" --listen 127.0.0.1:0 --data-dir "$folder/$1" > "$folder/$1.out" 2> "$folder/$1.log" &
  local pid=$! tries=0
  pids="$pids $pid"
  until grep -q '^newswired listening on' "$folder/$1.out"; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] && kill -0 $pid 2>/dev/null || { cat "$folder/$1.log" >&2; exit 1; }
    read -r -t 0.05 <> <(:)
  done
  address=$(sed -n 's/^newswired listening on //p' "$folder/$1.out" | head -n 1)
}

start_server first
first=$address
cli="$newswire --server $first"

expect_code 0 $cli publish "$sample/press_release.ndjson"
[ "$(grep -c '^created ' "$folder/out")" -eq 7 ] || fail "seven items should be created"
expect_code 0 $cli publish "$sample/press_release.ndjson"
[ "$(grep -c '^unchanged ' "$folder/out")" -eq 7 ] || fail "the same again should change nothing"

article=$(sed -n 's/^unchanged \(articles\/[^ ]*\).*/\1/p' "$folder/out")
expect_code 0 $cli get "$article" --lang fr
expect_text out 'Ce contenu'
expect_text out '16 mars 2023'
expect_text out 'left to right'
expect_code 0 $cli get "${article#articles/}" --output json
expect_text out '"article"'
expect_code 3 $cli get "$article" --lang fr --mode strict
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
expect_code 0 "$newswire" version

# A place in a file: the second run begins where the first one ended.
expect_code 0 $cli watch --from earliest --count 3 --position-file "$folder/position" -o ndjson
[ "$(wc -l < "$folder/out")" -eq 3 ] || fail "three entries"
expect_code 0 $cli watch --from earliest --until-head --position-file "$folder/position"
[ "$(wc -l < "$folder/out")" -eq 4 ] || fail "the other four entries"
expect_code 0 $cli watch --from earliest --until-head --kind article
[ "$(wc -l < "$folder/out")" -eq 1 ] || fail "one article"
expect_code 0 $cli list recommendations --limit 4 --output ndjson
[ "$(wc -l < "$folder/out")" -eq 4 ] || fail "four recommendations"

# Bad lines are told by number, the rest goes in.
{
  echo '{"id":"c/1","source":"x","original_language":"en","texts":{"en":{"headline":"One",'\
'"paragraphs":["Text."]},"fr":{"headline":"Un","partial":true}},"numbered_items":'\
'[{"ordinal":1,"texts":{"en":"Do.","fr":"Faites."}}]}'
  echo '{"broken'
  echo '{"article":{"name":"articles/urn:example:empty"}}'
  echo
  echo '{"id":"c/2","source":"x","original_language":"en","texts":{"en":{"headline":"Two","paragraphs":["T"]}}}'
} > "$folder/lines.ndjson"
expect_code 1 $cli import ndjson "$folder/lines.ndjson" --provider corpus.example
expect_text err 'line 2: not valid JSON'
expect_text err 'line 3: '
expect_text out '3 new'
[ ! -e "$folder/lines.ndjson.newswire-import" ] || fail "the state file stays behind"
expect_code 0 $cli get urn:newsml:corpus.example:c:1 --lang fr
expect_text out 'One'

# An import that lost its server keeps its place, and goes on there.
for i in $(seq 2000); do
  echo '{"id":"bulk/'$i'","source":"x","original_language":"en","texts":{"en":{"headline":"H","paragraphs":["P"]}}}'
done > "$folder/bulk.ndjson"
size=$(stat -c '%s' "$folder/bulk.ndjson")
mtime=$(stat -c '%.9Y' "$folder/bulk.ndjson")
printf '1990\n%s %s.%s\n' "$size" "${mtime%.*}" "$((10#${mtime#*.}))" > "$folder/bulk.ndjson.newswire-import"
expect_code 0 $cli import ndjson "$folder/bulk.ndjson" --provider bulk.example
expect_text out '^10 items'
expect_text err '1990 lines were imported before'
expect_code 0 $cli import ndjson "$folder/bulk.ndjson" --provider bulk.example
expect_text out '1990 new, 0 changed, 10 unchanged'

# Export, import elsewhere, export again: the same bytes.
expect_code 0 $cli export --output "$folder/export1"
start_server second
expect_code 0 "$newswire" --server "$address" import ndjson "$folder/export1"
expect_code 0 "$newswire" --server "$address" export --output "$folder/export2"
cmp "$folder/export1" "$folder/export2" || fail "the exports differ"
[ "$(wc -l < "$folder/export1")" -eq 2010 ] || fail "2010 items should be exported"
expect_code 1 "$newswire" --server "$address" watch --position-file "$folder/position"
expect_text err 'LOG_REPLACED'

[ $failures -eq 0 ] && echo "all good"
exit $((failures > 0))

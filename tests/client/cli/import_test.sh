#!/usr/bin/env bash
# Imports: lines that are bad, and an import that was interrupted.
# Usage: import_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"

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
expect_text err 'line 2: not valid JSON at column 9: '
expect_text err 'line 3: '
expect_text err '^  article.type: FIELD_REQUIRED'
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

# What cannot be read is no success: a folder, also as standard input.
mkdir "$folder/folder"
expect_code 1 $cli import ndjson "$folder/folder"
expect_text err 'folder: Is a directory'
"$newswire" --server "$address" import ndjson - < "$folder/folder" > "$folder/out" 2> "$folder/err"
[ $? -eq 1 ] || fail "a folder on standard input is no success"
expect_text err 'cannot read the input after line 0'

finish

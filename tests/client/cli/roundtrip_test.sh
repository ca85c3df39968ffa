#!/usr/bin/env bash
# Export, import into an empty server, export again: the same bytes. With the press release, and
# with the parallel corpus where it is.
# Usage: roundtrip_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

# name, file with items, number of items in it.
round_trip() {
  local name=$1 items=$3
  start_server "$name-1"
  local first="$newswire --server $address"
  start_server "$name-2"
  local second="$newswire --server $address"
  expect_code 0 $first import ndjson "$2" --provider corpus.example --restart
  expect_text out "^$items items ($items new, 0 changed, 0 unchanged, 0 refused)"
  expect_code 0 $first export --output "$folder/$name.first"
  expect_code 0 $second import ndjson "$folder/$name.first"
  expect_text out "^$items items ($items new, 0 changed, 0 unchanged, 0 refused)"
  expect_code 0 $second export --output "$folder/$name.second"
  cmp "$folder/$name.first" "$folder/$name.second" || fail "$name: the exports differ"
  [ "$(wc -l < "$folder/$name.first")" -eq "$items" ] || fail "$name: not $items lines"
  # The same again changes nothing, so nothing was lost that makes an item what it is.
  expect_code 0 $first import ndjson "$folder/$name.first"
  expect_text out "^$items items (0 new, 0 changed, $items unchanged, 0 refused)"
  expect_code 0 $first export
  cmp "$folder/out" "$folder/$name.first" || fail "$name: a second export differs"
}

# The file is read only and an import keeps its place beside it, so a copy is used.
cp "$sample/press_release.ndjson" "$folder/press_release.ndjson"
round_trip press_release "$folder/press_release.ndjson" 7
# What a client sent is what comes out, byte for byte.
cmp <(sort "$folder/press_release.first") <(sort "$sample/press_release.ndjson") ||
  fail "the export of the press release is not what was published"

# A later revision: its export carries the current text, and the older one is gone.
{
  article_json urn:example:revised "Old headline" "Text."
  article_json urn:example:revised "New headline" "Text."
} > "$folder/revised.ndjson"
start_server revised
expect_code 0 "$newswire" --server "$address" publish "$folder/revised.ndjson"
expect_code 0 "$newswire" --server "$address" export
expect_lines 1 'New headline'
expect_lines 0 'Old headline'
expect_lines 0 '"revision"\|"etag"\|"createTime"\|"revisionCreateTime"\|"contentSha256"\|"direction"'

corpus=$source_dir/../shared/data/corpus.ndjson
if [ ! -r "$corpus" ]; then
  echo "SKIPPED: no corpus at $corpus; only the press release made the round trip" >&2
  finish
fi
cp "$corpus" "$folder/corpus.ndjson"
documents=$(wc -l < "$corpus")
numbered=$(grep -o '"ordinal"' "$corpus" | wc -l)
round_trip corpus "$folder/corpus.ndjson" $((documents + numbered))
# Every text of every language is there.
texts=$(grep -o '"headline"' "$corpus" | wc -l)
got=$(grep -o '"kind":"TRANSLATION_KIND_[A-Z]*"[^{]*"headlines"' "$folder/corpus.second" | wc -l)
[ "$got" -eq "$texts" ] || fail "corpus: $got translations, not $texts"
for language in ar he ru zh-Hans zh-Hant sr-Cyrl sr-Latn es-419 pt-BR th; do
  grep -q "\"language\":\"$language\"" "$folder/corpus.second" || fail "corpus: no $language"
done

finish

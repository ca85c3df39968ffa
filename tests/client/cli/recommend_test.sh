#!/usr/bin/env bash
# Following up a recommendation: assessments, answers, history.
# Usage: recommend_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
name=recommendations/urn:example:rec
cat > "$folder/rec.json" <<'JSON'
{"recommendation": {"name": "recommendations/urn:example:rec", "ordinal": 1, "ordinalLabel": "(1)",
  "sourceDocument": {"id": "d1", "titles": [{"language": "en", "value": "Guide"}]},
  "addressees": [{"entity": {"id": "o1", "rel": "addressee",
                             "names": [{"language": "en", "value": "Harbour Board"}]}}],
  "originalLanguage": "en", "status": "RECOMMENDATION_STATUS_NOT_TRACKED", "pubStatus": "PUB_STATUS_USABLE",
  "texts": [{"language": "en", "textuality": "TEXTUALITY_VERBATIM_FROM_SOURCE",
             "kind": "TRANSLATION_KIND_ORIGINAL", "value": "Light the buoys."}]}}
JSON
expect_code 0 $cli publish "$folder/rec.json"
expect_code 0 $cli recommend history $name
expect_text out '^Status: not tracked$'
expect_text out 'never changed'
expect_text out '^  o1  *Harbour Board  *not stated$'

# The issuer's status becomes the status; others only have their say.
expect_code 2 $cli recommend assess $name --status open
expect_text err '--role'
expect_code 2 $cli recommend assess $name --role isuer
expect_text err 'Did you mean issuer?'
expect_code 0 $cli recommend assess $name --role issuer --by "River Organization" --status open \
  --comment en="Work has begun." --target-date 2024-06
expect_text out "^assessed $name r2 #2$"
expect_code 0 $cli recommend assess urn:example:rec --role third-party --by fr="Les Amis" --progress moderate \
  --as-of 2023-05 --evidence https://example.com/a --evidence https://example.com/b
expect_code 1 $cli recommend assess $name --role issuer --by "River Organization" --status not-tracked
expect_text err 'STATUS_TRANSITION'
expect_code 1 $cli recommend assess $name --role issuer --status closed-superseded
expect_text err 'superseded_by'
for wrong in nothing articles/urn:example:1; do
  expect_code 1 $cli recommend assess $name --role issuer --status closed-superseded --superseded-by $wrong
  expect_text err 'superseded_by: .*must be recommendations/{uri}'
done

expect_code 0 $cli recommend respond $name --addressee o1 --response partially-accepted --date 2023-04-01 \
  --comment en="By summer."
expect_text out "^answered $name r4 #4$"
expect_code 3 $cli recommend respond $name --addressee o9 --response accepted
expect_text err 'ADDRESSEE_NOT_FOUND'
expect_text err 'newswire recommend history'
expect_code 2 $cli recommend respond $name --addressee o1 --response accept
expect_text err 'Did you mean accepted?'

# The same assessor's new word takes the place of the old one.
expect_code 0 $cli recommend assess $name --role issuer --by "River Organization" --status closed-implemented \
  --progress complete
expect_code 0 $cli recommend history $name
expect_text out '^Status: closed implemented$'
expect_text out '^  2  .* not tracked  *open  *issuer.* Work has begun.$'
expect_text out '^  5  .* open  *closed implemented  *issuer'
expect_lines 1 '^  issuer  *River Organization  *closed implemented  *complete'
expect_text out '^  third party  *Les Amis  *moderate  *2023-05  *https://example.com/a https://example.com/b$'
expect_text out '^  o1  *Harbour Board  *partially accepted  *2023-04-01  *By summer.$'
expect_code 0 $cli recommend history $name --output json
expect_text out '"statusHistory"'
expect_code 0 $cli get $name
expect_text out '^Status: closed implemented · due 2024-06'
expect_code 3 $cli recommend history recommendations/urn:example:nothing

# Readers see where it stands.
expect_code 0 $cli watch --from earliest --until-head
expect_text out "^#2 .* status recommendation \[en\] (1) Light the buoys. → open $name r2$"
expect_text out '^    status, major: .*status'

# Corrected and withheld like articles.
sed 's/buoys/lamps/' "$folder/rec.json" > "$folder/mended.json"
expect_code 0 $cli correct "$folder/mended.json" --mask texts --text en="The word was wrong."
expect_text out "^corrected $name r6 #6$"
expect_code 0 $cli diff $name 5 6
expect_text out '^  + Light the lamps.$'
expect_code 0 $cli withhold urn:example:rec --reason legal
expect_text out "^withheld $name r7 #7$"
expect_code 0 $cli recommend history $name
expect_text out '^withheld since '
expect_no_text out 'lamps'

finish

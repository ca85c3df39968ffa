#!/usr/bin/env bash
# Taking items back: withhold, reinstate, cancel, embargo, and who has answered.
# Usage: retract_test.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
. "$(dirname "$0")/lib.sh"

start_server first
cli="$newswire --server $address"
name=articles/urn:example:one
article_json urn:example:one "Secret headline" "Secret text." > "$folder/one.json"
article_json urn:example:two "Second headline" "Text." > "$folder/two.json"
expect_code 0 $cli publish "$folder/one.json"
expect_code 0 $cli publish "$folder/two.json"
expect_code 0 $cli watch --from earliest --until-head --reader first-site
expect_lines 2 '^#'

# On hold: no content anywhere, the advisory everywhere.
expect_code 2 $cli withhold $name
expect_text err '--reason'
expect_code 2 $cli withhold $name --reason questionble
expect_text err 'Did you mean questionable?'
expect_code 0 $cli withhold $name --reason questionable --advisory en="We are checking."
expect_text out "^withheld $name r2 #3$"
expect_text err "newswire retraction status $name"
expect_code 1 $cli withhold $name --reason questionable
expect_text err 'newswire reinstate'
expect_code 0 $cli get $name --lang en
expect_text out '^withheld since .*, by #3$'
expect_no_text out 'Secret'
expect_code 0 $cli watch --from earliest --until-head
expect_text out '^#1 .* (withheld by #3) '
expect_text out '^#3 .* withhold article '
expect_text out '^    TAKE IT DOWN until it is reinstated: questionable$'
expect_text out '^    withhold, major$'
expect_text out '^    en: We are checking.$'
expect_no_text out 'Secret'
expect_code 0 $cli export
expect_lines 1 '^'
expect_no_text out 'Secret'

# Who has taken it down.
expect_code 0 $cli retraction status $name
expect_text out ': 0 answered, 1 outstanding$'
expect_text out '^  first-site  *#2 '
expect_code 0 $cli retraction ack $name 3 --reader first-site --result cannot --comment "It is in print."
expect_text out "^noted for first-site: cannot, $name #3$"
expect_code 0 $cli retraction status urn:example:one 3
expect_text out ': 1 answered, 0 outstanding$'
expect_text out '^  first-site  *cannot .* It is in print.$'
expect_code 0 $cli retraction status $name --output json
expect_text out '"RETRACTION_RESULT_CANNOT"'
expect_code 1 $cli retraction ack $name 1 --reader first-site --result retracted
expect_text err 'NOT_A_RETRACTION'
expect_text err 'TAKE IT DOWN'
expect_code 1 $cli retraction ack $name 3 --reader first-site --result cannot
expect_text err 'comment'

expect_code 0 $cli reinstate $name --advisory en="It was right."
expect_text out "^reinstated $name r3 #4$"
expect_code 0 $cli get $name
expect_text out '^Secret headline$'
expect_code 1 $cli reinstate $name
expect_text err 'ITEM_NOT_WITHHELD'

# A cancel says first what it would destroy, and how it is really meant.
expect_code 2 $cli cancel $name --reason erroneous --advisory en="It's wrong."
expect_text err 'nothing was cancelled'
expect_text err "Secret headline · $name"
command=$(sed -n '$s/^ *//p' "$folder/err")
[ "$command" = "$cli cancel $name --reason erroneous --advisory 'en=It'\''s wrong.' --confirm $name" ] ||
  fail "not the command to paste: $command"
expect_code 2 $cli cancel $name --reason erroneous --confirm articles/urn:example:two
expect_text err 'is another name than'
expect_code 0 bash -c "$command --replaced-by articles/urn:example:two"
expect_text out "^cancelled $name r4 #5$"
expect_code 0 $cli get $name --lang fr,en
expect_text out '^cancelled since .*, by #5$'
expect_no_text out 'Secret'
expect_code 0 $cli watch --from earliest --until-head
expect_text out '^#1 .* (cancelled by #5) '
expect_text out '^    TAKE IT DOWN for ever: erroneous · in its place: articles/urn:example:two$'
expect_no_text out 'Secret'
expect_code 1 $cli reinstate $name
expect_text err 'ITEM_CANCELED'
expect_code 0 $cli cancellations
expect_text out "^#5 .* erroneous .* $name  *articles/urn:example:two$"
expect_code 0 $cli cancellations --since 2999-01-01
expect_text out '^nothing was cancelled$'
expect_code 0 $cli cancellations --output ndjson
expect_text out '"sequence":"5"'
expect_code 2 $cli cancellations --since yesterday

# One translation alone: the article stays, and readers are told which text to take down.
printf 'Texte.\n' > "$folder/corps.txt"
two=articles/urn:example:two
expect_code 0 $cli translate $two --lang fr --headline "Deux" --body-file "$folder/corps.txt"
expect_code 0 $cli withhold $two --lang fr --reason erroneous
expect_text out "^withheld $two r3 #7$"
expect_no_text err 'retraction status'
expect_code 0 $cli get $two --lang fr
expect_text out '^Second headline$'
expect_text out 'languages: en, fr (withheld)$'
expect_code 0 $cli export
expect_no_text out 'Deux'
expect_code 0 $cli reinstate urn:example:two --lang fr
expect_code 0 $cli get $two --lang fr
expect_text out '^Deux$'
expect_code 2 $cli cancel $two --lang fr --reason erroneous
expect_text err 'destroys the text in fr for ever'
expect_code 0 $cli cancel $two --lang fr --reason erroneous --confirm $two
expect_text out "^cancelled $two r5 #9$"
expect_code 0 $cli watch --from 6 --until-head
expect_text out '^    TAKE DOWN translations\[fr\] until it is reinstated: erroneous$'
expect_text out '^    TAKE DOWN translations\[fr\] for ever: erroneous$'
expect_no_text out 'Deux'
expect_code 1 $cli withhold $two --lang en --reason erroneous
expect_text err 'ORIGINAL_NEEDED'

# Under embargo nobody knows of it; it comes out when it is released.
sed 's/urn:example:one/urn:example:held/; s/"originalLanguage"/"embargo":{"indefinite":true},&/' \
  "$folder/one.json" > "$folder/held.json"
expect_code 0 $cli publish "$folder/held.json"
expect_text out '^held articles/urn:example:held r1 until it is released: newswire release articles/urn:example:held$'
expect_code 3 $cli get articles/urn:example:held
expect_code 0 $cli release urn:example:held
expect_text out '^released articles/urn:example:held r1 #10$'
sed 's/urn:example:held/urn:example:later/; s/"indefinite":true/"embargoedUntil":"2026-12-31T06:00:00Z"/' \
  "$folder/held.json" > "$folder/later.json"
until=$(date -u -d '+1 year' +%Y-%m-%dT06:00:00Z)
sed -i "s/2026-12-31T06:00:00Z/$until/" "$folder/later.json"
expect_code 0 $cli publish "$folder/later.json"
expect_text out "^held articles/urn:example:later r1 until ${until%T*} 06:00:00 UTC$"

# Under embargo nobody can ask what the original is; with the language said, a translation goes in.
expect_code 3 $cli translate urn:example:later --lang fr --headline "Plus tard"
expect_text err 'no reader can see articles/urn:example:later'
expect_text err '--from LANGUAGE'
expect_text err '--source-revision'
expect_code 0 $cli translate urn:example:later --lang fr --headline "Plus tard" --from en
expect_text out "articles/urn:example:later r2 "

sed 's/urn:example:later/urn:example:later2/' "$folder/later.json" > "$folder/later2.json"
expect_code 0 $cli import ndjson "$folder/later2.json"
expect_text out '^1 items (0 new, .* 0 refused, 1 held by an embargo)'
expect_code 0 $cli cancel articles/urn:example:later --confirm articles/urn:example:later --reason duplicate
expect_text out 'under embargo: no reader learns of it'

# What takes its place may be said by its uri alone; a wrong one is refused as one of its kind.
article_json urn:example:old "Old" "Text." > "$folder/old.json"
expect_code 0 $cli publish "$folder/old.json"
expect_code 1 $cli cancel urn:example:old --confirm urn:example:old --reason duplicate --replaced-by nothing
expect_text err 'replaced_by: .*must be articles/{uri}'
expect_code 1 $cli cancel articles/urn:example:old --confirm articles/urn:example:old --reason duplicate \
  --replaced-by recommendations/nothing
expect_text err 'replaced_by: .*must be recommendations/{uri}'
expect_code 0 $cli cancel urn:example:old --confirm urn:example:old --reason duplicate --replaced-by urn:example:two
expect_code 0 $cli cancellations
expect_text out " articles/urn:example:old  *articles/urn:example:two$"

finish

# Shared by the tests of the CLI, which source it with their own arguments:
#   PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE SOURCE_DIR
# Servers and files live in a temporary folder and end with the script.
set -uo pipefail
newswired=$1
newswire=$2
source_dir=$3
sample=$source_dir/deploy/sample
folder=$(mktemp -d "${TMPDIR:-/tmp}/newswire-cli-test.XXXXXX")
pids=
failures=0
finished=
unset NEWSWIRE_SERVER
# A script that ends without `finish` has failed.
trap 'code=$?; for pid in $pids; do kill -KILL $pid 2>/dev/null; wait $pid 2>/dev/null; done; rm -rf "$folder"
      [ -n "$finished" ] || code=1; exit $code' EXIT

fail() {
  echo "FAIL: line ${BASH_LINENO[-2]}: $*" >&2
  failures=$((failures + 1))
}

# Ends the script with what was found.
finish() {
  finished=yes
  [ $failures -eq 0 ] && echo "all good"
  exit $((failures > 0))
}

# code, then the command; what it prints is in out and err.
expect_code() {
  local want=$1
  shift
  "$@" > "$folder/out" 2> "$folder/err" < /dev/null
  local got=$?
  [ $got -eq "$want" ] || fail "exit code $got, not $want: $* ($(head -c 300 "$folder/err"))"
}
# out or err, then what must (must not) stand in it, as a basic regular expression.
expect_text() { grep -q -- "$2" "$folder/$1" || fail "no '$2' in std$1: $(head -c 600 "$folder/$1")"; }
expect_no_text() { ! grep -q -- "$2" "$folder/$1" || fail "'$2' in std$1: $(head -c 600 "$folder/$1")"; }
# How many lines of out fit.
expect_lines() {
  local got
  got=$(grep -c -- "$2" "$folder/out")
  [ "$got" -eq "$1" ] || fail "$got lines with '$2', not $1: $(head -c 600 "$folder/out")"
}

# Starts a server with an empty (or, under a name used before, its old) folder; sets address.
start_server() {
  local name=$1
  shift
  : > "$folder/$name.out"
  "$newswired" --listen 127.0.0.1:0 --data-dir "$folder/$name" "$@" > "$folder/$name.out" 2> "$folder/$name.log" &
  local pid=$! tries=0
  pids="$pids $pid"
  until grep -q '^newswired listening on' "$folder/$name.out"; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] && kill -0 $pid 2>/dev/null || { cat "$folder/$name.log" >&2; exit 1; }
    read -r -t 0.05 <> <(:)
  done
  address=$(sed -n 's/^newswired listening on //p' "$folder/$name.out" | head -n 1)
}

# One small article in English as JSON: its URI, headline, text.
article_json() {
  printf '{"article":{"name":"articles/%s","type":"ITEM_TYPE_TEXT","pubStatus":"PUB_STATUS_USABLE",' "$1"
  printf '"originalLanguage":"en","datePublished":{"value":"2023-03-16"},"translations":[{"language":"en",'
  printf '"kind":"TRANSLATION_KIND_ORIGINAL","headlines":[{"role":"main","value":"%s"}],' "$2"
  printf '"bodies":[{"role":"main","value":"%s"}]}]}}\n' "$3"
}

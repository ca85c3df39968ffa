#!/usr/bin/env bash
# Shows in one minute what Newswire does: publish, follow, read in a language, survive a crash.
# Usage: demo.sh PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE. Leaves nothing behind.
set -euo pipefail

if [ $# -ne 2 ]; then
  echo "usage: $0 PATH_TO_NEWSWIRED PATH_TO_NEWSWIRE" >&2
  exit 2
fi
newswired=$(realpath "$1")
newswire=$(realpath "$2")
sample=$(cd "$(dirname "$0")/sample" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/newswire-demo.XXXXXX")
server_pid=
watch_pid=
unset NEWSWIRE_SERVER

clean_up() {
  local code=$?
  trap - EXIT
  trap '' HUP INT TERM
  for pid in $watch_pid $server_pid; do
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  [ $code -eq 0 ] || sed 's/^/  server: /' "$folder/server.log" >&2 2>/dev/null || true
  rm -rf "$folder"
  exit $code
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

say() { printf '\n== %s\n' "$*"; }
indent() { sed 's/^/   /'; }

# Tries a condition up to 600 times; each try waits at most 50 ms for something that never comes, so
# that nothing here depends on how fast this machine is.
wait_for() {
  local what=$1 tries=0
  shift
  until "$@"; do
    tries=$((tries + 1))
    if [ $tries -ge 600 ]; then
      echo "demo: gave up waiting for $what" >&2
      exit 1
    fi
    read -r -t 0.05 <> <(:) || true
  done
}

listening() { grep -q '^newswired listening on' "$folder/server.out" 2>/dev/null; }
alive() { kill -0 "$server_pid" 2>/dev/null; }
listening_or_dead() { listening || ! alive; }
start_server() {
  : > "$folder/server.out"
  "$newswired" --listen "$1" --data-dir "$folder/data" > "$folder/server.out" \
    2>> "$folder/server.log" &
  server_pid=$!
  wait_for "the server to listen" listening_or_dead
  listening || { echo "demo: the server did not start" >&2; exit 1; }
  address=$(sed -n 's/^newswired listening on //p' "$folder/server.out" | head -n 1)
}
# Entries begin with #; lines below one say more about it.
printed() {
  [ "$(grep -c '^#' "$folder/watch.out")" -ge "$1" ] && return
  kill -0 "$watch_pid" 2>/dev/null && return 1
  echo "demo: the subscriber has ended:" >&2
  cat "$folder/watch.log" >&2
  exit 1
}
attached() { "$newswire" --server "$address" status | grep -Eq '^subscribers +1$'; }

say "Starting a server on a free port of this machine"
start_server 127.0.0.1:0
echo "   listening on $address, data in a temporary folder"

say "A subscriber attaches and keeps its place in a file"
echo "   newswire watch --from earliest --position-file position"
"$newswire" --server "$address" --no-color watch --from earliest --heartbeat 1 \
  --position-file "$folder/position" > "$folder/watch.out" 2> "$folder/watch.log" &
watch_pid=$!
wait_for "the subscriber" attached

say "Publishing a press release and the six recommendations it reports"
"$newswire" --server "$address" publish "$sample/press_release.ndjson" > "$folder/publish.out"
cut -d' ' -f1 "$folder/publish.out" | sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)/   \1 items \2/'

say "What the subscriber has received, in order"
wait_for "seven entries" printed 7
cut -c 1-110 "$folder/watch.out" | indent

say "Asking for the article in French, else English: it comes in English and says so in French"
article=$(sed -n 's/^created \(articles\/[^ ]*\).*/\1/p' "$folder/publish.out")
echo "   newswire get $article --lang fr,en"
"$newswire" --server "$address" --no-color get "$article" --lang fr,en > "$folder/get.out"
head -n 4 "$folder/get.out" | indent
grep -q 'Ce contenu' "$folder/get.out" || { echo "demo: no French notice" >&2; exit 1; }

say "Killing the server without warning (SIGKILL), then starting it on the same port and folder"
kill -KILL "$server_pid"
wait "$server_pid" 2>/dev/null || true
start_server "$address"
"$newswire" --server "$address" status | grep -E '^(entries|writes)' | indent

say "Publishing a new revision; the subscriber was told nothing and resumes by itself"
grep '"article"' "$sample/press_release.ndjson" | sed 's/"profile":"press-release"/"urgency":4,&/' \
  > "$folder/update.ndjson"
"$newswire" --server "$address" publish "$folder/update.ndjson" | cut -c 1-110 | indent
wait_for "the eighth entry" printed 8
sed -n '/^#8 /,$p' "$folder/watch.out" | cut -c 1-110 | indent
sed 's/^/   (subscriber) /' "$folder/watch.log"

numbers=$(sed -nE 's/^#([0-9]+) .*/\1/p' "$folder/watch.out" | tr '\n' ' ')
if [ "$numbers" != "1 2 3 4 5 6 7 8 " ]; then
  echo "demo: the subscriber should have 1 to 8, once each, and has: $numbers" >&2
  exit 1
fi
say "Eight entries, numbered 1 to 8: nothing missing, nothing twice"

cat <<'END'

Try next, with a server of your own:
   make run                                   a server in the foreground
   newswire status                            what it holds
   newswire publish deploy/sample/press_release.ndjson
   newswire watch --from earliest             follow the feed
   newswire get ARTICLE --lang ar,fr          read in the languages you want
   newswire import page deploy/sample/press_release.txt --provider you.example --dry-run
   newswire --help                            everything else
END

#!/bin/sh
# Every measurement of the README in one go, about ten minutes: all.sh SERVER CLI [FOLDER]
# Results go to FOLDER (build/bench-results) as text and to standard output. Nothing else should run.
set -eu
server=$1
cli=$2
folder=${3:-build/bench-results}
mkdir -p "$folder"
measure() {
  name=$1
  shift
  "$cli" bench "$@" --server-binary "$server" | tee "$folder/$name.txt"
  echo
}
measure fanout-512 fanout --size 512
measure fanout-512-heads fanout --size 512 --read heads
measure fanout-3072 fanout --size 3072
measure fanout-3072-heads fanout --size 3072 --read heads
measure replay replay
measure replay-heads replay --read heads
measure publish-stream publish --mode stream
measure publish-unary publish --mode unary
measure idle idle
measure memory memory

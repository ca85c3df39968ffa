#!/bin/sh
# Installs the Debian 12 packages that Newswire needs, and only those that are missing.
#
#   deploy/install_packages.sh [build|test|runtime|dev]...
#
#   build    compile the server and the CLI (the default)
#   test     build, plus what `make test` needs
#   dev      test, plus the formatter, the linter and the benchmark reference
#   runtime  the shared libraries that built binaries load
#
# Runs as root or through sudo, asks nothing and says nothing when everything is there.
set -eu

BUILD="build-essential cmake ninja-build pkg-config lld
  protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev libabsl-dev librocksdb-dev
  libicu-dev libstemmer-dev libspdlog-dev libcli11-dev nlohmann-json3-dev libssl-dev
  libsystemd-dev grpc-proto golang-github-gogo-googleapis-dev"
TEST="clang libclang-rt-14-dev ccache libgtest-dev libgmock-dev"
DEV="clang-tidy clang-format rocksdb-tools libsqlite3-dev"
RUNTIME="libgrpc++1.51 libprotobuf32 libabsl20220623 librocksdb7.8 libicu72 libstemmer0d libspdlog1.10
  libssl3 libsystemd0 ca-certificates"

wanted=""
for set in "${@:-build}"; do
  case "$set" in
    build) wanted="$wanted $BUILD" ;;
    test) wanted="$wanted $BUILD $TEST" ;;
    dev) wanted="$wanted $BUILD $TEST $DEV" ;;
    runtime) wanted="$wanted $RUNTIME" ;;
    *) echo "unknown set: $set (build, test, dev or runtime)" >&2; exit 2 ;;
  esac
done

missing=""
for package in $wanted; do
  state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "run as root, or install sudo; missing:$missing" >&2; exit 1; }
  as_root="sudo"
fi
echo "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086  # the lists are meant to be split into words
if ! { $as_root apt-get update -qq &&
       $as_root env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

#!/usr/bin/env bash
# Prints where the test servers of the model store are; builds them once, outside the repository, from ordinary Go modules.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
key=$(cd "$here" && cat go.mod go.sum main.go | sha256sum | cut -c1-16)
bin=${XDG_CACHE_HOME:-$HOME/.cache}/aim-engine/store-servers-$key
if ! [ -x "$bin/servers" ]; then
  command -v go >/dev/null || { echo "store: the tests of s3:// and oci:// need Go 1.25 or later" >&2; exit 1; }
  mkdir -p "$bin"
  exec 9>"$bin/lock"
  flock 9
  if ! [ -x "$bin/servers" ]; then
    echo "store: its test servers are built, once (about a minute on 2 cores)" >&2
    cd "$here"
    CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS="-trimpath -mod=readonly" go build -p 2 -ldflags "-s -w" -o "$bin/servers.part" .
    mv "$bin/servers.part" "$bin/servers"
  fi
fi
echo "$bin/servers"

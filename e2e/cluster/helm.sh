#!/usr/bin/env bash
# Prints where helm is: in the cache or in PATH; otherwise builds it once from its Go module, like build.sh.
set -euo pipefail
. "$(dirname "$0")/env.sh"
HELM_MIN=3.14
VERSION=$(sed -n 's/.*helm.sh\/helm\/v3 v\([0-9.]*\).*/\1/p' "$HERE/helm/go.mod")
KEY=$( (cd "$HERE" && cat helm/go.mod helm/go.sum helm/tools.go; echo "$GO_FLAGS $LD_FLAGS"; uname -sm) | sha256sum | cut -c1-16)
BIN=$CACHE/helm-$KEY/bin

there() {
  [ ! -x "$BIN/helm" ] || { echo "$BIN/helm"; return; }
  local h v
  h=$(command -v helm) || return 1
  v=$(timeout 20 "$h" version --template '{{.Version}}' 2>/dev/null | sed 's/^v//')
  at_least "${v:-0}" "$HELM_MIN" && echo "$h"
}

if ! there; then
  want=$(sed -n 's/^go //p' "$HERE/helm/go.mod")
  have=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed 's/^go//; s/ .*//') || have=
  at_least "${have:-0}" "$want" || {
    echo "cluster: the chart's tests need helm $HELM_MIN or later in PATH, or Go $want or later to build it" >&2
    exit 1
  }
  mkdir -p "$BIN"
  exec 9>"$CACHE/helm-$KEY/lock"
  flock -n 9 || { echo "cluster: another build is under way, waiting for it" >&2; flock 9; }
  if ! there; then
    echo "cluster: helm $VERSION is built, once (2 to 3 minutes on 2 cores)" >&2
    cd "$HERE/helm"
    CGO_ENABLED=0 GOFLAGS="$GO_FLAGS ${GOFLAGS:-}" GOTOOLCHAIN=local \
      go build -ldflags "$LD_FLAGS -X helm.sh/helm/v3/internal/version.version=v$VERSION" -o "$BIN/helm.part" helm.sh/helm/v3/cmd/helm
    mv "$BIN/helm.part" "$BIN/helm"
    there
  fi
fi

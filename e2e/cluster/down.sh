#!/usr/bin/env bash
# Stops test clusters and removes their folders. What they hold is thrown away, so nothing is asked to end in peace.
#   down.sh FOLDER   the one that up.sh printed
#   down.sh --all    every one of this user
#   down.sh --stale  those whose starter was killed
set -uo pipefail
. "$(dirname "$0")/env.sh"
. "$HERE/node.sh"

stop() {
  local run=$1 f p
  case "$run" in
    "$RUNS"/run.*) ;;
    *) echo "cluster: $run is not a folder of a test cluster" >&2; return 2 ;;
  esac
  [ -d "$run" ] || return 0
  for f in "$run"/pids/*; do
    # a paused process dies of KILL too; a number that belongs to another process by now is left alone
    [ -e "$f" ] && alive "$f" && { read -r p _ <"$f"; kill -9 "$p" 2>/dev/null; }
  done
  for f in "$run"/pids/*; do
    for _ in $(seq 50); do [ -e "$f" ] && alive "$f" || break; sleep 0.1; done
  done
  node_down "$run"
  rm -rf --one-file-system "$run"
}

case "${1:-}" in
  --all) for r in "$RUNS"/run.*; do stop "$r"; done ;;
  --stale) for r in "$RUNS"/run.*; do [ ! -e "$r/owner" ] || alive "$r/owner" || stop "$r"; done ;;
  /*) stop "$1" ;;
  *) sed -n 's/^# \?//; 2,5p' "$0"; exit 2 ;;
esac

#!/usr/bin/env bash
# Hurts one process of a running cluster, for tests of what happens then.
#   component.sh FOLDER pause|resume|kill|restart etcd|kube-apiserver|kube-controller-manager|kube-scheduler|kwok
set -euo pipefail
. "$(dirname "$0")/env.sh"
run=${1:-} n=${3:-}
[ -e "$run/cmd/$n" ] && [ -n "$n" ] || { sed -n 's/^# \?//; 2,3p' "$0"; exit 2; }
signal() { ! alive "$run/pids/$n" || kill "-$1" "$(cut -d' ' -f1 "$run/pids/$n")"; }
gone() {
  signal KILL
  for _ in $(seq 100); do alive "$run/pids/$n" || return 0; sleep 0.05; done
}
case "$2" in
  pause) signal STOP ;;
  resume) signal CONT ;;
  kill) gone ;;
  restart) gone; launch "$run" "$n" "" ;;
  *) echo "cluster: cannot $2" >&2; exit 2 ;;
esac

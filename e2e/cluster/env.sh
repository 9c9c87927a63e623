# Sourced by the other scripts: where the cluster's programs are. Sets HERE, CACHE, KEY and BIN.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/aim-engine/cluster
GO_FLAGS='-trimpath -buildvcs=false'
LD_FLAGS='-s -w'
K8S=$(sed -n 's/^\tk8s.io\/kubernetes v//p' "$HERE/go/go.mod")
KEY=$( (cd "$HERE" && cat go/go.mod go/go.sum go/kube/main.go kwok/go.mod kwok/go.sum; echo "$GO_FLAGS $LD_FLAGS"; uname -sm) | sha256sum | cut -c1-16)
BIN=$CACHE/$KEY/bin # what build.sh makes; another version or platform has another folder

# Programs that must come from one folder: an API server and a scheduler of different versions are no cluster.
KUBE='etcd kube-apiserver kube-controller-manager kube-scheduler kubectl'
K8S_MIN=1.30 # ValidatingAdmissionPolicy is stable from here on
KWOK_MIN=0.6 # older ones were not tried

at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -1)" = "$2" ]; }

version() { timeout 20 "$1" --version 2>/dev/null; } # of a program that may be anything

why_not() { # folder, group (kube or kwok): prints why this folder cannot serve, nothing when it can
  local d=$1 p v programs=$KUBE
  [ "$2" = kube ] || programs=kwok
  for p in $programs; do [ -x "$d/$p" ] || { echo "has no $p"; return 0; }; done
  [ "$d" != "$BIN" ] || return 0 # of the right version by its name
  if [ "$2" = kwok ]; then
    v=$(version "$d/kwok" | sed -n 's/^kwok version v\([^ ]*\).*/\1/p')
    at_least "${v:-0}" "$KWOK_MIN" || echo "holds kwok ${v:-of no version}, $KWOK_MIN or later is needed"
    return 0
  fi
  v=$(version "$d/kube-apiserver" | sed -n 's/^Kubernetes v//p')
  at_least "${v:-0}" "$K8S_MIN" || { echo "holds Kubernetes ${v:-of no version}, $K8S_MIN or later is needed"; return 0; }
  for p in kube-controller-manager kube-scheduler; do
    [ "$(version "$d/$p")" = "Kubernetes v$v" ] || { echo "holds a $p that is not $v"; return 0; }
  done
}

folder_of() { # group: the folder to take it from; fails when there is none. KUBEBUILDER_ASSETS, the cache, PATH
  local d why
  if [ -n "${KUBEBUILDER_ASSETS:-}" ]; then
    why=$(why_not "$KUBEBUILDER_ASSETS" "$1")
    [ -n "$why" ] || { echo "$KUBEBUILDER_ASSETS"; return; }
    [ "$1" = kwok ] || echo "cluster: KUBEBUILDER_ASSETS is not used: it $why" >&2
  fi
  [ -n "$(why_not "$BIN" "$1")" ] || { echo "$BIN"; return; }
  while IFS= read -r -d: d; do
    [ -n "$d" ] && [ -z "$(why_not "$d" "$1")" ] && { echo "$d"; return; }
  done <<<"$PATH:"
  return 1
}

# --- Runs. Every cluster has a folder of its own under RUNS: its processes, keys, data and logs, nothing elsewhere.
RUNS=${TMPDIR:-/tmp}/aim-cluster-$(id -u)

started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; } # with its number, this names a process for good
alive() { # file with "number start": whether this very process still runs
  local p s state threads
  read -r p s <"$1" 2>/dev/null && [ "$(started_at "$p")" = "$s" ] || return
  read -r state threads < <(sed 's/.*) //' "/proc/$p/stat" 2>/dev/null | cut -d' ' -f1,18)
  # a killed process keeps its ports until the last of its threads is gone, though its first is a zombie by then
  [ -n "$state" ] && { [ "$state" != Z ] || [ "$threads" -gt 1 ]; }
}
note() { echo "$1 $(started_at "$1")" >"$2"; } # process, file

launch() { # run folder, name, wrapper or "": runs the command kept in cmd/NAME in a session of its own
  local run=$1 n=$2
  # shellcheck disable=SC2086
  (cd "$run" && exec setsid $3 bash "$run/cmd/$n" >>"$run/log/$n.log" 2>&1 </dev/null) &
  note $! "$run/pids/$n"
}

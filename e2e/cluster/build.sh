#!/usr/bin/env bash
# Makes sure that the test cluster's programs are there: etcd, kube-apiserver, kube-controller-manager,
# kube-scheduler, kubectl and kwok. What KUBEBUILDER_ASSETS, the cache or PATH hold is taken; the rest is
# built from ordinary Go modules into a cache outside the repository, once for each set of versions.
# An interrupted build goes on where it stopped (Go keeps compiled packages); parallel builds wait for one another.
set -euo pipefail
. "$(dirname "$0")/env.sh"

need_go() {
  local want v
  want=$(sed -n 's/^go //p' "$HERE/kwok/go.mod")
  v=$(GOTOOLCHAIN=local go env GOVERSION 2>/dev/null | sed 's/^go//; s/ .*//') || v=
  at_least "${v:-0}" "$want" && return
  cat >&2 <<M
cluster: the tests of the operator run on a real Kubernetes control plane, and its programs are not here.
  found:   ${v:+Go $v, too old}${v:-no Go}; no etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kubectl
           of one version ($K8S_MIN or later) in KUBEBUILDER_ASSETS, $BIN or PATH
  do one:  install Go $want or later, and run this again: it builds them once (about 10 minutes on 2 cores, 8 GiB of disk)
           or put those five and kwok in one folder and set KUBEBUILDER_ASSETS to it
  or run   ./check fast, which leaves these tests out
M
  exit 1
}

counted() { # what, of how many: reads the names that Go prints, says every hundredth; anything else is an error and passes
  local n=0 line
  while IFS= read -r line; do
    case "$line" in
      "go: downloading "*) ;;
      *" "* | "#"* | "") echo "$line" >&2; continue ;;
    esac
    n=$((n + 1))
    [ $((n % 100)) != 0 ] || echo "cluster: $1: $n of at most $2, $SECONDS s" >&2
  done
}

compile() { # name, module folder, package, linker flags
  local packages
  cd "$HERE/$2"
  packages=$(go list -deps "$3" 2> >(counted "$1: modules fetched" "$(grep -c ' v' go.mod)") | wc -l)
  go build -v -ldflags "$4" -o "$BIN/$1.part" "$3" 2> >(counted "$1: packages compiled" "$packages")
  mv "$BIN/$1.part" "$BIN/$1"
  echo "cluster: $1: built, $SECONDS s" >&2
}

if ! { folder_of kube && folder_of kwok; } >/dev/null; then
  need_go
  export CGO_ENABLED=0 GOFLAGS="$GO_FLAGS ${GOFLAGS:-}" GOTOOLCHAIN=local
  mkdir -p "$BIN"
  exec 9>"$CACHE/$KEY/lock"
  flock -n 9 || { echo "cluster: another build is under way, waiting for it" >&2; flock 9; }
  if ! folder_of kube >/dev/null 2>&1; then
    v=k8s.io/component-base/version c=k8s.io/client-go/pkg/version
    stamp="-X $v.gitVersion=v$K8S -X $v.gitMajor=${K8S%%.*} -X $v.gitMinor=$(cut -d. -f2 <<<"$K8S") -X $v.gitTreeState=clean -X $c.gitVersion=v$K8S"
    compile kube go ./kube "$LD_FLAGS $stamp"
    for p in $KUBE; do ln -sf kube "$BIN/$p"; done
  fi
  folder_of kwok >/dev/null 2>&1 || compile kwok kwok sigs.k8s.io/kwok/cmd/kwok "$LD_FLAGS"
  exec 9>&-
fi
echo "kubernetes: $(folder_of kube)"
echo "kwok: $(folder_of kwok)"

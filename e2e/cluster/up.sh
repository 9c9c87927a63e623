#!/usr/bin/env bash
# Starts a test cluster and prints its folder and its kubeconfig when it answers.
#   up.sh [a]      etcd, API server, controller manager, scheduler and kwok on free ports of the loopback address; needs no root
#   up.sh b        the same and one real node, where containers run; needs root, one at a time on a machine
#   --hold         stays, and stops it when its standard input ends: it never outlives what started it
# Without --hold it goes on running; stop it with down.sh FOLDER. Exits with 3 where tier b cannot run.
set -euo pipefail
. "$(dirname "$0")/env.sh"
. "$HERE/node.sh"
hold= tier=a
for word; do
  case "$word" in
    --hold) hold=1 ;;
    a | b) tier=$word ;;
    *) sed -n 's/^# \?//; 2,7p' "$0"; exit 2 ;;
  esac
done
if [ $tier = b ]; then
  lacks=$(node_lacks)
  [ -z "$lacks" ] || { echo "cluster: no real pods on this machine: $lacks" >&2; exit 3; }
fi
for t in openssl flock setsid; do
  command -v $t >/dev/null || { echo "cluster: $t is needed (Debian/Ubuntu: apt-get install openssl util-linux)" >&2; exit 1; }
done
"$HERE/build.sh" >/dev/null
kube=$(folder_of kube) kwok=$(folder_of kwok)

umask 077
mkdir -p "$RUNS"
[ -O "$RUNS" ] || { echo "cluster: $RUNS belongs to somebody else" >&2; exit 1; }
"$HERE/down.sh" --stale
RUN=$(mktemp -d "$RUNS/run.XXXXXX")
mkdir "$RUN"/{pids,cmd,log,pki,etcd,bin}
for p in $KUBE; do ln -s "$kube/$p" "$RUN/bin/$p"; done
ln -s "$kwok/kwok" "$RUN/bin/kwok"
note $$ "$RUN/owner" # until it is up, or for good with --hold
trap '"$HERE/down.sh" "$RUN"' EXIT
trap 'exit 130' INT TERM HUP

ports() { # number: free ports below the kernel's own range, which no other run has taken
  exec 8>"$RUNS/lock"; flock 8
  local p n=0
  while [ $n -lt "$1" ]; do
    p=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    ! grep -qsx "$p" "$RUNS"/run.*/ports || continue
    ! (: </dev/tcp/127.0.0.1/$p) 2>/dev/null || continue
    echo "$p" | tee -a "$RUN/ports"
    n=$((n + 1))
  done
  exec 8>&-
}
{ read -r API_PORT; read -r ETCD_PORT; read -r PEER_PORT; read -r KWOK_PORT; read -r PROXY_PORT; read -r PROXY_METRICS_PORT; } < <(ports 6)
ip=127.0.0.1 SVC=10.96.0 endpoints=(--endpoint-reconciler-type=none)
if [ $tier = b ]; then
  node_network
  ip=$NET.1 endpoints=(--kubelet-preferred-address-types=InternalIP)
fi
API=https://$ip:$API_PORT

# --- keys: everybody has a client certificate
cd "$RUN/pki"
ca() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -keyout "$1.key" -out "$1.crt" -subj "/CN=$1" 2>/dev/null; }
cert() { # name, ca, subject, extensions
  openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -subj "$3" 2>/dev/null |
    openssl x509 -req -CA "$2.crt" -CAkey "$2.key" -set_serial "0x$(openssl rand -hex 8)" -days 30 -out "$1.crt" \
      -extfile <(printf '%s\n' "${@:4}" 'keyUsage=digitalSignature') 2>/dev/null
}
user() { # file, subject
  cert "$1" ca "$2" extendedKeyUsage=clientAuth
  cat >"$RUN/$1.kubeconfig" <<K
apiVersion: v1
kind: Config
current-context: test
clusters: [{name: test, cluster: {server: "$API", certificate-authority-data: $(base64 -w0 ca.crt)}}]
users: [{name: $1, user: {client-certificate-data: $(base64 -w0 "$1.crt"), client-key-data: $(base64 -w0 "$1.key")}}]
contexts: [{name: test, context: {cluster: test, user: $1, namespace: default}}]
K
}
ca ca; ca front-proxy-ca
cert apiserver ca /CN=kube-apiserver extendedKeyUsage=serverAuth \
  "subjectAltName=IP:127.0.0.1,IP:$ip,IP:$SVC.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc"
cert apiserver-kubelet ca /O=system:masters/CN=apiserver-kubelet extendedKeyUsage=clientAuth
cert front-proxy front-proxy-ca /CN=front-proxy-client extendedKeyUsage=clientAuth
openssl genrsa -out sa.key 2048 2>/dev/null
user admin /O=system:masters/CN=admin
user kcm /CN=system:kube-controller-manager
user scheduler /CN=system:kube-scheduler
user kwok /O=system:masters/CN=kwok
cd "$RUN"

# --- processes
start() { # name and arguments
  local n=$1 with=
  { printf 'umask 022; exec '; printf '%q ' "$RUN/bin/$n" "${@:2}"; echo; } >"$RUN/cmd/$n"
  [ -z "$hold" ] || ! command -v setpriv >/dev/null || with='setpriv --pdeathsig KILL'
  launch "$RUN" "$n" "$with"
}
wait_for() { # seconds, what, command
  local end=$((SECONDS + $1)) what=$2 f; shift 2
  until "$@" >/dev/null 2>&1; do
    for f in "$RUN"/pids/*; do
      alive "$f" || { f=${f##*/}; echo "cluster: $f died:" >&2; tail -5 "$RUN/log/$f.log" >&2; exit 1; }
    done
    [ $SECONDS -lt $end ] || { echo "cluster: not up after $1 s: $what" >&2; tail -5 "$RUN"/log/*.log >&2; exit 1; }
    sleep 0.1
  done
}
start etcd --name=test --data-dir="$RUN/etcd" --unsafe-no-fsync --logger=zap --log-level=warn --quota-backend-bytes=4294967296 \
  --listen-client-urls="http://127.0.0.1:$ETCD_PORT" --advertise-client-urls="http://127.0.0.1:$ETCD_PORT" \
  --listen-peer-urls="http://127.0.0.1:$PEER_PORT" --initial-advertise-peer-urls="http://127.0.0.1:$PEER_PORT" \
  --initial-cluster="test=http://127.0.0.1:$PEER_PORT"
start kube-apiserver --bind-address=$ip --advertise-address=$ip --secure-port="$API_PORT" "${endpoints[@]}" \
  --etcd-servers="http://127.0.0.1:$ETCD_PORT" --service-cluster-ip-range=$SVC.0/16 --allow-privileged --profiling=false \
  --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
  --tls-cert-file=pki/apiserver.crt --tls-private-key-file=pki/apiserver.key --client-ca-file=pki/ca.crt \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local \
  --service-account-signing-key-file=pki/sa.key --service-account-key-file=pki/sa.key \
  --requestheader-client-ca-file=pki/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \
  --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group --requestheader-extra-headers-prefix=X-Remote-Extra- \
  --proxy-client-cert-file=pki/front-proxy.crt --proxy-client-key-file=pki/front-proxy.key --enable-aggregator-routing \
  --kubelet-client-certificate=pki/apiserver-kubelet.crt --kubelet-client-key=pki/apiserver-kubelet.key \
  --audit-policy-file="$HERE/audit.yaml" --audit-log-path="$RUN/log/audit.jsonl" --audit-log-mode=blocking --audit-log-maxsize=2048
kc() { "$RUN/bin/kubectl" --kubeconfig "$RUN/admin.kubeconfig" --request-timeout=5s "$@"; }
wait_for 60 "the API server" kc get --raw /readyz
# a simulated node that reports late, on a busy machine, is not gone: its pods would never be Ready again, since kwok says it once
grace=; [ $tier = b ] || grace=--node-monitor-grace-period=10m
# 0: no port of their own
start kube-controller-manager --kubeconfig=kcm.kubeconfig --secure-port=0 --leader-elect=false \
  --use-service-account-credentials --service-account-private-key-file=pki/sa.key --root-ca-file=pki/ca.crt \
  --cluster-signing-cert-file=pki/ca.crt --cluster-signing-key-file=pki/ca.key --kube-api-qps=500 --kube-api-burst=1000 \
  --enable-hostpath-provisioner --pvclaimbinder-sync-period=2s --horizontal-pod-autoscaler-sync-period=2s --horizontal-pod-autoscaler-downscale-stabilization=10s $grace
start kube-scheduler --kubeconfig=scheduler.kubeconfig --secure-port=0 --leader-elect=false --kube-api-qps=500 --kube-api-burst=1000
start kwok --config="$HERE/kwok/nodes.yaml" --kubeconfig=kwok.kubeconfig --server-address="127.0.0.1:$KWOK_PORT" --manage-all-nodes=false \
  --manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake --node-lease-duration-seconds=40

wait_for 60 "the controller manager" kc get serviceaccount default -n default
[ $tier = a ] || node_up

echo "folder: $RUN"
echo "kubeconfig: $RUN/admin.kubeconfig"
if [ -n "$hold" ]; then
  while read -r _; do :; done
  exit 0
fi
rm "$RUN/owner" # nobody holds it: it lives until down.sh
trap - EXIT

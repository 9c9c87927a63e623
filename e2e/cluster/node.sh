# Sourced: one real node beside the control plane, where containers run (containerd, runc, kubelet, kube-proxy, CoreDNS,
# metrics-server).
# All it leaves outside the run's folder is a bridge, two nftables tables, a cgroup and a sysctl; node_down takes them away,
# also after everything was killed.
BRIDGE=aim-pods NET=10.231.77 NODE=node-1 CGROUP=aim-cluster METRICS_PORT=10251
NODE_PACKAGES='containerd runc containernetworking-plugins nftables iproute2 conntrack'

node_lacks() { # prints what is missing for a node on this machine, nothing when all is there
  local missing=() t
  [ "$(id -u)" = 0 ] || { echo "containers need root"; return; }
  for t in containerd ctr runc nft ip conntrack; do command -v $t >/dev/null || missing+=("$t"); done
  [ -n "$(cni_folder)" ] || missing+=("CNI plugins")
  [ ${#missing[@]} = 0 ] || echo "not here: ${missing[*]} (Debian/Ubuntu: apt-get install $NODE_PACKAGES)"
}
cni_folder() { local d; for d in /usr/lib/cni /opt/cni/bin; do [ ! -x $d/bridge ] || { echo $d; return; }; done; }
controllers() { local c; if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo /sys/fs/cgroup; else for c in /sys/fs/cgroup/*/; do [ ! -e "$c/cgroup.procs" ] || echo "${c%/}"; done; fi; }

node_network() { # before the API server, which is reached at the bridge's address
  if ip link show $BRIDGE >/dev/null 2>&1; then
    echo "cluster: another cluster with containers runs here (bridge $BRIDGE); one at a time: down.sh --all" >&2
    return 1
  fi
  sysctl -n net.ipv4.ip_forward >"$RUN/node.forward" # from here on there is something for node_down
  ip link add $BRIDGE type bridge
  ip addr add $NET.1/24 dev $BRIDGE
  ip link set $BRIDGE up
  sysctl -qw net.ipv4.ip_forward=1
}

node_up() { # after the control plane
  local node cg1=false c
  node=$(node_programs)
  mkdir -p "$RUN"/{manifests,cni,volumes}
  for c in kubelet kube-proxy; do ln -s "$node/node" "$RUN/bin/$c"; done
  for c in coredns metrics-server; do ln -s "$node/$c" "$RUN/bin/$c"; done
  ln -s "$(command -v containerd)" "$RUN/bin/containerd"
  (cd "$RUN/pki" && cert kubelet-serving ca "/O=system:nodes/CN=system:node:$NODE" extendedKeyUsage=serverAuth "subjectAltName=IP:$NET.1,DNS:$NODE"
    user kubelet "/O=system:nodes/CN=system:node:$NODE"; user proxy /CN=system:kube-proxy
    user dns /O=system:masters/CN=coredns; user metrics /O=system:masters/CN=metrics-server
    cert metrics-serving ca /CN=metrics-server extendedKeyUsage=serverAuth subjectAltName=DNS:metrics-server.kube-system.svc)
  kc create clusterrolebinding test-kube-proxy --clusterrole=system:node-proxier --user=system:kube-proxy >/dev/null
  # the controller manager's own provisioner keeps volumes in this folder; mounted from the run's, they end with it
  mkdir -p /tmp/hostpath_pv
  mount --bind "$RUN/volumes" /tmp/hostpath_pv
  kc apply -f - >/dev/null <<K
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: kubernetes.io/host-path
K
  cat >"$RUN/cni/10-pods.conflist" <<C
{"cniVersion":"0.4.0","name":"pods","plugins":[
 {"type":"bridge","bridge":"$BRIDGE","isGateway":true,"hairpinMode":true,
  "ipam":{"type":"host-local","dataDir":"$RUN/ipam","ranges":[[{"subnet":"$NET.0/24","rangeStart":"$NET.10"}]],"routes":[{"dst":"0.0.0.0/0"}]}}]}
C
  cat >"$RUN/containerd.toml" <<C
version = 2
root = "$RUN/containerd"
state = "$RUN/containerd-state"
[grpc]
  address = "$RUN/containerd.sock"
[plugins."io.containerd.metadata.v1.bolt"]
  content_sharing_policy = "isolated" # what another namespace takes from a registry, it really takes
[plugins."io.containerd.internal.v1.opt"]
  path = "$RUN/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "cluster.test/pause:1"
  disable_apparmor = true
  restrict_oom_score_adj = true # without CAP_SYS_RESOURCE runc cannot lower it
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$(cni_folder)"
    conf_dir = "$RUN/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
C
  start containerd --config "$RUN/containerd.toml"
  wait_for 30 containerd ctr -a "$RUN/containerd.sock" version
  "$HERE/image.sh" "$node/pause" "$RUN/pause.tar"
  node_import "$RUN" "$RUN/pause.tar"
  ctr -a "$RUN/containerd.sock" -n k8s.io images label cluster.test/pause:1 io.cri-containerd.pinned=pinned >/dev/null
  [ -e /sys/fs/cgroup/cgroup.controllers ] || cg1=true
  for c in $(controllers); do mkdir -p "$c/$CGROUP"; done
  cat >"$RUN/kubelet.yaml" <<C
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $NET.1
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $RUN/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $RUN/pki/kubelet-serving.crt
tlsPrivateKeyFile: $RUN/pki/kubelet-serving.key
containerRuntimeEndpoint: unix://$RUN/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false
failSwapOn: false
clusterDNS: [$NET.1]
clusterDomain: cluster.local
resolvConf: /etc/resolv.conf
staticPodPath: $RUN/manifests
podLogsDir: $RUN/pod-logs
volumePluginDir: $RUN/volume-plugins
healthzBindAddress: 127.0.0.1
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
enforceNodeAllocatable: [pods]
makeIPTablesUtilChains: false
nodeStatusUpdateFrequency: 5s
maxPods: 200
C
  start kubelet --config="$RUN/kubelet.yaml" --kubeconfig="$RUN/kubelet.kubeconfig" --root-dir="$RUN/kubelet" \
    --cert-dir="$RUN/pki" --hostname-override="$NODE" --node-ip=$NET.1
  cat >"$RUN/proxy.yaml" <<C
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
bindAddress: $NET.1
healthzBindAddress: 127.0.0.1:$PROXY_PORT
metricsBindAddress: 127.0.0.1:$PROXY_METRICS_PORT
hostnameOverride: $NODE
clientConnection: {kubeconfig: $RUN/proxy.kubeconfig}
detectLocalMode: BridgeInterface
detectLocal: {bridgeInterface: $BRIDGE}
conntrack: {maxPerCore: 0}
C
  start kube-proxy --config="$RUN/proxy.yaml"
  cat >"$RUN/Corefile" <<C
.:53 {
  bind $NET.1
  errors
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $RUN/dns.kubeconfig
    pods insecure
  }
  cache 5
}
C
  start coredns -conf "$RUN/Corefile"
  wait_for 90 "the node" kc wait --for=condition=Ready --timeout=1s "node/$NODE"
  start metrics-server --kubeconfig="$RUN/metrics.kubeconfig" --authentication-kubeconfig="$RUN/metrics.kubeconfig" \
    --authorization-kubeconfig="$RUN/metrics.kubeconfig" --bind-address=$NET.1 --secure-port=$METRICS_PORT --metric-resolution=10s \
    --tls-cert-file="$RUN/pki/metrics-serving.crt" --tls-private-key-file="$RUN/pki/metrics-serving.key" \
    --kubelet-certificate-authority="$RUN/pki/ca.crt" --kubelet-request-timeout=5s --kubelet-preferred-address-types=InternalIP
  kc apply -f - >/dev/null <<K
apiVersion: v1
kind: Service
metadata: {name: metrics-server, namespace: kube-system}
spec: {ports: [{name: https, port: 443, targetPort: $METRICS_PORT}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: metrics-server, namespace: kube-system, labels: {kubernetes.io/service-name: metrics-server}}
addressType: IPv4
endpoints: [{addresses: [$NET.1], conditions: {ready: true}}]
ports: [{name: https, port: $METRICS_PORT}]
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  group: metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  service: {name: metrics-server, namespace: kube-system}
  caBundle: $(base64 -w0 "$RUN/pki/ca.crt")
K
  # an API that does not answer keeps namespaces from going
  wait_for 60 "the API of metrics-server" kc wait --for=condition=Available --timeout=1s apiservice/v1beta1.metrics.k8s.io
}

node_import() { # run folder, archives...: images for the node's pods
  local run=$1 f name ctr=(ctr -a "$1/containerd.sock" -n k8s.io images); shift
  for f in "$@"; do
    "${ctr[@]}" import "$f" >>"$run/log/images.log"
    # kubelets know a name without a registry by its full form
    for name in $("${ctr[@]}" ls -q | grep -v / | grep -v ^sha256:); do
      "${ctr[@]}" tag --force "$name" "docker.io/library/$name" >>"$run/log/images.log"
    done
  done
}

node_programs() { # prints their folder, and builds them once
  local folder
  folder=$CACHE/node-$( (cd "$HERE" && cat node/go.mod node/go.sum node/*/main.go dns/go.mod dns/go.sum dns/main.go metrics/go.mod metrics/go.sum; echo "$GO_FLAGS $LD_FLAGS"; uname -sm) | sha256sum | cut -c1-16)/bin
  if [ ! -e "$folder/done" ]; then
    mkdir -p "$folder"
    (
      flock 9
      [ ! -e "$folder/done" ] || exit 0
      echo "cluster: kubelet, kube-proxy, metrics-server and CoreDNS are built, once (5 to 10 minutes on 2 cores)" >&2
      export CGO_ENABLED=0 GOFLAGS="$GO_FLAGS ${GOFLAGS:-}" GOTOOLCHAIN=local
      cd "$HERE/node"
      go build -ldflags "$LD_FLAGS -X k8s.io/component-base/version.gitVersion=v$K8S" -o "$folder/node" ./node
      go build -ldflags "$LD_FLAGS" -o "$folder/pause" ./pause
      cd "$HERE/dns"
      go build -ldflags "$LD_FLAGS" -o "$folder/coredns" .
      cd "$HERE/metrics"
      go build -ldflags "$LD_FLAGS" -o "$folder/metrics-server" sigs.k8s.io/metrics-server/cmd/metrics-server
      : >"$folder/done"
    ) 9>"$folder/lock" || return 1
  fi
  echo "$folder"
}

node_down() { # run folder: what is outside of it, after its processes were killed
  local run=$1 c p m _
  [ -e "$run/node.forward" ] || return 0
  for _ in $(seq 50); do
    p=$( (for c in $(controllers); do find "$c/$CGROUP" -name cgroup.procs -exec cat {} + 2>/dev/null; done; pgrep -f "containerd-shim.* $run/containerd.sock") | sort -u)
    [ -n "$p" ] || break
    # shellcheck disable=SC2086
    kill -9 $p 2>/dev/null
    sleep 0.1
  done
  awk -v r="$run/" 'index($5, r) == 1 {print $5}' /proc/self/mountinfo | sort -r | while read -r m; do umount "$m" 2>/dev/null || umount -l "$m"; done
  grep -q " $run/volumes /tmp/hostpath_pv \| /tmp/hostpath_pv " /proc/self/mountinfo && umount -l /tmp/hostpath_pv
  rmdir /tmp/hostpath_pv 2>/dev/null
  nft delete table ip kube-proxy 2>/dev/null; nft delete table ip6 kube-proxy 2>/dev/null
  ip link del $BRIDGE 2>/dev/null
  for c in $(controllers); do [ ! -d "$c/$CGROUP" ] || find "$c/$CGROUP" -depth -type d -exec rmdir {} \; 2>/dev/null; done
  sysctl -qw net.ipv4.ip_forward="$(cat "$run/node.forward")"
}

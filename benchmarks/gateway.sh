#!/usr/bin/env bash
# Our gateway with everything on (keys, routing, metrics, usage) beside nginx and other routers, turn by turn in the same run.
# The gateway has processor 0 for itself, the mock engine and the load generator share processor 1.
# usage: benchmarks/gateway.sh [ROUNDS [GATEWAY]...]   (default 3, direct nginx ours and those of vllm-router sglang-router litellm
# that PyPI gives; about six minutes a round). Needs Go, nginx and two processors; the table is on the output, all figures in
# benchmarks/target/gateway.jsonl. SECONDS_EACH (6) is the time of each measurement.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
[ $# -le 1 ] || gateways=${*:2}
gateways=${gateways:-direct nginx ours vllm-router sglang-router litellm}
seconds=${SECONDS_EACH:-6}
here=$PWD/benchmarks/gateway run=$PWD/benchmarks/target/gateway out=$PWD/benchmarks/target/gateway.jsonl
declare -A port=([direct]=9101 [nginx]=9000 [ours]=9060 [vllm-router]=9020 [sglang-router]=9030 [litellm]=9010)
declare -A package=([vllm-router]=vllm-router==0.1.17 [sglang-router]=sglang-router==0.3.2 [litellm]='litellm[proxy]==1.106.2')
for need in go nginx taskset curl python3; do
  command -v $need >/dev/null || { echo "gateway: $need is needed" >&2; exit 1; }
done
ulimit -n 20000
rm -rf "$run"
mkdir -p "$run"
: >"$out"
(cd "$here/mock" && go build -o "$run/mock" .)
(cd "$here/load" && go build -o "$run/load" .)
./aim-engine version >/dev/null
export AIM_STATE_DIR=$run/state

. scripts/venv.sh

start() { # gateway
  local p=${port[$1]} python='' workers="http://127.0.0.1:9101 http://127.0.0.1:9102"
  case $1 in vllm-router | sglang-router | litellm) python=$(venv "bench-$1" "${package[$1]}") || return 1 ;; esac
  case $1 in
    direct) return 0 ;;
    nginx) taskset -c 0 nginx -p "$run" -c "$here/nginx.conf" -e "$run/nginx.err" >"$run/$1.log" 2>&1 & ;;
    ours) taskset -c 0 ./aim-engine gateway --listen 127.0.0.1:$p --metrics 127.0.0.1:9464 --usage --routes "$run/routes.yaml" --keys "$run/keys.json" >"$run/$1.log" 2>&1 & ;;
    vllm-router) taskset -c 0 "$python" "${python%python}vllm-router" --host 127.0.0.1 --port $p --policy round_robin --worker-urls $workers \
      --prometheus-host 127.0.0.1 --prometheus-port 29021 --log-level warning --max-concurrent-requests 20000 >"$run/$1.log" 2>&1 & ;;
    sglang-router) taskset -c 0 "$python" -m sglang_router.launch_router --host 127.0.0.1 --port $p --policy round_robin --worker-urls $workers \
      --prometheus-host 127.0.0.1 --prometheus-port 29031 --log-level warn --worker-startup-check-interval 1 >"$run/$1.log" 2>&1 & ;;
    litellm) LITELLM_LOCAL_MODEL_COST_MAP=True LITELLM_LOG=ERROR LITELLM_MODE=PRODUCTION LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY=true \
      taskset -c 0 "$python" "${python%python}litellm" --config "$here/litellm.yaml" --host 127.0.0.1 --port $p --num_workers 1 --telemetry False >"$run/$1.log" 2>&1 & ;;
    *) echo "gateway: $1 is not known" >&2; exit 2 ;;
  esac
  echo $! >"$run/pid"
  for _ in $(seq 240); do
    if answers "$p" && ready "$1"; then return 0; fi
    sleep 0.25
  done
  echo "gateway: $1 did not start: $(tail -n 3 "$run/$1.log")" >&2
  return 1
}

ready() { # gateway: only ours says when a load balancer may send it something
  [ "$1" != ours ] || curl -sf -m 5 -o /dev/null "http://127.0.0.1:${port[ours]}/readyz"
}

answers() { # port: whether a real completion comes through
  curl -sf -m 5 -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"model":"mock","messages":[{"role":"user","content":"hi"}],"max_tokens":2}' "http://127.0.0.1:$1/v1/chat/completions" | grep -q r=
}

stop() {
  [ -f "$run/pid" ] || return 0
  local pid; pid=$(cat "$run/pid")
  rm "$run/pid"
  kill "$pid" 2>/dev/null || return 0
  for _ in $(seq 80); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$pid" 2>/dev/null || true
}

pace() { curl -s "http://127.0.0.1:9101/mock/set?ttft=$1&itl=$2" >/dev/null; }
load() { GOMAXPROCS=1 taskset -c 1 "$run/load" -key "$token" -url "http://127.0.0.1:${port[$gateway]}/v1/chat/completions" "$@"; }
measure() { # name and options
  load -label "$gateway/$1" -pid "$pid" "${@:2}" >>"$out"
}

cat >"$run/routes.yaml" <<'R'
endpoints: [{name: mock, engine: mock, replicas: [http://127.0.0.1:9101, http://127.0.0.1:9102]}]
R
token=$(./aim-engine keys create bench --file "$run/keys.json" -o json | python3 -c 'import json,sys; d=json.load(sys.stdin); print(d.get("token") or d["data"]["token"])')
GOMAXPROCS=1 taskset -c 1 "$run/mock" -ports 9101,9102 >"$run/mock.log" 2>&1 &
mock=$!
trap 'stop; kill $mock 2>/dev/null || true' EXIT
for _ in $(seq 100); do ! answers 9101 || break; sleep 0.1; done
for round in $(seq "$rounds"); do
  for gateway in $gateways; do
    pace 0s 0s
    start "$gateway" || { stop; continue; }
    pid=0
    [ ! -f "$run/pid" ] || pid=$(cat "$run/pid")
    measure cold -mode ns -c 32 -warm 0s -d 10s
    load -mode stream -c 50 -chunks 50 -warm 0s -d 5s >/dev/null
    load -mode ns -c 32 -warm 0s -d 5s >/dev/null
    measure ns -mode ns -c 64 -warm 2s -d "${seconds}s"
    measure burst -mode stream -c 200 -chunks 100 -warm 2s -d "${seconds}s"
    pace 50ms 20ms
    measure paced20 -mode stream -c 20 -chunks 100 -ramp 1s -warm 2s -d "${seconds}s"
    measure paced200 -mode stream -c 200 -chunks 100 -ramp 2s -warm 3s -d "${seconds}s"
    pace 500ms 500ms
    measure hold -mode hold -c 2000 -chunks 16 -ramp 3s
    stop
    echo "round $round: $gateway (load average $(cut -d ' ' -f 1 /proc/loadavg))" >&2
  done
done
python3 "$here/summary.py" "$out"

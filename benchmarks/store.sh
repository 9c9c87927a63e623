#!/usr/bin/env bash
# A model from a server of this machine: our store beside aria2c and the hub's own client, turn by turn, each into an empty folder.
# usage: benchmarks/store.sh [ROUNDS [MIB [FILES]]]   (default 3 2048 4; needs nginx, aria2c, curl, Python, GNU time, and three times MIB
# on the disk of TMPDIR). ours and aria2c-checked compare the SHA-256 of what came; the two others take it as it is.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3} mib=${2:-2048} files=${3:-4}
here=$PWD/benchmarks/store commit=0123456789abcdef0123456789abcdef01234567 port=9177
for need in nginx aria2c curl python3 /usr/bin/time; do
  command -v $need >/dev/null || { echo "store: $need is needed (Debian: nginx-light aria2 curl python3 time)" >&2; exit 1; }
done
. scripts/venv.sh
python=$(venv huggingface_hub-2.4.0 huggingface_hub==2.4.0)
./aim-engine version >/dev/null
work=$(mktemp -d)
chmod 711 "$work" # a root nginx reads as somebody else
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
"$here/model.py" "$work/server/files" "$mib" "$files" $commit
sed "s/PORT/$port/; s/HUB/$commit/" "$here/nginx.conf" >"$work/server/nginx.conf"
nginx -p "$work/server" -c nginx.conf -e nginx.err &
server=$!
hub=http://127.0.0.1:$port
for _ in $(seq 50); do
  ! curl -sf -o /dev/null "$hub/api/models/bench/large/revision/main" || break
  sleep 0.1
done
# what comes is compared once, whoever brought it
whole() { # folder
  (cd "$work/server/files/model" && find . -type f | sort) | while read -r file; do
    cmp -s "$work/server/files/model/$file" "$(find "$1" \( -type f -o -type l \) -name "$(basename "$file")" | head -n 1)"
  done
}
list() { # with checksums or not
  while read -r name sha; do
    printf '%s\n  out=%s\n' "$hub/bench/large/resolve/main/$name" "$name"
    [ "$1" = no ] || printf '  checksum=sha-256=%s\n' "$sha"
  done <"$work/server/files/sums"
}
list no >"$work/plain"
list yes >"$work/checked"
bring() { # who, folder
  local options=(--no-conf --console-log-level=warn --summary-interval=0 -x16 -s16 -j4 --min-split-size=1M --file-allocation=none -d "$2")
  case $1 in
    aria2c) aria2c "${options[@]}" -i "$work/plain" ;;
    aria2c-checked) aria2c "${options[@]}" --check-integrity=true -i "$work/checked" ;;
    hf) HF_HOME=$2 HF_ENDPOINT=$hub HF_HUB_DISABLE_TELEMETRY=1 HF_HUB_DISABLE_PROGRESS_BARS=1 "$python" "${python%python}hf" download bench/large ;;
    ours) AIM_CACHE_DIR=$2 HF_ENDPOINT=$hub ./aim-engine cache download --exact bench/large ;;
  esac
}
export -f bring
export work hub python
echo "| who | round | s | MiB/s | processor s | MiB at most |"
echo "|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
  for who in aria2c aria2c-checked hf ours; do
    rm -rf "$work/to"
    mkdir "$work/to"
    sync
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' bash -c "bring $who $work/to" >"$work/said" 2>&1 ||
      { cat "$work/said" >&2; echo "store: $who failed" >&2; exit 1; }
    whole "$work/to" || { echo "store: $who brought something else" >&2; exit 1; }
    tail -n 1 "$work/time" | awk -v who="$who" -v round="$round" -v mib="$mib" \
      '{printf "| %s | %s | %.2f | %.0f | %.2f | %.0f |\n", who, round, $1, mib / $1, $2 + $3, $4 / 1024}'
  done
done | tee "$work/rows"
awk -F '|' '
  {gsub(/ /, "", $2); if (!($2 in n)) order[++names] = $2; v[$2, n[$2]++] = $5 + 0}
  function median(who,   i, j, t, a) {
    for (i = 0; i < n[who]; i++) a[i] = v[who, i]
    for (i = 0; i < n[who]; i++) for (j = i + 1; j < n[who]; j++) if (a[j] < a[i]) {t = a[i]; a[i] = a[j]; a[j] = t}
    return a[int(n[who] / 2)]
  }
  END {ours = median("ours"); for (i = 1; i <= names; i++) if (order[i] != "ours")
    printf "ours / %s: %.2f (rate, medians)\n", order[i], ours / median(order[i])}' "$work/rows"

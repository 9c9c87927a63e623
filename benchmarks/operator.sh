#!/bin/sh
# The operator on a real API server with simulated nodes: objects a second beside a bare client before and after, reads and
# writes at rest, one change to its child, memory, processor time (ten minutes; the control plane is built first where it is not).
# usage: benchmarks/operator.sh [ENDPOINTS [NODES [SECONDS AT REST [CHANGES]]]]   (default 500 1000 120 120)
# ends with 1 where something wanted was not reached
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
. scripts/build.sh
find_jdk
need_maven
mvn -q -B -Dquick -Pbenchmarks -pl benchmarks -am compile dependency:build-classpath -Dmdep.outputFile=target/quick/classpath
./aim-engine version >/dev/null
mkdir -p benchmarks/target
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m \
  -cp "benchmarks/target/quick/classes:core/target/quick/classes:e2e/cluster/target/quick/classes:$(cat benchmarks/target/quick/classpath)" \
  io.aimengine.benchmarks.OperatorBench "${1:-500}" "${2:-1000}" "${3:-120}" "${4:-120}"

#!/bin/sh
# Hit ratio and time to first token of the gateway's router and of simpler rules on three workloads: engines with
# prefix caches simulated in virtual time, no GPU (two minutes). The same seeds give the same table on any machine.
# usage: benchmarks/prefix-routing.sh [SEEDS [REPLICAS]]   (default 10 4)
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
. scripts/build.sh
find_jdk
need_maven
mvn -q -B -Dquick -Pbenchmarks -pl benchmarks -am compile
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC \
  -cp benchmarks/target/quick/classes:gateway/target/quick/classes \
  io.aimengine.benchmarks.routing.PrefixRouting "${1:-10}" "${2:-4}"

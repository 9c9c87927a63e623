#!/bin/sh
# Microseconds of a warm plan, of opening the catalog and of reading a manifest (JMH, under two minutes).
# usage: benchmarks/plan.sh [HARDWARE...]   as --hardware takes it, mixed or everything
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
. scripts/build.sh
find_jdk
need_maven
mvn -q -B -Dquick -Pbenchmarks -pl benchmarks -am compile dependency:build-classpath -Dmdep.outputFile=target/quick/classpath
# the forks of JMH take over these options
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:-UsePerfData \
  --sun-misc-unsafe-memory-access=allow \
  -cp "benchmarks/target/quick/classes:core/target/quick/classes:$(cat benchmarks/target/quick/classpath)" \
  io.aimengine.benchmarks.Benchmarks core/src/test/resources/spec/crd-full/manifest.yaml "$@"

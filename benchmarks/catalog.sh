#!/bin/sh
# Catalogs of many recipes: loading and checking them cold, planning against them, `validate` as a command.
# usage: benchmarks/catalog.sh [COUNT...]   (default 1000 10000 100000; two minutes)
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
. scripts/build.sh
find_jdk
need_maven
mvn -q -B -Dquick -Pbenchmarks -pl benchmarks -am compile dependency:build-classpath -Dmdep.outputFile=target/quick/classpath
./aim-engine version >/dev/null
# as the command runs: its jars, its options, its ahead-of-time cache, and the benchmark's classes after them
jars=$(sed -n '/^-cp$/{n;s/"//g;p;}' "$AIM_DIST/java.args")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
sed '/^-cp$/,$d' "$AIM_DIST/java.args" >"$folder/options"
as_command() {
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" "@$folder/options" $COMMAND_OPTIONS -Xmx"$memory" -cp "$jars:benchmarks/target/quick/classes" \
    io.aimengine.benchmarks.ManyRecipes "$@"
}
# the JVM options of the command, and for plans those of the operator too, in the memory of a small machine up to
# 10,000 recipes
many() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC ${quick--XX:TieredStopAtLevel=1} -Xmx"$memory" \
    -cp "benchmarks/target/quick/classes:core/target/quick/classes:$(cat benchmarks/target/quick/classpath)" \
    io.aimengine.benchmarks.ManyRecipes "$@"
}
for count in ${*:-1000 10000 100000}; do
  memory=512m
  [ "$count" -le 10000 ] || memory=5g
  many write "$folder/$count" "$count"
  echo "$count recipes, $(du -sk --apparent-size "$folder/$count" | cut -f 1) KiB, heap of at most $memory"
  many parse "$folder/$count"
  many load "$folder/$count"
  as_command load "$folder/$count"
  many plan "$folder/$count"
  quick='' many plan "$folder/$count"
  many check "$folder/$count"
  start=$(date +%s%N)
  JAVA_TOOL_OPTIONS="-Xmx$memory" ./aim-engine validate "$folder/$count" >/dev/null 2>&1 && state=clean || state="exit $?"
  echo "aim-engine validate: $((($(date +%s%N) - start) / 1000000)) ms, $state"
  rm -rf "${folder:?}/$count"
done

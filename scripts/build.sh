# Builds the distribution into cli/target/quick/dist; sourced by ./aim-engine and ./check. POSIX sh.
# Needs AIM_ROOT and JAVA_HOME. The stamp is newer than every source that the build has seen.
AIM_DIST="$AIM_ROOT/cli/target/quick/dist"

# What commands run with beside java.args: those that read large catalogs allocate fast, and more than one core collects faster.
COMMAND_OPTIONS="-XX:-UseSerialGC -XX:+UseParallelGC"

# The operator does a little of very much: the second compiler would cost it more than it gives (docs/performance.md), and a
# heap that stays near what is in use keeps it small. Its image has them in operator.args.
OPERATOR_OPTIONS="-XX:TieredStopAtLevel=1 -Xmn24m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=30"

# Whether the distribution is missing or older than a source file.
dist_is_stale() {
  [ -f "$AIM_DIST/stamp" ] || return 0
  [ -n "$(find "$AIM_ROOT/pom.xml" "$AIM_ROOT/catalog" "$AIM_ROOT/scripts" \
    "$AIM_ROOT"/*/pom.xml "$AIM_ROOT"/*/src/main -newer "$AIM_DIST/stamp" -print -quit 2>/dev/null)" ]
}

# Maven's own libraries use what JDK 25 warns of.
MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
export MAVEN_OPTS

need_maven() {
  command -v mvn >/dev/null 2>&1 && return 0
  echo "aim-engine: Maven 3.8.7 or later is needed to build. Debian/Ubuntu: apt-get install maven; macOS: brew install maven" >&2
  return 1
}

# What comes after `mvn package`: the JVM arguments and an ahead-of-time cache, so that commands start at once.
finish_dist() {
  (
    cd "$AIM_DIST" || exit 1
    jars=$(ls lib/*.jar | LC_ALL=C sort | sed "s#^#$AIM_DIST/#" | tr '\n' ':')
    {
      echo "-XX:+UseSerialGC"
      echo "-XX:TieredStopAtLevel=1"
      echo "-Xlog:disable"
      echo "-Xlog:all=error:stderr"
      echo "--enable-native-access=ALL-UNNAMED"
      echo "-Djava.awt.headless=true"
      echo "-Dsun.net.httpserver.nodelay=true"
      echo "-cp"
      echo "\"${jars%:}\""
    } >java.args.plain
    rm -f aim.aot
    # one training run that touches what commands touch; a failure only costs speed
    "$JAVA_HOME/bin/java" -XX:AOTCacheOutput=aim.aot @java.args.plain \
      -Daim.dist="$AIM_DIST" io.aimengine.cli.Training >training.log 2>&1
    { [ -s aim.aot ] && echo "-XX:AOTCache=$AIM_DIST/aim.aot"; cat java.args.plain; } >java.args
  )
}

build_dist() {
  need_maven || return 1
  mkdir -p "$AIM_ROOT/cli/target"
  build_log="$AIM_ROOT/cli/target/build.log"
  build_mark="$AIM_ROOT/cli/target/build.mark"
  : >"$build_mark"
  if (cd "$AIM_ROOT" && mvn -B -q -Dquick -Dmaven.test.skip=true -pl cli -am package) >"$build_log" 2>&1 && finish_dist >>"$build_log" 2>&1; then
    touch -r "$build_mark" "$AIM_DIST/stamp"
  else
    return 1
  fi
}

# Builds with one line of progress; two at once wait for one another.
build_dist_shown() {
  lock="$AIM_ROOT/cli/target/build.lock"
  mkdir -p "$AIM_ROOT/cli/target"
  if ! mkdir "$lock" 2>/dev/null; then
    holder=$(cat "$lock/pid" 2>/dev/null)
    if [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then
      echo "aim-engine: waiting for the build of process $holder" >&2
      while kill -0 "$holder" 2>/dev/null; do sleep 1; done
    fi
    rm -rf "$lock"
    dist_is_stale || return 0
    mkdir "$lock" 2>/dev/null || return 1
  fi
  echo $$ >"$lock/pid"
  started=$(date +%s)
  if [ -t 2 ]; then
    build_dist &
    build_pid=$!
    while kill -0 "$build_pid" 2>/dev/null; do
      printf '\raim-engine: building, %ss (first time: dependencies are downloaded) ' "$(($(date +%s) - started))" >&2
      sleep 1
    done
    wait "$build_pid"
    result=$?
    printf '\r\033[K' >&2
  else
    echo "aim-engine: building (only when sources changed; log: cli/target/build.log)" >&2
    build_dist
    result=$?
  fi
  rm -rf "$lock"
  if [ "$result" -ne 0 ]; then
    echo "aim-engine: the build failed after $(($(date +%s) - started)) s; the end of cli/target/build.log:" >&2
    tail -n 25 "$AIM_ROOT/cli/target/build.log" >&2
    return 1
  fi
  echo "aim-engine: built in $(($(date +%s) - started)) s" >&2
}

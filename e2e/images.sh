#!/usr/bin/env bash
# The images in images/target, built unless those there are newer than all that they are made of: scenarios and containers run
# one after the other, on the same. What cannot be seen by time, a JAVA_HOME that points elsewhere, wants `images/build` by hand.
set -euo pipefail
AIM_ROOT=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
. "$AIM_ROOT/scripts/jdk.sh"
. "$AIM_ROOT/scripts/build.sh"
find_jdk
made=$AIM_ROOT/images/target/aim-engine-cpu.tar # the last that a build writes
if dist_is_stale || [ ! -f "$made" ] ||
  [ -n "$(find "$AIM_DIST/stamp" "$JAVA_HOME/release" /var/lib/dpkg/status "$AIM_ROOT"/images/{build,bill.py,docker.py,pom.xml,src} -newer "$made" -print -quit)" ]; then
  "$AIM_ROOT/images/build"
fi

#!/bin/sh
# Wall time of `plan` as a command, and from `launch` to the first streamed token, warm and cold.
# usage: benchmarks/startup.sh [PLANS [LAUNCHES]]
set -eu
cd "$(dirname "$0")/.."
AIM_ROOT=$PWD
. scripts/jdk.sh
find_jdk
exec python3 benchmarks/startup.py "$JAVA_HOME" "$@"

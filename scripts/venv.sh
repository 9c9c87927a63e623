# Python environments of PyPI packages, made once, outside the repository; sourced.
# usage: python=$(venv NAME REQUIREMENT...)     prints the interpreter; fails, and leaves nothing, where pip does
venv() {
  local cache="${XDG_CACHE_HOME:-$HOME/.cache}/aim-engine" at part
  at=$cache/venv-$1; shift
  if ! [ -d "$at" ]; then
    mkdir -p "$cache"
    part=$(mktemp -d "$at.XXXXXX")
    if ! { python3 -m venv "$part" && "$part/bin/python" -m pip install --quiet "$@"; } >&2; then
      rm -rf "$part"
      return 1
    fi
    # somebody else may have been faster
    mv -T "$part" "$at" 2>/dev/null || rm -rf "$part"
  fi
  echo "$at/bin/python"
}

#!/usr/bin/env python3
"""Dump every flag of an engine's own argument parser as JSON.

usage: extract_flags.py vllm|sglang OUT.json      (see tools/engine-flags, which sets the path)
"""
import argparse
import enum
import json
import sys

import engine_parser

SWITCHES = {"_StoreTrueAction": "flag-true", "DeprecatedStoreTrueAction": "flag-true",
            "_StoreFalseAction": "flag-false", "_StoreConstAction": "flag-const",
            "DeprecatedStoreConstAction": "flag-const"}


def plain(value):
    if value is argparse.SUPPRESS:
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, enum.Enum):
        return value.value if isinstance(value.value, (str, int)) else value.name
    if isinstance(value, (set, frozenset)):
        return sorted((plain(v) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return repr(value)[:300]


def type_name(action):
    if isinstance(action, argparse.BooleanOptionalAction):
        return "boolean-optional"
    kind = type(action).__name__
    if kind in SWITCHES:
        return SWITCHES[kind]
    if kind in ("_HelpAction", "_VersionAction"):
        return kind
    if action.type is None:
        return "enum" if action.choices else "string"
    if action.type in (int, float, str):
        return action.type.__name__
    name = getattr(action.type, "__qualname__", getattr(action.type, "__name__", str(action.type)))
    if "human_readable_int" in name:
        return "int-human"
    if "parse_dataclass" in name or name.endswith("loads"):
        return "json"
    # optional_type(int) and the like close over what they parse
    inner = [getattr(c.cell_contents, "__name__", str(c.cell_contents))
             for c in getattr(action.type, "__closure__", None) or ()]
    return name.replace(".<locals>", "") + ("[" + ",".join(inner) + "]" if inner else "")


def choices(action):
    if action.choices is None:
        return None
    if isinstance(action.choices, (set, frozenset)):
        return plain(sorted(action.choices, key=str))
    return plain(list(action.choices))


def flag(action):
    longs = [o for o in action.option_strings if o.startswith("--")]
    shown = action.help is not None and action.help is not argparse.SUPPRESS
    return {
        "flag": (longs or action.option_strings or [action.dest])[0],
        "aliases": action.option_strings,
        "type": type_name(action),
        "default": plain(action.default),
        "choices": choices(action),
        "nargs": action.nargs,
        "action": type(action).__name__,
        "deprecated": bool(getattr(action, "deprecated", False))
        or "deprecat" in (action.help or "").lower()
        or type(action).__name__.startswith("Deprecated"),
        "help": " ".join(action.help.split()) if shown else None,
    }


def main():
    name, path = sys.argv[1:]  # before the engine's package changes sys.argv
    engine = engine_parser.load(name)
    flags = [flag(action) for action in engine.parser._actions]
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"engine": engine.name, "version": engine.version, "platform": engine.platform,
                   "absent": engine.absent, "flags": flags}, out, indent=1)
    print(f"{engine.name} {engine.version} {engine.platform}: {len(flags)} flags", file=sys.stderr)


if __name__ == "__main__":
    main()

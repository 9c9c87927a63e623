#!/usr/bin/env python3
"""Turn what extract_flags.py dumped into the catalog's flag table.

usage: flags_to_yaml.py FLAGS.json VERSION OUT.flags.yaml [VALUES.json]

VALUES.json maps a flag (`--kv-cache-dtype`) to the values that the engine checks only after it has
started; they become `choices` marked `checked: late`.
"""
import json
import re
import sys

HUMAN = ("human",)
JSON = ("json", "loads", "parse_dataclass", "graph_config")
SECRETS = {"--api-key", "--admin-api-key", "--hf-token", "--ssl-keyfile-password"}
SWITCHES = ("boolean-optional", "flag-true", "flag-false", "flag-const")


def kind(flag):
    name = flag["type"]
    if name in SWITCHES:
        return "switch"
    if any(word in name for word in HUMAN):
        return "human-integer"
    if any(word in name for word in JSON):
        return "json"
    if name == "int" or name.endswith("[int]"):
        return "integer"
    if name == "float" or name.endswith("[float]"):
        return "number"
    return "text"


def first_sentence(text, limit=140):
    text = " ".join((text or "").split())
    end = next((m.start() for m in re.finditer(r"(?<!e\.g)(?<!i\.e)\. (?=[A-Z`'\"(])", text)), -1)
    text = text[: end + 1] if 0 < end < limit else text
    return text if len(text) <= limit else text[: limit - 3].rsplit(" ", 1)[0] + " …"


def default(value):
    if value is None or value == {} or value == [] or value == "":
        return ""
    if isinstance(value, bool):
        return "true" if value else ""
    if isinstance(value, (list, dict)):
        return ""
    text = str(value)
    return text if len(text) <= 40 else ""


def row(flag, late):
    names = flag["aliases"]
    negation = next((n for n in names if n.startswith("--no-") and n != flag["flag"]), "")
    if flag["action"] == "EnableDisableAction" and not negation:
        # vLLM 0.33 shows --disable-x for --enable-x (it stays an alias here) and hides --no-enable-x.
        negation = "--no-" + flag["flag"].removeprefix("--")
    out = {"name": flag["flag"]}
    others = [n for n in names if n not in (flag["flag"], negation)]
    if others:
        out["aliases"] = others
    if negation:
        out["negation"] = negation
    out["type"] = kind(flag)
    if flag["nargs"] in ("+", "*") or "Append" in flag["action"]:
        out["list"] = True
    choices = [str(c) for c in flag["choices"] or [] if c is not None]
    if choices:
        out["choices"] = choices
    elif flag["flag"] in late:
        out["choices"] = late[flag["flag"]]
        out["checked"] = "late"
    if flag["deprecated"]:
        out["deprecated"] = True
    if flag["flag"] in SECRETS:
        out["secret"] = True
    if default(flag["default"]):
        out["default"] = default(flag["default"])
    if first_sentence(flag["help"]):
        out["help"] = first_sentence(flag["help"])
    return out


def flow(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {flow(v)}" for k, v in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def write(path, engine, version, source, rows):
    with open(path, "w", encoding="utf-8") as out:
        out.write(f"# Every flag of {engine} {version} as its own parser reports it; one line each, sorted.\n")
        out.write("# `checked: late` marks values that the parser lets through and the engine refuses after its start.\n")
        out.write(f"engine: {engine}\nversion: {flow(version)}\nsource: {flow(source)}\nflags:\n")
        for item in sorted(rows, key=lambda r: r["name"]):
            out.write(f"  - {flow(item)}\n")


def main():
    dump = json.load(open(sys.argv[1], encoding="utf-8"))
    version, out = sys.argv[2:4]
    if version.split("+")[0] != dump["version"].split("+")[0]:
        sys.exit(f"the package says that it is {dump['version']}, not {version}")
    late = json.load(open(sys.argv[4], encoding="utf-8")) if len(sys.argv) > 4 else {}
    rows = [
        row(flag, late)
        for flag in dump["flags"]
        if flag["flag"].startswith("--") and flag["type"] != "_HelpAction"
    ]
    source = "argument parser of the PyPI package" + (f", {dump['platform']}" if dump["platform"] else "")
    if dump["absent"]:
        source += "; empty stand-ins for " + ", ".join(dump["absent"])
    write(out, dump["engine"], version, source, rows)


if __name__ == "__main__":
    main()

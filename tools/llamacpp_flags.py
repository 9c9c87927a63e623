#!/usr/bin/env python3
"""Turn llama.cpp's `llama-server --help` (or what LlamaHelp.java printed) into a flag table.

usage: llamacpp_flags.py HELP.txt BUILD OUT.flags.yaml      BUILD as b4916
"""
import re
import sys

from flags_to_yaml import first_sentence, write

NUMBERS = {"--temp", "--top-p", "--min-p", "--typical", "--repeat-penalty", "--presence-penalty",
           "--frequency-penalty", "--xtc-probability", "--xtc-threshold", "--dry-multiplier", "--dry-base",
           "--dynatemp-range", "--dynatemp-exp", "--mirostat-lr", "--mirostat-ent", "--rope-scale",
           "--rope-freq-base", "--rope-freq-scale", "--yarn-ext-factor", "--yarn-attn-factor",
           "--yarn-beta-slow", "--yarn-beta-fast", "--defrag-thold"}
SECRETS = {"--api-key", "--hf-token"}
LISTS = {"--lora", "--control-vector", "--override-kv", "--logit-bias"}
WORDS = r"-{1,2}[A-Za-z][\w.-]*"
HEAD = re.compile(rf"^({WORDS}(?:,\s+{WORDS})*)(?:[ ](\S.*?))?(?:\s{{2,}}(.*))?$")


def options(text):
    current = None
    for line in text.splitlines():
        if line.startswith("-") and not line.startswith("-----"):
            match = HEAD.match(line.rstrip())
            current = [re.split(r",\s+", match[1]), match[2] or "", [match[3] or ""]]
            yield current
        elif current and line.startswith(" "):
            current[2].append(line.strip())


def row(names, value, lines):
    text = " ".join(line for line in lines if line)
    longs = [n for n in names if n.startswith("--")]
    name = longs[-1] if longs[-1] in ("--n-gpu-layers", "--n-predict") else longs[0]
    out = {"name": name}
    if len(names) > 1:
        out["aliases"] = [n for n in names if n != name]
    choices = re.match(r"[{<]([\w,|]+)[}>]$", value)
    allowed = re.search(r"allowed values: ([\w, ]+?)(?: \(|\)| controls|$)", text)
    if not value:
        out["type"] = "switch"
    elif name in NUMBERS:
        out["type"] = "number"
    elif value in ("N", "SEED", "PORT", "INDEX"):
        out["type"] = "integer"
    elif value == "SCHEMA":
        out["type"] = "json"
    else:
        out["type"] = "text"
    if name in LISTS:
        out["list"] = True
    if choices:
        out["choices"] = re.split(r"[,|]", choices[1])
    elif allowed:
        out["choices"] = [c.strip() for c in allowed[1].split(",")]
    if name in SECRETS:
        out["secret"] = True
    given = re.search(r"\(default: ([\w.-]+)[,);]", text)
    if given and given[1] not in ("false", "disabled", "none", "unused", '""', "''", "same", "loaded", "use", "value"):
        out["default"] = given[1].strip("'\"")
    help_text = re.sub(r"\s*\(env: \w+\)", "", text)
    if help_text:
        out["help"] = first_sentence(help_text)
    return out


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    rows = [row(*option) for option in list(options(text))]
    rows = [r for r in rows if r["name"] not in ("--help", "--usage", "--version", "--completion-bash", "--list-devices")]
    write(sys.argv[3], "llamacpp", sys.argv[2], "llama-server --help of the build inside de.kherud:llama", rows)
    print(len(rows), "flags")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Feed commands to an engine's real argument parser; nothing is started, no GPU is needed.

usage: parse_argv.py vllm|sglang [--result OUT.json] FILE...

FILE.txt holds one command, one argument per line, the program first. FILE.jsonl holds one command
per line: {"label": ..., "argv": [...]}, with "refused": true for one that the parser must refuse.
Prints those that went otherwise than expected and exits 1 when there is one.
"""
import contextlib
import io
import json
import sys

import engine_parser


def commands(paths):
    for path in paths:
        with open(path, encoding="utf-8") as text:
            if path.endswith(".jsonl"):
                for line in text:
                    yield json.loads(line)
            else:
                yield {"label": path, "argv": text.read().splitlines()}


def refusal(engine, argv):
    """What the parser says against a command, "" when it takes it."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said):
            engine.parse(argv)
        return ""
    except SystemExit:
        lines = said.getvalue().strip().splitlines()
        return lines[-1] if lines else "refused without a word"
    except Exception as error:  # validators raise anything
        return repr(error)


def main():
    name, *rest = sys.argv[1:]  # before the engine's package changes sys.argv
    result = ""
    if rest[:1] == ["--result"]:
        result, rest = rest[1], rest[2:]
    engine = engine_parser.load(name)
    accepted = refused = wrong = 0
    for command in commands(rest):
        said = refusal(engine, command["argv"])
        accepted, refused = accepted + (not said), refused + bool(said)
        if bool(said) != command.get("refused", False):
            wrong += 1
            if wrong <= 50:
                print(f"{'REFUSED' if said else 'ACCEPTED'} {command['label']}: {said}\n  {' '.join(command['argv'])}")
    print(f"{engine.name} {engine.version} {engine.platform}: {accepted} accepted, {refused} refused, {wrong} not as expected")
    if result:
        with open(result, "w", encoding="utf-8") as out:
            json.dump({"accepted": accepted, "refused": refused, "wrong": wrong}, out)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in ("vllm", "sglang"):
        sys.exit(__doc__)
    sys.exit(main())

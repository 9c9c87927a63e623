#!/usr/bin/env python3
"""Write the result of a check where people see it.

usage: record_check.py parsers ENGINE VERSION DATE RESULT.json COMMANDS.jsonl WRONG.jsonl
       record_check.py vllm DATE ROW      a row of the table of real starts: "model | predicted | reported | ..."
       record_check.py soak chaos|rest DATE COMMIT MACHINE ROW      the row of a long test of the operator
       record_check.py scenario DATE COMMIT MACHINE ROW      what was seen in real containers

The first goes into catalog/engines/<engine>/<version>.yaml and into docs/engine-checks.md, the
second into that page only, the third into docs/soak.md, the fourth into docs/scenarios.md. A row
replaces the one with the same first cell.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "docs", "engine-checks.md")
SOAK = os.path.join(ROOT, "docs", "soak.md")
SCENARIOS = os.path.join(ROOT, "docs", "scenarios.md")


def table(marker, row, path=PAGE):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    begin = page.index(f"<!-- {marker} -->") + len(f"<!-- {marker} -->\n")
    end = page.index("<!-- end -->", begin)
    head, rule, *rows = page[begin:end].strip().splitlines()
    key = row.split("|")[1]
    rows = sorted([r for r in rows if r.split("|")[1] != key] + [row])
    with open(path, "w", encoding="utf-8") as file:
        file.write(page[:begin] + "\n".join([head, rule, *rows]) + "\n" + page[end:])


def wrong_flags(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if "as written" in json.loads(line)["label"]]


def origins(path):
    with open(path, encoding="utf-8") as lines:
        found = [json.loads(line)["origin"] for line in lines]
    return len(found), sum(origin != "GENERATED" for origin in found)


def parsers(engine, version, date, result, commands, wrong):
    with open(result, encoding="utf-8") as file:
        accepted = json.load(file)["accepted"]
    given, of_recipes = origins(commands)
    if given != accepted:
        sys.exit(f"{engine} {version}: {accepted} of {given} accepted")
    others = wrong_flags(wrong)
    refused = sum(command["refused"] for command in others)
    path = os.path.join(ROOT, "catalog", "engines", engine, version.replace("+", "-") + ".yaml")
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^checked: .*\n", "", file.read(), flags=re.M)
    line = f'checked: {{on: "{date}", commands: {accepted}, wrong_flags: {len(others)}}}\n'
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("unsure: ", line + "unsure: ", 1))
    table("parsers", f"| {engine} {version} | {accepted:,} of {given:,} | {of_recipes:,} | {given - of_recipes:,} "
                     f"| {len(others)} | {refused} | {len(others) - refused} | {date} |")


def main():
    kind, *rest = sys.argv[1:]
    if kind == "parsers":
        parsers(*rest)
    elif kind == "soak":
        part, date, commit, machine, row = rest
        table(part, f"| {row} | {date} | {commit} | {machine} |", SOAK)
    elif kind == "scenario":
        date, commit, machine, row = rest
        table("scenarios", f"| {row} | {date} | {commit} | {machine} |", SCENARIOS)
    else:
        date, row = rest
        table("vllm", f"| {row} | {date} |")


if __name__ == "__main__":
    main()

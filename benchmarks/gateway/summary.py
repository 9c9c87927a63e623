#!/usr/bin/env python3
"""Medians over the rounds of benchmarks/gateway.sh, and how they compare with nginx.

usage: summary.py FILE...     (one JSON object a line, as the load generator prints them)
"""

import collections
import json
import statistics
import sys

TARGETS = [
    ("CPU per small request, ratio to nginx", 2.0, 1.2),
    ("CPU per streamed chunk, 200 paced streams, ratio to nginx", 1.6, 1.2),
    ("added TTFT p50 ms, 200 paced streams", 0.5, None),
    ("added TTFT p99 ms, 200 paced streams", 4.0, None),
    ("memory MB, 2,000 open streams", 250.0, 150.0),
    ("first 10 s, CPU per request against steady", 3.0, 1.5),
    ("errors or cut streams", 0, 0),
]


def read(files):
    rows = collections.defaultdict(list)
    for name in files:
        with open(name) as lines:
            for line in lines:
                if line.startswith("{"):
                    row = json.loads(line)
                    rows[row["label"]].append(row)
    return rows


class Figures:
    def __init__(self, rows, gateway):
        self.rows, self.gateway = rows, gateway

    def median(self, phase, *path):
        values = []
        for row in self.rows.get(self.gateway + "/" + phase, []):
            for step in path:
                row = row.get(step) if isinstance(row, dict) else None
            if row is not None:
                values.append(row)
        return statistics.median(values) if values else None

    def errors(self):
        own = [r for label, all in self.rows.items() if label.startswith(self.gateway + "/") for r in all]
        return sum(row.get("errors", 0) + row.get("short_streams", 0) for row in own)


def ratio(one, other):
    return one / other if one and other else None


def shown(value, digits):
    return "-" if value is None else f"{value:,.{digits}f}"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows = read(sys.argv[1:])
    gateways = list(dict.fromkeys(label.split("/")[0] for label in rows))
    nginx = Figures(rows, "nginx")
    head = ["gateway", "rounds", "µs/request", "x nginx", "first 10 s", "µs/chunk paced", "x nginx",
            "added TTFT p50/p99 ms", "added/chunk p50/p99 ms", "requests/s", "MB, 2,000 streams", "errors"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    ours = None
    for name in gateways:
        its = Figures(rows, name)
        request, chunk = its.median("ns", "cpu_us_per_req"), its.median("paced200", "cpu_us_per_chunk")
        figures = [
            ratio(request, nginx.median("ns", "cpu_us_per_req")),
            ratio(chunk, nginx.median("paced200", "cpu_us_per_chunk")),
            its.median("paced200", "added_ttft_ms", "p50"),
            its.median("paced200", "added_ttft_ms", "p99"),
            its.median("hold", "rss_at_open_peak_mb"),
            ratio(its.median("cold", "cpu_us_per_req"), request),
            its.errors(),
        ]
        cells = [
            name, str(len(rows[name + "/ns"])), shown(request or None, 0), shown(figures[0], 2), shown(figures[5], 1),
            shown(chunk or None, 1), shown(figures[1], 2),
            shown(figures[2], 2) + "/" + shown(figures[3], 2),
            shown(its.median("paced200", "added_chunk_ms", "p50"), 2)
            + "/" + shown(its.median("paced200", "added_chunk_ms", "p99"), 2),
            shown(its.median("ns", "req_s"), 0), shown(figures[4] or None, 0), str(figures[6]),
        ]
        print("| " + " | ".join(cells) + " |")
        if name == "ours":
            ours = figures
    if ours:
        print("\n| measure | ours | target | stretch | |\n|---|---|---|---|---|")
        for (measure, target, stretch), value in zip(TARGETS, ours):
            verdict = "not measured" if value is None else "yes" if value <= target else "no"
            print(f"| {measure} | {shown(value, 2)} | {target} | {'-' if stretch is None else stretch} | {verdict} |")


if __name__ == "__main__":
    main()

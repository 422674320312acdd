"""Prints the figures of a benchmark as JSON, which `spammer compare` takes.

    bench-json.py FIGURES COMMIT

FIGURES has a line for each round of a figure: its value, its unit, `lower` or `higher`, whichever is better, and its name, with tabs
between. What a clock was too coarse for, 0, is left out with a word on standard error: no ratio can be made of it.
"""

import json
import math
import os
import platform
import sys

figures: dict[str, dict] = {}
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        value, unit, better, name = line.rstrip("\n").split("\t")
        if not 0 < float(value) < math.inf:
            print(f"{name}: a round of {value} {unit} is left out", file=sys.stderr)
            continue
        figure = figures.setdefault(name, {"name": name, "unit": unit, "better": better, "rounds": []})
        figure["rounds"].append(float(value))
if not figures:
    sys.exit("nothing was measured")
document = {
    "schema": "urn:spammer:benchmark",
    "schema_version": 1,
    "commit": sys.argv[2] or None,
    "machine": f"{platform.node()}, {platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
    "figures": list(figures.values()),
}
print(json.dumps(document, indent=2, ensure_ascii=False))

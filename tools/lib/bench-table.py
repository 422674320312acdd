"""Prints medians and ratios of what programs took, the first one being what the others are compared with.

    bench-table.py FILE...

Each file has a line for each run: seconds and kilobytes. It is named after its program, behind a number and a hyphen.
"""

import pathlib
import statistics
import sys

rows = []
for name in sys.argv[1:]:
    runs = [tuple(map(float, line.split())) for line in open(name) if line[:1].isdigit()]
    if runs:
        seconds = [run[0] for run in runs]
        rows.append((pathlib.Path(name).name.split("-", 1)[1], statistics.median(seconds), min(seconds), max(run[1] for run in runs)))
# The clock has hundredths.
base = max(rows[0][1], 0.01)
print(f"{'program':<10}{'median s':>10}{'fastest s':>11}{'ratio':>8}{'peak MiB':>10}")
for program, median, fastest, peak in rows:
    print(f"{program:<10}{median:>10.2f}{fastest:>11.2f}{median / base:>8.1f}{peak / 1024:>10.0f}")

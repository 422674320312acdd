#!/usr/bin/env python3
"""Watches a process's memory and descriptors, draws them, and says whether they stay flat.

    soak-chart.py PROCESS MINUTES CHART.svg

Looks every two seconds at what the process has in memory (VmRSS) and how many descriptors are open, until it ends.
"""

import os
import sys
import time

process, minutes, chart = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
samples = []
begin = time.monotonic()
while True:
    try:
        status = open(f"/proc/{process}/status").read()
        if "VmRSS" not in status:
            break
        memory = int(status.split("VmRSS:")[1].split()[0]) / 1024
        samples.append((time.monotonic() - begin, memory, len(os.listdir(f"/proc/{process}/fd"))))
    except (FileNotFoundError, ProcessLookupError):
        break
    time.sleep(2)

seconds = minutes * 60
steady = [sample for sample in samples if sample[0] <= seconds]
if not steady or steady[-1][0] < 0.9 * seconds:
    sys.exit(f"the run ended after {samples[-1][0] if samples else 0:.0f} s of {seconds:.0f}")


def around(place, column):
    near = sorted(sample[column] for sample in steady if abs(sample[0] - place) <= max(6, seconds / 60))
    return near[len(near) // 2]


early, late = (0.1 * seconds, steady[-1][0] - max(6, seconds / 60))
memory, descriptors = [(around(early, column), around(late, column)) for column in (1, 2)]
print(f"memory {memory[0]:.1f} MiB at {early / 60:.1f} min, {memory[1]:.1f} MiB at the end: {memory[1] / memory[0]:.3f}x; goal 1.1")
print(f"descriptors {descriptors[0]} and {descriptors[1]}, {max(s[2] for s in steady)} at most")

width, height, left, top, right = 760, 260, 60, 40, 60
most = [max(sample[column] for sample in samples) * 1.15 for column in (1, 2)]


def line(column):
    return " ".join(
        f"{left + (width - left - right) * sample[0] / samples[-1][0]:.1f},"
        f"{top + (height - top - 40) * (1 - sample[column] / most[column - 1]):.1f}"
        for sample in samples
    )


ticks = "".join(
    f'<text x="{left - 6}" y="{top + (height - top - 40) * (1 - part) + 4:.0f}" text-anchor="end" fill="#1f6fb2">{most[0] * part:.0f}</text>'
    f'<text x="{width - right + 6}" y="{top + (height - top - 40) * (1 - part) + 4:.0f}" fill="#b25a1f">{most[1] * part:.0f}</text>'
    for part in (0, 0.25, 0.5, 0.75, 1)
)
with open(chart, "w") as file:
    file.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">'
        f'<rect width="{width}" height="{height}" fill="white"/>'
        f'<text x="{left}" y="20" fill="#1f6fb2">memory, MiB</text>'
        f'<text x="{width - right}" y="20" text-anchor="end" fill="#b25a1f">descriptors</text>{ticks}'
        f'<polyline points="{line(1)}" fill="none" stroke="#1f6fb2" stroke-width="1.5"/>'
        f'<polyline points="{line(2)}" fill="none" stroke="#b25a1f" stroke-width="1.5"/>'
        f'<text x="{(left + width - right) / 2:.0f}" y="{height - 10}" text-anchor="middle">{samples[-1][0] / 60:.0f} minutes</text></svg>'
    )
sys.exit(0 if memory[1] <= 1.1 * memory[0] and descriptors[1] <= descriptors[0] * 1.1 + 8 else 1)

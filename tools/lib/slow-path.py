"""Makes the requests of a path slower, in exchanges as HAR-entry JSON lines: slow-path.py PATH MILLISECONDS."""

import json
import sys

path, milliseconds = sys.argv[1], float(sys.argv[2])
for line in sys.stdin:
    entry = json.loads(line)
    if entry["_target"].split("?")[0] == path:
        for field in ("_duration", "_ttfb"):
            if field in entry:
                entry[field] += int(milliseconds * 1e6)
        entry["time"] += milliseconds
        if entry["timings"]["wait"] >= 0:
            entry["timings"]["wait"] += milliseconds
    print(json.dumps(entry, separators=(",", ":")))

"""How large a corpus is beside other forms of the same exchanges, and which of its columns takes what.

    corpus-sizes.py SPAMMER CORPUS

The other forms are made by `spammer export`: HAR entries a line, and the requests' bare bytes, which have neither times nor
outcomes; each with gzip -6 and, where it is installed, zstd -3. A column's share is what its bytes come to when they are
compressed alone. The entropy of the time columns is of their values as the format has them, one by one: what any code that
knows no more than how often each value comes has to spend.
"""

import collections
import importlib.machinery
import importlib.util
import math
import pathlib
import shutil
import subprocess
import sys
import zlib

spammer, path = sys.argv[1:3]
loader = importlib.machinery.SourceFileLoader("reader", str(pathlib.Path(__file__).parent.parent / "read-corpus"))
reader = importlib.util.module_from_spec(importlib.util.spec_from_loader("reader", loader))
loader.exec_module(reader)

# The sections of a block, in their order (FORMAT.md); of the strings two each.
NAMES = ["start", "connections", "connection", "methods", "methods", "method", "authorities", "authorities", "authority",
         "targets", "targets", "target", "field lines", "field lines", "sets of lines", "fields", "trailers", "bodies",
         "bodies", "body", "flags", "ending", "status", "time to first byte", "duration", "response size", "digests",
         "digest", "gRPC status"]
TIMES = ["start", "time to first byte", "duration"]


def compressed(command, data):
    return len(subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout)


def varints(data):
    content, values = reader.Bytes(data), []
    while content.remaining():
        values.append(content.varint())
    return values


with open(path, "rb") as file:
    data = file.read()
count, blocks = 0, 0
sizes, packed = collections.Counter(), collections.Counter()
frequencies = {name: collections.Counter() for name in TIMES}
for kind, exchanges, content in reader.members(data):
    if kind != 1:
        continue
    blocks += 1
    count += exchanges
    block = reader.Bytes(content)
    block.varint(), block.zigzag(), block.byte()
    for name in NAMES:
        section = block.section().rest()
        sizes[name] += len(section)
        packed[name] += len(zlib.compress(section, 6, -15))
        if name in TIMES:
            frequencies[name].update(varints(section))
if count == 0:
    sys.exit("the corpus holds no exchange")

total = len(data)
print(f"{count} exchanges in {blocks} blocks: {total} bytes, {total / count:.2f} an exchange")
forms = [("HAR entries a line", "jsonl"), ("bare requests", "raw")]
packers = [("gzip -6", ["gzip", "-6"])] + ([("zstd -3", ["zstd", "-3", "-q"])] if shutil.which("zstd") else [])
print(f"\n{'form':<22}{'bytes':>14}{'an exchange':>13}{'corpus is':>11}")
for title, form in forms:
    made = subprocess.run([spammer, "export", path, "--format", form], stdout=subprocess.PIPE, check=True).stdout
    for packer, command in [("", None)] + packers:
        size = compressed(command, made) if command else len(made)
        print(f"{title + (', ' + packer if packer else ''):<30}{size:>6}{size / count:>13.2f}{total / size:>10.2f}x")

print(f"\n{'column':<22}{'bytes':>14}{'compressed':>12}{'an exchange':>13}")
for name, size in sorted(packed.items(), key=lambda item: -item[1]):
    print(f"{name:<22}{sizes[name]:>14}{size:>12}{size / count:>13.3f}")

least = 0.0
for name, seen in frequencies.items():
    all_of_it = sum(seen.values())
    least -= sum(number * math.log2(number / all_of_it) for number in seen.values()) / 8
spent = sum(packed[name] for name in TIMES)
print(f"\ntimes: entropy {least / count:.2f} bytes an exchange, the corpus spends {spent / count:.2f}, {spent / least if least else 1:.2f}x")

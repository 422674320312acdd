"""Keeps a fuzzer's inputs in one file of text, a line of base64 each, instead of hundreds of files.

    fuzz-inputs.py unpack FILE FOLDER
    fuzz-inputs.py pack FOLDER FILE
"""

import base64
import hashlib
import pathlib
import sys

# What is kept of each target: the smallest inputs, up to so many bytes in all.
LIMIT = 48 << 10
# Of targets that take long for each, the tests run no more than so many.
MOST = {"summary": 100, "settings": 100, "corpus": 200}


def unpack(file: pathlib.Path, folder: pathlib.Path) -> None:
    if not file.exists():
        return
    for line in file.read_text().split():
        content = base64.b64decode(line)
        (folder / hashlib.sha1(content).hexdigest()).write_bytes(content)


def pack(folder: pathlib.Path, file: pathlib.Path) -> None:
    contents = sorted((path.read_bytes() for path in folder.iterdir()), key=lambda content: (len(content), content))
    lines, size = [], 0
    for content in contents:
        line = base64.b64encode(content).decode()
        if size + len(line) > LIMIT or len(lines) == MOST.get(file.stem):
            break
        if line:
            lines.append(line)
            size += len(line)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(line + "\n" for line in sorted(lines, key=lambda line: (len(line), line))))


command, source, target = sys.argv[1:]
{"unpack": unpack, "pack": pack}[command](pathlib.Path(source), pathlib.Path(target))

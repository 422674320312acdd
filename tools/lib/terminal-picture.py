"""Draws what a terminal showed as SVG: terminal-picture.py COMMAND LINES <OUTPUT >PICTURE.

OUTPUT has the colours in it, as `script` keeps them; of its lines, so many are shown.
"""

import html
import re
import sys

command, most = sys.argv[1], int(sys.argv[2])
COLOURS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "2": "#8b949e", "90": "#8b949e"}
ADVANCE, LINE, MARGIN = 7.83, 18, 16

text = sys.stdin.read().replace("\r\n", "\n")
lines = [line for line in text.split("\n") if not line.startswith(("Script started", "Script done"))]
while lines and not lines[-1].strip():
    lines.pop()
shown = lines[:most] + (["…"] if len(lines) > most else [])


def spans(line: str) -> list[tuple[str, str]]:
    """Pieces of a line, each with the attributes of SVG that its colour comes to."""
    pieces, style = [], set()
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            codes = part[2:-1].split(";")
            style = set() if codes in ([""], ["0"]) else style | set(codes)
        elif part:
            colour = next((COLOURS[code] for code in style if code in COLOURS), None)
            attributes = (f' fill="{colour}"' if colour else "") + (' font-weight="bold"' if "1" in style else "")
            pieces.append((part, attributes))
    return pieces


columns = max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in shown + ["$ " + command])
width, height = round(columns * ADVANCE + 2 * MARGIN), (len(shown) + 1) * LINE + 2 * MARGIN
print(
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">'
    f"<title>{html.escape(command)}, in a terminal</title>"
    f'<rect width="100%" height="100%" rx="8" fill="#0d1117"/>'
    f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="13" fill="#e6edf3">'
)
prompt = [("$ ", ' fill="#8b949e"'), (command, "")]
for number, pieces in enumerate([prompt] + [spans(line) for line in shown]):
    column = 0
    for piece, attributes in pieces:
        # Words are placed one by one and stretched to their columns, so that they line up whatever the font.
        for word in re.finditer(r"\S+(?: \S+)*", piece):
            x, y = MARGIN + (column + word.start()) * ADVANCE, MARGIN + 13 + number * LINE
            length = len(word.group()) * ADVANCE
            print(
                f'<text x="{x:.1f}" y="{y}" textLength="{length:.1f}" lengthAdjust="spacingAndGlyphs"{attributes}>'
                f"{html.escape(word.group())}</text>"
            )
        column += len(piece)
print("</g></svg>")

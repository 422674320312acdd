"""Writes man pages from what the argument parser knows, a page a command.

    spammer --experimental-dump-help | man-pages.py FOLDER VERSION DATE

The parser's own plugin (`swift package generate-manual`) would do too, but has to build the tool a second time, for debugging.
"""

import json
import pathlib
import sys

EXAMPLE_STARTS = ("spammer ", "ssh host spammer ", "bash ")
EXIT_CODES = [
    ("0", "It passed; of compare, also where the runs do not tell (UNDECIDED)."),
    ("1", "It failed to run."),
    ("3", "The run is invalid, since the generator could not keep up, or runs cannot be compared."),
    ("64", "Wrong usage."),
    ("99", "Too many failures, a threshold that is not met, or a regression."),
]
JUDGING = {"replay", "run", "compare", "merge", "history-compare"}


def escape(text):
    """Text as roff has to be told it: hyphens that can be copied, and no line that is taken for a request."""
    for character, name in (("\\", "\\e"), ("-", "\\-"), ("'", "\\(aq"), ("`", "\\(ga"), ("^", "\\(ha"), ("~", "\\(ti")):
        text = text.replace(character, name)
    return "\\&" + text if text.startswith(".") else text


def bold(text):
    return f"\\fB{escape(text)}\\fR"


def italic(text):
    return f"\\fI{escape(text)}\\fR"


def verbatim(lines):
    return [".RS 4", ".nf", *map(escape, lines), ".fi", ".RE"]


def spelled(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def value(argument):
    return italic(argument["valueName"])


def header(argument):
    """What stands before an option's or an argument's text: its names, and its value."""
    if argument["kind"] == "positional":
        return value(argument)
    names = sorted(argument["names"], key=lambda name: name["kind"] == "long")
    text = ", ".join(bold(spelled(name)) for name in names)
    return text if argument["kind"] == "flag" else f"{text} {value(argument)}"


def entry(argument):
    text = argument.get("abstract", "")
    if "defaultValue" in argument and argument["kind"] != "flag":
        text += f" (default: {argument['defaultValue']})"
    lines = [".TP", header(argument), escape(text)]
    if argument.get("discussion"):
        lines += [".sp", escape(argument["discussion"])]
    if argument["isRepeating"]:
        lines[2] += " It may be given more than once."
    return lines


def synopsis(command, path):
    words = [bold(" ".join(path))]
    shown = [argument for argument in command.get("arguments", []) if argument["shouldDisplay"]]
    if command.get("subcommands"):
        return [*words, italic("command"), "[" + italic("options") + "]"]
    if any(argument["kind"] != "positional" and argument["isOptional"] for argument in shown):
        words.append("[" + italic("options") + "]")
    for argument in shown:
        if argument["kind"] != "positional" and not argument["isOptional"]:
            words.append(bold(spelled(argument["preferredName"])) + " " + value(argument))
    for argument in shown:
        if argument["kind"] == "positional":
            word = value(argument) + (" ..." if argument["isRepeating"] else "")
            words.append(f"[{word}]" if argument["isOptional"] else word)
    return words


def paragraphs(command):
    """The examples of a command, and the rest of its discussion as roff."""
    examples, prose = [], []
    for paragraph in command.get("discussion", "").split("\n\n"):
        lines = paragraph.split("\n")
        if lines[0].startswith(EXAMPLE_STARTS) and not lines[0].endswith("."):
            examples += lines
        elif paragraph:
            plain = [line for line in lines if not line.startswith(" ")]
            indented = [line.strip() for line in lines if line.startswith(" ")]
            prose += [".PP", escape(" ".join(plain))]
            prose += [".PP", *verbatim(indented)] if indented else []
    return examples, prose


def sections(command):
    """The arguments under their titles, in the order of the help."""
    found = {}
    for argument in command.get("arguments", []):
        if argument["shouldDisplay"]:
            title = "Arguments" if argument["kind"] == "positional" else argument.get("sectionTitle", "Options")
            found.setdefault(title, []).append(argument)
    if "Options" in found:
        found["Options"] = found.pop("Options")  # What every command has stands last.
    return found


def page(command, path, version, date):
    name = "-".join(path)
    abstract = command["abstract"]
    examples, prose = paragraphs(command)
    lines = [
        f'.TH "{escape(name.upper())}" 1 "{date}" "spammer {escape(version)}" "Spammer"',
        ".nh", ".ad l",
        ".SH NAME", f"{escape(name)} \\- {escape(abstract[0].lower() + abstract[1:].rstrip('.'))}",
        ".SH SYNOPSIS", " ".join(synopsis(command, path)),
        ".SH DESCRIPTION", escape(abstract), *prose,
    ]
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    if children:
        lines.append(".SH COMMANDS")
        for child in children:
            lines += [".TP", f"\\fB{escape(name + '-' + child['commandName'])}\\fR(1)", escape(child["abstract"])]
    if examples:
        lines += [".SH EXAMPLES", *verbatim(examples)]
    for title, arguments in sections(command).items():
        head, _, note = title.partition(" (")
        lines.append(f".SH {escape(head.upper())}")
        if note:
            lines.append(escape(note.rstrip(")")[0].upper() + note.rstrip(")")[1:] + "."))
        for argument in arguments:
            lines += entry(argument)
    if len(path) == 1 or "-".join(path[1:]) in JUDGING:
        lines.append(".SH EXIT STATUS")
        for code, meaning in EXIT_CODES:
            lines += [".TP", bold(code), meaning]
    if len(path) == 1 or path[1] in ("replay", "run", "compare", "history"):
        lines += [
            ".SH FILES", ".TP", escape("~/.local/share/spammer/history.sqlite"),
            "The runs that were kept; in $XDG_DATA_HOME where that is set.",
        ]
    if len(path) > 1:
        lines += [".SH SEE ALSO", f"\\fB{escape('-'.join(path[:-1]))}\\fR(1)"]
    return "\n".join(lines) + "\n"


def write(command, path, folder, version, date):
    path = [*path, command["commandName"]]
    (folder / f"{'-'.join(path)}.1").write_text(page(command, path, version, date))
    for child in command.get("subcommands", []):
        if child["commandName"] != "help":
            write(child, path, folder, version, date)


folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
write(json.load(sys.stdin)["command"], [], folder, sys.argv[2], sys.argv[3])

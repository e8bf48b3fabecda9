#!/usr/bin/env python3
"""Checks the ceilings of the house: 300 lines a file, 40 a function (its signature counts; tables of test cases are data,
so tests are only held to the first). Exit 1 and one line each if not."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILE_CEILING, FUNCTION_CEILING = 300, 40

# A function's body opens on a line that ends in `{` and is no type, namespace, initialiser (of a value or of members) or control statement.
NOT_A_FUNCTION = re.compile(r"^\s*(\}|namespace|class|struct|enum|union|extern|if|else|for|while|switch|do|try|catch|return|case|default)\b|=\s*\{$|=\s*R\"|^\s*:?\s*\w+_\(")


def functions(lines):
    """(first line, length) of every function, by indentation: clang-format closes a body in the column it began."""
    for start, line in enumerate(lines):
        if not line.endswith(" {") or NOT_A_FUNCTION.search(line) or "(" not in line and ")" not in line:
            continue
        indent = len(line) - len(line.lstrip())
        closing = " " * indent + "}"
        for end in range(start + 1, len(lines)):
            if lines[end].startswith(closing) and not lines[end].startswith(closing + " else"):
                yield start + 1, end - start + 1
                break


def faults():
    for pattern in ("engine/**/*.[hc]*", "resources/**/*.[hc]*", "state/**/*.[hc]*", "tests/**/*.[hc]*", ".ci/*", "contrib/*"):
        for file in sorted(ROOT.glob(pattern)):
            if not file.is_file() or file.suffix in (".sql", ".in", ".pyc") or "node_modules" in file.parts:
                continue
            lines = file.read_text().splitlines()
            path = file.relative_to(ROOT)
            if len(lines) > FILE_CEILING:
                yield f"{path}: {len(lines)} lines, the ceiling is {FILE_CEILING}: which noun is missing?"
            if file.suffix in (".h", ".cc") and path.parts[0] != "tests":
                for first, length in functions(lines):
                    if length > FUNCTION_CEILING:
                        yield f"{path}:{first}: a function of {length} lines, the ceiling is {FUNCTION_CEILING}"


found = list(faults())
print("\n".join(found), file=sys.stderr, end="\n" if found else "")
sys.exit(1 if found else 0)

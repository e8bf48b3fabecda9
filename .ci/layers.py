#!/usr/bin/env python3
"""Checks that every #include of ours follows the arrows between layers (docs/architecture.md), and that no two headers
define a type of one name in one namespace, which no linker notices. Exit 1 and one line each if not."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# folder -> folders whose headers it may include, besides its own; the longest matching prefix counts
ALLOWED = {
    "engine/base": [],
    "engine/ports": ["engine/base"],
    "engine/config": ["engine/base", "engine/ports"],
    "engine/kind": ["engine/base", "engine/ports", "engine/config"],
    "engine/loop": ["engine/base", "engine/ports", "engine/config", "engine/kind"],
    "engine/report": ["engine/base", "engine/ports", "engine/config", "engine/kind", "engine/loop"],
    "engine/host": ["engine/base", "engine/ports"],
    "engine/cli": ["engine", "resources/alert", "resources/apis/aws", "resources/apis/dynamodb", "resources/registry.h", "resources/sync", "resources/token", "state"],
    "state": ["engine/base", "engine/ports"],
    "resources/apis": ["engine/base", "engine/ports", "engine/config/reader.h"],
    "resources": ["resources/apis", "engine/base", "engine/ports", "engine/kind", "engine/config/reader.h",
                  "engine/config/item_set.h", "engine/config/diagnostic.h", "engine/config/read_secret.h"],
}


def layer_of(path):
    """The longest folder of ALLOWED that path is in; a kind is a layer of its own."""
    return max((folder for folder in ALLOWED if path.startswith(folder + "/")), key=len, default=None)


def own_folder(path, layer):
    """What a file may include freely: its layer, or for a kind only its own folder."""
    if layer == "resources":
        parts = path.split("/")
        return "/".join(parts[:2]) + "/" if len(parts) > 2 else "resources/"
    return layer + "/"


def faults():
    for folder in ("engine", "resources", "state"):
        for file in sorted((ROOT / folder).rglob("*.[hc]*")):
            path = file.relative_to(ROOT).as_posix()
            layer = layer_of(path)
            if layer is None:
                continue
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = re.match(r'#include "((?:engine|resources|state|tests)/[^"]+)"', line)
                if not match:
                    continue
                target = match.group(1)
                free = target.startswith(own_folder(path, layer))
                if not free and not any(target == a or target.startswith(a + "/") for a in ALLOWED[layer]):
                    yield f"{path}:{number}: {layer} may not include {target}"


def twins():
    """Types that two headers define: their inline functions would be taken for each other's."""
    homes = {}
    for folder in ("engine", "resources", "state"):
        for file in sorted((ROOT / folder).rglob("*.h")):
            path = file.relative_to(ROOT).as_posix()
            space = ""
            for number, line in enumerate(file.read_text().splitlines(), 1):
                opened = re.match(r"namespace ([\w:]+) \{", line)
                space = opened.group(1) if opened else space
                match = re.match(r"(?:struct|class|enum class|enum) (\w+)\b(?!.*;)", line)
                if not match:
                    continue
                first = homes.setdefault((space, match.group(1)), path)
                if first != path:
                    yield f"{path}:{number}: {space}::{match.group(1)} is defined in {first} too"


found = list(faults()) + list(twins())
print("\n".join(found), file=sys.stderr, end="\n" if found else "")
sys.exit(1 if found else 0)

"""A scratch folder with the real binary in it: what every test of the command line stands on."""
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import unittest

BINARY = os.environ["JADA_BINARY"]
SOURCE = pathlib.Path(os.environ["JADA_SOURCE"])

ROSTER = """version = 1
[region.east]
path = "east.db"
[region.west]
path = "west.db"
[roster.crew]
key = "crew_id"
replicas = ["region.east", "region.west"]
{roster}
[roster.crew.entries.ada]
name = "Ada Park"
role = "captain"
cascade_level = 1
[roster.crew.entries.bo]
name = "Bo Lindqvist"
role = "mate"
{entries}
"""


class Sandbox(unittest.TestCase):
    """`self.jada(...)` runs the binary in `self.folder`; nothing of the caller's environment reaches it but PATH."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jada-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def jada(self, *arguments, want=0, env=None, **how):
        done = subprocess.run([BINARY, *arguments], cwd=self.folder, capture_output=True, text=True, timeout=120,
                              stdin=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **(env or {})}, **how)
        if want is not None:
            self.assertEqual(done.returncode, want, f"{arguments}\n{done.stdout}\n{done.stderr}")
        return done

    def json(self, *arguments, want=0):
        return json.loads(self.jada(*arguments, "--json", want=want).stdout)

    def declare(self, roster="", entries="", extra=""):
        self.write("desired.toml", ROSTER.format(roster=roster, entries=entries) + extra)

    def write(self, name, content):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def region(self, name, query, *values):
        """Runs one statement on a region's file, as a person with sqlite3 would; rows come back."""
        with sqlite3.connect(self.folder / f"{name}.db") as region:
            return region.execute(query, values).fetchall()

    def set_by_hand(self, region, key, **fields):
        for field, value in fields.items():
            self.region(region, "UPDATE crew SET item = json_set(item, '$.' || ?, ?) WHERE key = ?", field, value, key)

    def items(self, region):
        return {key: json.loads(item) for key, item in self.region(region, "SELECT key, item FROM crew ORDER BY key")}

    def sql(self, query):
        return self.json("sql", query)

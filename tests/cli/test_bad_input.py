"""Bad input: each gets one clear message with what to do, the right exit code, and loses nothing."""
import os
import shutil
import sqlite3
import stat
import subprocess
import unittest

from sandbox import Sandbox


class BadFile(Sandbox):
    def told(self, want=65):
        done = self.jada("plan", want=want)
        self.assertNotIn("internal", done.stderr)
        self.assertEqual(done.stdout.count("Plan:"), 0)
        return done.stderr

    def test_missing_unreadable_empty_and_a_folder(self):
        self.assertIn("jada-reconcile init", self.told())
        self.write("desired.toml", "")
        self.assertIn("version", self.told())
        (self.folder / "desired.toml").unlink()
        (self.folder / "desired.toml").mkdir()
        self.assertIn("desired.toml", self.told())

    @unittest.skipIf(os.geteuid() == 0 and not shutil.which("setpriv"), "root reads everything, and there is no setpriv to step down with")
    def test_unreadable(self):
        path = self.write("desired.toml", "version = 1\n")
        path.chmod(0)
        if os.geteuid() != 0:
            self.assertIn("ermission", self.told())
            return
        self.folder.chmod(0o777)
        done = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", os.environ["JADA_BINARY"], "plan"], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 126:  # the binary itself may lie where nobody may go
            self.assertEqual(done.returncode, 65, done.stderr)
            self.assertIn("ermission", done.stderr)

    def test_binary_and_deeply_nested(self):
        self.write("desired.toml", bytes(range(256)) * 64)
        self.told()
        self.write("desired.toml", "version = 1\na = " + "[" * 200_000)
        self.told()
        self.write("desired.toml", "version = 1\n" + "".join(f"[{'.'.join('a' * 1 for _ in range(n))}]\n" for n in (5000,)))
        self.told()

    def test_a_hundred_megabytes_are_refused_or_read_but_never_fatal(self):
        self.write("desired.toml", b"version = 1\n# " + b"x" * (100 << 20) + b"\n")
        self.jada("validate", want=0)

    def test_every_fault_at_once_each_once_with_its_place(self):
        self.write("desired.toml", 'version = 1\n[region.east]\npathh = "east.db"\n[roster.crew]\nkey = 7\nreplicas = ["region.est"]\non_extra = "kill"\n')
        told = self.told()
        for wanted in ("desired.toml:3:1", "did you mean `path`?", "desired.toml:5:7", "`region.east`", "desired.toml:7:12", "report"):
            self.assertIn(wanted, told)
        faults = self.json("validate", want=65)["diagnostics"]
        places = [(fault["line"], fault["column"]) for fault in faults]
        self.assertEqual(len(places), len(set(places)), faults)

    def test_equal_addresses_name_both_places(self):
        self.write("conf.d/a.toml", '[region.east]\npath = "a.db"\n')
        self.write("conf.d/b.toml", '\n[region.east]\npath = "b.db"\n')
        self.write("desired.toml", 'version = 1\ninclude = ["conf.d/*.toml"]\n')
        told = self.told()
        self.assertIn("conf.d/a.toml:1", told)
        self.assertIn("conf.d/b.toml:2", told)

    def test_two_blocks_on_one_thing_name_both_places(self):
        self.declare(extra='[roster.dock]\ntable = "crew"\nkey = "id"\nreplicas = ["region.west"]\n')
        told = self.told()
        for wanted in ("[roster.dock] claims the table crew of region.west", "desired.toml:18:1", "also at desired.toml:6:1"):
            self.assertIn(wanted, told)
        self.jada("validate", want=65)

    def test_a_region_is_never_put_into_the_state(self):
        self.declare()
        self.jada("validate")
        for flags in (["--state", "east.db"], ["--state", str(self.folder / "east.db")]):
            self.assertIn("[region.east] claims the file", self.jada(*flags, "validate", want=65).stderr)
            self.jada(*flags, "apply", "--yes", want=65)
        self.assertFalse((self.folder / "east.db").exists())
        self.write("desired.toml", (self.folder / "desired.toml").read_text() + '[controller]\nstate = "west.db"\n')
        self.assertIn("[region.west] claims the file", self.told())

    def test_an_open_string_is_called_that(self):
        for text in ('[region.east]\npath = "a\n', '[region.east]\npath = "a', '[roster.crew.entries.ada]\nname = "Ada\nrole = "mate"\n'):
            with self.subTest(text):
                self.write("desired.toml", "version = 1\n" + text)
                told = self.told()
                self.assertIn("this string is not closed", told)
                self.assertNotIn("control character", told)

    def test_an_inline_secret_is_refused_and_not_repeated(self):
        self.write("desired.toml", 'version = 1\n[controller]\nheartbeat = "https://hc.example.com/canary-4711"\n')
        told = self.told()
        self.assertIn("{ env = ", told)
        self.assertNotIn("canary-4711", told + self.jada("validate", "--json", want=65).stdout)


class BadSource(Sandbox):
    CASES = {
        "no key column": ("crew.csv", "id,name\nada,Ada\n", "crew_id"),
        "a ragged row": ("crew.csv", "crew_id,name\nada,Ada\nbo\n", "crew.csv:3"),
        "a duplicate key": ("crew.csv", "crew_id,name\ncleo,A\ncleo,B\n", "crew.csv:3"),
        "a key of the file": ("crew.csv", "crew_id,name\nada,Ada\n", "desired.toml"),
        "an open quote": ("crew.csv", 'crew_id,name\ncleo,"Cleo\n', "crew.csv"),
        "no JSON": ("crew.json", '[{"crew_id": "cleo",}]', "crew.json:1"),
        "an unknown ending": ("crew.xlsx", "PK", ".csv"),
        "no TOML": ("crew.toml", "[cleo\n", "crew.toml:1"),
    }

    def test_each_fault_is_told_with_its_place_and_nothing_is_written(self):
        for name, (file, content, wanted) in self.CASES.items():
            with self.subTest(name):
                self.write(file, content)
                self.declare(roster=f'source = "{file}"')
                self.assertIn(wanted, self.jada("apply", "--yes", want=65).stderr)
                self.assertFalse((self.folder / "east.db").exists())

    def test_a_missing_source(self):
        self.declare(roster='source = "crew.csv"')
        self.assertIn("crew.csv", self.jada("plan", want=65).stderr)

    def test_bom_and_crlf_are_fine(self):
        self.write("crew.csv", b"\xef\xbb\xbfcrew_id,name\r\ncleo,Cleo Marsh\r\n")
        self.declare(roster='source = "crew.csv"')
        self.jada("apply", "--yes")
        self.assertEqual(self.items("east")["cleo"], {"crew_id": "cleo", "name": "Cleo Marsh"})

    def test_unique_and_required_are_checked_before_anything_is_written(self):
        self.declare(roster='unique = ["name"]\nrequired = ["role"]', entries='[roster.crew.entries.cleo]\nname = "Ada Park"\n')
        told = self.jada("apply", "--yes", want=65).stderr
        self.assertIn("roster.crew/ada", told)
        self.assertIn("roster.crew/cleo", told)
        self.assertIn("`role`", told)
        self.assertFalse((self.folder / "east.db").exists())


class BadRegion(Sandbox):
    def setUp(self):
        super().setUp()
        self.declare()
        self.jada("apply", "--yes")

    def test_no_database(self):
        (self.folder / "west.db").write_bytes(b"x" * 9000)
        self.set_by_hand("east", "ada", role="mate")
        done = self.jada("apply", "--yes", want=9)  # the healthy region goes on
        self.assertIn("west.db", done.stdout)
        self.assertEqual(self.items("east")["ada"]["role"], "captain")
        self.assertEqual((self.folder / "west.db").read_bytes(), b"x" * 9000)

    def test_locked(self):
        with sqlite3.connect(self.folder / "west.db", isolation_level=None) as region:
            region.execute("BEGIN EXCLUSIVE")
            report = self.json("drift", want=9)
        self.assertTrue(any("locked" in (look["error"] or "") for look in report["observations"]))

    def test_an_item_that_is_no_json_is_told_and_never_written(self):
        self.region("west", "UPDATE crew SET item = 'oops' WHERE key = 'ada'")
        self.jada("apply", "--yes")
        self.assertEqual(self.region("west", "SELECT item FROM crew WHERE key = 'ada'"), [("oops",)])
        self.assertIn("JSON", self.jada("drift", want=3).stdout)

    def test_a_full_disk(self):
        small = self.folder / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no right to mount a small file system")
        self.addCleanup(subprocess.run, ["umount", small])
        self.write("desired.toml", 'version = 1\n[region.east]\npath = "small/east.db"\n[roster.crew]\nkey = "crew_id"\nreplicas = ["region.east"]\n' +
                   "".join(f'[roster.crew.entries.m{n}]\nname = "{"x" * 200}"\n' for n in range(1000)))
        told = self.jada("apply", "--yes", want=None)
        self.assertIn(told.returncode, (1, 7))
        self.assertIn("small/east.db", told.stdout + told.stderr)
        self.assertTrue(any(word in told.stdout + told.stderr for word in ("full", "space")), told.stdout + told.stderr)


class BadState(Sandbox):
    def setUp(self):
        super().setUp()
        self.declare()
        self.jada("apply", "--yes")

    def test_corrupt(self):
        (self.folder / "state.db").write_bytes(b"no database" * 1000)
        for suffix in ("-wal", "-shm"):
            (self.folder / f"state.db{suffix}").unlink(missing_ok=True)
        for verb in (["plan"], ["apply", "--yes"], ["status"], ["sql", "SELECT 1"]):
            with self.subTest(verb):
                self.assertIn("state.db", self.jada(*verb, want=1).stderr)
        self.assertEqual((self.folder / "state.db").read_bytes(), b"no database" * 1000)

    def test_from_a_newer_version(self):
        with sqlite3.connect(self.folder / "state.db") as state:
            state.execute("PRAGMA user_version = 99")
        self.assertIn("newer", self.jada("apply", "--yes", want=1).stderr)
        self.assertIn("newer", self.jada("plan", want=1).stderr)

    def test_read_only_can_be_looked_at(self):
        if os.geteuid() == 0:
            mounted = subprocess.run(["mount", "--bind", self.folder, self.folder], capture_output=True)
            read_only = subprocess.run(["mount", "-o", "remount,bind,ro", self.folder], capture_output=True)
            if mounted.returncode or read_only.returncode:
                self.skipTest("no right to remount read-only")
            self.addCleanup(subprocess.run, ["umount", self.folder])
        else:
            (self.folder / "state.db").chmod(stat.S_IRUSR)
            self.folder.chmod(0o500)
            self.addCleanup(self.folder.chmod, 0o700)
        self.assertIn("No changes", self.jada("plan").stdout)
        self.jada("status")
        self.jada("apply", "--yes", want=1)


if __name__ == "__main__":
    unittest.main()

"""Killed, stopped and raced: whatever happens to an apply, the next one heals it and nothing of others is lost."""
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import unittest

from sandbox import BINARY, Sandbox

ITEMS = 3000
FOREIGN = {"availability": "sat", "notes": {"mooring": 7}}
# Every call by which a byte of ours reaches a file, or is made to stay there.
WRITES = "write,pwrite64,fdatasync,fsync,ftruncate,unlink,rename"


class Interruption(Sandbox):
    def setUp(self):
        super().setUp()
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}

    def roster(self, role, count=ITEMS):
        """Declares `count` items; some stand in the east already, with attributes of others."""
        rows = "".join(f"i{number:05},Item {number},{role}\n" for number in range(count))
        self.write("crew.csv", "crew_id,name,role\n" + rows)
        self.declare(roster='source = "crew.csv"', extra='[guard]\nmax_update = "100%"\n')

    def plant_foreign(self):
        self.region("east", "CREATE TABLE IF NOT EXISTS crew (key TEXT PRIMARY KEY, item TEXT) WITHOUT ROWID")
        with sqlite3.connect(self.folder / "east.db") as east:
            for number in range(0, ITEMS, 10):
                item = {"crew_id": f"i{number:05}", "name": f"Item {number}", "role": "planted", **FOREIGN}
                east.execute("INSERT OR REPLACE INTO crew VALUES (?, ?)", (item["crew_id"], json.dumps(item)))

    def start(self, *command, flags=(), told=subprocess.PIPE):
        return subprocess.Popen([*command, BINARY, "apply", "--yes", *flags], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=told, stderr=told, text=True)

    def expect_converged(self, role, moment):
        """The next apply ends well, and afterwards all is as declared."""
        self.jada("apply", "--yes")
        east, west = self.items("east"), self.items("west")
        self.assertEqual(len(west), ITEMS + 2, moment)
        self.assertEqual({item["role"] for key, item in west.items() if key.startswith("i")}, {role}, moment)
        for key, item in east.items():
            is_planted = key.startswith("i") and int(key[1:]) % 10 == 0
            self.assertEqual(item, {**west[key], **(FOREIGN if is_planted else {})}, f"{moment}: {key}")
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [], moment)
        self.assertEqual(self.jada("state", "check").returncode, 0, moment)
        self.assertFalse(self.json("lock", "status")["held"], moment)
        # A killed run never ended: it must not read as one that did well.
        [row] = self.sql("SELECT count(*) AS n FROM runs WHERE finished_at IS NULL AND exit_code = 0")
        self.assertEqual(row["n"], 0, moment)

    def count_writes(self):
        """How many such calls an undisturbed apply makes."""
        trace = self.folder / "trace"
        self.start("strace", "-f", "-qq", "-o", str(trace), "-e", "trace=" + WRITES).communicate()
        return sum(1 for line in trace.read_text().splitlines() if "resumed" not in line and "(" in line)

    def test_killed_at_any_moment_it_is_healed_by_the_next_apply(self):
        self.plant_foreign()
        self.roster("crew")
        total = self.count_writes()
        self.assertGreater(total, 20)
        killed = 0
        for turn in range(12):
            role = f"role {turn}"
            self.roster(role)
            # Closer together in the beginning, where intents and the lease are written.
            nth = 1 + int((turn / 12) ** 2 * total)
            process = self.start("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={WRITES}", "-e", f"inject={WRITES}:signal=SIGKILL:when={nth}")
            process.communicate()
            killed += process.returncode != 0
            for region in ("east", "west"):
                self.assertEqual(self.region(region, "PRAGMA integrity_check"), [("ok",)], f"{region} after {nth}")
            self.expect_converged(role, f"killed at write {nth} of {total}")
        self.assertGreater(killed, 9, "hardly any run was killed")

    def reached(self, region):
        """How many items are in this region; none before its file and its table are there."""
        try:
            with sqlite3.connect(f"file:{self.folder / region}.db?mode=ro", uri=True, timeout=0) as file:
                return file.execute("SELECT count(*) FROM crew").fetchone()[0]
        except sqlite3.OperationalError:
            return 0

    @staticmethod
    def traced(process):
        """The program under strace: a signal is meant for it, not for strace."""
        while process.poll() is None:
            with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
                for pid in children.read().split():
                    with contextlib.suppress(FileNotFoundError):
                        if os.readlink(f"/proc/{pid}/exe") == os.path.realpath(BINARY):
                            return int(pid)
        raise AssertionError(process.communicate())

    def test_ctrl_c_finishes_what_is_in_flight_and_says_how_to_go_on(self):
        regions = [f"r{number}" for number in range(8)]
        self.write("crew.csv", "crew_id,role\n" + "".join(f"i{number:05},crew\n" for number in range(1000)))
        blocks = "".join(f'[region.{name}]\npath = "{name}.db"\n' for name in regions)
        replicas = ", ".join(f'"region.{name}"' for name in regions)
        self.write("desired.toml", f'version = 1\n{blocks}[roster.crew]\nkey = "crew_id"\nsource = "crew.csv"\nreplicas = [{replicas}]\n')
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number.name):
                for old in self.folder.glob("*.db*"):
                    old.unlink()
                # One region after the other, each write slowed down: there is a middle to be stopped in.
                process = self.start("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", "inject=pwrite64:delay_enter=3000",
                                     flags=["--parallelism", "1"])
                program = self.traced(process)
                while process.poll() is None and not self.reached("r0"):
                    continue
                os.kill(program, number)
                out, err = process.communicate()
                self.assertEqual(process.returncode, code, out + err)
                self.assertIn("apply", err)
                reached = [self.reached(name) for name in regions]
                self.assertEqual(set(reached), {0, 1000}, "begun and not finished, or finished although it was stopped")
                self.assertEqual(len(self.sql("SELECT item FROM roster_items WHERE status = 'in_step'")), sum(reached), "the state knows another world")
                self.assertFalse(self.json("lock", "status")["held"])
                self.jada("apply", "--yes")
                self.assertEqual([self.reached(name) for name in regions], [1000] * 8)
                self.jada("plan", "--detailed-exitcode")

    def test_a_reader_never_sees_a_torn_state(self):
        self.plant_foreign()
        self.roster("crew")
        self.jada("apply", "--yes")
        self.roster("mate")
        process = self.start(told=subprocess.DEVNULL)
        seen = []
        while process.poll() is None:
            seen.append(self.json("sql", "SELECT (SELECT count(*) FROM roster_items) AS items, (SELECT count(*) FROM roster_items WHERE status IS NULL) AS odd"))
            self.assertEqual(self.jada("status", want=None).returncode, 0)
        self.assertEqual(process.wait(), 0)
        self.assertTrue(seen)
        for rows in seen:
            self.assertEqual(rows, [{"items": 2 * (ITEMS + 2), "odd": 0}])
        self.expect_converged("mate", "with a reader beside it")

    def test_two_applies_at_once_wait_for_each_other(self):
        self.plant_foreign()
        self.roster("crew")
        first, second = self.start(), self.start()
        told = [process.communicate() for process in (first, second)]
        self.assertEqual((first.returncode, second.returncode), (0, 0), told)
        self.expect_converged("crew", "two at once")
        runs = self.sql("SELECT sum(succeeded) AS done FROM runs WHERE verb = 'apply'")
        self.assertEqual(runs[0]["done"], 2 * (ITEMS + 2) + 1, "an item was written twice, or not at all")


if __name__ == "__main__":
    unittest.main()

"""The one table of exit codes, each met by the real binary."""
import json
import os
import pathlib
import sqlite3
import subprocess
import unittest

from sandbox import BINARY, Sandbox


class ExitCodes(Sandbox):
    def test_bad_usage_names_the_nearest_word(self):
        for arguments, meant in ((["pln"], "`plan`"), (["plan", "--detailed-exit"], "`--detailed-exitcode`"),
                                 (["plan", "--report", "juint=x"], "`junit`"), (["state", "lst"], "`list`")):
            with self.subTest(arguments):
                self.assertIn("did you mean " + meant, self.jada(*arguments, want=64).stderr)
        self.jada(want=64)
        self.jada("plan", "--color", "red", want=64)
        for verb in (["suspend", "roster.crew"], ["resume", "roster.crew"], ["state", "forget", "roster.crew"]):  # they never wait
            self.assertIn("`--lock-timeout`", self.jada(*verb, "--lock-timeout", "1s", want=64).stderr)
        self.declare()
        self.jada("apply", want=64)  # nobody to ask, no --yes
        self.jada("apply", "--yes", "--allow", "delete:roster.crew<=1", want=64)  # no -m
        self.jada("apply", "--yes", "--allow", "everything", "-m", "x", want=64)

    def test_flags_stand_anywhere_and_have_environment_names(self):
        self.declare()
        self.jada("--detailed-exitcode", "plan", want=2)
        self.jada("plan", want=2, env={"JADA_DETAILED_EXITCODE": "1"})
        self.jada("plan", want=65, env={"JADA_FILE": "elsewhere.toml"})
        os.rename(self.folder / "desired.toml", self.folder / "elsewhere.toml")
        self.jada("plan", env={"JADA_FILE": "elsewhere.toml"})

    def test_an_invalid_file_is_65_everywhere(self):
        self.write("desired.toml", "version = 1\n[roster.crew]\nkeyy = 1\n")
        for verb in (["validate"], ["plan"], ["drift"], ["apply", "--yes"], ["suspend", "roster.crew"]):
            with self.subTest(verb):
                self.jada(*verb, want=65)
        self.assertFalse((self.folder / "state.db").exists())

    def test_pending_drift_and_both_of_them(self):
        self.declare()
        self.jada("plan", "--detailed-exitcode", want=2)
        self.jada("drift", want=0)
        self.jada("apply", "--yes")
        self.set_by_hand("east", "ada", role="mate")
        self.jada("plan", want=0)
        self.jada("plan", "--detailed-exitcode", want=3)
        self.jada("drift", "--exit-zero", want=0)
        self.jada("drift", "--exit-profile", "terraform", want=2)
        self.jada("plan", "--exit-profile", "terraform", want=2)
        self.declare(entries='[roster.crew.entries.cleo]\nname = "C"\n')
        self.jada("plan", "--detailed-exitcode", want=3)

    def test_a_guard_refuses_and_a_count_lets_pass(self):
        self.declare(roster='on_extra = "delete"', extra="[guard]\nmax_delete = 0\n")
        self.jada("apply", "--yes")
        self.declare(roster='on_extra = "delete"', extra="[guard]\nmax_delete = 0\n")
        text = (self.folder / "desired.toml").read_text()
        self.write("desired.toml", text[: text.index("[roster.crew.entries.bo]")] + "[guard]\nmax_delete = 0\n")
        self.assertIn("--allow 'delete:roster.crew<=2'", self.jada("apply", "--yes", want=4).stdout)
        self.assertIn("bo", self.items("east"))
        self.jada("apply", "--yes", "--allow", "delete:roster.crew<=1", "-m", "season over", want=4)
        self.jada("apply", "--yes", "--allow", "delete:roster.crew<=2", "-m", "season over")
        self.assertNotIn("bo", self.items("east"))

    def test_somebody_else_holds_the_lock(self):
        self.declare()
        self.jada("apply", "--yes")
        # A lease of another machine whose heart still beats.
        with sqlite3.connect(self.folder / "state.db") as state:
            now = state.execute("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')").fetchone()[0]
            holder = {"run_id": "r1", "verb": "apply", "phase": "applying", "done": 12, "total": 40, "actor": "ann", "host": "ci-7", "boot_id": "x",
                      "pid": 5123, "started": 1, "version": "0.1.0", "acquired_at": now, "heartbeat_at": now, "length_ms": 30000, "fence": 99}
            state.execute("INSERT INTO _resource (kind, name, replica, revision, applied) VALUES ('@lease', 'controller', '', 1, ?)", (json.dumps(holder),))
        told = self.jada("apply", "--yes", "--lock-timeout", "0s", want=5).stderr
        for word in ("ann on ci-7", "pid 5123", "applying 12/40", "lock break --if-stale"):
            self.assertIn(word, told)
        self.jada("plan")  # readers never wait
        self.assertEqual(self.json("lock", "status")["operation"], "apply")
        self.jada("lock", "break", "--if-stale", want=5)

    def test_a_dead_holder_on_this_host_is_cleared_by_itself(self):
        self.declare()
        self.jada("apply", "--yes")
        process = subprocess.Popen(["true"])
        process.wait()
        with sqlite3.connect(self.folder / "state.db") as state:
            boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
            now = state.execute("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now')").fetchone()[0]
            holder = {"run_id": "r1", "verb": "apply", "phase": "applying", "actor": "ann", "host": os.uname().nodename, "boot_id": boot, "pid": process.pid,
                      "started": 1, "acquired_at": now, "heartbeat_at": now, "length_ms": 3600000, "fence": 1}
            state.execute("INSERT INTO _resource (kind, name, replica, revision, applied) VALUES ('@lease', 'controller', '', 1, ?)", (json.dumps(holder),))
        self.assertTrue(self.json("lock", "status")["stale"])
        self.jada("apply", "--yes", "--lock-timeout", "0s")

    def test_a_saved_plan_that_no_longer_holds(self):
        self.declare()
        self.jada("apply", "--yes")
        self.set_by_hand("east", "ada", role="mate")
        self.jada("plan", "--out", "p.json")
        self.set_by_hand("east", "ada", role="crew")
        told = self.jada("apply", "p.json", "--yes", want=6).stderr
        self.assertIn("roster.crew/ada@east has changed since", told)
        self.assertEqual(self.items("east")["ada"]["role"], "crew")

    def test_an_expired_plan(self):
        self.declare()
        self.jada("plan", "--out", "p.json")
        plan = json.loads((self.folder / "p.json").read_text())
        plan["expires_at"] = "2020-01-01T00:00:00.000Z"
        self.write("p.json", json.dumps(plan))
        self.assertIn("expired", self.jada("apply", "p.json", "--yes", want=6).stderr)

    def test_a_saved_plan_from_before_there_was_a_state_applies_once(self):
        self.declare()
        self.jada("plan", "--out", "p.json")
        self.jada("apply", "p.json", "--yes")
        self.assertEqual(self.items("east"), self.items("west"))
        self.jada("apply", "p.json", "--yes", want=6)

    def test_unobserved_and_failed(self):
        self.declare()
        self.jada("apply", "--yes")
        (self.folder / "west.db").write_bytes(b"this is no database at all, only text" * 40)
        report = self.json("drift", want=9)
        [look] = [look for look in report["observations"] if look["status"] == "unknown" and look["address"] == "roster.crew"]
        self.assertEqual(look["replica"], "west")
        self.assertIn("west.db", look["error"])

    def test_declined_on_a_terminal(self):
        self.declare()
        script = subprocess.run(["script", "-qec", f"{BINARY} apply --report json=r.json", "/dev/null"], cwd=self.folder, input="n\n", text=True, capture_output=True,
                                timeout=60, env={"PATH": os.environ["PATH"], "TERM": "dumb", "HOME": str(self.folder)})
        self.assertEqual(script.returncode, 8, script.stdout)
        self.assertIn("nothing was changed", script.stdout)
        report = json.loads((self.folder / "r.json").read_text())
        self.assertEqual((report["exit_code"], len(report["changes"])), (8, 6), "not the plan that was declined")
        self.assertFalse((self.folder / "east.db").exists())


if __name__ == "__main__":
    unittest.main()

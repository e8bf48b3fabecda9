"""`sync run|next|history|list`, and what `plan` and `apply` make of schedules."""
import unittest

from sandbox import Sandbox

FILE = """version = 1
[sync.sheet]
every = "30m"
run = ["sh", "-c", "echo said $JADA_SYNC $JADA_ATTEMPT; exit ${CODE:-0}"]
[sync.nightly]
cron = "30 2 * * *"
timezone = "America/New_York"
run = ["true"]
"""


class SyncVerbs(Sandbox):
    def setUp(self):
        super().setUp()
        self.write("desired.toml", FILE)

    def rows(self, name="sheet"):
        return self.sql(f"SELECT * FROM sync_runs WHERE address = 'sync.{name}' ORDER BY slot_at")

    def test_plan_shows_what_is_due_and_apply_runs_it_once(self):
        [change] = self.json("plan")["changes"]
        self.assertEqual((change["address"], change["action"], change["cause"]), ("sync.sheet", "run", "schedule"))
        self.jada("apply", "--yes")
        [row] = self.rows()
        self.assertEqual((row["outcome"], row["triggered"], row["output_tail"], row["exit_code"]), ("ok", "slot", "said sheet 1\n", 0))
        self.assertEqual(self.json("plan")["changes"], [])
        self.jada("apply", "--yes")
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(self.rows("nightly"), [], "a cron waits for its first slot")

    def test_run_is_recorded_and_says_how_it_went(self):
        done = self.jada("sync", "run", "sheet")
        self.assertEqual(done.stdout, "said sheet 1\n")
        self.assertIn("sync.sheet: ok", done.stderr)
        self.write("desired.toml", FILE.replace("exit ${CODE:-0}", "exit 3"))
        failed = self.jada("sync", "run", "sync.sheet", want=1)
        self.assertIn("failed: exit 3", failed.stderr)
        self.assertEqual([(row["outcome"], row["triggered"]) for row in self.rows()], [("ok", "asked"), ("failed", "asked")])
        history = self.jada("sync", "history", "sheet").stdout.splitlines()
        self.assertEqual(history[0].split(), ["SLOT", "TRIGGER", "OUTCOME", "RUNS", "TOOK", "WHY"])
        self.assertRegex(history[1], r"asked +failed +1 +\S+ +exit 3$")
        self.assertEqual(len(self.json("sync", "history", "sheet", "1")["slots"]), 1)

    def test_next_names_slots_through_a_shift(self):
        self.assertEqual(len(self.jada("sync", "next", "sheet", "3").stdout.splitlines()), 3)
        times = self.json("sync", "next", "nightly", "400")["next"]
        self.assertEqual(len(times), 400)
        self.assertEqual({time[11:16] for time in times} - {"06:30", "07:30", "07:00"}, set())

    def test_bad_words_are_named(self):
        self.assertIn("did you mean `sheet`", self.jada("sync", "run", "shet", want=64).stderr)
        self.assertIn("next, ", self.jada("sync", "nxt", want=64).stderr)
        self.assertIn("is no number", self.jada("sync", "next", "sheet", "0", want=64).stderr)

    def test_faults_are_found_with_line_and_column(self):
        for bad, told in {'every = "30m"\ncron = "* * * * *"': "exclude each other", 'cron = "61 * * * *"': "`61` is not",
                          'cron = "* * * * *"\ntimezone = "America/Nwe_York"': "America/New_York", 'every = "0s"': "shorter than 1s",
                          'every = "30m"\nfail_if_output = "("': "missing )", 'every = "1h"\nneeds = ["token.x"]': "token.x",
                          'timezone = "UTC"\nevery = "1h"': "goes with `cron`"}.items():
            with self.subTest(bad):
                self.write("desired.toml", f'version = 1\n[sync.a]\nrun = ["true"]\n{bad}\n')
                done = self.jada("validate", want=65)
                self.assertIn(told, done.stderr)
                self.assertRegex(done.stderr, r"--> desired.toml:\d+:\d+")


if __name__ == "__main__":
    unittest.main()

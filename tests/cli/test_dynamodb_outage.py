"""A region is down: the others converge, what is not known is said to be unknown, and the next run catches up by itself."""
import contextlib
import time
import unittest

from regions import CREW, EAST, TABLE, WEST, WithRegions
import wire

SOUTH = "eu-west-1"


class Outage(WithRegions):
    def unsettle(self):
        """Another captain is declared; in the west one item is changed by hand, one is gone, one is added."""
        self.declare()
        self.jada("apply", "--yes")
        self.west.edit(TABLE, "bo", role="cook", availability="mine")
        self.west.drop(TABLE, "ada")
        self.west.put(TABLE, {"crew_id": "zoe", "name": "Zoe"})
        self.declare(CREW.replace("captain", "skipper"))
        self.forget()

    def expect_the_east_done(self, told):
        self.assertEqual(self.east.items(TABLE)["ada"]["role"], "skipper")
        self.assertIn(WEST, told.stdout)
        self.assertIn("could not be observed", told.stdout)
        self.assertNotIn("crash", told.stdout + told.stderr)

    def expect_it_unknown(self):
        """Nothing that we say of the west claims to be known, nothing says that an item is not there."""
        rows = {(row["item"], row["replica"]): row["status"] for row in self.sql("SELECT * FROM roster_items")}
        self.assertEqual(rows, {("ada", EAST): "in_step", ("bo", EAST): "in_step", ("ada", WEST): "unknown", ("bo", WEST): "unknown"})
        conditions = {row["address"]: row["condition"] for row in self.sql("SELECT * FROM resources")}
        self.assertEqual(conditions["roster.crew"], "Unknown")
        self.assertEqual(conditions[f"region.{EAST}"], "Ready")
        status = self.jada("status").stdout
        self.assertRegex(status, rf"roster\.crew +Unknown .*{WEST}")
        self.assertNotEqual(self.jada("status", "--check", want=None).returncode, 0)
        drift = self.json("drift", want=9)
        self.assertEqual(drift["drift"], [])
        unknown = {(one["address"], one["replica"]) for one in drift["observations"] if one["status"] == "unknown"}
        self.assertIn(("roster.crew", WEST), unknown)
        [run] = self.sql("SELECT * FROM runs WHERE verb = 'apply' ORDER BY started_at DESC LIMIT 1")
        self.assertEqual(run["exit_code"], 9)

    def expect_it_catches_up(self):
        """From its own scan: what was changed there meanwhile counts, and foreign work stays."""
        self.forget()
        self.jada("apply", "--yes")
        self.assertEqual(self.front.writes, [])
        self.assertEqual(self.west.items(TABLE), {**self.east.items(TABLE), "bo": {**self.east.items(TABLE)["bo"], "availability": "mine"},
                                                  "zoe": {"crew_id": "zoe", "name": "Zoe"}})
        self.no_more_writes()

    def test_nobody_listens_there(self):
        self.unsettle()
        with self.back.down():
            self.expect_the_east_done(self.jada("apply", "--yes", want=9))
            self.expect_it_unknown()
        self.expect_it_catches_up()

    def test_it_answers_503_to_everything(self):
        self.unsettle()
        self.back.fault("503", times=None)
        self.expect_the_east_done(self.jada("apply", "--yes", want=9))
        self.assertLessEqual(len(self.back.ledger), 8)
        self.expect_it_unknown()
        self.back.calm()
        self.expect_it_catches_up()

    def test_it_can_be_read_but_not_written(self):
        crew = CREW + "".join(f'[roster.crew.entries.c{i:03}]\nname = "N{i}"\n' for i in range(150))
        allow = ("--allow", "update:roster.crew<=999", "-m", "test")
        self.declare(crew)
        self.jada("apply", "--yes")
        self.declare(crew.replace('"N', '"M').replace("captain", "skipper"))
        for fault in ("500", "reset", "reset_after_commit"):
            with self.subTest(fault):
                self.forget()
                self.back.fault(fault, operation="UpdateItem", times=None)
                told = self.jada("apply", "--yes", *allow, want=7)
                self.back.calm()
                self.assertIn(WEST, told.stdout)
                self.assertEqual(self.east.items(TABLE)["c007"]["name"], "M7")
                # Requests that were under way together fail as one: some more than five times what one host gets at a time.
                self.assertLessEqual(self.back.count("UpdateItem"), 6 * (8 + 1))
                failed = {replica for (_, replica), (outcome, _) in self.outcomes().items() if outcome != "done"}
                self.assertEqual(failed, {WEST})
        self.jada("apply", "--yes", *allow)
        self.both()
        self.no_more_writes()

    def test_what_was_perhaps_not_written_is_not_called_written(self):
        self.declare()
        self.jada("apply", "--yes")
        self.west.edit(TABLE, "ada", role="x")
        self.west.edit(TABLE, "bo", role="x")
        self.back.fault("500", operation="UpdateItem", times=None)
        told = self.jada("apply", "--yes", want=None).stdout
        self.assertEqual(self.back.count("UpdateItem", committed=True), 0)
        self.assertNotIn("failed: written", told)

    def test_it_goes_down_between_the_look_and_the_write(self):
        self.unsettle()
        with contextlib.ExitStack() as outage:
            fallen = []

            def fall(*_):
                if not fallen:
                    fallen.append(outage.enter_context(self.back.down()))

            self.front.fault("race", operation="UpdateItem", meddle=fall)
            self.back.fault("stall", operation="UpdateItem", times=None)
            with self.beside("apply", "--yes", want=7) as run:
                told = run.result()
            self.assertEqual(self.east.items(TABLE)["ada"]["role"], "skipper")
            self.assertIn(WEST, told.stdout)
            outcomes = {key: outcome for key, (outcome, _) in self.outcomes().items()}
            self.assertEqual(outcomes["ada", EAST], "done")
            self.assertNotIn("done", {outcome for (_, replica), outcome in outcomes.items() if replica == WEST})
        self.back.calm()
        self.expect_it_catches_up()


class Silence(WithRegions):
    def test_one_region_swallows_everything_and_another_cannot_be_reached(self):
        self.declare()
        with wire.unreachable() as nowhere:
            text = (self.folder / "desired.toml").read_text()
            text = text.replace('"region.us-west-2"]', f'"region.us-west-2", "region.{SOUTH}"]')
            self.write("desired.toml", text + f'[region.{SOUTH}]\ndriver = "dynamodb"\nendpoint = "{nowhere}"\n')
            self.back.fault("black_hole", times=None)
            began = time.monotonic()
            told = self.jada("apply", "--yes", want=9).stdout
            took = time.monotonic() - began
        self.assertEqual(sorted(self.east.items(TABLE)), ["ada", "bo"])
        for silent in (WEST, SOUTH):
            self.assertRegex(told, rf"roster\.crew@{silent} +could not be observed")
        self.assertLessEqual(len(self.back.ledger), 8)
        self.back.calm()
        # Who looks every few minutes cannot wait for most of one: two patient attempts are the most that a look is worth.
        self.assertLess(took, 25)


if __name__ == "__main__":
    unittest.main()

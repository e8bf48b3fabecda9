"""Somebody else writes between our look and our write: their value stays, they are named, everything else is done."""
import unittest

from regions import CREW, EAST, TABLE, WEST, WithRegions

OLD = '[roster.crew.entries.old]\nname = "Old"\n'
ADA = {"crew_id": "ada", "name": "Ada Park", "role": "captain", "cascade_level": 1}
OTHERS = {"bo": {"crew_id": "bo", "name": "Bo Lindqvist", "role": "mate"}}


def edit(**fields):
    return lambda region, key: region.edit(TABLE, key, **fields)


def put(**fields):
    return lambda region, key: region.put(TABLE, {"crew_id": key, **fields})


def drop(region, key):
    region.drop(TABLE, key)


# name: what was there when we looked (None: nothing), what the other hand does, what is there in the end, what is told of it.
BEFORE = {**ADA, "role": "x"}
UPDATES = {
    "the same attribute": (BEFORE, edit(role="cook"), {**ADA, "role": "cook"}, '.role is now "cook"'),
    "the same attribute, another type": (BEFORE, edit(role=7), {**ADA, "role": 7}, ".role is now 7"),
    "the same attribute is taken away": (BEFORE, edit(role=None), {n: v for n, v in ADA.items() if n != "role"}, ".role is gone"),
    "the same attribute, as we want it": (BEFORE, edit(role="captain"), ADA, None),
    "an attribute of others": (BEFORE, edit(availability={"nov": "no"}), {**ADA, "availability": {"nov": "no"}}, None),
    "another attribute of ours": (BEFORE, edit(name="A. Park"), {**ADA, "name": "A. Park"}, '.name is now "A. Park"'),
    "the item goes": (BEFORE, drop, None, "was deleted"),
    "the item is another": (BEFORE, put(role="cook", note="n"), {"crew_id": "ada", "role": "cook", "note": "n"}, ".cascade_level is gone"),
}
CREATES = {
    "it is made with other values": (None, put(name="Ada", note="n"), {"crew_id": "ada", "name": "Ada", "note": "n"}, "appeared"),
    "it is made as we want it": (None, put(**{**ADA, "note": "n"}), {**ADA, "note": "n"}, None),
    "it is made with no attribute": (None, put(), {"crew_id": "ada"}, "appeared"),
}


class Races(WithRegions):
    def setUp(self):
        super().setUp()
        self.declare()
        self.jada("apply", "--yes")

    def race(self, before, meddle, after, told, operation="UpdateItem"):
        self.west.drop(TABLE, "ada") if before is None else self.west.put(TABLE, before)
        self.west.edit(TABLE, "bo", role="x")
        self.east.edit(TABLE, "ada", role="x")
        self.back.fault("race", operation=operation, key="ada", meddle=lambda _, key: meddle(self.west, key))
        run = self.jada("apply", "--yes", want=7 if told else 0)
        self.assertEqual(self.back.count(fault="race"), 1)
        self.assertEqual(self.east.items(TABLE), {"ada": ADA, **OTHERS})
        self.assertEqual(self.west.items(TABLE), {**({"ada": after} if after else {}), **OTHERS})
        outcome, error = self.outcomes()["ada", WEST]
        self.assertEqual(outcome, "conflict" if told else "done", error)
        if told:
            self.assertIn(told, error)
            self.assertIn(told, run.stdout)
        self.assertEqual(self.outcomes()["bo", WEST][0], "done")
        self.settle()

    def settle(self):
        """Whoever applies again has seen what is there now, and wins."""
        self.jada("apply", "--yes")
        west = self.west.items(TABLE)
        self.assertEqual({name: west["ada"].get(name) for name in ADA}, ADA)
        self.no_more_writes()

    def test_an_item_that_is_to_be_changed(self):
        for name, case in UPDATES.items():
            with self.subTest(name):
                self.race(*case)

    def test_an_item_that_is_to_be_made(self):
        for name, case in CREATES.items():
            with self.subTest(name):
                self.race(*case)

    def test_a_read_back_that_finds_another_hand_s_work_does_not_count_as_done(self):
        self.west.edit(TABLE, "ada", role="x")
        self.back.fault("stall", operation="BatchGetItem")
        with self.beside("apply", "--yes", want=7) as run:
            self.back.wait_for(lambda: self.back.held)
            self.west.edit(TABLE, "ada", role="cook")
            self.back.release()
            told = run.result().stdout
        self.assertIn('changed right after it was written (.role is now "cook")', told)
        self.assertEqual(self.west.items(TABLE)["ada"]["role"], "cook")
        self.settle()

    def test_a_write_whose_answer_got_lost_is_not_repeated_over_another_hand(self):
        for name in ("reset_after_commit", "500_after_commit"):
            with self.subTest(name):
                self.west.edit(TABLE, "ada", role="x")
                self.forget()
                self.back.fault(name, operation="UpdateItem")
                self.back.fault("race", operation="UpdateItem", meddle=lambda _, key: self.west.edit(TABLE, key, role="cook"))
                self.jada("apply", "--yes", want=None)
                self.assertEqual(self.back.count("UpdateItem"), 2)
                self.assertEqual(self.west.items(TABLE)["ada"]["role"], "cook")
                self.assertEqual(self.outcomes()["ada", WEST][0], "conflict")
                self.settle()


class Deletes(WithRegions):
    def setUp(self):
        super().setUp()
        self.rule = 'on_extra = "delete"'

    def race(self, meddle, after, told):
        self.declare(CREW + OLD, roster=self.rule)
        self.jada("apply", "--yes")
        self.declare(CREW, roster=self.rule)
        self.back.fault("race", operation="DeleteItem", key="old", meddle=lambda _, key: meddle(self.west, key))
        run = self.jada("apply", "--yes", want=7 if told else 0)
        self.assertNotIn("old", self.east.items(TABLE))
        self.assertEqual(self.west.items(TABLE).get("old"), after)
        self.assertEqual(self.outcomes()["old", WEST][0], "conflict" if told else "done")
        self.assertIn(told or "deleted", run.stdout)
        self.jada("apply", "--yes")
        self.both()
        self.no_more_writes()

    def test_an_item_that_is_to_go(self):
        old = {"crew_id": "old", "name": "Old"}
        for name, case in {"somebody deletes it": (drop, None, None),
                           "somebody changes what was ours": (edit(name="New"), {**old, "name": "New"}, '.name is now "New"'),
                           "somebody takes away what was ours": (edit(name=None), {"crew_id": "old"}, ".name is gone")}.items():
            with self.subTest(name):
                self.race(*case)


class Batches(WithRegions):
    def test_an_item_made_between_the_scan_and_the_batch_stays_as_it_is(self):
        self.declare()
        self.front.fault("stall", operation="BatchGetItem")
        with self.beside("apply", "--yes", want=7) as run:
            self.front.wait_for(lambda: self.front.held)
            self.east.put(TABLE, {"crew_id": "ada", "role": "cook", "note": "n"})
            self.front.release()
            told = run.result().stdout
        self.assertIn("appeared", told)
        self.assertEqual(self.outcomes()["ada", EAST][0], "conflict")
        self.assertEqual(self.east.items(TABLE), {"ada": {"crew_id": "ada", "role": "cook", "note": "n"}, **OTHERS})
        self.jada("apply", "--yes")
        self.assertEqual(self.east.items(TABLE)["ada"], {**ADA, "note": "n"})
        self.no_more_writes()

    def test_what_a_batch_left_undone_is_looked_for_before_it_is_tried_again(self):
        self.declare()
        self.front.fault("unprocessed", operation="BatchWriteItem")
        self.front.fault("stall", operation="BatchGetItem", after=1)
        with self.beside("apply", "--yes", want=7) as run:
            self.front.wait_for(lambda: self.front.held)
            [left] = {"ada", "bo"} - set(self.east.items(TABLE))
            self.east.put(TABLE, {"crew_id": left, "role": "cook"})
            self.front.release()
            run.result()
        self.assertEqual(self.east.items(TABLE)[left], {"crew_id": left, "role": "cook"})
        self.assertEqual(self.outcomes()[left, EAST][0], "conflict")


if __name__ == "__main__":
    unittest.main()

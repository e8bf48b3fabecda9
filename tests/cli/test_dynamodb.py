"""A roster in two regions of DynamoDB: the story of the README, told to servers nobody here wrote."""
import json
import unittest

from regions import EAST, TABLE, WEST, WithRegions


class Story(WithRegions):
    def test_made_once_in_both_and_then_left_alone(self):
        self.declare()
        plan = self.json("plan")
        self.assertEqual(plan["summary"]["create"], 4)
        self.jada("apply", "--yes")
        self.assertEqual(self.both(), {"ada": {"crew_id": "ada", "name": "Ada Park", "role": "captain", "cascade_level": 1},
                                       "bo": {"crew_id": "bo", "name": "Bo Lindqvist", "role": "mate"}})
        self.forget()
        self.assertIn("No changes.", self.jada("apply", "--yes").stdout)
        self.assertEqual(self.writes(), [])
        rows = self.sql("SELECT item, replica, status FROM roster_items ORDER BY item, replica")
        self.assertEqual([(r["item"], r["replica"], r["status"]) for r in rows],
                         [(item, region, "in_step") for item in ("ada", "bo") for region in (EAST, WEST)])

    def test_a_hand_edit_is_drift_and_mended_without_touching_what_is_not_ours(self):
        self.declare()
        self.jada("apply", "--yes")
        self.west.edit(TABLE, "ada", role="cook", availability={"nov": "yes"}, level="9")
        drift = self.json("drift", want=3)
        [change] = drift["drift"]
        self.assertEqual((change["item"], change["replica"], change["cause"]), ("ada", WEST, "drift"))
        self.assertEqual([(d["path"], d["before"], d["after"]) for d in change["diffs"]], [("role", "cook", "captain")])
        self.jada("apply", "--yes")
        self.assertEqual(self.west.items(TABLE)["ada"],
                         {"crew_id": "ada", "name": "Ada Park", "role": "captain", "cascade_level": 1,
                          "availability": {"nov": "yes"}, "level": "9"})
        [write] = [line for line in self.back.writes if line.operation == "UpdateItem"][-1:]
        self.assertNotIn("availability", json.dumps(write.body))

    def test_an_item_deleted_by_hand_comes_back_and_one_added_is_reported(self):
        self.declare()
        self.jada("apply", "--yes")
        self.east.drop(TABLE, "bo")
        self.west.put(TABLE, {"crew_id": "cy", "name": "Cy"})
        self.jada("apply", "--yes")
        self.assertEqual(sorted(self.east.items(TABLE)), ["ada", "bo"])
        self.assertEqual(sorted(self.west.items(TABLE)), ["ada", "bo", "cy"])
        [change] = self.json("plan")["drift"]
        self.assertEqual((change["item"], change["replica"], change["reason"]), ("cy", WEST, "extra"))

    def test_what_was_taken_out_of_the_file_is_deleted_when_that_is_wanted(self):
        self.declare(roster='on_extra = "delete"')
        self.jada("apply", "--yes")
        self.declare(roster='on_extra = "delete"', entries='[roster.crew.entries.ada]\nname = "Ada Park"\n')
        self.jada("apply", "--yes")
        self.assertEqual(sorted(self.both()), ["ada"])

    def test_nested_maps_lists_sets_numbers_and_reserved_words(self):
        entries = """[roster.crew.entries.ada]
name = "Ada"
status = true
level = 1.50
position = { lat = 18.5, tags = ["a", 2, []] }
languages = ["$ss", "no", "en"]
ratings = ["$ns", "3", "1.5"]
badge = ["$b", "aGk="]
exact = ["$n", "12345678901234567890123456789012345678"]
odd = ["$$ss", "a"]
"""
        self.declare(entries)
        self.jada("apply", "--yes")
        item = self.both()["ada"]
        self.assertEqual(item["languages"], {"no", "en"})
        self.assertEqual(str(item["exact"]), "12345678901234567890123456789012345678")
        self.assertEqual(item["odd"], ["$ss", "a"])
        self.forget()
        self.assertIn("No changes.", self.jada("apply", "--yes").stdout)
        self.east.edit(TABLE, "ada", languages={"no", "de"})
        self.declare(entries.replace("lat = 18.5", "lat = 19"))
        self.jada("apply", "--yes")
        self.assertEqual(self.both()["ada"]["languages"], {"no", "en"})
        self.assertIn("No changes.", self.jada("plan").stdout)

    def test_a_value_of_another_type_is_drift(self):
        self.declare()
        self.jada("apply", "--yes")
        self.east.edit(TABLE, "ada", cascade_level="1")
        [change] = self.json("drift", want=3)["drift"]
        self.assertEqual([(d["before"], d["after"]) for d in change["diffs"]], [("1", 1)])
        self.jada("apply", "--yes")
        self.assertEqual(self.both()["ada"]["cascade_level"], 1)

    def test_many_items_are_made_in_batches_only_where_there_is_nothing(self):
        crew = "".join(f'[roster.crew.entries.c{i}]\nname = "N{i}"\n' for i in range(130))
        self.declare(crew)
        self.west.put(TABLE, {"crew_id": "c7", "availability": "mine"})
        self.jada("apply", "--yes")
        self.assertEqual(len(self.east.items(TABLE)), 130)
        self.assertEqual(self.west.items(TABLE)["c7"], {"crew_id": "c7", "availability": "mine", "name": "N7"})
        self.assertEqual(self.front.count("UpdateItem"), 0)
        self.assertEqual(self.back.count("BatchWriteItem"), 0)
        self.forget()
        self.assertIn("No changes.", self.jada("apply", "--yes").stdout)
        self.assertEqual(self.writes(), [])


if __name__ == "__main__":
    unittest.main()

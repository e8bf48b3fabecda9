"""The main job as a person meets it: init, plan, apply, a hand edit, drift, apply, questions in SQL."""
import json
import unittest

from sandbox import SOURCE, Sandbox


class MainJob(Sandbox):
    def test_init_plan_apply_drift_on_embedded_defaults(self):
        self.jada("init")
        self.assertEqual((self.folder / "desired.toml").read_text(), (SOURCE / "desired.toml").read_text())
        self.jada("init", want=1)
        plan = self.jada("plan").stdout
        self.assertIn("Plan: 10 to create, 0 to update, 0 to delete.", plan)
        self.assertFalse((self.folder / "regions").exists(), "plan made something")
        self.jada("apply", "--yes")
        self.assertIn("No changes. Desired and observed agree.", self.jada("plan").stdout)
        self.jada("plan", "--detailed-exitcode", want=0)

    def test_a_hand_edit_is_drift_and_is_healed_without_touching_foreign_attributes(self):
        self.declare()
        self.jada("apply", "--yes")
        self.set_by_hand("west", "ada", role="mate", availability="sat")
        report = self.json("drift", want=3)
        [change] = report["drift"]
        self.assertEqual((change["address"], change["item"], change["replica"], change["cause"]), ("roster.crew", "ada", "west", "drift"))
        self.assertEqual(change["diffs"], [{"path": "role", "op": "change", "before": "mate", "after": "captain", "cause": "drift"}])
        self.jada("apply", "--yes")
        self.assertEqual(self.items("west")["ada"], {"crew_id": "ada", "name": "Ada Park", "role": "captain", "cascade_level": 1, "availability": "sat"})
        self.jada("drift", want=0)

    def test_both_regions_hold_the_same_items_after_an_edit(self):
        self.declare()
        self.jada("apply", "--yes")
        self.declare(entries='[roster.crew.entries.cleo]\nname = "Cleo Marsh"\nrole = "crew"\ntags = ["night", "weekend"]\naddress = { city = "Avila" }\n')
        self.jada("plan", "--detailed-exitcode", want=2)
        self.jada("apply", "--yes")
        self.assertEqual(self.items("east"), self.items("west"))
        self.assertEqual(self.items("east")["cleo"]["address"], {"city": "Avila"})

    def test_an_item_in_step_is_explained_by_value_replica_and_line(self):
        self.declare()
        self.jada("apply", "--yes")
        told = self.json("explain", "roster.crew/ada")
        self.assertEqual(told["declared"], "desired.toml:10:1")
        self.assertEqual(told["desired"], {"cascade_level": 1, "name": "Ada Park", "role": "captain"})
        self.assertEqual([(one["replica"], one["status"], one["observed"]) for one in told["replicas"]],
                         [(replica, "in_step", told["desired"]) for replica in ("east", "west")])
        self.assertTrue(all(one["verified_at"] for one in told["replicas"]))
        self.assertEqual(told["next"], "nothing to do")
        self.assertEqual([one["replica"] for one in self.json("explain", "roster.crew/ada@west")["replicas"]], ["west"])
        self.set_by_hand("west", "ada", role="mate")
        self.region("west", "INSERT INTO crew VALUES ('zed', '{\"crew_id\":\"zed\"}')")
        apart = self.json("explain", "roster.crew/ada")["replicas"]
        self.assertEqual([(one["status"], one["observed"]["role"]) for one in apart], [("in_step", "captain"), ("differs", "mate")])
        zed = self.json("explain", "roster.crew/zed")
        self.assertEqual((zed["declared"], zed["desired"], zed["replicas"][1]["status"]), (None, None, "extra"))
        (self.folder / "west.db").write_bytes(b"no database" * 500)
        self.assertEqual([one["status"] for one in self.json("explain", "roster.crew/bo")["replicas"]], ["in_step", "unknown"])

    def test_an_item_that_is_not_recorded_yet_is_explained_too(self):
        self.declare()
        told = self.json("explain", "roster.crew/ada@east")
        self.assertEqual((told["declared"], told["replicas"][0]["status"]), ("desired.toml:10:1", "missing"))
        self.assertEqual(told["desired"]["name"], "Ada Park")

    def test_an_item_without_attributes_is_shown_as_such(self):
        self.declare(entries="[roster.crew.entries.bare]\n")
        self.assertRegex(self.jada("plan").stdout, r"roster\.crew/bare +create +no attributes ")
        self.assertRegex(self.jada("explain", "roster.crew/bare").stdout, r"desired +no attributes\n")

    def test_the_words_of_state_show_are_those_of_the_views(self):
        self.declare(entries='[roster.crew.entries.gone]\nrole = "cook"\n')
        self.jada("apply", "--yes")
        self.region("east", "DELETE FROM crew WHERE key = 'gone'")
        self.set_by_hand("east", "ada", role="mate")
        self.declare()
        self.write("desired.toml", (self.folder / "desired.toml").read_text().replace("[roster.crew.entries.bo]", "[roster.crew.entries.gone]"))
        self.jada("plan")
        for row in self.sql("SELECT item, status FROM roster_items WHERE replica = 'east'"):
            told = self.json("state", "show", f"roster.crew/{row['item']}@east")
            self.assertEqual(told["replicas"][0]["status"], row["status"], row["item"])

    def test_the_state_answers_in_sql(self):
        self.declare()
        self.jada("apply", "--yes", "-m", "first crew")
        self.assertEqual({row["status"] for row in self.sql("SELECT status FROM roster_items")}, {"in_step"})
        [run] = self.sql("SELECT verb, exit_code, succeeded, failed FROM runs WHERE verb = 'apply'")
        self.assertEqual(run, {"verb": "apply", "exit_code": 0, "succeeded": 6, "failed": 0})
        self.assertEqual(len(self.sql("SELECT * FROM changes WHERE outcome = 'done' AND item = 'ada'")), 2)
        self.set_by_hand("east", "bo", role="skipper")
        self.jada("drift", want=3)
        [row] = self.sql("SELECT address, item, replica, path, cause, desired, observed FROM drift")
        self.assertEqual(row, {"address": "roster.crew", "item": "bo", "replica": "east", "path": "role", "cause": "drift",
                               "desired": '"mate"', "observed": '"skipper"'})
        [resource] = self.sql("SELECT condition, cause FROM resources WHERE address = 'roster.crew'")
        self.assertEqual(resource, {"condition": "Drifted", "cause": "drift"})

    def test_the_same_input_gives_the_same_bytes_save_times_and_ids(self):
        self.declare()
        first, second = (self.json("plan") for _ in range(2))
        for plan in (first, second):
            for key in ("plan_id", "created_at", "expires_at"):
                plan.pop(key)
            for look in plan["observations"]:
                look.pop("observed_at")
            plan["state"].pop("lineage", None)
        self.assertEqual(json.dumps(first), json.dumps(second))

    def test_plan_writes_nothing_where_there_is_no_state(self):
        self.declare()
        self.jada("plan")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["desired.toml"])

    def test_sources_in_csv_json_and_toml_give_the_same_items(self):
        rows = {"crew.csv": "crew_id,name,role,cascade_level:integer\r\ncleo,Cleo Marsh,crew,3\r\n",
                "crew.json": '[{"crew_id": "cleo", "name": "Cleo Marsh", "role": "crew", "cascade_level": 3}]',
                "crew.toml": '[cleo]\nname = "Cleo Marsh"\nrole = "crew"\ncascade_level = 3\n'}
        wanted = {"crew_id": "cleo", "name": "Cleo Marsh", "role": "crew", "cascade_level": 3}
        for name, content in rows.items():
            with self.subTest(name):
                self.write(name, content)
                self.declare(roster=f'source = "{name}"')
                self.jada("apply", "--yes")
                self.assertEqual(self.items("east")["cleo"], wanted)
                self.jada("plan", "--detailed-exitcode", want=0)


if __name__ == "__main__":
    unittest.main()

"""Items as others write them: whatever DynamoDB can hold is read, shown, compared by type, and mended where it is ours."""
import decimal
import json
import unittest

from regions import EAST, TABLE, WEST, WithRegions

EXACT = "12345678901234567890123456789012345678"
# attribute: (what is there, as DynamoDB spells it; how that is shown)
ODD = {
    "null": ({"NULL": True}, None), "texts": ({"SS": ["b", "a"]}, ["$ss", "a", "b"]), "numbers": ({"NS": ["10", "2"]}, ["$ns", "10", "2"]),
    "bytes": ({"B": b"hi"}, ["$b", "aGk="]), "byteset": ({"BS": [b"b", b"a"]}, ["$bs", "YQ==", "Yg=="]), "exact": ({"N": EXACT}, ["$n", EXACT]),
    "tiny": ({"N": "1E-130"}, 1e-130), "vast": ({"N": "9.9999999999999999999999999999999999999E125"}, ["$n", "9.9999999999999999999999999999999999999E125"]),
    "fraction": ({"N": "-0.00000012345678901234567890"}, ["$n", "-0.0000001234567890123456789"]), "zero": ({"N": "-0"}, 0), "half": ({"N": "1.50"}, 1.5),
    "empty": ({"S": ""}, ""), "one": ({"S": "1"}, "1"), "truth": ({"S": "true"}, "true"),
}
NAMES = ['status', 'role', 'a.b', 'a"q', "tags[0]", "#n", ":v", "ü né", "日本", " ", "a\\b", "SET", "size", "attribute_exists(x)"]
HOSTILE = "\x1b]0;own\x07\u202e\r\nPlan: 0 to create"


class Odd(WithRegions):
    def put(self, key, item, region=None):
        (region or self.east)._client.put_item(TableName=TABLE, Item={"crew_id": {"S": key}, **item})

    def raw(self, key):
        item = self.east._client.get_item(TableName=TABLE, Key={"crew_id": {"S": key}})["Item"]
        return {name: value for name, value in item.items() if name != "crew_id"}

    def declare_one(self, attributes, **rest):
        self.declare("[roster.crew.entries.ada]\n" + "".join(f"{json.dumps(name, ensure_ascii=False)} = {value}\n" for name, value in attributes.items()), **rest)

    def test_each_type_where_a_text_is_declared_is_shown_as_it_is_and_mended(self):
        self.declare_one({name: '"mine"' for name in ODD})
        self.jada("apply", "--yes")
        self.put("ada", {**{name: there for name, (there, _) in ODD.items()}, "theirs": {"L": [{"NULL": True}, {"NS": ["2", "1"]}]}})
        [change] = self.json("drift", want=3)["drift"]
        self.assertEqual({diff["path"]: (diff["before"], diff["after"]) for diff in change["diffs"]}, {name: (shown, "mine") for name, (_, shown) in ODD.items()})
        self.jada("apply", "--yes")
        self.assertEqual(self.raw("ada"), {**{name: {"S": "mine"} for name in ODD}, "theirs": {"L": [{"NULL": True}, {"NS": ["2", "1"]}]}})
        self.assertIn("No drift", self.jada("drift").stdout)

    def test_what_is_shown_can_be_declared_and_then_agrees(self):
        spelt = {name: json.dumps(shown) for name, (_, shown) in ODD.items() if shown is not None}
        self.put("ada", {name: there for name, (there, shown) in ODD.items() if shown is not None})
        self.put("ada", {name: there for name, (there, shown) in ODD.items() if shown is not None}, self.west)
        self.declare_one(spelt)
        self.assertIn("No changes.", self.jada("plan").stdout)
        self.jada("apply", "--yes")
        self.assertEqual(self.writes(), [])

    def test_a_number_and_its_text_are_two_things(self):
        for declared, there in (("1", {"S": "1"}), ('"1"', {"N": "1"}), ("true", {"S": "true"}), ('["a"]', {"SS": ["a"]}), ('["$ss", "a"]', {"L": [{"S": "a"}]}),
                                ('["$n", "%s"]' % EXACT, {"S": EXACT}), ("0", {"BOOL": False}), ('""', {"NULL": True})):
            with self.subTest(declared, there=there):
                self.east.drop_tables(), self.east.make_table(TABLE)
                self.put("ada", {"v": there})
                self.declare_one({"v": declared})
                [change] = [change for change in self.json("plan")["changes"] if change["replica"] == EAST]
                self.assertEqual((change["action"], [diff["path"] for diff in change["diffs"]]), ("update", ["v"]))

    def test_equal_numbers_are_equal_however_they_are_spelt(self):
        for declared, there in (("1.5", "1.50"), ("100", "1e2"), ("0", "-0"), ("1e-7", "0.0000001"), ('["$n", "1.00000000000000000000000001"]', "1.0000000000000000000000000100")):
            with self.subTest(declared):
                for region in (self.east, self.west):
                    self.put("ada", {"v": {"N": there}}, region)
                self.declare_one({"v": declared})
                self.assertIn("No changes.", self.jada("plan").stdout)

    def test_any_name_of_an_attribute(self):
        self.declare_one({name: "1" for name in NAMES})
        self.jada("apply", "--yes")
        self.assertEqual(self.raw("ada"), {name: {"N": "1"} for name in NAMES})
        self.declare_one({name: "2" for name in NAMES})
        self.jada("apply", "--yes", "--allow", "update:roster.crew<=9", "-m", "all")
        self.assertEqual(self.both()["ada"], {"crew_id": "ada", **{name: 2 for name in NAMES}})
        self.forget()
        self.assertIn("No changes.", self.jada("apply", "--yes").stdout)
        self.assertEqual(self.writes(), [])

    def test_hostile_keys_names_and_values_are_shown_and_never_said(self):
        self.declare_one({"name": '"Ada"'})
        self.jada("apply", "--yes")
        self.east.put(TABLE, {"crew_id": HOSTILE, HOSTILE: HOSTILE})
        self.east.edit(TABLE, "ada", name=HOSTILE)
        reports = [word for kind in ("junit", "sarif", "markdown", "github") for word in ("--report", f"{kind}=r.{kind}")]
        for verb in (("plan",), ("drift", *reports), ("drift", "-v"), ("explain", "roster.crew"), ("explain", f"roster.crew/ada@{EAST}"), ("status",),
                     ("sql", "SELECT * FROM drift"), ("apply", "--yes", "-v"), ("state", "show", "roster.crew")):
            done = self.jada(*verb, want=None)
            self.assertNotIn(done.returncode, (64, 65, 70), done.stderr)
            for each in ("\x1b", "\x07", "\r", "\u202e"):
                self.assertNotIn(each, done.stdout + done.stderr, verb)
            self.assertFalse([line for line in done.stdout.splitlines() if line.startswith("Plan: 0 to create") and verb[0] == "drift"], verb)
        self.assertEqual(len(list(self.folder.glob("r.*"))), 4)
        for path in self.folder.glob("r.*"):
            text = path.read_bytes().decode()
            for each in ("\x1b", "\x07", *(["\u202e"] if path.suffix != ".sarif" else [])):  # a name for programs is exact
                self.assertNotIn(each, text, path.name)
        self.assertEqual(self.east.items(TABLE)["ada"]["name"], "Ada")
        self.assertEqual(self.east.items(TABLE)[HOSTILE], {"crew_id": HOSTILE, HOSTILE: HOSTILE})

    def test_an_extra_item_of_any_content_is_deleted_when_that_is_wanted_and_allowed(self):
        self.declare_one({"name": '"Ada"'}, roster='on_extra = "delete"')
        self.jada("apply", "--yes")
        self.put("odd", {name: there for name, (there, _) in ODD.items()})
        self.jada("apply", "--yes", "--allow", "delete:roster.crew<=1", "-m", "odd")
        self.assertEqual(sorted(self.both()), ["ada"])

    def test_an_item_that_someone_nested_deeply_is_left_as_it_is(self):
        nested = {"N": "1"}
        for _ in range(31):
            nested = {"L": [nested]}
        self.put("ada", {"deep": nested})
        self.declare_one({"name": '"Ada"'})
        self.jada("apply", "--yes")
        self.assertEqual(self.raw("ada"), {"deep": nested, "name": {"S": "Ada"}})

    def test_a_float_that_64_bits_hold_stays_the_same_number(self):
        self.declare_one({"a": "0.1", "b": "1e100", "c": "9223372036854775807", "d": "-9223372036854775808", "e": "5e-130"})
        self.jada("apply", "--yes")
        told = {name: decimal.Decimal(value["N"]) for name, value in self.raw("ada").items()}
        self.assertEqual({name: str(value.normalize()) for name, value in told.items()},
                         {"a": "0.1", "b": "1E+100", "c": "9223372036854775807", "d": "-9223372036854775808", "e": "5E-130"})
        self.assertIn("No changes.", self.jada("plan").stdout)
        self.assertEqual({line.operation for line in self.back.writes}, {"BatchWriteItem"}, WEST)


if __name__ == "__main__":
    unittest.main()

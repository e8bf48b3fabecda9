"""Regions of DynamoDB, declared or found wrong: one clear word about it, and everything else is done."""
import json
import re
import unittest

from regions import CREW, EAST, TABLE, WEST, WithRegions
from sandbox import Sandbox

BLOCK = 'version = 1\n[region.us-east-1]\ndriver = "dynamodb"\n'
FAULTS = {  # name: (what follows BLOCK, what the output says)
    "http beyond this machine": ('endpoint = "http://dynamodb.example.com"\n', ("desired.toml:4:1", "`endpoint` is no https address", "127.0.0.1")),
    "another protocol": ('endpoint = "ftp://127.0.0.1"\n', ("desired.toml:4:1", "`endpoint` is no https address")),
    "an address with a query": ('endpoint = "https://127.0.0.1:8000/?x=1"\n', ("desired.toml:4:1", "endpoint")),
    "unknown keys": ('endpont = "https://127.0.0.1"\nmaxinflight = 3\n',
                     ("desired.toml:4:1", "unknown key `endpont`", "`endpoint`?", "desired.toml:5:1", "`max_in_flight`?")),
    "a file": ('path = "east.db"\n', ("desired.toml:4:1", '`path` means nothing here', 'driver = "sqlite"')),
    "another driver": ('[region.b]\ndriver = "dynamo"\n', ("desired.toml:5:10", "did you mean `dynamodb`?")),
    "keys of dynamodb on a file": ('[region.b]\npath = "b.db"\nprofile = "x"\n', ("desired.toml:6:1", '`profile` means nothing here', 'driver = "dynamodb"')),
    "capacity that is a number": ("capacity = 7\n", ("desired.toml:4:12", "`capacity`", "an integer, not a table")),
    "capacity of a table": ("capacity.crew = 7\n", ("desired.toml:4:17", "`capacity.crew`", "an integer, not a table")),
    "capacity in words": ('capacity.crew = { read = "5", write = 1.5 }\n',
                          ("desired.toml:4:26", "`capacity.crew.read`", "a string, not an integer", "desired.toml:4:39", "a float, not an integer")),
    "capacity unknown": ("capacity.crew = { reads = 5 }\n", ("desired.toml:4:19", "`capacity.crew.reads`", "did you mean `read`?")),
    "less than nothing": ("capacity.crew = { read = -1 }\nmax_in_flight = 257\n", ("desired.toml:4:26", "is -1", "desired.toml:5:17", "is 257")),
    "a region that is a host": ('region = "us-east-1.example.com/"\n', ("desired.toml:4:1", "is no region of AWS")),
    "no region": ('region = ""\n', ("desired.toml:4:1", "is no region of AWS")),
    "wrong types": ('region = 5\nprofile = ["x"]\nrole_arn = true\n', ("desired.toml:4:10", "desired.toml:5:11", "desired.toml:6:12", "not a string")),
    "one place twice": ('[region.b]\ndriver = "dynamodb"\nregion = "us-east-1"\n', ("desired.toml:4:1", "already", "also at desired.toml:2:1")),
    "one place twice, with a slash": ('endpoint = "https://127.0.0.1:8000"\n[region.b]\ndriver = "dynamodb"\nregion = "us-east-1"\n'
                                      'endpoint = "https://127.0.0.1:8000/"\n', ("desired.toml:5:1", "already", "also at desired.toml:2:1")),
    "one table twice": ('[roster.a]\ntable = "crew"\nkey = "id"\nreplicas = ["region.us-east-1"]\n[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\n',
                        ("desired.toml:8:1", "the table crew of region.us-east-1", "also at desired.toml:4:1")),
    "no key": ('[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\n[roster.crew.entries.""]\na = 1\n', ("desired.toml:7:1", "empty key")),
    "a long key": (f'[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\n[roster.crew.entries.{"k" * 2049}]\na = 1\n', ("desired.toml:7:1", "2049 bytes", "2048")),
    "a number of no end": ('[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\n[roster.crew.entries.a]\nb = inf\n', ("desired.toml:8:5", "not finite")),
    "nested without end": (f'[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\n[roster.crew.entries.a]\nb = {"[" * 40}{"]" * 40}\n', ("desired.toml:8:", "deeper than 32")),
}
NUMBERS = {"whole": "123456789012345678901234567890", "fraction": "1.2345678901234567890123", "next to 64 bits": "18446744073709551616",
           "far": "1e400", "near": "1e-400"}

# item: (its one attribute `v`, what holds it)
UNFIT = {
    "digits": ('["$n", "123456789012345678901234567890123456789"]', "39 digits"),
    "far": ('["$n", "1e126"]', "beyond what DynamoDB keeps"),
    "near": ('["$n", "1.1E-131"]', "beyond what DynamoDB keeps"),
    "farfloat": ("1e200", "beyond what DynamoDB keeps"),
    "five": ('["$n", "5"]', "write 5"),
    "spelt": ('["$n", "1.234567890123456789010"]', "write `1.23456789012345678901`"),
    "word": ('["$n", "five"]', "`five` is no number"),
    "two": ('["$n", "1", "2"]', "$n"),
    "typed": ('["$ns", 1, 2]', "texts only"),
    "wordset": ('["$ns", "1", "x"]', "`x` is no number"),
    "equal": ('["$ns", "1", "1.0"]', "write `1` instead of `1.0`"),
    "twice": ('["$ns", "1", "1"]', "an element twice"),
    "twotexts": ('["$ss", "a", "a"]', "an element twice"),
    "twobytes": ('["$bs", "aGk=", "aGk="]', "an element twice"),
    "none": ('["$ss"]', "empty"),
    "nobytes": ('["$b", "aGk"]', "base64"),
    "blank": ('["$bs", "aG k="]', "base64"),
    "misspelt": ('["$nss", "a"]', "`$$nss`"),
    "dollar": ('["$"]', "`$$`"),
    "deep": ('{ a = { b = ["$ssx"] } }', "`$$ssx`"),
    "hostile": ('["$\\u001b[31m\\u202e", "a"]', "means nothing here"),
    "nameless": ('{ "" = 1 }', "name"),
}


class File(Sandbox):
    def test_each_fault_with_its_place_and_what_to_write_instead(self):
        for name, (block, wanted) in FAULTS.items():
            with self.subTest(name):
                self.write("desired.toml", BLOCK + block)
                told = self.jada("validate", want=65).stderr
                for each in wanted:
                    self.assertIn(each, told)

    def test_a_number_of_a_source_that_cannot_be_kept_exactly_is_refused_in_its_place(self):
        self.write("desired.toml", BLOCK + '[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\nsource = "crew.json"\n')
        for name, number in NUMBERS.items():
            with self.subTest(name):
                self.write("crew.json", '{"ada":{"n":1},\n"bo":{"n":%s}}' % number)
                self.assertIn("crew.json:2:", self.jada("validate", want=65).stderr)

    def test_what_to_write_instead_of_a_long_number_is_a_number_still(self):
        self.write("desired.toml", BLOCK + '[roster.crew]\nkey = "id"\nreplicas = ["region.us-east-1"]\nsource = "crew.json"\n')
        self.write("crew.json", '{"bo":{"n":123456789012345678901234567890}}')
        self.assertIn("$n", self.jada("validate", want=65).stderr)

    def test_a_secret_written_by_mistake_is_not_said_again(self):
        self.write("desired.toml", BLOCK + 'aws_secret_access_key = "canary8d1e"\n')
        for verb in (("validate",), ("plan", "--json")):
            done = self.jada(*verb, want=65)
            self.assertNotIn("canary8d1e", done.stdout + done.stderr)


class Found(WithRegions):
    """The west is wrong; the east is done, and nothing is written in the west."""

    def expect_only_west_left_out(self, *wanted, entries=CREW):
        self.declare(entries)
        for verb in (("plan",), ("apply", "--yes"), ("drift",), ("apply", "--yes")):
            done = self.jada(*verb, want=9)
            for each in (f"roster.crew@{WEST}", "region.us-west-2", f"`{TABLE}`", *wanted):
                self.assertIn(each, done.stdout + done.stderr)
        self.assertEqual(sorted(self.east.items(TABLE)), ["ada", "bo"])
        self.assertEqual(self.back.writes, [])
        rows = self.sql("SELECT replica, status FROM roster_items")
        self.assertEqual({row["status"] for row in rows if row["replica"] == WEST} - {"unknown"}, set())

    def test_validate_asks_nobody(self):
        self.declare()
        self.jada("validate")
        self.assertEqual(self.front.connections + self.back.connections, 0)

    def test_no_table_tells_the_command_that_makes_it(self):
        self.west.drop_tables()
        self.expect_only_west_left_out("there is no table", "aws dynamodb create-table --table-name crew-dispatch --region us-west-2",
                                       "AttributeName=crew_id,AttributeType=S", "KeyType=HASH")
        self.assertEqual(self.west._client.list_tables()["TableNames"], [])

    def test_a_table_that_is_not_active(self):
        for status in ("CREATING", "DELETING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"):
            with self.subTest(status):
                self.back.describe_patch = {"TableStatus": status}
                self.expect_only_west_left_out(status)

    def test_a_table_with_another_key(self):
        for how, words in ((dict(key="id"), "`id` (S)"), (dict(type="N"), "`crew_id` (N)"), (dict(range_key="day"), "sort key `day`")):
            with self.subTest(words):
                self.west.drop_tables()
                self.west.make_table(TABLE, **how)
                self.expect_only_west_left_out(words, "`crew_id` (S)")

    def test_no_right_to_look_names_the_action_and_the_table(self):
        for operation in ("DescribeTable", "Scan"):
            with self.subTest(operation):
                self.back.calm()
                self.back.fault("access_denied", operation=operation, times=None)
                self.expect_only_west_left_out("AccessDeniedException", f"dynamodb:{operation}", "asked with AWS_ACCESS_KEY_ID of the environment")

    def test_no_right_to_write_fails_there_only(self):
        self.west.put(TABLE, {"crew_id": "cy"})  # so that nothing goes in batches
        self.back.fault("access_denied", operation="UpdateItem", times=None)
        self.declare()
        done = self.jada("apply", "--yes", want=7)
        self.assertIn("dynamodb:UpdateItem on resource: arn:aws:dynamodb:us-west-2", done.stdout + done.stderr)
        self.assertEqual(sorted(self.east.items(TABLE)), ["ada", "bo"])
        self.assertEqual(sorted(self.west.items(TABLE)), ["cy"])


class Unfit(WithRegions):
    def declare_unfit(self, **rest):
        self.declare(CREW + "".join(f"[roster.crew.entries.{name}]\nv = {value}\n" for name, (value, _) in UNFIT.items()), **rest)

    def held(self):
        """{(item, replica): why} of the plan."""
        return {(change["item"], change["replica"]): change["blocked_by"] for change in self.json("plan")["changes"] if change["blocked_by"]}

    def test_each_is_held_with_its_reason_and_all_others_are_made(self):
        self.declare_unfit()
        self.jada("validate")
        held = self.held()
        for name, (_, why) in UNFIT.items():
            for region in (EAST, WEST):
                with self.subTest(name, region=region):
                    self.assertIn(why, held.get((name, region), "not held"))
        self.jada("apply", "--yes")
        self.assertEqual(sorted(self.both()), ["ada", "bo"])
        sent = json.dumps([line.body for line in self.writes()])
        for name in UNFIT:
            self.assertNotIn(f'{{"S": "{name}"}}', sent)

    def test_the_reason_names_the_attribute(self):
        self.declare_unfit()
        without = sorted(item for (item, region), why in self.held().items() if region == EAST and not re.search(r"\bv\b", why))
        self.assertEqual(without, [])

    def test_explain_of_an_item_tells_what_holds_that_item(self):
        self.declare_unfit()
        self.jada("apply", "--yes")
        self.assertIn("39 digits", self.jada("explain", f"roster.crew/digits@{EAST}").stdout.splitlines()[-1])

    def test_what_is_hostile_in_it_is_shown_and_not_said(self):
        self.declare_unfit()
        done = self.jada("plan", "-v")
        self.assertIn("\\u001b[31m", done.stdout)
        for each in ("\x1b", "\u202e"):
            self.assertNotIn(each, done.stdout + done.stderr)

    def test_too_large_alone_or_with_what_others_keep_in_it(self):
        self.west.put(TABLE, {"crew_id": "bo", "notes": "n" * 200_000})
        self.declare(CREW + f'half = "{"h" * 250_000}"\n[roster.crew.entries.cy]\nbig = "{"b" * 410_000}"\n[roster.crew.entries.{"k" * 2048}]\na = 1\n')
        held = self.held()
        self.assertEqual(sorted(held), [("bo", WEST), ("cy", EAST), ("cy", WEST)])
        for why in held.values():
            self.assertRegex(why, r"it would have 4\d{5} bytes, DynamoDB takes 409600")
        self.jada("apply", "--yes")
        self.assertEqual(sorted(self.east.items(TABLE)), ["ada", "bo", "k" * 2048])
        self.assertEqual(self.west.items(TABLE)["bo"], {"crew_id": "bo", "notes": "n" * 200_000})


if __name__ == "__main__":
    unittest.main()

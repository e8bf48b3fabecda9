"""Two regions that fail at random, and somebody who edits them meanwhile: nothing of theirs is lost, all converges.

JADA_SEED=n replays one (as far as threads allow), JADA_SEEDS=n runs so many; otherwise as many as some seconds take.

How a value of the editor's may end (the oracle). Every value they write is like no other. Whoever finds one gone without
a later edit of theirs looks in the proxy's ledger: a write of ours that was carried out must have had that very value in
its condition, which DynamoDB checks at the same moment as it writes, and the plan must have shown it as `before`. So it
was seen and told before it was replaced. A write that asks for less than it sets would fail the first check whatever the
editor does."""
import itertools
import json
import os
import random
import threading
import time
import unittest

from regions import EAST, TABLE, WEST, WithRegions
import dynalite

SECONDS = 25
KEYS, OWNED, FOREIGN = [f"k{i}" for i in range(7)], ["a", "b", "c"], ["f", "g"]
FAULTS = ["500", "503", "500_after_commit", "reset", "reset_after_commit", "truncated", "bad_crc", "unprocessed", "conflict_409",
          "race", "race", "race"]
DECLARED = {"a", "b", "c", "m", "x"}  # the names that a write of ours may speak of, beside the key


def seeds():
    if one := os.environ.get("JADA_SEED"):
        return [int(one)]
    first = random.SystemRandom().randrange(10**6)
    if many := os.environ.get("JADA_SEEDS"):
        return range(first, first + int(many))
    until = time.monotonic() + SECONDS
    return itertools.takewhile(lambda _: time.monotonic() < until, itertools.count(first))


class Editor:
    """A person with a console for both regions. `foreign` is what must be there of theirs, `owned` the last value they
    gave to each of our attributes; both by (region, key)."""

    def __init__(self, chance, regions):
        self._chance, self._regions, self._lock = chance, {region.name: region for region in regions}, threading.Lock()
        self._count = itertools.count()
        self.foreign, self.owned = {}, {}
        self.resting = True

    def value(self):
        number = next(self._count)
        return self._chance.choice([f"E{number}", 1000 + number, [f"E{number}"], {f"E{number}", "E"}])

    def item(self):
        item = {name: self.value() for name in OWNED + FOREIGN if self._chance.random() < 0.5}
        return {**item, "m": {"x": self.value(), "own": self.value()}} if self._chance.random() < 0.5 else item

    def put(self, region, key):
        item = self.item()
        self._regions[region].put(TABLE, {"crew_id": key, **item})
        self.owned[region, key], self.foreign[region, key] = {}, {}
        self._note(region, key, item)

    def _note(self, region, key, fields):
        owned, foreign = self.owned.setdefault((region, key), {}), self.foreign.setdefault((region, key), {})
        for name, value in fields.items():
            if name == "m":
                members = value if isinstance(value, dict) else {}
                owned.pop("m", None), owned.pop("m.x", None), foreign.pop("m.own", None)
                owned |= {"m.x": members["x"]} if members else {"m": value}
                foreign |= {"m.own": members["own"]} if members else {}
            else:
                (foreign if name in FOREIGN else owned)[name] = value

    def _edit(self, region, key):
        name = self._chance.choice(OWNED + FOREIGN + ["m"])
        value = None if self._chance.random() < 0.2 else self.value()
        if name == "m" and value is not None and self._chance.random() < 0.7:
            value = {"x": value, "own": self.value()}
        self._regions[region].edit(TABLE, key, **{name: value})
        self._note(region, key, {name: value})

    def act(self, region=None, key=None):
        with self._lock:
            if self.resting:
                return
            region, key = region or self._chance.choice([EAST, WEST]), key or self._chance.choice(KEYS)
            what = self._chance.random()
            if what < 0.8:
                self._edit(region, key)
            elif what < 0.9:
                self.put(region, key)
            else:
                self._regions[region].drop(TABLE, key)
                self.owned[region, key], self.foreign[region, key] = {}, {}


def declared(chance, number):
    """{key: attributes} for some of the keys."""
    crew = {}
    for key in KEYS:
        if chance.random() < 0.75:
            crew[key] = {name: f"D{chance.randrange(3)}" for name in OWNED if chance.random() < 0.8}
            crew[key] |= {"m": {"x": number}} if chance.random() < 0.5 else {}
    return crew


def as_toml(crew):
    def text(value):
        return "{ x = %d }" % value["x"] if isinstance(value, dict) else json.dumps(value)
    return "".join(f"[roster.crew.entries.{key}]\n" + "".join(f"{name} = {text(value)}\n" for name, value in item.items())
                   for key, item in crew.items())


def at(item, path):
    for name in path.split("."):
        item = item.get(name) if isinstance(item, dict) else None
    return item


class Property(WithRegions):
    def tell(self, crew, extra, most_deleted):
        guard = f'[guard]\nmax_update = "100%"\nmax_delete = {most_deleted}\n'
        self.declare(as_toml(crew), roster=f'on_extra = "{extra}"', head=guard)

    def test_nothing_of_others_is_lost_and_all_converges(self):
        folder = self.folder
        for seed in seeds():
            with self.subTest(JADA_SEED=seed):
                self.folder = folder / str(seed)
                self.folder.mkdir()
                for region in (self.east, self.west):
                    region.drop_tables()
                    region.make_table(TABLE)
                self.story(random.Random(seed), seed)
                self.judge()

    def story(self, chance, seed):
        editor = Editor(chance, (self.east, self.west))
        for region, key in itertools.product((EAST, WEST), KEYS):
            if chance.random() < 0.6:
                editor.put(region, key)
        before, after = declared(chance, 1), declared(chance, 2)
        extra, most_deleted = chance.choice(["delete", "delete", "report", "ignore"]), chance.choice(['"100%"', '"100%"', "0"])
        self.tell(before, extra, '"100%"')
        self.jada("apply", "--yes", want=None)
        editor.owned.clear()  # what was there before our first look was told by that run
        self.forget()
        self.tell(after, extra, most_deleted)
        told = self.disturbed(editor, seed)
        may_go = set(before) - set(after) if extra == "delete" and most_deleted != "0" else set()
        self.judge_writes(may_go)
        self.judge_values(editor, after, told)
        self.judge_foreign(editor, may_go)
        self.tell(after, extra, '"100%"')
        self.converge(extra)
        for items in (self.east.items(TABLE), self.west.items(TABLE)):
            for key, item in after.items():
                for path in [name for name in item if name != "m"] + ["m.x"] * ("m" in item):
                    self.assertEqual(at(items[key], path), at(item, path), (key, path))
        self.forget()
        self.converge(extra)
        self.assertEqual(self.writes(), [])

    def converge(self, extra):
        told = self.jada("apply", "--yes", want=None)
        is_held = extra == "delete" and "guard: not_ours" in told.stdout
        self.assertEqual(told.returncode, 4 if is_held else 0, told.stdout)
        self.assertNotRegex(told.stdout, "failed|conflict|unknown|not tried")

    def disturbed(self, editor, seed):
        """Two runs while all goes wrong; returns {(key, region, value)} of what they said they would replace."""
        told, over = [], threading.Event()
        for one in (self.front, self.back):
            one.chaos(seed, 0.3, FAULTS + ["throttle"] * (seed % 8 == 0), meddle=lambda _, key, name=one.region.name: editor.act(name, key))

        def edit():  # about as often as there are requests
            seen = 0
            while not over.is_set():
                self.front.wait_for(lambda: len(self.front.ledger) > seen or over.is_set())
                seen = len(self.front.ledger)
                editor.act()

        beside = threading.Thread(target=edit)
        beside.start()
        editor.resting = False
        try:
            for _ in range(2):
                run = self.jada("apply", "--yes", "--json", want=None)
                self.assertIn(run.returncode, (0, 1, 4, 7, 9), run.stdout + run.stderr)
                told += json.loads(run.stdout)["changes"]
        finally:
            editor.resting = True
            over.set()
            self.front.tell()
            beside.join()
            for one in (self.front, self.back):
                one.calm()
        return {(change["item"], change["replica"], f"{diff['before']}") for change in told for diff in change["diffs"] or []}

    def judge_writes(self, may_go):
        """Every write of ours asks for what it replaces, and speaks of nothing that is not declared."""
        for line in self.writes():
            body = line.body
            if not body:
                continue  # broken off before it was read
            self.assertIn(line.operation, ("UpdateItem", "DeleteItem"), body)
            self.assertLessEqual(set(body["ExpressionAttributeNames"].values()) - {"crew_id"}, DECLARED)
            names = {alias: name for alias, name in body["ExpressionAttributeNames"].items()}
            asked = body["ConditionExpression"].split(" AND ")
            [key] = [alias for alias, name in names.items() if name == "crew_id"]
            if line.operation == "DeleteItem":
                self.assertIn(line.keys[0], may_go)
                self.assertIn(f"attribute_exists({key})", asked)
                continue
            if f"attribute_not_exists({key})" in asked:
                continue
            self.assertIn(f"attribute_exists({key})", asked)
            for assignment in body["UpdateExpression"].removeprefix("SET ").split(","):
                path = assignment.split("=")[0]
                self.assertTrue(f"attribute_not_exists({path})" in asked or any(one.startswith(path + "=") for one in asked), body)

    def judge_values(self, editor, after, told):
        for (region, key), owned in editor.owned.items():
            one, items = (self.front, self.east.items(TABLE)) if region == EAST else (self.back, self.west.items(TABLE))
            wanted = after.get(key, {})
            for path, value in owned.items():
                if value is None or at(wanted, path) is None or at(items.get(key, {}), path) == value:
                    continue
                named = [line for line in one.writes if line.committed and line.keys == (key,)
                         and value in map(dynalite.plain, line.body.get("ExpressionAttributeValues", {}).values())]
                self.assertTrue(named, f"{region} {key} .{path}: {value!r} is gone, and no write of ours had asked for it")
                if isinstance(value, (str, int)):
                    self.assertIn((key, region, f"{value}"), told)

    def judge_foreign(self, editor, may_go):
        items = {EAST: self.east.items(TABLE), WEST: self.west.items(TABLE)}
        for (region, key), foreign in editor.foreign.items():
            if key in may_go:
                continue
            for path, value in foreign.items():
                self.assertEqual(at(items[region].get(key, {}), path), value, f"{region} {key} .{path} was not ours")


if __name__ == "__main__":
    unittest.main()

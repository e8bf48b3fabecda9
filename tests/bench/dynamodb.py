#!/usr/bin/env python3
"""Measures rosters in DynamoDB beside boto3 and AWS's SDK for JavaScript; each region is a dynalite on the loopback.

usage: dynamodb.py --tools FOLDER --work FOLDER [--rounds R] [--bytes B] [--into FILE] [N …]
                                                                   (start it by tests/bench/run dynamodb)
  FOLDER of --tools holds jada-reconcile and launch
  --bytes B   of JSON each item (257); N items (10,000)
  --into FILE puts the table between its lines <!-- dynamodb figures --> and <!-- /dynamodb figures -->
Rounds, ratios and what is asserted: as in compare.py, but slow programs run in every round.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass

import dynamodb_world
import goals
from compare import Bench, Case, clear_environment, fresh, write

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, f"{HERE}/../integration/aws")
import dynalite  # noqa: E402

PYTHON = "/usr/bin/python3"  # the one that Debian's boto3 belongs to
BOTO3, SDK = [PYTHON, f"{HERE}/dynamodb_peers.py"], [dynalite.NODE, f"{HERE}/dynamodb_peers.mjs"]
LATENCY = 10  # milliseconds
SHARE = 10  # with one request at a time a tenth of the items is written

FIRST, ALL, DRIFT, DRIFT_TWO = "first apply", "apply of all", "drift", "drift, two regions"
BOTO3_APPLY, BOTO3_UPDATE, BOTO3_DRIFT, BOTO3_SCANS = "boto3 apply", "boto3 update, 16", "boto3 drift", "boto3 scan, two regions"
SDK_UPDATE, SDK_DRIFT = "JS SDK update, 16", "JS SDK drift"
WALL, CPU, PEAK = "wall", "cpu", "memory"


def far(verb, in_flight):
    return f"{verb}, {LATENCY} ms, {in_flight} in flight"


@dataclass(frozen=True)
class Goal:
    """`ours` may take at most `limit` times the `figure` of `other`, at most `limit` MB where the figure is memory."""

    ours: str
    figure: str
    other: str | None
    limit: float | None  # None: measured, no goal was set


GOALS = [
    Goal(FIRST, CPU, BOTO3_APPLY, 1 / 8),
    Goal(FIRST, WALL, BOTO3_APPLY, None),
    Goal(FIRST, PEAK, None, 40),
    Goal(ALL, WALL, SDK_UPDATE, 1 / 2.5),
    Goal(ALL, CPU, SDK_UPDATE, None),
    Goal(ALL, CPU, BOTO3_UPDATE, 1 / 8),
    Goal(ALL, WALL, BOTO3_UPDATE, None),
    Goal(ALL, PEAK, None, 40),
    Goal(DRIFT, WALL, BOTO3_DRIFT, 1 / 1.8),
    Goal(DRIFT, CPU, BOTO3_DRIFT, 1 / 8),
    Goal(DRIFT, WALL, SDK_DRIFT, None),
    Goal(DRIFT, CPU, SDK_DRIFT, None),
    Goal(DRIFT, PEAK, None, 40),
    Goal(DRIFT_TWO, WALL, BOTO3_SCANS, 1 / 1.8),
    Goal(DRIFT_TWO, CPU, BOTO3_SCANS, 1 / 8),
    Goal(DRIFT_TWO, PEAK, None, 40),
    Goal(far(ALL, 64), WALL, far(ALL, 1), 1 / 25),
    Goal(far(FIRST, 64), WALL, far(FIRST, 1), None),
]


class Flip:
    """Puts one and then the other content of some files in place."""

    def __init__(self, folder, *turns):
        self.folder, self.turns, self.at = folder, turns, 0

    def __call__(self):
        self.at = (self.at + 1) % len(self.turns)
        for name, text in self.turns[self.at].items():
            write(f"{self.folder}/{name}", text)


class Dynamo(Bench):
    slow = float("inf")

    def __init__(self, tools, work, regions, size):
        super().__init__(tools, work)
        self.regions, self.size = regions, size

    # --- worlds: a folder and a table of their own for each case ---

    def contents(self, table, count, urls, in_flight):
        """desired.toml and items.json, as they are and with every item edited."""
        made = []
        for edited in (False, True):
            people = dynamodb_world.people(count, edited, self.size)
            text = dynamodb_world.desired(people, table, urls, in_flight)
            made.append({"desired.toml": text, "items.json": dynamodb_world.wanted(people)})
        return made

    def world(self, name, count, regions, urls=None, in_flight=0):
        """(folder, table, its contents); the regions hold the items as they are before an edit."""
        table = "".join(letter if letter.isalnum() else "-" for letter in name)
        folder = fresh(f"{self.work}/{table}")
        turns = self.contents(table, count, urls or [region.url for region in regions], in_flight)
        for region in regions:
            region.make_table(table)
            region.fill(table, json.loads(turns[0]["items.json"]))
        Flip(folder, turns[0])()
        return folder, table, turns

    def empty(self, folder, table, region):
        def before():
            region.drop_table(table)
            region.make_table(table)
            for name in os.listdir(folder):
                if "state.db" in name:
                    os.remove(f"{folder}/{name}")

        return before

    # --- ours ---

    def our_first(self, name, count, url=None, in_flight=16, share=1):
        region = self.regions[0]
        folder, table, _ = self.world(name, count, [region], url and [url], in_flight)
        return Case(name, self.apply(), folder, self.empty(folder, table, region), share=share)

    def our_edit(self, name, count, url=None, in_flight=16, share=1):
        folder, _, turns = self.world(name, count, self.regions[:1], url and [url], in_flight)
        self.settled(folder)
        return Case(name, self.apply(), folder, Flip(folder, *turns), share=share)

    def our_drift(self, name, count, regions):
        folder, *_ = self.world(name, count, regions)
        self.settled(folder)
        return Case(name, [self.jada, "drift"], folder)

    # --- the others ---

    def peer(self, name, program, mode, count):
        region = self.regions[0]
        folder, table, turns = self.world(name, count, [region])
        before = {"apply": self.empty(folder, table, region), "update": Flip(folder, *turns), "drift": lambda: None}
        return Case(name, [*program, mode, table, "items.json", region.url], folder, before[mode])

    def peer_scans(self, name, count):
        folder, table, _ = self.world(name, count, self.regions)
        return Case(name, [*BOTO3, "scan", table, *(region.url for region in self.regions)], folder)

    # --- what is measured together ---

    def near(self, count):
        return [
            self.our_first(FIRST, count),
            self.peer(BOTO3_APPLY, BOTO3, "apply", count),
            self.our_edit(ALL, count),
            self.peer(BOTO3_UPDATE, BOTO3, "update", count),
            self.peer(SDK_UPDATE, SDK, "update", count),
            self.our_drift(DRIFT, count, self.regions[:1]),
            self.peer(BOTO3_DRIFT, BOTO3, "drift", count),
            self.peer(SDK_DRIFT, SDK, "drift", count),
            self.our_drift(DRIFT_TWO, count, self.regions),
            self.peer_scans(BOTO3_SCANS, count),
        ]

    def far(self, count, url):
        cases = []
        for verb, make in ((FIRST, self.our_first), (ALL, self.our_edit)):
            cases.append(make(far(verb, 64), count, url, 64))
            cases.append(make(far(verb, 1), count // SHARE, url, 1, SHARE))
        return cases


@contextlib.contextmanager
def distant(region):
    """The address of the region, each request arriving late."""
    port, pipe = region.url.rpartition(":")[2], subprocess.PIPE
    command = [dynalite.NODE, f"{HERE}/latency.mjs", port, str(LATENCY)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.stdin.close()  # it ends with its input


def judged(goal, measured):
    if goal.figure == PEAK:
        found = measured.cases[goal.ours].figure(2)
        return f"{found:.1f} MB", found <= goal.limit
    found = measured.ratio(goal.ours, goal.other, (WALL, CPU).index(goal.figure))
    return goals.as_ratio(found), None if goal.limit is None else found <= goal.limit


def table(found):
    lines = [goals.row("N", "what", "figure", "beside", "goal", "measured", "")]
    lines.append(goals.row("---:", "---", "---", "---", "---:", "---:", "---"))
    for size, measured in found.items():
        for goal in GOALS:
            text, met = judged(goal, measured)
            wanted = f"≤ {goal.limit:g} MB" if goal.figure == PEAK else goal.limit and f"≤ {goals.as_ratio(goal.limit)}"
            verdict = {None: "", True: "met", False: "missed"}[met]
            cells = (f"{size:,}", goal.ours, goal.figure, goal.other or "", wanted or "", text, verdict)
            lines.append(goals.row(*cells))
    return "\n".join(lines)


def details(found):
    lines = [goals.row("N", "what", "wall ms", "cpu ms", "peak MB"), goals.row("---:", "---", *["---:"] * 3)]
    for size, measured in found.items():
        for name, case in measured.cases.items():
            lines.append(goals.row(f"{size:,}", name, *(f"{case.figure(column):,.1f}" for column in range(3))))
    return "\n".join(lines)


def set_environment():
    """Nobody's settings but the keys that dynalite is asked with."""
    clear_environment()
    for name in [name for name in os.environ if name.startswith("AWS_") or name.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ |= {
        "AWS_ACCESS_KEY_ID": dynalite.ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": dynalite.SECRET_KEY,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def measured(bench, count, rounds):
    cases = bench.measure(bench.near(count), rounds)
    with distant(bench.regions[0]) as url:
        cases += bench.measure(bench.far(count, url), rounds)
    return goals.Measured(cases)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int)
    options.add_argument("--tools", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--bytes", type=int, default=257)
    options.add_argument("--into")
    chosen = options.parse_args()
    set_environment()
    found = {}
    for count in sorted(chosen.sizes or [10_000]):
        print(f"measuring DynamoDB, N = {count:,} …", file=sys.stderr)
        with dynalite.region("us-east-1") as east, dynalite.region("us-west-2") as west:
            work = fresh(f"{os.path.abspath(chosen.work)}/{count}")
            bench = Dynamo(os.path.abspath(chosen.tools), work, [east, west], chosen.bytes)
            found[count] = measured(bench, count, chosen.rounds)
    summary = table(found)
    print(f"{summary}\n\n{details(found)}")
    if chosen.into:
        goals.put_into(chosen.into, summary, "dynamodb figures")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures jada-reconcile beside ninja, cfengine and a floor program, all in one interleaved run.

usage: compare.py --tools FOLDER --work FOLDER [--into FILE] [N …]        (start it by tests/bench/run)
  FOLDER of --tools holds jada-reconcile, floor, launch and empty
  --into FILE puts the table of goals between its lines <!-- figures --> and <!-- /figures -->
Every round runs every program once, one after the other, so that a slow moment of the machine meets them all; a ratio
is the median of the ratios within each round. It measures and asserts nothing; it stops only when a program does not
end as it should, for then there is nothing to compare.
"""

import argparse
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Callable

import goals
import peers
import roster

ROUNDS = {100: 31, 1_000: 21, 10_000: 9, 100_000: 5}
WRITE_ROUNDS = {100: 11, 1_000: 9, 10_000: 5, 100_000: 3}
SLOW = 2.0  # seconds: a program slower than this runs in every third round only
SETTLED = 0.15  # seconds: a region touched more recently is looked at again, whatever its times say


@dataclass
class Case:
    """One program in one situation; `before` makes the situation and is not timed."""

    name: str
    argv: list
    folder: str
    before: Callable = lambda: None
    ends: int = 0
    share: int = 1  # it does one nth of the job: what it took is taken so many times
    samples: dict = field(default_factory=dict)  # round → (wall ms, cpu ms, peak MB)

    def figure(self, column):
        return statistics.median(sample[column] for sample in self.samples.values())


class Bench:
    slow = SLOW

    def __init__(self, tools, work):
        self.tools, self.work = tools, work
        self.jada, self.floor, self.launch = (f"{tools}/{name}" for name in ("jada-reconcile", "floor", "launch"))

    def once(self, case):
        case.before()
        told = subprocess.run([self.launch, case.folder, *case.argv], capture_output=True, text=True, check=True)
        wall, cpu, peak, ended = (int(word) for word in told.stdout.split())
        if ended != case.ends:
            sys.exit(f"{case.name}: `{' '.join(case.argv)}` in {case.folder} ended with {ended}, not {case.ends}")
        return wall * case.share / 1e3, cpu * case.share / 1e3, peak / 1024

    def measure(self, cases, rounds):
        for number in range(rounds + 1):
            for case in cases:
                slow = case.samples and case.figure(0) > self.slow * 1e3
                if slow and number % 3 != 0:
                    continue
                sample = self.once(case)
                if number > 0 or sample[0] > self.slow * 1e3:  # the first round only warms up what is quick
                    case.samples[number] = sample
        return cases

    # --- our situations ---

    def settled(self, folder):
        """Applied, and looked at once more when the regions had come to rest."""
        subprocess.run([self.jada, "apply", "--yes", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        self.rest(folder)

    def rest(self, folder):
        time.sleep(SETTLED)
        for _ in range(2):
            subprocess.run([self.jada, "plan", "-q"], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    def base(self, count, replicas):
        folder = fresh(f"{self.work}/{count}/base-{replicas}")
        write(f"{folder}/desired.toml", roster.desired(count, replicas))
        self.settled(folder)
        return folder

    def copy(self, base, name):
        folder = f"{base.rsplit('/', 1)[0]}/{name}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, folder)
        self.rest(folder)
        return folder

    def our_looks(self, count, replicas):
        base = self.base(count, replicas)
        place = lambda name: self.copy(base, f"{name}-{replicas}")
        cases = []

        def add(name, verb, before, ends=0, prepare=lambda folder: None):
            folder = place(name)
            prepare(folder)
            cases.append(Case(f"{name}/{replicas}", [self.jada, verb], folder, lambda: before(folder), ends))

        add("nothing moved", "plan", lambda folder: None)
        add("regions moved", "plan", touch_regions)
        add("file moved", "plan", touch_file)
        add("everything moved", "plan", lambda folder: (touch_file(folder), touch_regions(folder)))
        edited = roster.desired(count, replicas, 100)
        add("1 % edited", "plan", touch_file, prepare=lambda folder: write(f"{folder}/desired.toml", edited))
        add("1 % tampered", "drift", touch_regions, ends=3, prepare=lambda folder: tamper(folder, count))
        return cases

    def our_writes(self, count, replicas):
        base = f"{self.work}/{count}/base-{replicas}"
        first = self.copy(base, f"first-{replicas}")
        cases = [Case(f"first apply/{replicas}", self.apply(), first, lambda: clear(first))]
        for name, every in (("apply of all", 1), ("apply of 1 %", 100)):
            folder = self.copy(base, f"{name.replace(' ', '-')}-{replicas}")
            turn = Turn(folder, [roster.desired(count, replicas, step) for step in (0, every)])
            cases.append(Case(f"{name}/{replicas}", self.apply(), folder, turn))
        return cases

    def apply(self):
        return [self.jada, "apply", "--yes", "-q"]

    # --- the floor ---

    def floor_call(self, mode, replicas):
        return [self.floor, mode, "desired.toml", "floor.db", *(f"floor-{i}.db" for i in range(replicas))]

    def floor_looks(self, count, replicas):
        folder = fresh(f"{self.work}/{count}/floor-{replicas}")
        write(f"{folder}/desired.toml", roster.desired(count, replicas))
        subprocess.run(self.floor_call("apply", replicas), cwd=folder, check=True)
        modes = ["digest", "plan", "look", "all"] if replicas == 1 else ["look", "all"]
        return [Case(f"floor {mode}/{replicas}", self.floor_call(mode, replicas), folder) for mode in modes]

    def floor_writes(self, count, replicas):
        base = f"{self.work}/{count}/floor-{replicas}"
        cases = []
        for name, texts in (("first", [0]), ("all rows", [0, 1]), ("1 %", [0, 100])):
            folder = f"{base}-{name.replace(' ', '')}"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(base, folder)
            turn = Turn(folder, [roster.desired(count, replicas, every) for every in texts])
            before = (lambda folder=folder: clear(folder)) if name == "first" else turn
            cases.append(Case(f"floor {name}/{replicas}", self.floor_call("apply", replicas), folder, before))
        return cases


class Turn:
    """Puts one and then the other desired.toml in place."""

    def __init__(self, folder, texts):
        self.folder, self.texts, self.at = folder, texts, 0

    def __call__(self):
        self.at = (self.at + 1) % len(self.texts)
        write(f"{self.folder}/desired.toml", self.texts[self.at])
        time.sleep(SETTLED)


def clear_environment():
    """Nobody's settings of the program measured."""
    for name in [name for name in os.environ if name.startswith("JADA_")]:
        del os.environ[name]


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    return folder


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def touch_file(folder):
    with open(f"{folder}/desired.toml", "a") as file:
        file.write("\n")


def touch_regions(folder):
    for name in os.listdir(f"{folder}/regions"):
        os.utime(f"{folder}/regions/{name}")


def tamper(folder, count):
    with sqlite3.connect(f"{folder}/regions/{roster.REGIONS[0]}.db") as region:
        region.executemany(
            f"""UPDATE "{roster.TABLE}" SET item = json_set(item, '$.phone', '+18185550199') WHERE key = ?""",
            [(roster.KEY % i,) for i in range(0, count, 100)],
        )
    region.close()


def clear(folder):
    shutil.rmtree(f"{folder}/regions", ignore_errors=True)
    for name in os.listdir(folder):
        if ".db" in name:
            os.remove(f"{folder}/{name}")


# --- what is measured together ---


def looks(bench, count):
    ninja = peers.Ninja(f"{bench.work}/{count}/ninja", count)
    cfengine = peers.Cfengine(f"{bench.work}/{count}/cfengine", count)
    ninja.build()
    cfengine.build()
    cases = [case for n in (2, 1) for case in bench.our_looks(count, n) + bench.floor_looks(count, n)]
    cases += [Case("ninja -n", ninja.plan, ninja.folder), Case("cf-agent -n", cfengine.plan, cfengine.folder)]
    return bench.measure(cases, ROUNDS.get(count, 3)), ninja, cfengine


def writes(bench, count, ninja, cfengine):
    cases = [case for n in (2, 1) for case in bench.our_writes(count, n) + bench.floor_writes(count, n)]
    measured = bench.measure(cases, WRITE_ROUNDS.get(count, 3))
    if count > 10_000:  # a first run of ninja takes minutes there
        return measured
    cases = [Case("ninja 1 %", ninja.apply, ninja.folder, ninja.edit)]
    cases += [Case("cf-agent 1 %", cfengine.apply, cfengine.folder, cfengine.edit)]
    measured += bench.measure(cases, 3)
    cases = [Case("ninja first", ninja.apply, ninja.folder, ninja.clear)]
    cases += [Case("cf-agent first", cfengine.apply, cfengine.folder, cfengine.clear)]
    return measured + bench.measure(cases, 1)


def starts(bench):
    folder = fresh(f"{bench.work}/empty")
    write(f"{folder}/desired.toml", roster.desired(0, 2))
    bench.settled(folder)
    cases = [
        Case("--version", [bench.jada, "--version"], folder),
        Case("empty plan", [bench.jada, "plan"], folder),
        Case("empty program", [f"{bench.tools}/empty"], folder),
        Case("cf-agent --version", ["cf-agent", "--version"], folder),
    ]
    return bench.measure(cases, 51)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sizes", nargs="*", type=int)
    options.add_argument("--tools", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--into")
    chosen = options.parse_args()
    clear_environment()
    bench = Bench(os.path.abspath(chosen.tools), os.path.abspath(chosen.work))
    found = {0: goals.Measured(starts(bench))}
    for count in sorted(chosen.sizes or [100, 1_000, 10_000]):
        print(f"measuring N = {count:,} …", file=sys.stderr)
        looked, ninja, cfengine = looks(bench, count)
        found[count] = goals.Measured(looked + writes(bench, count, ninja, cfengine))
        shutil.rmtree(f"{bench.work}/{count}")
    summary, details = goals.tables(found)
    print(f"{summary}\n\n{details}")
    if chosen.into:
        goals.put_into(chosen.into, summary)


if __name__ == "__main__":
    main()

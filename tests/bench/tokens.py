#!/usr/bin/env python3
"""Measures what tokens cost: asking for one, a pass in which nothing is due, and refreshing a thousand.

usage: tokens.py --tools FOLDER --work FOLDER [--into FILE]        (start it by tests/bench/run tokens)
  FOLDER of --tools holds jada-reconcile, token_floor, token_endpoint and launch
  --into FILE puts the table between its lines <!-- token figures --> and <!-- /token figures -->
Rounds, ratios and what is asserted: as in compare.py.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys

import goals
import token_world
from compare import Bench, Case, clear_environment, fresh
from goals import Goal

PYTHON = "/usr/bin/python3"  # the one that Debian's google-auth belongs to
PEERS = f"{os.path.dirname(os.path.abspath(__file__))}/token_peers.py"
MANY = 1_000
SHARE = 10  # the slowest peers refresh a tenth of the tokens
SLOW_ANSWER = 10  # milliseconds
WIDTHS = (12, 64)  # requests in flight: as declared by default, and what goal 10 speaks of

GET, NOTHING_DUE = "token get", "nothing due"

TOKEN_GOALS = [
    Goal(None, 1, GET, "--version", None),
    Goal(None, 1, GET, "/bin/true", None),
    Goal(None, 1, GET, "curl file://", None),
    Goal(None, 1, GET, "python google-auth", None),
    Goal(None, MANY, GET, "--version", None),
    Goal(None, MANY, GET, "/bin/true", None),
    Goal(None, MANY, GET, "curl file://", None),
    Goal(None, MANY, GET, "python google-auth", None),
]
for _count in (MANY, 10 * MANY):
    for _verb in ("plan", "apply"):
        for _other in ("floor look", "python look"):
            TOKEN_GOALS.append(Goal(None, _count, f"{NOTHING_DUE}, {_verb}", _other, None))
    TOKEN_GOALS.append(Goal(14, _count, f"{NOTHING_DUE}, apply", None, 20))
for _width in WIDTHS:
    _slow = f"refresh, {_width} at once, answers after {SLOW_ANSWER} ms"
    TOKEN_GOALS += [
        Goal(10, MANY, f"refresh, {_width} at once", f"floor group, {_width}", 1.6),
        Goal(10, MANY, f"refresh, {_width} at once", f"floor files, {_width}", 1.6),
        Goal(10, MANY, f"refresh, {_width} at once", "curl each", 1 / 80),
        Goal(10, MANY, f"refresh, {_width} at once", "python keep-alive", 1 / 5),
        Goal(10, MANY, f"refresh, {_width} at once", "curl --parallel", 1 / 2),
        Goal(None, MANY, f"refresh, {_width} at once", "google-auth each", None),
        Goal(14, MANY, f"refresh, {_width} at once", None, 28),
        Goal(11, MANY, _slow, f"floor ask, {_width}, {SLOW_ANSWER} ms", 1.1),
        Goal(None, MANY, _slow, f"floor files, {_width}, {SLOW_ANSWER} ms", None),
    ]


@contextlib.contextmanager
def endpoint(tools, delay):
    """The address of a token endpoint that lives as long as the block."""
    command, pipe = [f"{tools}/token_endpoint", str(delay)], subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}/token"
        finally:
            server.stdin.close()  # it ends with its input, as it would if we died


class Tokens(Bench):
    def __init__(self, tools, work):
        super().__init__(tools, work)
        self.token_floor = f"{tools}/token_floor"

    def world(self, name, count, token_url, life):
        folder = fresh(f"{self.work}/{name}")
        shutil.rmtree(folder)
        token_world.make(folder, count, token_url, life)
        self.run_floor("record", folder)
        return folder

    def run_floor(self, mode, folder):
        subprocess.run(self.floor_call(mode), cwd=folder, check=True)

    def floor_call(self, mode, *rest):
        return [self.token_floor, mode, "tokens", "floor.db", *map(str, rest)]

    def refreshed(self, name, count):
        """Tokens that were refreshed by us once, as they are after a day."""
        with endpoint(self.tools, 0) as url:
            folder = self.world(name, count, url, token_world.DUE)
            self.settled(folder)
        return folder

    # --- asking for one ---

    def get(self, count):
        folder = self.refreshed(f"get-{count}", count)
        file = f"tokens/{token_world.NAME % 0}.json"
        cases = [
            Case(GET, [self.jada, "token", "get", token_world.NAME % 0], folder),
            Case("--version", [self.jada, "--version"], folder),
            Case("/bin/true", ["/bin/true"], folder),
            Case("curl --version", ["curl", "--version"], folder),
            Case("curl file://", ["curl", "-s", f"file://{folder}/{file}"], folder),
            Case("python google-auth", [PYTHON, PEERS, "get", file], folder),
        ]
        return self.measure(cases, 41)

    # --- a pass with nothing to do ---

    def nothing_due(self, count):
        folder = self.refreshed(f"idle-{count}", count)
        self.run_floor("record", folder)
        cases = [
            Case(f"{NOTHING_DUE}, plan", [self.jada, "plan", "-q"], folder),
            Case(f"{NOTHING_DUE}, apply", self.apply(), folder),
            Case("floor look", self.floor_call("look"), folder),
            Case("python look", [PYTHON, PEERS, "look", "tokens"], folder),
        ]
        return self.measure(cases, 11 if count <= MANY else 5)

    # --- refreshing what is due ---

    def refreshes(self, url, suffix=""):
        port = url.rsplit(":", 1)[1].partition("/")[0]
        cases = []

        def add(name, argv, count=MANY, share=1):
            folder = self.world(name.replace(" ", "-").replace(",", ""), count, url, token_world.DUE)
            cases.append(Case(name, argv, folder, lambda: token_world.let_expire(folder, count), share=share))
            return folder

        for width in WIDTHS:
            slow = f", answers after {SLOW_ANSWER} ms" if suffix else ""
            add(f"refresh, {width} at once{slow}", [*self.apply(), "--parallelism", str(width)])
            for mode in ("ask", "group", "files"):
                add(f"floor {mode}, {width}{suffix}", self.floor_call(mode, port, width))
        if suffix:
            return cases
        add("python keep-alive", [PYTHON, PEERS, "keepalive", "tokens", url])
        add("google-auth each", [PYTHON, PEERS, "library", "tokens", str(MANY // SHARE)], MANY // SHARE, SHARE)
        self.curl(add, url)
        return cases

    def curl(self, add, url):
        """A shell that starts curl for each, and one curl for all; both leave the answers beside the tokens."""
        form = "grant_type=refresh_token&client_id=bench&client_secret=bench-secret&refresh_token="
        loop = f"""for token in tokens/*.json; do
          refresh=$(sed -n 's/.*"refresh_token": "\\([^"]*\\)".*/\\1/p' "$token")
          curl -s -d "{form}$refresh" {url} > "$token.answer"
        done"""
        add("curl each", ["sh", "-c", loop], MANY // SHARE, SHARE)
        folder = add("curl --parallel", ["curl", "-s", "--parallel", "--parallel-max", "64", "-K", "all"])
        calls = []
        for i in range(MANY):
            token = token_world.content(i, url)["refresh_token"]
            calls.append(f'url = "{url}"\ndata = "{form}{token}"\noutput = "tokens/{i}.answer"\nsilent\n')
        with open(f"{folder}/all", "w") as file:
            file.write("next\n".join(calls))

    def refresh(self):
        measured = []
        for delay, suffix in ((0, ""), (SLOW_ANSWER, f", {SLOW_ANSWER} ms")):
            with endpoint(self.tools, delay) as url:
                measured += self.measure(self.refreshes(url, suffix), 3)
        return measured


def judged(goal, measured):
    ours = measured.cases[goal.ours]
    if goal.other is None:
        found = ours.figure(2)
        return f"{found:.1f} MB", found <= goal.limit
    wall, cpu = (measured.ratio(goal.ours, goal.other, column) for column in (0, 1))
    met = None if goal.limit is None else wall <= goal.limit
    return f"{goals.as_ratio(wall)} ({goals.as_ratio(cpu)})", met


def wanted(goal):
    if goal.limit is None:
        return ""
    return f"≤ {goal.limit:g} MB" if goal.other is None else f"≤ {goals.as_ratio(goal.limit)}"


def table(found):
    lines = [goals.row("#", "N", "what", "beside", "goal", "wall (cpu)", "")]
    lines.append(goals.row("---:", "---:", "---", "---", "---:", "---:", "---"))
    for goal in TOKEN_GOALS:
        if goal.ours not in found.get(goal.size, goals.Measured([])).cases:
            continue
        text, met = judged(goal, found[goal.size])
        verdict = {None: "", True: "met", False: "missed"}[met]
        what = (goal.number or "", f"{goal.size:,}", goal.ours, goal.other or "peak memory")
        lines.append(goals.row(*what, wanted(goal), text, verdict))
    return "\n".join(lines)


def details(found):
    lines = [goals.row("N", "what", "wall ms", "cpu ms", "peak MB"), goals.row("---:", "---", *["---:"] * 3)]
    for size, measured in found.items():
        for name, case in measured.cases.items():
            lines.append(goals.row(f"{size:,}", name, *(f"{case.figure(column):,.2f}" for column in range(3))))
    return "\n".join(lines)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--tools", required=True)
    options.add_argument("--work", required=True)
    options.add_argument("--into")
    chosen = options.parse_args()
    clear_environment()
    bench = Tokens(os.path.abspath(chosen.tools), os.path.abspath(chosen.work))
    found = {1: bench.get(1)}
    for job, size in ((bench.get, MANY), (bench.nothing_due, MANY), (bench.nothing_due, 10 * MANY)):
        print(f"measuring {job.__name__}, N = {size:,} …", file=sys.stderr)
        found[size] = found.get(size, []) + job(size)
    print(f"measuring refresh, N = {MANY:,} …", file=sys.stderr)
    found[MANY] += bench.refresh()
    found = {size: goals.Measured(cases) for size, cases in sorted(found.items())}
    summary = table(found)
    print(f"{summary}\n\n{details(found)}")
    if chosen.into:
        goals.put_into(chosen.into, summary, "token figures")


if __name__ == "__main__":
    main()

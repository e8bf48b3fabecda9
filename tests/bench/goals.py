"""The goals, and the tables that set what was measured beside them."""

import statistics
from dataclasses import dataclass


class Measured:
    """The cases of one size, by name."""

    def __init__(self, cases):
        self.cases = {case.name: case for case in cases}

    def ratio(self, upper, lower, column=0):
        """The median over the rounds both took part in, else of the medians; None when one was not measured."""
        if upper not in self.cases or lower not in self.cases:
            return None
        a, b = self.cases[upper].samples, self.cases[lower].samples
        both = a.keys() & b.keys()
        if both:
            return statistics.median(a[i][column] / b[i][column] for i in both)
        return self.cases[upper].figure(column) / self.cases[lower].figure(column)


@dataclass(frozen=True)
class Goal:
    """`ours` may take at most `limit` times what `other` takes. With `other` None: at most `limit` MB at its peak.
    Without a number or a limit: measured, no goal was set."""

    number: int
    size: int
    ours: str
    other: str
    limit: float
    both: bool = True  # with two replicas and with one


PLAN, FILE, REGIONS, NOTHING = "everything moved", "file moved", "regions moved", "nothing moved"

GOALS = [
    Goal(1, 10_000, PLAN, "ninja -n", 1 / 4),
    Goal(1, 10_000, PLAN, "cf-agent -n", 1 / 120),
    Goal(1, 10_000, PLAN, "floor all/{r}", 2.5),
    Goal(1, 10_000, FILE, "ninja -n", 1 / 4),
    Goal(1, 10_000, FILE, "cf-agent -n", 1 / 120),
    Goal(1, 10_000, FILE, "floor plan/1", 2.5),
    Goal(2, 100_000, PLAN, "ninja -n", 1 / 6),
    Goal(2, 100_000, PLAN, "floor all/{r}", 2.5),
    Goal(2, 100_000, FILE, "ninja -n", 1 / 6),
    Goal(2, 100_000, FILE, "floor plan/1", 2.5),
    Goal(3, 100, PLAN, "ninja -n", 1.0),
    Goal(3, 100, PLAN, "cf-agent -n", 1 / 25),
    Goal(4, 100_000, NOTHING, "ninja -n", 1 / 60),
    Goal(4, 100_000, NOTHING, "floor digest/1", 2.0),
    Goal(5, 10_000, "1 % edited", FILE + "/{r}", 1.15),
    Goal(5, 10_000, "1 % edited", PLAN + "/{r}", 1.15),
    Goal(5, 10_000, "1 % tampered", REGIONS + "/{r}", 1.15),
    Goal(6, 10_000, "apply of all", "floor all rows/{r}", 2.0),
    Goal(6, 10_000, "first apply", "floor first/{r}", 2.0),
    Goal(6, 10_000, "apply of all", "ninja first", 1 / 120),
    Goal(6, 10_000, "apply of all", "cf-agent first", 1 / 45),
    Goal(7, 10_000, "apply of 1 %", "ninja 1 %", 1 / 8),
    Goal(7, 10_000, "apply of 1 %", "cf-agent 1 %", 1 / 70),
    Goal(8, 0, "--version", "empty program", 2.0, both=False),
    Goal(8, 0, "empty plan", "empty program", 2.0, both=False),
    Goal(8, 0, "--version", "cf-agent --version", 1 / 10, both=False),
    Goal(13, 100_000, PLAN, None, 64),
    Goal(13, 10_000, PLAN, None, 12),
    Goal(15, 1_000_000, PLAN, None, 512),
    Goal(15, 1_000_000, PLAN, "floor all/{r}", 2.5),
]

# our case → what it is compared with: peers first, then the floor
BESIDE = {
    NOTHING: ("ninja -n", "cf-agent -n", "floor digest/1"),
    REGIONS: ("ninja -n", "cf-agent -n", "floor look/{r}"),
    FILE: ("ninja -n", "cf-agent -n", "floor plan/1"),
    PLAN: ("ninja -n", "cf-agent -n", "floor all/{r}"),
    "1 % edited": ("ninja -n", "cf-agent -n", "floor plan/1"),
    "1 % tampered": ("ninja -n", "cf-agent -n", "floor look/{r}"),
    "first apply": ("ninja first", "cf-agent first", "floor first/{r}"),
    "apply of all": ("ninja first", "cf-agent first", "floor all rows/{r}"),
    "apply of 1 %": ("ninja 1 %", "cf-agent 1 %", "floor 1 %/{r}"),
}


def as_ratio(ratio):
    """Below 1 as a division: `/12` is twelve times faster."""
    if ratio is None:
        return "–"
    return f"{ratio:.2f}×" if ratio >= 0.95 else f"/{1 / ratio:.1f}" if ratio > 0.1 else f"/{1 / ratio:.0f}"


def row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def size_table(count, measured):
    heads = ("what", "replicas", "wall ms", "cpu ms", "peak MB", "to ninja", "to cfengine", "to the floor")
    lines = [f"**N = {count:,}**", "", row(*heads)]
    lines.append(row("---", *["---:"] * 7))
    for name, case in measured.cases.items():
        ours, _, replicas = name.rpartition("/")
        ratios = [as_ratio(measured.ratio(name, other.format(r=replicas))) for other in BESIDE.get(ours, ())]
        figures = [f"{case.figure(0):,.2f}", f"{case.figure(1):,.2f}", f"{case.figure(2):.1f}"]
        lines.append(row(ours or name, replicas if ours else "", *figures, *(ratios or ["", "", ""])))
    return "\n".join(lines)


def judged(goal, measured, replicas):
    """What is to be shown and whether the goal is met; None when it was not measured."""
    name = f"{goal.ours}/{replicas}" if goal.both else goal.ours
    if name not in measured.cases:
        return None
    if goal.other is None:
        found = measured.cases[name].figure(2)
        return f"{found:.1f} MB", found <= goal.limit
    other = goal.other.format(r=replicas)
    wall, cpu = (measured.ratio(name, other, column) for column in (0, 1))
    return None if wall is None else (f"{as_ratio(wall)} ({as_ratio(cpu)})", wall <= goal.limit)


def goal_row(number, size, ours, other, wanted, results):
    """`results`: with two replicas and with one; just one where replicas play no part."""
    texts = [text for text, _ in results] + [""] * (2 - len(results))
    met = [met for _, met in results]
    verdict = "met" if all(met) else "with 1 replica" if met[-1] else "with 2 replicas" if met[0] else "missed"
    return row(number, f"{size:,}", ours, other, f"≤ {wanted}", *texts, verdict)


def scaling(found):
    """Goal 15: a million may take at most 13 times what a hundred thousand take."""
    if 1_000_000 not in found or 100_000 not in found:
        return []
    walls = [[found[size].cases[f"{PLAN}/{n}"].figure(0) for size in (1_000_000, 100_000)] for n in (2, 1)]
    results = [(as_ratio(large / small), large / small <= 13) for large, small in walls]
    return [goal_row(15, 1_000_000, PLAN, "N = 100,000", as_ratio(13), results)]


def goal_table(found):
    lines = [row("#", "N", "what", "beside", "goal", "2 replicas (cpu)", "1 replica (cpu)", "")]
    lines.append(row("---:", "---:", "---", "---", "---:", "---:", "---:", "---"))
    for goal in GOALS:
        if goal.size not in found:
            continue
        results = [judged(goal, found[goal.size], n) for n in ((2, 1) if goal.both else (1,))]
        results = [result for result in results if result]
        wanted = f"{goal.limit:g} MB" if goal.other is None else as_ratio(goal.limit)
        other = (goal.other or "peak memory").partition("/{r}")[0].removesuffix("/1")
        if results:
            lines.append(goal_row(goal.number, goal.size, goal.ours, other, wanted, results))
    return "\n".join(lines + scaling(found))


def start_table(measured):
    lines = [row("what", "wall ms", "cpu ms", "peak MB", "to an empty program"), row("---", *["---:"] * 4)]
    for name, case in measured.cases.items():
        ratio = as_ratio(measured.ratio(name, "empty program"))
        lines.append(row(name, *(f"{case.figure(column):.2f}" for column in range(3)), ratio))
    return "\n".join(lines)


def tables(found):
    """The goals, and everything that was measured."""
    sizes = [size_table(count, measured) for count, measured in found.items() if count]
    return goal_table(found), "\n\n".join([start_table(found[0]), *sizes])


def put_into(path, text, name="figures"):
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    with open(path) as file:
        before, _, rest = file.read().partition(begin)
    _, closing, after = rest.partition(end)
    if not closing:
        raise ValueError(f"{path} has no place for the figures")
    with open(path, "w") as file:
        file.write(f"{before}{begin}\n{text}\n\n{end}{after}")

"""Which request meets which fault: rules a test sets, and chance with a seed.

| fault | the client meets |
|---|---|
| `throttle` | one of AWS's throttles in turn, or the one told with `code=` |
| `500`, `503` | InternalServerError, ServiceUnavailable; nothing was written |
| `500_after_commit` | InternalServerError; it was written |
| `reset` | RST before the body is read (after it, where the rule asks for a key); nothing was written |
| `reset_after_commit` | RST in place of the answer; it was written |
| `stall` | no answer until release(), which is when it is carried out, whether or not the client still waits |
| `stall_after_commit` | carried out, no answer until release() |
| `black_hole` | no answer, nothing carried out, until release(), which breaks the connection |
| `truncated` | carried out; the answer ends before its Content-Length |
| `bad_crc` | carried out; the answer does not have its x-amz-crc32 |
| `unprocessed` | a part of a batch is handed back; a batch of one is throttled |
| `race` | somebody else writes first: `item=` (the whole item, None deletes) or `meddle=` called with (table, key) |
| `expired_token`, `access_denied`, `conflict_409` | AWS's own refusals |
"""
import collections
import dataclasses
import itertools
import random
import typing

import ledger

THROTTLES = {"ProvisionedThroughputExceededException": 400, "ThrottlingException": 400, "RequestLimitExceeded": 400,
             "ThrottledException": 429}
BATCHES = {"BatchWriteItem", "BatchGetItem"}
ONLY_FOR = {"race": ledger.WRITES, "conflict_409": ledger.WRITES, "unprocessed": BATCHES}
NAMES = {"throttle", "500", "503", "500_after_commit", "reset", "reset_after_commit", "stall", "stall_after_commit",
         "black_hole", "truncated", "bad_crc", "unprocessed", "race", "expired_token", "access_denied", "conflict_409"}
BEFORE_THE_BODY = {"reset", "black_hole"}
NOTHING = object()


def is_for(name, operation):
    return name not in ONLY_FOR or operation in ONLY_FOR[name]


@dataclasses.dataclass
class Rule:
    name: str
    times: int | None = 1  # None: for ever
    operation: str | None = None
    key: str | None = None
    table: str | None = None
    after: int = 0  # so many requests of the kind pass first
    code: str | None = None
    item: object = NOTHING
    meddle: typing.Callable | None = None

    def __post_init__(self):
        if self.name not in NAMES:
            raise ValueError(f"no such fault: {self.name}")
        if self.name == "race" and self.item is NOTHING and not self.meddle:
            raise ValueError("a race needs item= or meddle=")
        if self.code and self.code not in THROTTLES:
            raise ValueError(f"no throttle of AWS: {self.code}")

    @property
    def is_met_early(self):
        """Before the body is read, where the rule asks for nothing that stands in there."""
        return self.name in BEFORE_THE_BODY and self.key is None and self.table is None

    def claims(self, line):
        """Whether this request meets the fault; counts those it has seen."""
        if self.times == 0 or not is_for(self.name, line.operation):
            return False
        if self.operation not in (None, line.operation) or self.table not in (None, line.table):
            return False
        if self.key is not None and str(self.key) not in line.keys:
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    def __init__(self):
        self.throttles = itertools.cycle(THROTTLES)
        self.clear()

    def clear(self):
        self._rules, self._rate = [], 0

    def add(self, rule):
        self._rules.append(rule)

    def chaos(self, seed, rate, names, **rest):
        self._seed, self._rate, self._rest, self._met = seed, rate, rest, collections.Counter()
        self._names = [Rule(name, **(rest if name == "race" else {})).name for name in names]

    def before_the_body(self, line):
        return next((rule for rule in self._rules if rule.is_met_early and rule.claims(line)), None)

    def after_the_body(self, line):
        told = next((rule for rule in self._rules if not rule.is_met_early and rule.claims(line)), None)
        return told or (self._by_chance(line) if self._rate else None)

    def _by_chance(self, line):
        """The same request, met for the same time, meets the same fate under one seed, whatever others do beside it."""
        asked = (line.operation, line.table, line.keys)
        self._met[asked] += 1
        chance = random.Random(f"{self._seed} {asked} {self._met[asked]}")
        names = [name for name in self._names if is_for(name, line.operation)]
        if not names or chance.random() >= self._rate:
            return None
        name = chance.choice(names)
        return Rule(name, **(self._rest if name == "race" else {}))

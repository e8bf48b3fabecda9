"""As fast as we were told and no faster: units a second, requests at a time, over one region and over all."""
import contextlib
import threading
import unittest

from regions import EAST, TABLE, WithRegions
import proxy

BIG = "x" * 300_000
ALLOW = ("--allow", "update:roster.*<=999", "-m", "test")


def crew(count, name, roster="crew"):
    return "".join(f'[roster.{roster}.entries.c{i:03}]\nname = "{name}{i}"\n' for i in range(count))


class Together:
    """How many requests are under way, as the client has it: from their arrival until the answer is sent."""

    def __init__(self):
        self._lock, self.now, self.most = threading.Lock(), 0, 0

    def count(self, more):
        with self._lock:
            self.now += more
            self.most = max(self.most, self.now)


class Counted(proxy.Proxy):
    """Leaves out the unsigned question whether anybody is there."""

    def __init__(self, region, keyring, together):
        super().__init__(region, keyring)
        self.alone, self.together = Together(), together

    async def _answer(self, connection, head, line):
        self._count(line, +1)
        return await super()._answer(connection, head, line)

    async def _reply(self, connection, line, *answer):
        self._count(line, -1)
        return await super()._reply(connection, line, *answer)

    def _count(self, line, more):
        if line.operation != "GET":
            self.alone.count(more)
            self.together.count(more)


class Units(WithRegions):
    def expect_rate(self, lines, rate, cost, spare):
        """Never more than a second's units at once, then as many a second as told; `spare`: what is under way when the
        account is empty."""
        times = [line.time for line in lines]
        for first in range(len(times)):
            for last in range(first, len(times)):
                units = cost * (last - first + 1)
                self.assertLessEqual(units, rate * (times[last] - times[first] + 1) + spare + cost, (first, last))

    def test_writes_keep_to_their_units(self):
        self.declare(crew(40, "N"))
        self.jada("apply", "--yes")
        self.declare(crew(40, "M"), region="max_in_flight = 2\ncapacity.crew-dispatch = { write = 20 }")
        self.forget()
        self.jada("apply", "--yes", *ALLOW)
        self.both()
        for one in (self.front, self.back):
            self.assertEqual({line.body.get("ReturnConsumedCapacity") for line in one.writes}, {"TOTAL"})
            self.expect_rate([line for line in one.writes if line.committed], 20, 1, spare=2)
            took = one.writes[-1].time - one.writes[0].time
            self.assertLess(took, 3, "it does not dawdle either: 40 units at 20 a second, the first 20 at once")

    def test_an_empty_table_is_filled_at_its_units_and_under_conditions(self):
        self.declare(crew(75, "N"), region="max_in_flight = 1\ncapacity.crew-dispatch = { write = 25 }")
        self.jada("apply", "--yes")
        self.assertEqual(self.front.count("BatchWriteItem"), 0, "a look would be old by the time of the write")
        self.expect_rate([line for line in self.front.writes if line.committed], 25, 1, spare=1)

    def pages(self):
        """The units that each page of a look costs, as the server counts them."""
        with contextlib.closing(self.east.client()) as client:
            parts = [client.get_paginator("scan").paginate(TableName=TABLE, ConsistentRead=True, ReturnConsumedCapacity="TOTAL",
                                                           Segment=part, TotalSegments=4) for part in range(4)]
            return [page["ConsumedCapacity"]["CapacityUnits"] for pages in parts for page in pages]

    def test_reads_keep_to_their_units(self):
        for i in range(16):
            self.east.put(TABLE, {"crew_id": f"c{i:03}", "name": f"N{i}", "photo": BIG})
        self.declare(crew(16, "N"), region="max_in_flight = 1\ncapacity.crew-dispatch = { read = 200 }")
        self.jada("apply", "--yes")
        pages, scans = self.pages(), [line for line in self.front.ledger if line.operation == "Scan"]
        self.assertEqual(len(scans), len(pages))
        self.assertTrue(all(line.body.get("ReturnConsumedCapacity") == "TOTAL" for line in scans))
        # The last is sent when all before it are paid for.
        self.assertGreaterEqual(scans[-1].time - scans[0].time, (sum(pages) - max(pages) - 200) / 200)
        self.assertEqual(self.front.writes, [])

    def test_other_tables_and_other_regions_are_not_limited(self):
        self.declare(crew(40, "N"))
        self.jada("apply", "--yes")
        self.declare(crew(40, "M"), region="capacity.other = { write = 1, read = 1 }")
        self.forget()
        self.jada("apply", "--yes", *ALLOW)
        self.assertEqual({line.body.get("ReturnConsumedCapacity") for line in self.writes()}, {None})


class AtATime(WithRegions):
    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.together = Together()
        self.front, self.back = (stack.enter_context(Counted(each, self.front.keyring, self.together)) for each in (self.east, self.west))
        self.front.latency_ms = self.back.latency_ms = 10

    def rewrite(self, count=80, **how):
        self.declare(crew(count, "N"), **how)
        self.jada("apply", "--yes", *ALLOW)
        self.declare(crew(count, "M"), **how)
        self.forget()
        self.jada("apply", "--yes", *ALLOW)
        self.both()

    def most(self):
        return self.front.alone.most, self.back.alone.most, self.together.most

    def test_by_default_the_controller_s_limits_hold_over_all_regions(self):
        self.rewrite()
        self.assertEqual(self.most(), (8, 8, 12))

    def test_limits_of_the_controller_are_heeded_and_used(self):
        self.rewrite(head="[controller]\nmax_concurrent = 5\nmax_per_host = 3")
        self.assertEqual(self.most(), (3, 3, 5))

    def test_a_region_s_own_limit_takes_the_place_of_both(self):
        self.rewrite(region="max_in_flight = 2")
        self.assertEqual(self.most()[:2], (2, 2))
        self.rewrite(region="max_in_flight = 20", count=100)
        self.assertEqual(self.most()[:2], (20, 20))

    def test_a_region_s_own_limit_holds_over_all_its_tables(self):
        for region in (self.east, self.west):
            region.make_table("dock")
        region = "max_in_flight = 2"
        dock = f'[roster.dock]\ntable = "dock"\nkey = "crew_id"\nreplicas = ["region.{EAST}"]\n'
        for name in "NM":
            self.declare(crew(40, name) + dock + crew(40, name, "dock"), region=region)
            self.jada("apply", "--yes", *ALLOW)
        self.assertEqual(len(self.east.items("dock")), 40)
        tables = [line.table for line in self.front.ledger if line.operation == "Scan"]
        self.assertGreater(sum(one != other for one, other in zip(tables, tables[1:])), 1, "both were read at the same time")
        self.assertEqual(self.front.alone.most, 2)


if __name__ == "__main__":
    unittest.main()

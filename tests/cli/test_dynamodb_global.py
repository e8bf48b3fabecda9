"""A global table: AWS keeps its regions alike, so one of them is written, once, and the others are waited for."""
import collections
import contextlib
import types
import unittest

from regions import CREW, EAST, TABLE, WEST, WithRegions
import proxy

GLOBAL = {"GlobalTableVersion": "2019.11.21", "Replicas": [{"RegionName": name, "ReplicaStatus": "ACTIVE"} for name in (EAST, WEST)]}


class Global(WithRegions):
    """Both proxies stand before one server, which is how a replication that takes no time looks."""

    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        mirror = types.SimpleNamespace(name=WEST, url=self.east.url, keys=self.east.keys)
        self.back = stack.enter_context(proxy.Proxy(mirror, self.front.keyring))
        self.front.describe_patch = self.back.describe_patch = GLOBAL

    def expect_each_key_once(self, keys):
        done = collections.Counter(key for line in self.writes() if line.committed for key in line.keys)
        self.assertEqual(done, {key: 1 for key in keys})

    def test_only_the_first_declared_region_is_written_and_each_item_once(self):
        self.declare()
        self.jada("apply", "--yes")
        self.assertEqual(self.back.writes, [])
        self.expect_each_key_once(["ada", "bo"])
        self.no_more_writes()
        self.east.edit(TABLE, "ada", role="cook", availability="mine")
        self.east.drop(TABLE, "bo")
        self.forget()
        self.jada("apply", "--yes")
        self.assertEqual(self.back.writes, [])
        self.expect_each_key_once(["ada", "bo"])
        self.assertEqual(self.east.items(TABLE)["ada"]["availability"], "mine")
        self.assertEqual({outcome for outcome, _ in self.outcomes().values()}, {"done"})
        self.no_more_writes()

    def test_items_are_never_filled_in_in_batches_for_they_might_be_on_their_way(self):
        self.declare()
        self.jada("apply", "--yes")
        self.assertEqual(self.front.count("BatchWriteItem") + self.back.count("BatchWriteItem"), 0)

    def test_a_deletion_is_done_once(self):
        self.declare(CREW + '[roster.crew.entries.old]\nname = "Old"\n', roster='on_extra = "delete"')
        self.jada("apply", "--yes")
        self.declare(roster='on_extra = "delete"')
        self.forget()
        self.jada("apply", "--yes")
        self.assertEqual(self.back.writes, [])
        self.expect_each_key_once(["old"])
        self.no_more_writes()

    def test_the_next_region_is_written_when_the_first_is_down(self):
        self.declare()
        self.jada("apply", "--yes")
        for down in ("refused", "503"):
            with self.subTest(down):
                self.east.edit(TABLE, "ada", role=down)
                self.forget()
                with self.front.down() if down == "refused" else contextlib.nullcontext():
                    if down == "503":
                        self.front.fault("503", times=None)
                    self.assertIn(EAST, self.jada("apply", "--yes", want=9).stdout)
                self.assertEqual(self.east.items(TABLE)["ada"]["role"], "captain")
                self.assertEqual(self.front.count(committed=True, operation="UpdateItem"), 0)
                self.expect_each_key_once(["ada"])
                self.front.calm()
                self.no_more_writes()

    def test_an_answer_that_got_lost_is_no_reason_to_write_the_other_region(self):
        self.declare()
        self.jada("apply", "--yes")
        self.east.edit(TABLE, "ada", role="cook")
        self.forget()
        self.front.fault("reset_after_commit", operation="UpdateItem")
        self.jada("apply", "--yes")
        self.assertEqual(self.back.writes, [])
        self.expect_each_key_once(["ada"])


class Lag(WithRegions):
    """Two servers, and the test is the replication between them."""

    def setUp(self):
        super().setUp()
        self.front.describe_patch = self.back.describe_patch = GLOBAL
        self.declare()

    def test_what_arrives_late_is_waited_for(self):
        with self.beside("apply", "--yes") as run:
            self.front.wait_for(lambda: self.front.count("UpdateItem", committed=True) == 2)
            self.back.wait_for(lambda: self.back.count("BatchGetItem", status=200) == 2)
            for item in self.east.items(TABLE).values():
                self.west.put(TABLE, item)
            run.result()
        self.assertEqual(self.back.writes, [])
        self.assertEqual({outcome for outcome, _ in self.outcomes().values()}, {"done"})
        self.no_more_writes()

    def test_a_copy_that_lags_at_the_look_is_not_written_there(self):
        """The east is as declared, the west not yet: nothing is for us to do but to wait for it."""
        self.east.put(TABLE, {"crew_id": "ada", "name": "Ada Park", "role": "captain", "cascade_level": 1})
        self.east.put(TABLE, {"crew_id": "bo", "name": "Bo Lindqvist", "role": "mate"})
        with self.beside("apply", "--yes") as run:
            self.back.wait_for(lambda: self.back.count("BatchGetItem", status=200) == 2)
            for item in self.east.items(TABLE).values():
                self.west.put(TABLE, item)
            run.result()
        self.assertEqual(sum(line.committed for line in self.writes()), 0)
        self.no_more_writes()


if __name__ == "__main__":
    unittest.main()

"""AWS on a bad day: what passes is ridden out within one run, what does not is told, and nobody's work is lost."""
import collections
import unittest

from regions import CREW, EAST, TABLE, WEST, WithRegions, letting_go
import faults
import metadata
import unprocessed

KEEP = 'on_extra = "delete"'
OLD = '[roster.crew.entries.old]\nname = "Old"\n'
MORE = "".join(f'[roster.crew.entries.c{i}]\nname = "N{i}"\nrole = "hand"\n' for i in range(3))
PASSING = [("throttle", 1), ("500", 3), ("503", 2), ("500_after_commit", 3), ("reset", 3), ("reset_after_commit", 3), ("stall", 1),
           ("stall_after_commit", 1), ("black_hole", 2), ("truncated", 3), ("bad_crc", 3), ("unprocessed", 2), ("conflict_409", 3)]
IN_THE_EAST = ("DescribeTable", "Scan", "BatchGetItem", "BatchWriteItem")
IN_THE_WEST = ("DescribeTable", "Scan", "BatchGetItem", "UpdateItem", "DeleteItem")


def carried_out(line):
    """The keys that a request changed."""
    if not line.committed:
        return ()
    if line.fault != "unprocessed":
        return line.keys
    done, _ = unprocessed.split(line.body, f"{line.keys}")
    return [one["PutRequest"]["Item"]["crew_id"]["S"] for one in done[TABLE]]


class Passing(WithRegions):
    def unsettle(self):
        """The east is empty, so that it is filled in batches; in the west five items are changed, and one is to go."""
        self.declare(CREW + MORE + OLD, roster=KEEP)
        self.jada("apply", "--yes")
        for key in self.east.items(TABLE):
            self.east.drop(TABLE, key)
            if key != "old":
                self.west.edit(TABLE, key, role="x", availability="mine")
        self.declare(CREW + MORE, roster=KEEP)
        self.forget()

    def meet(self, name, times):
        for one, operations in ((self.front, IN_THE_EAST), (self.back, IN_THE_WEST)):
            for operation in operations:
                one.fault(name, times=times, operation=operation)

    def test_every_fault_of_every_operation_is_ridden_out_in_one_run(self):
        for name, times in PASSING:
            with self.subTest(name):
                self.unsettle()
                self.meet(name, times)
                with letting_go(self.front, self.back):
                    told = self.jada("apply", "--yes")
                self.judge_run(name, times, told)
                for one in (self.front, self.back):
                    one.calm()
                self.no_more_writes()

    def judge_run(self, name, times, told):
        self.assertIn("Applied: 5 created, 5 updated, 1 deleted.\n", told.stdout)
        self.assertEqual({outcome for outcome, _ in self.outcomes().values()}, {"done"})
        west = self.west.items(TABLE)
        self.assertEqual(self.east.items(TABLE), {key: {n: v for n, v in item.items() if n != "availability"} for key, item in west.items()})
        self.assertEqual({(item["role"], item["availability"]) for item in west.values()},
                         {("captain", "mine"), ("mate", "mine"), ("hand", "mine")})
        for one, operations in ((self.front, IN_THE_EAST), (self.back, IN_THE_WEST)):
            for operation in operations:
                # A batch that may have been carried out is not sent again: single writes with conditions follow.
                most = times if operation != "BatchWriteItem" or name in ("throttle", "unprocessed") else 1
                wanted = most if faults.is_for(name, operation) else 0
                self.assertEqual(one.count(operation, fault=name), wanted, operation)
            done = collections.Counter(key for line in one.writes for key in carried_out(line))
            self.assertEqual({key: count for key, count in done.items() if count != 1}, {}, "done twice")

    def test_an_answer_later_than_we_wait_changes_nothing_any_more(self):
        self.declare()
        self.jada("apply", "--yes")
        self.west.edit(TABLE, "ada", role="x")
        self.forget()
        self.back.fault("stall", operation="UpdateItem")
        with self.beside("apply", "--yes") as run:
            self.back.wait_for(lambda: self.back.count("UpdateItem", committed=True))
            self.assertEqual(run.result().returncode, 0)
        self.west.edit(TABLE, "ada", role="cook")
        self.back.release()
        self.back.wait_for(lambda: self.back.count("UpdateItem", status=400))
        self.assertEqual(self.west.items(TABLE)["ada"]["role"], "cook")

    def test_one_hiccup_of_the_unsigned_probe_does_not_hide_a_region(self):
        self.declare()
        for name in ("500", "reset"):
            with self.subTest(name):
                self.front.fault(name, operation="GET")
                self.jada("apply", "--yes")


class Keys(WithRegions):
    def test_keys_that_end_midway_are_renewed_once_however_many_requests_meet_it(self):
        with metadata.Metadata(keyring=self.front.keyring) as cloud:
            self.keys = {"AWS_EC2_METADATA_DISABLED": "false", **cloud.instance_environment}
            self.declare("".join(f'[roster.crew.entries.c{i}]\nname = "N{i}"\n' for i in range(9)))
            self.jada("apply", "--yes")
            asked = lambda: len(cloud.asked(metadata.ROLES + "crew-runner"))
            before = []

            def end(*_):
                before.append(asked())
                cloud.rotate()

            for i in range(9):
                self.west.edit(TABLE, f"c{i}", name="x")
            self.forget()
            self.back.fault("race", operation="UpdateItem", meddle=end)
            self.jada("apply", "--yes")
            self.both()
            self.assertEqual(asked() - before[0], 1, "while nine items are written")
            self.forget()
            self.back.fault("stall", operation="DescribeTable")
            with self.beside("apply", "--yes") as run:
                # The other region has looked by then; this one scans in four parts with keys that have just ended.
                self.front.wait_for(lambda: self.front.count("Scan", status=200) == 4)
                self.back.wait_for(lambda: self.back.held)
                end()
                self.back.release()
                self.assertIn("No changes.", run.result().stdout)
            self.assertEqual(asked() - before[1], 1, "while four parts are read")
            self.assertEqual(self.writes(), [])

    def test_keys_of_the_environment_have_no_successor_and_are_named(self):
        self.declare()
        self.front.fault("expired_token", operation="DescribeTable", times=None)
        told = self.jada("plan", want=9).stdout
        self.assertLessEqual(self.front.count("DescribeTable"), 2)
        for word in (EAST, "DescribeTable", TABLE, "ExpiredTokenException", "AWS_ACCESS_KEY_ID of the environment"):
            self.assertIn(word, told)

    def test_a_clock_that_is_off_is_measured_signed_for_and_told_once(self):
        for offset, told in ((3600, "our clock is (1h|59m 59s) behind that of "), (-3600, "our clock is (1h|1h 1s) ahead of that of ")):
            with self.subTest(offset):
                self.front.clock_offset = self.back.clock_offset = offset
                self.declare(CREW + MORE if offset > 0 else CREW)
                log = self.jada("apply", "--yes").stderr
                for one in (self.front, self.back):
                    self.assertRegex(log, f"{told}{one.url.removeprefix('http://')}")
                    self.assertEqual(log.count(one.url.removeprefix("http://")), 1)
                    self.assertEqual([operation for operation, _ in one.bad_signatures], ["DescribeTable"])
                    one.bad_signatures.clear()
                self.assertEqual(self.jada("plan", "--detailed-exitcode", want=None).returncode, 0 if offset > 0 else 3)
                for one in (self.front, self.back):
                    one.bad_signatures.clear()


class Denied(WithRegions):
    def setUp(self):
        super().setUp()
        self.declare(CREW + OLD, roster=KEEP)
        self.jada("apply", "--yes")
        self.declare(CREW, roster=KEEP)

    def denied(self, operation, want):
        self.west.edit(TABLE, "ada", role="x")
        self.back.fault("access_denied", operation=operation, times=None)
        told = self.jada("apply", "--yes", want=want).stdout
        for word in (WEST, f"dynamodb:{operation} on resource", f"table/{TABLE}", "assumed-role/crew-runner", "AWS_ACCESS_KEY_ID of the environment"):
            self.assertIn(word, told)
        self.back.calm()
        self.jada("apply", "--yes")
        self.both()

    def test_who_may_not_look_does_nothing_there(self):
        for operation in ("DescribeTable", "Scan"):
            with self.subTest(operation):
                self.denied(operation, 9)

    def test_who_may_not_write_fails_and_7_says_that_something_else_was_done(self):
        self.denied("DeleteItem", 7)
        self.denied("UpdateItem", 1)

    def test_who_may_not_read_back_is_told_that_it_is_written(self):
        self.denied("BatchGetItem", 7)

    def test_who_may_not_write_in_batches_writes_one_by_one(self):
        for key in self.east.items(TABLE):
            self.east.drop(TABLE, key)
        self.front.fault("access_denied", operation="BatchWriteItem", times=None)
        self.jada("apply", "--yes")
        self.both()


if __name__ == "__main__":
    unittest.main()

"""Each fault is met as faults.py says, and the region holds what it says."""
import concurrent.futures
import contextlib
import errno
import unittest

import botocore.exceptions

import faults
from standing import ADA, KEY, TABLE, Standing

CUT = botocore.exceptions.HTTPClientError
LOST = (CUT, botocore.exceptions.ChecksumError)


def cause(raised):
    """The operating system's error at the bottom of botocore's."""
    while raised and not isinstance(raised, OSError):
        raised = raised.__cause__ or raised.__context__ or raised.kwargs.get("error")
    return raised


class Each(Standing):
    def met(self, name, role):
        """The fault was met once, the region holds `role`, and the next request passes."""
        self.assertEqual((self.front.count(fault=name), self.role()), (1, role))
        self.region.put(TABLE, ADA)
        self.set_role("cook")
        self.assertEqual((self.role(), self.front.bad_signatures, self.front.invalid_requests), ("cook", [], []))
        self.region.put(TABLE, ADA)

    def test_refusals(self):
        cases = [("500", {}, "InternalServerError", 500, "captain"), ("503", {}, "ServiceUnavailable", 503, "captain"),
                 ("500_after_commit", {}, "InternalServerError", 500, "mate"),
                 ("expired_token", {}, "ExpiredTokenException", 400, "captain"),
                 ("access_denied", {}, "AccessDeniedException", 400, "captain"),
                 ("conflict_409", {}, "ReplicatedWriteConflictException", 409, "captain")]
        cases += [("throttle", {"code": code}, code, status, "captain") for code, status in faults.THROTTLES.items()]
        for name, rest, code, status, role in cases:
            with self.subTest(code=code):
                self.front.forget()
                self.front.fault(name, **rest)
                answer = self.refused(code, self.set_role)
                self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], status)
                self.met(name, role)

    def test_throttles_take_turns(self):
        self.front.fault("throttle", times=4)
        for code in faults.THROTTLES:
            self.refused(code, self.set_role)

    def test_a_denial_names_the_action_and_the_table(self):
        self.front.fault("access_denied", operation="Scan", times=None)
        answer = self.refused("AccessDeniedException", self.client.scan, TableName=TABLE)
        self.assertRegex(answer["Error"]["Message"], "not authorized to perform: dynamodb:Scan on resource: "
                         f"arn:aws:dynamodb:us-east-1:\\d+:table/{TABLE}")
        self.set_role("mate")

    def test_resets(self):
        for name, role in (("reset", "captain"), ("reset_after_commit", "mate")):
            for how in ({}, {"key": "ada"}):
                with self.subTest(name, **how):
                    self.front.forget()
                    self.front.fault(name, **how)
                    with self.assertRaises(CUT) as lost:
                        self.set_role()
                    self.assertEqual(cause(lost.exception).errno, errno.ECONNRESET)
                    self.met(name, role)

    def test_answers_that_are_not_whole(self):
        for name in ("truncated", "bad_crc"):
            with self.subTest(name):
                self.front.forget()
                self.front.fault(name)
                with self.assertRaises(LOST):
                    self.client.get_item(TableName=TABLE, Key=KEY)
                self.front.fault(name)
                with self.assertRaises(LOST):
                    self.set_role(ReturnValues="ALL_NEW")
                self.assertEqual(self.role(), "mate")
                self.region.put(TABLE, ADA)

    def test_a_stall_is_carried_out_when_it_is_released_and_not_before(self):
        for name, role in (("stall", "captain"), ("stall_after_commit", "mate")):
            with self.subTest(name), concurrent.futures.ThreadPoolExecutor(1) as pool:
                self.front.forget()
                self.front.fault(name)
                asked = pool.submit(self.set_role)
                self.front.wait_for(lambda: self.front.held)
                self.assertEqual((self.role(), asked.done()), (role, False))
                self.front.release()
                self.assertEqual(asked.result()["ResponseMetadata"]["HTTPStatusCode"], 200)
                self.met(name, "mate")

    def test_a_stall_is_carried_out_even_where_nobody_waits_any_more(self):
        self.front.fault("stall")
        with self.assertRaises(botocore.exceptions.ReadTimeoutError):
            self.set_role("cook", self.asking(read_timeout=0.2))
        self.assertEqual(self.role(), "captain")
        self.front.release()
        self.front.wait_for(lambda: self.front.count(committed=True))
        self.assertEqual(self.role(), "cook")

    def test_a_black_hole_swallows(self):
        self.front.fault("black_hole", times=None)
        for _ in range(2):
            with self.assertRaises(botocore.exceptions.ReadTimeoutError):
                self.set_role(client=self.asking(read_timeout=0.2))
        self.front.calm()
        self.set_role("mate")
        self.assertEqual((self.role(), self.front.count(committed=True)), ("mate", 1))

    def test_somebody_else_writes_first(self):
        told = []

        def meddle(table, key):
            told.append((table, key))
            self.region.edit(table, key, role="cook")
        cases = {"item": ({"item": {**ADA, "role": "cook"}}, "cook"), "gone": ({"item": None}, None),
                 "call": ({"meddle": meddle}, "cook")}
        for name, (how, role) in cases.items():
            with self.subTest(name):
                self.region.put(TABLE, ADA)
                self.front.fault("race", key="ada", **how)
                self.assertEqual(self.client.get_item(TableName=TABLE, Key=KEY)["Item"]["role"], {"S": "captain"})
                self.refused("ConditionalCheckFailedException", self.set_role)
                self.assertEqual(self.region.items(TABLE).get("ada", {}).get("role"), role)
        self.assertEqual(told, [(TABLE, "ada")])


class Batches(Standing):
    def setUp(self):
        super().setUp()
        self.keys = [{"crew_id": {"S": f"k{number}"}} for number in range(25)]

    def test_what_a_write_hands_back_was_not_written_and_the_rest_was(self):
        self.front.fault("unprocessed")
        puts = [{"PutRequest": {"Item": key}} for key in self.keys]
        answer = self.client.batch_write_item(RequestItems={TABLE: puts})
        back = {one["PutRequest"]["Item"]["crew_id"]["S"] for one in answer["UnprocessedItems"][TABLE]}
        self.assertTrue(back)
        self.assertEqual(set(self.region.items(TABLE)), {f"k{number}" for number in range(25)} - back | {"ada"})
        again = self.client.batch_write_item(RequestItems=answer["UnprocessedItems"])
        self.assertEqual((again["UnprocessedItems"], len(self.region.items(TABLE))), ({}, 26))

    def test_what_a_read_hands_back_can_be_asked_again(self):
        self.region.fill(TABLE, [{"crew_id": f"k{number}"} for number in range(25)])
        self.front.fault("unprocessed", times=3)
        asked, found = {TABLE: {"Keys": self.keys, "ConsistentRead": True}}, []
        while asked:
            answer = self.client.batch_get_item(RequestItems=asked)
            found += answer["Responses"].get(TABLE, [])
            asked = answer["UnprocessedKeys"]
            self.assertTrue(all(each["ConsistentRead"] for each in asked.values()))
        self.assertCountEqual([item["crew_id"]["S"] for item in found], [key["crew_id"]["S"] for key in self.keys])
        self.assertEqual(self.front.count(fault="unprocessed"), 3)

    def test_a_batch_of_one_is_throttled(self):
        self.front.fault("unprocessed")
        self.refused("ProvisionedThroughputExceededException", self.client.batch_get_item,
                     RequestItems={TABLE: {"Keys": [KEY]}})


class Rules(Standing):
    def fates(self, count=6):
        fates = []
        for _ in range(count):
            with contextlib.suppress(botocore.exceptions.ClientError, CUT):
                self.set_role("captain")
            fates.append(self.front.ledger[-1].fault)
        return fates

    def test_a_rule_counts_what_it_lets_pass_and_what_it_takes(self):
        self.front.fault("500", times=2, after=1, operation="UpdateItem")
        self.client.list_tables()
        self.assertEqual(self.fates(5), [None, "500", "500", None, None])

    def test_a_rule_is_for_its_operation_its_table_and_its_key(self):
        for other in ({"operation": "PutItem"}, {"key": "bo"}, {"table": "other"}):
            self.front.fault("500", **other)
            self.front.fault("black_hole", **other)
        self.assertEqual(self.fates(2), [None, None])

    def test_a_rule_for_ever_ends_with_calm(self):
        self.front.fault("503", times=None)
        self.assertEqual(self.fates(3), ["503"] * 3)
        self.front.calm()
        self.assertEqual(self.fates(1), [None])

    def test_a_rule_that_means_nothing_is_refused(self):
        for name, rest in (("501", {}), ("race", {}), ("throttle", {"code": "Slow"})):
            with self.subTest(name), self.assertRaises(ValueError):
                self.front.fault(name, **rest)
        with self.assertRaises(ValueError):
            self.front.chaos(1, 0.5, ["500", "501"])

    def test_chance_repeats_itself_under_one_seed_only(self):
        names = ["500", "reset_after_commit", "throttle"]
        told = []
        for seed in (7, 7, 8):
            self.front.chaos(seed, 0.5, names)
            told.append(self.fates(20))
        self.assertEqual(told[0], told[1])
        self.assertNotEqual(told[0], told[2])
        self.assertEqual(set(told[0]), {None, *names})

    def test_chance_gives_an_operation_only_what_can_happen_to_it(self):
        self.front.chaos(1, 1, ["race", "unprocessed", "conflict_409"], item={**ADA, "role": "captain"})
        self.client.list_tables()
        self.assertEqual({line.fault for line in self.front.ledger}, {None})
        self.assertEqual(set(self.fates(20)), {"race", "conflict_409"})


if __name__ == "__main__":
    unittest.main()

"""What the proxy does to requests that meet no fault: it passes them on, counts them, and is slow where told to be."""
import concurrent.futures
import time
import unittest
import urllib.request
import zlib

import botocore.exceptions

import dynalite
import proxy
import wire
from standing import KEY, TABLE, Standing


class Passing(Standing):
    def test_answers_come_through_with_the_fields_of_aws(self):
        answer = self.client.get_item(TableName=TABLE, Key=KEY, ConsistentRead=True)
        self.assertEqual(answer["Item"]["role"], {"S": "captain"})
        self.assertRegex(answer["ResponseMetadata"]["RequestId"], "[0-9A-Z]{32}")
        self.assertIn("x-amz-crc32", answer["ResponseMetadata"]["HTTPHeaders"])

    def test_the_crc_is_that_of_the_body(self):
        seen = []
        self.client.meta.events.register("response-received", lambda response_dict, **_: seen.append(response_dict))
        self.client.get_item(TableName=TABLE, Key=KEY)
        self.assertEqual(int(seen[0]["headers"]["x-amz-crc32"]), zlib.crc32(seen[0]["body"]))

    def test_refusals_of_dynalite_come_through(self):
        self.refused("ResourceNotFoundException", self.client.scan, TableName="absent")
        self.set_role("mate")
        self.refused("ConditionalCheckFailedException", self.set_role)
        self.assertEqual([(line.status, line.committed) for line in self.front.ledger],
                         [(400, False), (200, True), (400, False)])

    def test_the_health_probe_needs_no_signature(self):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(self.front.url, timeout=30) as answer:
            self.assertIn(b"healthy", answer.read())
        self.assertEqual((self.front.count("GET", status=200), self.front.bad_signatures), (1, []))

    def test_a_patch_lies_over_the_description_of_a_table(self):
        west = {"RegionName": "us-west-2", "ReplicaStatus": "ACTIVE"}
        self.front.describe_patch = {"GlobalTableVersion": "2019.11.21", "Replicas": [west]}
        table = self.client.describe_table(TableName=TABLE)["Table"]
        self.assertEqual((table["Replicas"][0]["RegionName"], table["TableStatus"]), ("us-west-2", "ACTIVE"))


class Ledger(Standing):
    def test_it_tells_operation_table_and_keys(self):
        bo = {"crew_id": {"S": "bo"}}
        self.set_role("mate")
        self.client.put_item(TableName=TABLE, Item=bo)
        self.client.scan(TableName=TABLE)
        self.client.batch_get_item(RequestItems={TABLE: {"Keys": [KEY, bo]}})
        units = [{"PutRequest": {"Item": KEY}}, {"DeleteRequest": {"Key": bo}}]
        self.client.batch_write_item(RequestItems={TABLE: units})
        told = [(line.operation, line.table, line.keys, line.status, line.committed) for line in self.front.ledger]
        asked = [("UpdateItem", ("ada",)), ("PutItem", ("bo",)), ("Scan", ()), ("BatchGetItem", ("ada", "bo")),
                 ("BatchWriteItem", ("ada", "bo"))]
        self.assertEqual(told, [(operation, TABLE, keys, 200, True) for operation, keys in asked])
        self.assertEqual([line.operation for line in self.front.writes], ["UpdateItem", "PutItem", "BatchWriteItem"])
        self.assertEqual((self.front.count(), self.front.count("Scan"), self.front.count(table="other")), (5, 1, 0))
        self.front.forget()
        self.assertEqual(self.front.count(), 0)

    def test_it_knows_connections_and_how_many_asked_at_once(self):
        for _ in range(3):
            self.client.list_tables()
        self.assertEqual((self.front.connections, self.front.most_at_once), (1, 1))
        self.assertEqual({line.connection for line in self.front.ledger}, {1})
        self.front.fault("stall", times=8)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(self.client.list_tables) for _ in range(8)]
            self.front.wait_for(lambda: self.front.held == 8)
            self.front.release()
            for answer in asked:
                answer.result()
        self.assertEqual((self.front.connections, self.front.most_at_once), (8, 8))

    def test_latency_holds_up_nobody_else(self):
        self.front.latency_ms = 200
        began = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda _: self.client.get_item(TableName=TABLE, Key=KEY), range(64)))
        self.assertGreaterEqual(time.monotonic() - began, 0.4)
        self.assertGreater(self.front.most_at_once, 8)

    def test_a_wait_in_vain_fails(self):
        with self.assertRaises(TimeoutError):
            self.front.wait_for(lambda: self.front.count(), seconds=0)


class Ends(Standing):
    def test_a_region_goes_down_and_comes_back_at_the_same_address(self):
        self.set_role("captain")
        with self.front.down():
            with self.assertRaises(botocore.exceptions.EndpointConnectionError):
                self.set_role()
        self.set_role("mate")
        self.assertEqual(self.role(), "mate")

    def test_what_is_held_ends_with_the_proxy_and_is_not_carried_out(self):
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            with proxy.Proxy(self.region) as front:
                front.fault("stall")
                asked = pool.submit(self.set_role, client=dynalite.client("dynamodb", front.url, "us-east-1"))
                front.wait_for(lambda: front.held)
            self.assertRaises(botocore.exceptions.HTTPClientError, asked.result)
        self.assertEqual(self.role(), "captain")

    def test_a_fault_of_the_proxy_itself_fails_the_test(self):
        with self.assertRaises(TypeError), proxy.Proxy(self.region) as front:
            front.describe_patch = 5
            with self.assertRaises(botocore.exceptions.HTTPClientError):
                dynalite.client("dynamodb", front.url, "us-east-1").describe_table(TableName=TABLE)

    def test_an_unreachable_address_answers_no_connect(self):
        with wire.unreachable() as url, self.assertRaises(botocore.exceptions.ConnectTimeoutError):
            dynalite.client("dynamodb", url, "us-east-1", connect_timeout=0.2).list_tables()


if __name__ == "__main__":
    unittest.main()

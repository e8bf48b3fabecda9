"""What the tests of these stand-ins stand on: one dynalite, started once, and a proxy of its own for each test."""
import atexit
import functools
import unittest

import botocore.exceptions

import dynalite
import proxy

TABLE = "crew-dispatch"
ADA = {"crew_id": "ada", "role": "captain", "level": 3}
KEY = {"crew_id": {"S": "ada"}}


@functools.cache
def east():
    region = dynalite.region("us-east-1").__enter__()
    atexit.register(region.__exit__)
    return region


class Standing(unittest.TestCase):
    """`self.region` holds Ada, `self.front` is a proxy before it, `self.client` asks the proxy once."""

    maxDiff = None

    def setUp(self):
        self.region = east()
        self.region.drop_tables()
        self.region.make_table(TABLE)
        self.region.put(TABLE, ADA)
        self.front = self.enterContext(proxy.Proxy(self.region))
        self.client = self.asking()

    def asking(self, **how):
        client = dynalite.client("dynamodb", self.front.url, "us-east-1", **how)
        self.addCleanup(client.close)
        return client

    def set_role(self, role="mate", client=None, **rest):
        """One conditional write of the kind the program sends."""
        return (client or self.client).update_item(
            TableName=TABLE, Key=KEY, UpdateExpression="SET #f0 = :new", ConditionExpression="#f0 = :old",
            ExpressionAttributeNames={"#f0": "role"},
            ExpressionAttributeValues={":new": {"S": role}, ":old": {"S": "captain"}}, **rest)

    def role(self):
        return self.region.items(TABLE)["ada"]["role"]

    def refused(self, code, call, *arguments, **rest):
        """The answer to a call that must fail with this code."""
        with self.assertRaises(botocore.exceptions.ClientError) as refused:
            call(*arguments, **rest)
        answer = refused.exception.response
        self.assertEqual(answer["Error"]["Code"], code)
        return answer

"""The proxy lets through what botocore and AWS's client for JavaScript sign, and refuses what is made of it after."""
import email.utils
import json
import subprocess
import time
import unittest
import urllib.error
import urllib.request

import botocore.exceptions

import dynalite
import judge
from standing import ADA, KEY, TABLE, Standing

KEYS = {"access_key": "ASIAEXAMPLE", "secret_key": "s3cret/+", "token": "t/o+k=="}


class Signatures(Standing):
    def tearDown(self):
        self.assertEqual(self.front.invalid_requests, [])

    def captured(self, client=None):
        """A request as botocore signs it: (fields, body)."""
        sent = []
        (client or self.client).meta.events.register("before-send", lambda request, **_: sent.append(request))
        self.set_role(client=client)
        fields = {name: value.decode() if isinstance(value, bytes) else value for name, value in sent[0].headers.items()
                  if name != "Content-Length"}
        return fields, sent[0].body

    def send(self, fields, body):
        """(status, code) of the answer to exactly this."""
        request = urllib.request.Request(self.front.url, body, fields, method="POST")
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
                return answer.status, None
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.load(answer)["__type"].partition("#")[2]

    def test_what_botocore_signs_passes_with_and_without_a_session_token(self):
        self.front.keyring.accept(KEYS["access_key"], KEYS["secret_key"], KEYS["token"])
        self.set_role("mate", self.asking(**KEYS))
        self.region.put(TABLE, ADA)
        self.set_role("mate")
        self.assertEqual((self.front.bad_signatures, self.front.count("UpdateItem", status=200)), ([], 2))

    def test_what_the_client_for_javascript_signs_passes(self):
        self.front.keyring.accept(KEYS["access_key"], KEYS["secret_key"], KEYS["token"])
        credentials = dict(zip(("accessKeyId", "secretAccessKey", "sessionToken"), KEYS.values()))
        calls = [["getItem", {"TableName": TABLE, "Key": KEY, "ConsistentRead": True}],
                 ["scan", {"TableName": TABLE, "Limit": 1}],
                 ["batchWriteItem", {"RequestItems": {TABLE: [{"DeleteRequest": {"Key": KEY}}]}}]]
        done = subprocess.run([dynalite.NODE, "--no-warnings", dynalite.HERE / "sdk.mjs", json.dumps(
            {"endpoint": self.front.url, "region": "us-east-1", "credentials": credentials}), json.dumps(calls)],
            capture_output=True, text=True, timeout=60)
        item, scanned, batch = json.loads(done.stdout)
        self.assertEqual((item["Item"]["role"], scanned["Count"]), ({"S": "captain"}, 1))
        self.assertEqual(batch, {"UnprocessedItems": {}})
        self.assertEqual((self.front.bad_signatures, self.region.items(TABLE)), ([], {}))

    def test_what_was_changed_after_signing_is_refused(self):
        fields, body = self.captured()
        signed = fields["Authorization"]
        stamp = fields["X-Amz-Date"]
        forged = "InvalidSignatureException"
        cases = {
            "nothing": ({}, body, None),
            "body": ({}, body.replace(b"captain", b"mariner"), forged),
            "signature": ({"Authorization": signed[:-1] + ("0" if signed[-1] != "0" else "1")}, body, forged),
            "access key": ({"Authorization": signed.replace("AKIA", "ASIA")}, body, "UnrecognizedClientException"),
            "token": ({"X-Amz-Security-Token": "t"}, body, "UnrecognizedClientException"),
            "region": ({"Authorization": signed.replace("us-east-1", "us-west-2")}, body, forged),
            "service": ({"Authorization": signed.replace("/dynamodb/", "/sts/")}, body, forged),
            "operation": ({"X-Amz-Target": "DynamoDB_20120810.DeleteItem"}, body, forged),
            "unsigned x-amz field": ({"X-Amz-Foo": "1"}, body, forged),
            "signed field left out": ({"Authorization": signed.replace(";x-amz-date", "")}, body, forged),
            "order": ({"Authorization": signed.replace("content-type;host", "host;content-type")}, body, forged),
            "date": ({"X-Amz-Date": stamp[:-2] + ("1Z" if stamp[-2] != "1" else "2Z")}, body, forged),
            "no date": ({"X-Amz-Date": None}, body, forged),
            "signed field never sent": ({"Authorization": signed.replace("x-amz-target", "x-amz-target;x-foo")}, body, forged),
            "body hash": ({"X-Amz-Content-Sha256": "0" * 64}, body, forged),
            "algorithm": ({"Authorization": signed.replace("SHA256", "SHA512")}, body, "IncompleteSignatureException"),
            "no signature": ({"Authorization": None}, body, "MissingAuthenticationTokenException"),
        }
        for name, (changes, sent, code) in cases.items():
            with self.subTest(name):
                self.region.put(TABLE, ADA)
                self.front.forget()
                sending = {field: value for field, value in {**fields, **changes}.items() if value is not None}
                self.assertEqual(self.send(sending, sent), (400, code) if code else (200, None))
                self.assertEqual(len(self.front.bad_signatures), 1 if code else 0)
                self.assertEqual(self.front.count(committed=True), 0 if code else 1)

    def test_what_was_signed_for_another_place_is_refused(self):
        elsewhere = dynalite.client("dynamodb", self.front.url, "us-west-2")
        self.addCleanup(elsewhere.close)
        answer = self.refused("InvalidSignatureException", self.set_role, client=elsewhere)
        self.assertIn("not 'us-west-2'", answer["Error"]["Message"])
        self.client.meta.events.register("before-sign", lambda request, **_: request.context.update(
            signing={"signing_name": "sts"}))
        answer = self.refused("InvalidSignatureException", self.set_role)
        self.assertIn("correct service: 'dynamodb'", answer["Error"]["Message"])

    def test_a_hash_that_is_not_the_bodys_is_refused_though_it_was_signed(self):
        self.client.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(
            "X-Amz-Content-Sha256", "0" * 64))
        answer = self.refused("InvalidSignatureException", self.set_role)
        self.assertIn("does not match what was computed", answer["Error"]["Message"])

    def test_a_wrong_secret_is_answered_with_what_should_have_been_signed(self):
        answer = self.refused("InvalidSignatureException", self.set_role, client=self.asking(secret_key="other"))
        self.assertIn("x-amz-target:DynamoDB_20120810.UpdateItem", answer["Error"]["Message"])
        self.assertEqual(self.role(), "captain")

    def test_a_clock_that_is_off_is_told_the_right_time(self):
        for offset, words in ((3600, "Signature expired: .* is now earlier than"),
                              (-3600, "Signature not yet current: .* is still later than")):
            with self.subTest(offset=offset):
                self.front.clock_offset = offset
                answer = self.refused("InvalidSignatureException", self.set_role)
                self.assertRegex(answer["Error"]["Message"], words)
                told = email.utils.parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()
                self.assertAlmostEqual(told, time.time() + offset, delta=30)
        self.front.clock_offset = judge.SKEW - 60
        self.set_role("mate")

    def test_keys_die_and_others_are_born(self):
        self.set_role("captain")
        self.front.keyring.expire(dynalite.ACCESS_KEY)
        self.refused("ExpiredTokenException", self.set_role)
        self.assertEqual(self.front.bad_signatures, [])
        self.front.keyring.forget(dynalite.ACCESS_KEY)
        self.refused("UnrecognizedClientException", self.set_role)
        self.front.keyring.accept(KEYS["access_key"], KEYS["secret_key"], KEYS["token"])
        self.set_role("mate", self.asking(**KEYS))
        self.assertEqual(self.role(), "mate")


class Inputs(Standing):
    def test_what_the_model_does_not_know_is_remembered_and_dynalite_answers(self):
        client = self.asking(parameter_validation=False)
        cases = {"number": ({"n": {"N": 5}}, "Invalid type for parameter Item.n.N"),
                 "type": ({"n": {"X": "5"}}, "Unknown parameter in Item.n")}
        for name, (fields, words) in cases.items():
            with self.subTest(name):
                self.front.forget()
                client.meta.events.register_first("before-call.dynamodb.PutItem", self.spoil(fields), unique_id="spoil")
                try:
                    client.put_item(TableName=TABLE, Item=KEY)
                except botocore.exceptions.ClientError:
                    pass  # how dynalite takes it is its own affair
                client.meta.events.unregister("before-call.dynamodb.PutItem", unique_id="spoil")
                (operation, why), = self.front.invalid_requests
                self.assertEqual(operation, "PutItem")
                self.assertIn(words, why)

    @staticmethod
    def spoil(fields):
        def change(params, **_):
            body = json.loads(params["body"])
            params["body"] = json.dumps({**body, "Item": {**body["Item"], **fields}}).encode()
        return change

    def test_operations_that_do_not_exist_are_remembered(self):
        self.client.meta.events.register("before-sign", lambda request, **_: request.headers.replace_header(
            "X-Amz-Target", "DynamoDB_20120810.PushItem"))
        self.refused("UnknownOperationException", self.client.put_item, TableName=TABLE, Item=KEY)
        self.assertEqual([operation for operation, _ in self.front.invalid_requests], ["PushItem"])

    def test_members_younger_than_the_model_are_known(self):
        sent = {"TableName": TABLE, "Key": KEY, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        self.assertEqual(judge.input_faults("dynamodb", "UpdateItem", sent), "")
        sent["ReturnValuesOnConditionCheckFailure"] = "OLD"
        self.assertIn("must be one of", judge.input_faults("dynamodb", "UpdateItem", sent))


if __name__ == "__main__":
    unittest.main()

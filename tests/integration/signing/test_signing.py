"""What jada signs, botocore signs likewise: each signature is computed again from nothing but what goes on the wire.

The requests are those that other signers got wrong: keys of S3 with any byte in them, paths that are encoded twice,
queries and headers that sort otherwise than they look."""
import datetime
import hashlib
import json
import os
import re
import subprocess
import unittest
import urllib.parse

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.utils import normalize_url_path

KEYS = {"access_key_id": "ASIAEXAMPLE", "secret_access_key": "secret/key+EXAMPLE", "session_token": "token/of+a//session=="}
LONG_LIVED = {"access_key_id": "AKIAEXAMPLE", "session_token": ""}
JSON = ["Content-Type", "application/x-amz-json-1.1"]


def request(service, **other):
    return {"service": service, "host": f"{service}.us-west-2.amazonaws.com", "region": "us-west-2", "at": "2026-05-13T23:59:59Z", "method": "POST", "path": "/",
            "query": [], "headers": [], "body": "", "payload_hash": "", "lifetime": 0, **KEYS, **other}


def s3(**other):
    return request("s3", **{"host": "crew.s3.us-west-2.amazonaws.com", "method": "GET", **other})


def rest(path, **other):
    return request("cloudfront", **{"host": "cloudfront.amazonaws.com", "method": "GET", "region": "us-east-1", "path": path, **other})


def dynamodb(**other):
    return request("dynamodb", **{"body": '{"TableName":"crew"}', **other})


HEADERS = {
    "as DynamoDB has them": [["Content-Type", "application/x-amz-json-1.0"], ["X-Amz-Target", "DynamoDB_20120810.UpdateItem"]],
    "twice": [["x-amz-meta-a", "2"], ["x-amz-meta-b", "b"], ["X-Amz-Meta-A", "1"], ["x-amz-meta-a", "2"]],
    "blanks": [["x-amz-meta-a", "  one   two \t three  "], ["x-amz-meta-b", ' "a   b" ']],
    "empty value": [["x-amz-meta-a", ""]],
    "prefixes": [["x-amz-meta-a-b", "1"], ["x-amz-meta-a", "2"], ["x-amz-meta-ab", "3"], ["X-AMZ-META-A_B", "4"]],
    "kms": [["x-amz-server-side-encryption-aws-kms-key-id", "k"], ["x-amz-server-side-encryption", "aws:kms"]],
    "not ASCII": [["x-amz-meta-name", "caf\u00e9"]],
    "around ours": [["x-amz-content-sha", "1"], ["x-amz-datea", "2"], ["x-amz-dat", "3"], ["hosta", "4"], ["hos", "5"]],
}
QUERIES = {
    "no value": [["delete", ""]],
    "no value, several": [["uploads", ""], ["acl", ""]],
    "natural order": [["prefix", "crew/"], ["list-type", "2"], ["max-keys", "3"], ["delimiter", "/"]],
    "plus": [["prefix", "1+1"], ["a+b", "+"]],
    "blank": [["prefix", "a b"]],
    "escape in lower case": [["prefix", "%2b%2f"]],
    "escape in upper case": [["prefix", "%2B%2F"]],
    "one name a prefix": [["a-b", "1"], ["a", "2"], ["a.b", "3"], ["ab", "4"]],
    "one name often": [["a", "z"], ["a", "1"], ["a", ""], ["a", "B"]],
    "separators": [["a", "b=c&d"], ["e=f", "g"], ["h", "?#/:;"]],
    "case": [["b", "1"], ["B", "2"], ["A", "3"]],
    "not ASCII": [["caf\u00e9", "\u1234"], ["\U0001f600", "~"]],
    "sorted when encoded": [["\u00e9", "1"], ["z", "2"], ["~", "3"], ["[", "4"]],
}
KEYS_OF_S3 = ["/crew.json", "/a b", "/a//b", "//a", "/a/", "/a/./b", "/a/../b", "/..", "/.", "/./", "/...", "/caf\u00e9", "/\U0001f600",
              "/%3A", "/%3a", "/%2b", "/100%", "/a?b", "/a#b", "/-._~", "/\u00e1/\u1234",
              *(f"/a{mark}b" for mark in "+=@,'(!*$:;&[])<>\"\\^`{|}")]
PATHS = ["/2020-05-31/distribution/E1/invalidation", "/a:b", "/arn:aws:sns:us-west-2:000000000000:crew", "/%3A", "/%3a", "/caf\u00e9",
         "/a b", "/a+b", "/a//b", "/a/../b", "/a/./b", "/a/..", "/../a", "/a/", "//", "/-._~", "/(a)!*'", "/100%"]
OF_S3 = {"duplicate headers": HEADERS["twice"], "kms": HEADERS["kms"], "prefixes": HEADERS["prefixes"]}

CASES = {
    **{f"headers, {name}": dynamodb(headers=headers) for name, headers in HEADERS.items()},
    **{f"S3, headers, {name}": s3(method="PUT", path="/k", headers=headers, body="x") for name, headers in OF_S3.items()},
    **{f"query, {name}": rest("/", query=query) for name, query in QUERIES.items()},
    **{f"S3, query, {name}": s3(query=query) for name, query in QUERIES.items()},
    **{f"S3, key {key}": s3(path=key) for key in KEYS_OF_S3},
    **{f"path {path}": rest(path) for path in PATHS},
    "long-lived keys": dynamodb(**LONG_LIVED),
    "S3, long-lived keys": s3(**LONG_LIVED),
    "a port": dynamodb(host="127.0.0.1:8000"),
    "S3, a port": s3(host="localhost:4568", path="/bucket/key"),
    "no body": dynamodb(body=""),
    "a long body": dynamodb(body="\u00e9" * 100000),
    "S3, put": s3(method="PUT", path="/k", headers=[["Content-Type", "text/html"]], body="<p>caf\u00e9</p>"),
    "S3, the hash is known": s3(method="PUT", path="/k", body="x", payload_hash=hashlib.sha256(b"x").hexdigest()),
    "S3, the body is not signed": s3(method="PUT", path="/k", body="x", payload_hash="UNSIGNED-PAYLOAD"),
    "a form": request("sts", headers=[["Content-Type", "application/x-www-form-urlencoded"]],
                      body="Action=GetCallerIdentity&Version=2011-06-15"),
    **{service: request(service, headers=[JSON, ["X-Amz-Target", "A.B"]], body="{}")
       for service in ("ssm", "secretsmanager", "lightsail")},
    "first second of a year": dynamodb(at="2027-01-01T00:00:00Z"),
    "leap day": dynamodb(at="2028-02-29T12:00:00Z"),
    **{f"presigned S3, key {key}": s3(path=key, lifetime=900, payload_hash="UNSIGNED-PAYLOAD") for key in KEYS_OF_S3},
    **{f"presigned, query, {name}": rest("/a:b", query=query, lifetime=60) for name, query in QUERIES.items()},
    "presigned, long-lived keys": rest("/", lifetime=604800, **LONG_LIVED),
    "presigned, headers": s3(method="PUT", path="/k", headers=HEADERS["twice"], lifetime=1, payload_hash="UNSIGNED-PAYLOAD"),
}


def wire_of(cases):
    """What our signer would send for each, in order."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    said = subprocess.run([os.environ["JADA_SIGN"]], input=lines, capture_output=True, text=True, check=True, timeout=60)
    return [json.loads(line) for line in said.stdout.splitlines()]


def credentials_of(case):
    return Credentials(case["access_key_id"], case["secret_access_key"], case["session_token"] or None)


def judged(judge, case, wire, target, only):
    """The signature that botocore gives what arrived."""
    arrived = AWSRequest(method=case["method"], url=f"https://{case['host']}{target}", data=case["body"].encode())
    for name, value in wire["headers"]:
        if name.lower() in only:
            arrived.headers[name] = value
    arrived.context["timestamp"] = case["at"].replace("-", "").replace(":", "")
    canonical = judge.canonical_request(arrived)
    return judge.signature(judge.string_to_sign(arrived, canonical), arrived), canonical


class Signing(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.sent = dict(zip(CASES, zip(CASES.values(), wire_of(CASES.values()), strict=True), strict=True))

    def each(self, check, presigned):
        for name, (case, wire) in self.sent.items():
            if presigned == bool(case["lifetime"]):
                with self.subTest(name):
                    check(case, wire)

    def test_header_is_what_botocore_computes(self):
        self.each(self.is_signed_in_header, presigned=False)

    def test_header_covers_all_that_is_sent(self):
        self.each(self.is_covered, presigned=False)

    def test_presigned_is_what_botocore_computes(self):
        self.each(self.is_signed_in_query, presigned=True)

    def test_wire_means_what_was_asked(self):
        self.each(self.means_what_was_asked, presigned=False)
        self.each(self.means_what_was_asked, presigned=True)

    def is_signed_in_header(self, case, wire):
        proof = dict(wire["headers"])["authorization"]
        parts = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})", proof)
        scope = f"{case['at'][:10].replace('-', '')}/{case['region']}/{case['service']}/aws4_request"
        self.assertEqual(parts[1], f"{case['access_key_id']}/{scope}")
        judge = (S3SigV4Auth if case["service"] == "s3" else SigV4Auth)(credentials_of(case), case["service"], case["region"])
        signature, canonical = judged(judge, case, wire, wire["target"], parts[2].split(";"))
        self.assertEqual(parts[3], signature, canonical)

    def is_covered(self, case, wire):
        proof = dict(wire["headers"])["authorization"]
        names = [name.lower() for name, _ in wire["headers"] if name != "authorization"]
        self.assertEqual(re.search("SignedHeaders=([^,]+)", proof)[1].split(";"), sorted(set(names)))
        self.assertEqual((names.count("host"), names.count("x-amz-date")), (1, 1))
        self.assertEqual(names.count("x-amz-security-token"), 1 if case["session_token"] else 0)
        digest = case["payload_hash"] or hashlib.sha256(case["body"].encode()).hexdigest()
        hashes = [value for name, value in wire["headers"] if name == "x-amz-content-sha256"]
        self.assertEqual(hashes, [digest] if case["service"] == "s3" else [])

    def is_signed_in_query(self, case, wire):
        target, signature = wire["target"].split("&X-Amz-Signature=")
        query = dict(urllib.parse.parse_qsl(target.partition("?")[2]))
        self.assertEqual(query["X-Amz-Expires"], str(case["lifetime"]))
        self.assertEqual(query.get("X-Amz-Security-Token", ""), case["session_token"])
        judge = (S3SigV4QueryAuth if case["service"] == "s3" else SigV4QueryAuth)(credentials_of(case), case["service"], case["region"])
        wanted, canonical = judged(judge, case, wire, target, query["X-Amz-SignedHeaders"].split(";"))
        self.assertEqual(signature, wanted, canonical)

    def means_what_was_asked(self, case, wire):
        path, _, query = wire["target"].partition("?")
        self.assertRegex(wire["target"], r"^/([A-Za-z0-9._~/?&=-]|%[0-9A-F]{2})*$")
        wanted = case["path"] if case["service"] == "s3" else normalize_url_path(case["path"])
        self.assertEqual(urllib.parse.unquote(path), wanted)
        pairs = urllib.parse.parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
        self.assertCountEqual([list(pair) for pair in pairs if not pair[0].startswith("X-Amz-")], case["query"])


if __name__ == "__main__":
    unittest.main()

"""AWS's own clients find their credentials at the stand-in, in each of their ways; its knobs do as they are called."""
import contextlib
import json
import os
import subprocess
import tempfile
import unittest
import unittest.mock
import urllib.error
import urllib.request

import botocore.credentials
import botocore.exceptions
import botocore.session
import botocore.utils

import dynalite
import metadata
import proxy
from standing import KEY, TABLE, east

ROLE, ASSUMED = "arn:aws:iam::123456789012:role/crew", "arn:aws:sts::123456789012:assumed-role/"
PROFILES = f"""[profile crew]
role_arn = {ROLE}
source_profile = base
external_id = crew-2026
role_session_name = night
[profile base]
aws_access_key_id = {dynalite.ACCESS_KEY}
aws_secret_access_key = {dynalite.SECRET_KEY}
"""


class Chained(botocore.session.Session):
    """botocore's own chain; Debian's version wants to be told where STS is."""

    def __init__(self, sts_url):
        super().__init__()
        self._sts_url = sts_url

    def create_client(self, service, *arguments, **rest):
        return super().create_client(service, *arguments, **{**rest, "endpoint_url": self._sts_url})


class Standing(unittest.TestCase):
    def setUp(self):
        self.cloud = self.enterContext(metadata.Metadata())

    @contextlib.contextmanager
    def environment(self, **variables):
        """This environment and no other."""
        bare = {"PATH": os.environ["PATH"], "AWS_DEFAULT_REGION": "us-east-1",
                "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
        with unittest.mock.patch.dict(os.environ, {**bare, **variables}, clear=True):
            yield

    def found(self, **variables):
        """What botocore's chain finds: (method, access key, token), or None."""
        with self.environment(**variables):
            found = Chained(self.cloud.url).get_credentials()
            if not found:
                return None
            keys = found.get_frozen_credentials()
            return found.method, keys.access_key, keys.token

    def sts(self, keys=None):
        client = dynalite.client("sts", self.cloud.url, "us-east-1", **(keys or {}))
        self.addCleanup(client.close)
        return client

    def get(self, path, method="GET", body=None, **fields):
        """(status, body) of one bare request."""
        request = urllib.request.Request(self.cloud.url + path, body, fields, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()


class Instance(Standing):
    def at_instance(self):
        return self.found(**self.cloud.instance_environment)

    def issued(self):
        return "iam-role", self.cloud.issued["AccessKeyId"], self.cloud.issued["Token"]

    def test_botocore_finds_the_keys_by_token_role_and_keys(self):
        self.assertEqual(self.at_instance(), self.issued())
        self.assertEqual([(request.method, request.path, request.status) for request in self.cloud.requests],
                         [("PUT", metadata.TOKEN, 200), ("GET", metadata.ROLES, 200),
                          ("GET", metadata.ROLES + "crew-runner", 200)])
        self.assertIn(("x-aws-ec2-metadata-token-ttl-seconds", "21600"), self.cloud.requests[0].fields)

    def test_the_client_for_javascript_finds_them_and_the_proxy_accepts_them(self):
        variables = {**self.cloud.instance_environment, "AWS_EC2_METADATA_V1_DISABLED": "true"}
        with proxy.Proxy(east(), self.cloud.keyring) as front, self.environment(**variables):
            front.region.drop_tables()
            front.region.make_table(TABLE)
            calls = json.dumps([["getItem", {"TableName": TABLE, "Key": KEY}]])
            done = subprocess.run([dynalite.NODE, "--no-warnings", dynalite.HERE / "sdk.mjs", json.dumps(
                {"endpoint": front.url, "region": "us-east-1"}), calls], capture_output=True, text=True, timeout=60)
            self.assertEqual((json.loads(done.stdout), front.bad_signatures, front.count(status=200)), ([{}], [], 1))
        self.assertEqual(self.cloud.requests[0].path, metadata.TOKEN)

    def test_rotation_kills_the_old_keys(self):
        old = self.cloud.issued
        self.cloud.rotate()
        self.assertEqual(self.at_instance(), self.issued())
        expired = {access_key: key.expired for access_key, key in self.cloud.keyring.keys.items()}
        self.assertEqual((expired[old["AccessKeyId"]], expired[self.cloud.issued["AccessKeyId"]]), (True, False))

    def test_what_an_instance_may_lack(self):
        cases = {"no role": {"role_lines": None}, "not trusted": {"code": "AssumeRoleUnauthorizedAccess"}}
        for name, knobs in cases.items():
            with self.subTest(name), unittest.mock.patch.multiple(self.cloud, **knobs):
                self.assertIsNone(self.at_instance())
        self.cloud.role_lines = "crew-runner\nother"
        _, token = self.get(metadata.TOKEN, "PUT", **{metadata.TTL: "60"})
        self.assertEqual(self.get(metadata.ROLES, **{"X-aws-ec2-metadata-token": token}), (200, "crew-runner\nother"))

    def test_a_failed_code_is_told_with_status_200_and_a_message(self):
        self.cloud.v1_only = True
        self.cloud.code, self.cloud.message = "AssumeRoleUnauthorizedAccess", "EC2 cannot assume the role"
        status, body = self.get(metadata.ROLES + "crew-runner")
        told = json.loads(body)
        self.assertEqual((status, told["Code"], told["Message"]), (200, self.cloud.code, self.cloud.message))

    def test_expired_keys_are_handed_out_as_they_are(self):
        self.cloud.rotate(expires_in=-3600)
        self.assertEqual(self.at_instance(), self.issued())  # botocore goes on with them for a while

    def test_tokens_are_asked_for(self):
        put = {metadata.TTL: "21600"}
        token = self.get(metadata.TOKEN, "PUT", **put)[1]
        cases = {"good": (metadata.REGION, "GET", {"X-aws-ec2-metadata-token": token}, 200),
                 "none": (metadata.REGION, "GET", {}, 401),
                 "another": (metadata.REGION, "GET", {"X-aws-ec2-metadata-token": "x"}, 401),
                 "no ttl": (metadata.TOKEN, "PUT", {}, 400),
                 "ttl 0": (metadata.TOKEN, "PUT", {metadata.TTL: "0"}, 400),
                 "long ttl": (metadata.TOKEN, "PUT", {metadata.TTL: "21601"}, 400),
                 "forwarded": (metadata.TOKEN, "PUT", {**put, "X-Forwarded-For": "192.0.2.1"}, 403),
                 "get": (metadata.TOKEN, "GET", put, 405),
                 "absent": ("/latest/meta-data/absent", "GET", {"X-aws-ec2-metadata-token": token}, 404)}
        for name, (path, method, fields, status) in cases.items():
            with self.subTest(name):
                self.assertEqual(self.get(path, method, **fields)[0], status)
        self.cloud.forget_tokens()
        self.assertEqual(self.get(metadata.REGION, **{"X-aws-ec2-metadata-token": token})[0], 401)
        token = self.get(metadata.TOKEN, "PUT", **put)[1]
        self.cloud.clock_offset = 21601
        self.assertEqual(self.get(metadata.REGION, **{"X-aws-ec2-metadata-token": token})[0], 401)

    def test_an_old_service_knows_no_tokens(self):
        self.cloud.v1_only = True
        self.assertEqual(self.get(metadata.TOKEN, "PUT", **{metadata.TTL: "60"})[0], 404)
        self.assertEqual(self.get(metadata.REGION), (200, "us-east-1"))
        self.assertEqual(self.at_instance(), self.issued())

    def test_faults_are_met_as_often_as_told_and_at_their_path(self):
        self.cloud.fault(403, metadata.TOKEN)
        self.cloud.fault("garbage", metadata.REGION, times=2)
        self.cloud.v1_only = True
        self.assertEqual([self.get(metadata.REGION) for _ in range(3)], [(200, "<html>")] * 2 + [(200, "us-east-1")])
        self.assertEqual([self.get(metadata.TOKEN, "PUT")[0] for _ in range(2)], [403, 404])
        self.assertRaises(ValueError, self.cloud.fault, "slow")

    def test_a_hop_limit_leaves_the_token_unanswered(self):
        self.cloud.fault("hang", metadata.TOKEN)
        with self.assertRaises(TimeoutError):
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                urllib.request.Request(self.cloud.url + metadata.TOKEN, method="PUT"), timeout=0.2)
        self.assertEqual([request.status for request in self.cloud.asked(metadata.TOKEN, "PUT")], [None])


class Container(Standing):
    def test_botocore_finds_the_keys(self):
        issued = self.cloud.issued
        self.assertEqual(self.found(**self.cloud.container_environment),
                         ("container-role", issued["AccessKeyId"], issued["Token"]))
        self.assertEqual(len(self.cloud.asked(metadata.CONTAINER)), 1)

    def test_another_authorization_finds_none(self):
        self.assertEqual(self.get(metadata.CONTAINER, Authorization="Basic b3RoZXI=")[0], 401)

    def test_the_third_try_may_succeed(self):
        self.cloud.fault(500, metadata.CONTAINER, times=2)
        fetcher = botocore.utils.ContainerMetadataFetcher(sleep=lambda _: None)
        found = fetcher.retrieve_full_uri(self.cloud.url + metadata.CONTAINER,
                                          {"Authorization": self.cloud.container_token})
        self.assertEqual((found["AccessKeyId"], len(self.cloud.requests)), (self.cloud.issued["AccessKeyId"], 3))


class Sts(Standing):
    def test_botocore_assumes_a_role_by_its_profile_and_the_proxy_accepts_the_keys(self):
        self.cloud.roles[ROLE] = "crew-2026"
        with tempfile.NamedTemporaryFile("w", suffix=".ini") as config:
            config.write(PROFILES)
            config.flush()
            method, access_key, token = self.found(AWS_CONFIG_FILE=config.name, AWS_PROFILE="crew")
        key = self.cloud.keyring.keys[access_key]
        self.assertEqual((method, token, key.arn), ("assume-role", key.token, ASSUMED + "crew/night"))
        with proxy.Proxy(east(), self.cloud.keyring) as front:
            dynalite.client("dynamodb", front.url, "us-east-1", access_key, key.secret, token).list_tables()
            self.assertEqual(front.bad_signatures, [])

    def test_botocore_assumes_a_role_by_web_identity_unsigned(self):
        with tempfile.NamedTemporaryFile("w") as token:
            token.write(self.cloud.web_identity_token)
            token.flush()
            method, access_key, _ = self.found(AWS_WEB_IDENTITY_TOKEN_FILE=token.name, AWS_ROLE_ARN=ROLE,
                                               AWS_ROLE_SESSION_NAME="night")
        self.assertEqual((method, access_key in self.cloud.keyring.keys), ("assume-role-with-web-identity", True))
        self.assertNotIn("authorization", {name.lower() for name, _ in self.cloud.requests[0].fields})

    def test_the_caller_is_named(self):
        self.assertEqual(self.sts().get_caller_identity()["Arn"], "arn:aws:iam::123456789012:user/crew")
        self.cloud.role_lines = "AmazonLightsailInstanceRole"
        self.cloud.rotate()
        keys = dict(zip(("access_key", "secret_key", "token"), self.cloud.issued.values()))
        self.assertEqual(self.sts(keys).get_caller_identity()["Arn"], ASSUMED + "AmazonLightsailInstanceRole/i-0abc")

    def test_refusals(self):
        role = {"RoleArn": ROLE, "RoleSessionName": "night"}
        web = {**role, "WebIdentityToken": self.cloud.web_identity_token}
        self.cloud.roles[ROLE + "-closed"] = "crew-2026"
        closed = {**role, "RoleArn": ROLE + "-closed"}
        by_web = "assume_role_with_web_identity"
        cases = {
            "another secret": ({"secret_key": "x"}, "assume_role", role, "SignatureDoesNotMatch", 403),
            "another key": ({"access_key": "AKIAOTHER"}, "assume_role", role, "InvalidClientTokenId", 403),
            "another role": ({}, "assume_role", {**role, "RoleArn": ROLE + "-other"}, "AccessDenied", 403),
            "no external id": ({}, "assume_role", closed, "AccessDenied", 403),
            "session name": ({}, "assume_role", {**role, "RoleSessionName": "a b"}, "ValidationError", 400),
            "duration": ({}, "assume_role", {**role, "DurationSeconds": 43201}, "ValidationError", 400),
            "web token": ({}, by_web, {**web, "WebIdentityToken": "other"}, "InvalidIdentityToken", 400),
            "web role": ({}, by_web, {**web, "RoleArn": ROLE + "-other"}, "AccessDenied", 403),
        }
        for name, (keys, call, form, code, status) in cases.items():
            with self.subTest(name), self.assertRaises(botocore.exceptions.ClientError) as refused:
                getattr(self.sts(keys), call)(**form)
            answer = refused.exception.response
            self.assertEqual((answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]), (code, status))
        self.cloud.keyring.expire(dynalite.ACCESS_KEY)
        with self.assertRaisesRegex(botocore.exceptions.ClientError, "ExpiredToken"):
            self.sts().get_caller_identity()

    def test_a_web_identity_that_was_signed_is_refused(self):
        form = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15"
        fields = {"Authorization": "AWS4-HMAC-SHA256 ...", "Content-Type": "application/x-www-form-urlencoded"}
        status, body = self.get("/", "POST", form.encode(), **fields)
        self.assertEqual(status, 400)
        self.assertIn("is called unsigned", body)


if __name__ == "__main__":
    unittest.main()

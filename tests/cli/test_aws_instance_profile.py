"""The keys of an instance: what its metadata service may do to us, and that only its second version is asked."""
import time
import unittest

from cloud import OFF, WithCloud, metadata
from regions import TABLE

MADE = ["c0", "c1"]
ROLE_PATH = metadata.ROLES + "crew-runner"


class Instance(WithCloud):
    def fails(self, *wanted, env=None, **how):
        begun = time.monotonic()
        said = self.told("apply", "--yes", "-v", want=9, env={**self.cloud.instance_environment, **(env or {})}, **how)
        self.assertLess(time.monotonic() - begun, 20)
        for each in wanted:
            self.assertIn(each, said)
        self.assertEqual((self.writes(), self.east.items(TABLE)), ([], {}))
        return said

    def test_switched_off_or_not_there_or_without_a_role(self):
        for status, wanted in ((403, "switched off"), (404, "version 1"), (405, "version 1"), (400, "400"), (500, "500")):
            with self.subTest(status):
                self.cloud.forget()
                self.cloud.fault(status, metadata.TOKEN, times=None)
                self.fails(wanted, str(status))
                self.assertEqual({request.path for request in self.cloud.requests}, {metadata.TOKEN})
        self.cloud.forget()
        self.cloud.role_lines = None
        self.fails("no instance profile is attached")

    def test_only_the_first_version_is_there(self):
        self.cloud.v1_only = True
        self.fails("version 1", "not used")
        self.assertEqual({request.path for request in self.cloud.requests}, {metadata.TOKEN})

    def test_a_failure_with_status_200_is_told_in_its_words(self):
        self.cloud.code, self.cloud.message = "AssumeRoleUnauthorizedAccess", "EC2 cannot assume the role crew-runner.\x1b[31m"
        said = self.fails("AssumeRoleUnauthorizedAccess", "EC2 cannot assume the role crew-runner.")
        self.assertNotIn("\x1b", said)

    def test_garbage(self):
        for path in (metadata.TOKEN, metadata.ROLES, ROLE_PATH):
            with self.subTest(path):
                self.cloud.forget()
                self.cloud.fault("garbage", path, times=None)
                self.fails("answer")

    def test_the_hop_limit_is_named_when_the_token_never_comes(self):
        self.cloud.fault("hang", metadata.TOKEN, times=None)
        self.fails("hop limit")

    def test_its_token_said_back_in_an_error_stays_a_secret(self):
        self.cloud.fault("hang", ROLE_PATH, times=None)
        process = self.started("plan", "--select", "region.us-east-1", "-v", env={**self.cloud.instance_environment, "AWS_METADATA_SERVICE_TIMEOUT": "20"})
        self.cloud.wait_for(lambda: self.cloud.held == 1)
        self.cloud.code, self.cloud.message = "Failed", " and ".join(self.cloud._tokens)
        self.cloud.release()
        self.assertIn("Failed", self.ended(process, want=9))

    def test_a_token_that_is_too_old_is_made_anew_once(self):
        for path in (metadata.ROLES, ROLE_PATH):
            with self.subTest(path):
                self.cloud.forget()
                self.cloud.fault(401, path)
                self.assertIn("2 replicas", self.told("plan", env=self.cloud.instance_environment))
                self.assertEqual(len(self.cloud.asked(metadata.TOKEN, "PUT")), 3)  # a region each, and one more
        self.cloud.forget()
        self.cloud.fault(401, metadata.ROLES, times=None)
        self.fails("401")
        self.assertEqual(len(self.cloud.asked(metadata.TOKEN, "PUT")) % 2, 0)
        self.assertLessEqual(len(self.cloud.asked(metadata.TOKEN, "PUT")), 8)

    def test_of_two_roles_the_first(self):
        self.cloud.role_lines = "crew-runner\nother\n"
        self.told("apply", "--yes", env=self.cloud.instance_environment)
        self.assertEqual(sorted(self.both()), MADE)
        self.assertFalse([request.path for request in self.cloud.requests if "other" in request.path])

    def test_switched_off_by_the_environment_it_is_never_asked(self):
        self.fails("AWS_EC2_METADATA_DISABLED switches it off", env=OFF)
        self.assertEqual(self.cloud.connections, 0)

    def test_no_proxy_sees_it(self):
        trap = self.enterContext(metadata.Metadata())
        env = {**self.cloud.instance_environment, **{name: trap.url for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY")}}
        self.told("plan", want=None, env=env)
        self.assertEqual([request.path for request in trap.requests if "latest" in request.path], [])
        self.assertTrue(self.cloud.asked(ROLE_PATH))

    def test_keys_that_end_in_the_middle_are_renewed_once_for_all_that_were_under_way(self):
        for region in (self.east, self.west):
            region.put(TABLE, {"crew_id": "c7", "theirs": 1})  # so that nothing goes in batches
        self.declare(crew=60)
        for one in (self.front, self.back):
            one.fault("stall", operation="Scan", times=4)
        process = self.started("apply", "--yes", env=self.cloud.instance_environment)
        for one in (self.front, self.back):
            one.wait_for(lambda one=one: one.held == 4)
        before = self.keys_asked()
        self.cloud.rotate()
        self.front.release(), self.back.release()
        self.ended(process)
        self.assertEqual(len(self.both()), 60)
        self.assertGreater(self.front.count("UpdateItem", status=400), 1)
        self.assertEqual(self.keys_asked(), 2 * before)
        self.assertLessEqual(before, 2)  # one for each region

    def test_keys_that_stay_refused_are_not_asked_for_without_end(self):
        self.front.keyring.expire(self.cloud.issued["AccessKeyId"])
        self.fails("ExpiredTokenException")
        self.assertLessEqual(self.keys_asked(), 4)

    def test_the_role_of_lightsail_is_named_for_what_it_is(self):
        self.cloud.role_lines = "AmazonLightsailInstanceRole"
        self.back.fault("access_denied", times=None)
        said = self.told("apply", "--yes", want=9, env=self.cloud.instance_environment)
        for each in ("AmazonLightsailInstanceRole", "no rights in yours", "~/.aws/credentials"):
            self.assertIn(each, said)
        self.assertEqual(sorted(self.east.items(TABLE)), MADE)


if __name__ == "__main__":
    unittest.main()

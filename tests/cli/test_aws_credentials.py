"""Where the keys for AWS come from, as AWS's own tools find them: a roster in two regions, and whoever hands out keys."""
import unittest

from cloud import BASE, OFF, ROLE, WithCloud, metadata
from regions import EAST, TABLE, WEST

MADE = ["c0", "c1"]
ROLE_PATH = metadata.ROLES + "crew-runner"


class Found(WithCloud):
    def expect_made(self, **env):
        said = self.told("apply", "--yes", "-v", env=env)
        self.assertEqual(sorted(self.both()), MADE)
        self.assertIn("No changes.", self.told("plan", env=env))
        self.assertEqual(self.told("drift", "--json", env=env).count('"exit_code": 0'), 1)
        return said

    def test_an_instance_profile_by_the_second_version_only(self):
        self.expect_made(**self.cloud.instance_environment)
        order = [request.path for request in self.cloud.requests[:6]]
        self.assertEqual(sorted(set(order), key=order.index), [metadata.TOKEN, metadata.ROLES, ROLE_PATH])
        for request in self.cloud.requests:
            names = {name.lower(): value for name, value in request.fields}
            self.assertEqual(request.status, 200)
            self.assertNotIn("x-forwarded-for", names)
            if request.path == metadata.TOKEN:
                self.assertEqual((request.method, request.body), ("PUT", b""))
                self.assertIn(int(names[metadata.TTL]), range(1, 21601))
            else:
                self.assertEqual(request.method, "GET")
                self.assertTrue(names.get("x-aws-ec2-metadata-token"), "the first version was used")

    def test_the_address_may_end_with_a_slash(self):
        self.expect_made(AWS_EC2_METADATA_SERVICE_ENDPOINT=self.cloud.url + "/")

    def test_a_container(self):
        self.expect_made(**self.cloud.container_environment)
        self.assertEqual({request.path for request in self.cloud.requests}, {metadata.CONTAINER})

    def test_a_container_with_its_token_in_a_file(self):
        self.write("token", self.cloud.container_token + "\n")
        self.expect_made(AWS_CONTAINER_CREDENTIALS_FULL_URI=self.cloud.url + metadata.CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=str(self.folder / "token"),
                         AWS_CONTAINER_AUTHORIZATION_TOKEN="Basic wrong")

    def test_a_web_identity(self):
        self.write("token", self.cloud.web_identity_token)
        self.expect_made(AWS_WEB_IDENTITY_TOKEN_FILE=str(self.folder / "token"), AWS_ROLE_ARN=ROLE, **self.cloud.sts_environment)
        self.assertFalse([field for request in self.cloud.requests for field in request.fields if field[0].lower() == "authorization"])

    def test_a_role_of_the_block(self):
        self.declare(east=f'role_arn = "{ROLE}"')
        self.expect_made(**BASE, **self.cloud.sts_environment)
        self.assertEqual({b"Action=AssumeRole" in request.body for request in self.cloud.requests}, {True})

    def test_a_role_of_the_block_that_may_not_be_assumed(self):
        other = ROLE + "-of-others"
        self.declare(east=f'role_arn = "{other}"')
        said = self.told("apply", "--yes", want=9, env={**BASE, **self.cloud.sts_environment})
        for each in ("AccessDenied", other, "sts:AssumeRole", "region.us-east-1"):
            self.assertIn(each, said)
        self.assertEqual((sorted(self.west.items(TABLE)), self.east.items(TABLE)), (MADE, {}))

    def test_a_role_of_a_profile_in_each_region(self):
        west = self.enterContext(metadata.Metadata(region=WEST, keyring=self.front.keyring))
        for cloud in (self.cloud, west):
            cloud.roles[ROLE] = "outside"
        config = "".join(f"[profile {name}]\nrole_arn = {ROLE}\nsource_profile = base\nexternal_id = outside\nservices = {name}\n[services {name}]\nsts =\n"
                         f"  endpoint_url = {cloud.url}\n" for name, cloud in (("east", self.cloud), ("west", west)))
        self.write(".aws/config", config)
        self.write(".aws/credentials", "[base]\n" + "".join(f"{name.lower()} = {value}\n" for name, value in BASE.items())).chmod(0o600)
        self.declare(east='profile = "east"', west='profile = "west"')
        self.expect_made(**OFF)
        self.assertTrue(self.cloud.requests and west.requests)

    def test_the_keys_of_the_environment_win_over_the_profile_it_names_and_that_is_told(self):
        said = self.expect_made(**BASE, AWS_PROFILE="crew")
        self.assertIn("AWS_PROFILE", said)

    def test_a_profile_that_is_not_there_ends_the_search(self):
        for env, block in (({"AWS_PROFILE": "crew"}, ""), ({}, 'profile = "crew"')):
            with self.subTest(block):
                self.declare(east=block, west=block)
                said = self.told("plan", want=9, env={**env, **self.cloud.instance_environment})
                self.assertIn("profile crew", said)
                self.assertEqual(self.cloud.requests, [])


class Elsewhere(WithCloud):
    def test_none_at_all_tells_of_every_place(self):
        said = self.told("plan", want=9, env=OFF)
        for each in ("AWS_ACCESS_KEY_ID is not set", "AWS_WEB_IDENTITY_TOKEN_FILE is not set", "neither ~/.aws/credentials nor ~/.aws/config exists",
                     "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_EC2_METADATA_DISABLED", EAST, WEST):
            self.assertIn(each, said)
        self.assertEqual(self.front.ledger + self.back.ledger, [])

    def test_half_of_a_source_ends_the_search(self):
        for env, wanted in (({"AWS_ACCESS_KEY_ID": "AKIAX"}, "AWS_SECRET_ACCESS_KEY"), ({"AWS_SECRET_ACCESS_KEY": "canary8d1e"}, "AWS_ACCESS_KEY_ID"),
                            ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere"}, "AWS_ROLE_ARN"), ({"AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": ROLE}, "/nowhere")):
            with self.subTest(env):
                self.secrets.add("canary8d1e")
                self.assertIn(wanted, self.told("plan", want=9, env={**env, **self.cloud.instance_environment}))
                self.assertEqual(self.cloud.requests, [])

    def test_a_containers_address_that_is_somebody_elses_is_refused(self):
        for url in ("http://203.0.113.9/creds", "http://169.254.170.2.example.com/creds", "ftp://127.0.0.1/creds", "http://127.0.0.1@203.0.113.9/creds"):
            with self.subTest(url):
                self.assertIn("AWS_CONTAINER_CREDENTIALS_FULL_URI", self.told("plan", want=9, env={"AWS_CONTAINER_CREDENTIALS_FULL_URI": url}))

    def test_a_container_that_refuses_our_token(self):
        said = self.told("plan", "-v", want=9, env={**self.cloud.container_environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "canary8d1e"})
        self.secrets.add("canary8d1e")
        for each in ("401", "AuthorizationTokenInvalid"):
            self.assertIn(each, said)
        self.assertIn("AWS_CONTAINER_AUTHORIZATION_TOKEN", self.told("plan", want=9, env={**self.cloud.container_environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\r\nX: canary8d1e"}))

    def test_a_web_identity_that_is_refused(self):
        self.write("token", "canary8d1e.jwt")
        self.secrets.add("canary8d1e.jwt")
        env = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(self.folder / "token"), "AWS_ROLE_ARN": ROLE, **self.cloud.sts_environment}
        self.assertIn("InvalidIdentityToken", self.told("plan", "-v", want=9, env=env))

    def test_a_session_token_that_is_no_header_is_refused_and_not_sent(self):
        said = self.told("plan", want=9, env={**BASE, "AWS_SESSION_TOKEN": "canary8d1e\r\nX-Evil: 1"})
        self.secrets.add("canary8d1e")
        self.assertIn("AWS_SESSION_TOKEN", said)
        self.assertEqual([line.operation for line in self.front.ledger + self.back.ledger if line.operation != "GET"], [])

    def test_a_clock_that_is_off_is_measured_signed_for_and_told(self):
        for offset, words in ((3600, "1h"), (-7200, "2h")):
            with self.subTest(offset):
                for one in (self.front, self.back):
                    one.clock_offset = offset
                said = self.told("plan", env=BASE)
                self.assertRegex(said, rf"our clock is ({words}|59m 59s|1h 59m[ 0-9s]*|[12]h 0?0?[ms]?[ 0-9ms]*) (behind|ahead of)")
                self.assertIn("behind" if offset > 0 else "ahead of", said)
                for one in (self.front, self.back):
                    self.assertTrue(one.bad_signatures and all("Signature expired" in why or "not yet current" in why for _, why in one.bad_signatures))
                    self.assertLessEqual(len(one.bad_signatures), 4)
                    one.forget()

    def test_a_wrong_secret_is_told_in_one_line_with_where_it_is_from(self):
        said = self.told("plan", want=9, env={**BASE, "AWS_SECRET_ACCESS_KEY": "canary8d1e"})
        self.secrets.add("canary8d1e")
        for one in (self.front, self.back):
            one.forget()
        self.assertIn("InvalidSignatureException", said)
        self.assertIn("asked with AWS_ACCESS_KEY_ID of the environment", said)
        self.assertNotIn("\\n", said)


if __name__ == "__main__":
    unittest.main()

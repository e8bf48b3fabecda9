"""The rows of the table of failures (docs/tokens.md), each brought about at a real provider or in its words, by number."""
import concurrent.futures
import json
import subprocess
import time
import unittest

from providers import WithOidc, WithToken, servers, token_files
from sandbox import BINARY

LOGIN = "jada-reconcile token login demo"
DAY = 86400


def grant(description, **rest):
    return {"status": 400, "json": {"error": "invalid_grant", "error_description": description, **rest}}


def word(error, description=None, status=400):
    return {"status": status, "json": {"error": error, **({"error_description": description} if description else {})}}


# row: the provider's answer, what is concluded, what mends it
FINAL = {
    "3 by its own word": (word("refresh_token_reused", status=401), "reused", "make one machine the owner"),
    "3 by its text": (grant("refresh token already used"), "reused", LOGIN),
    "8": (grant("Bad Request"), "grant_refused", LOGIN),
    "10": (grant("Account has been deleted"), "account_gone", "restore the account"),
    "10 robot": (grant("Robot is disabled."), "account_gone", "restore the account"),
    "15": (word("invalid_client", "The OAuth client was not found.", 401), "client_refused", "desired.toml"),
    "16 disabled": (word("disabled_client", "The OAuth client was disabled.", 401), "client_gone", LOGIN),
    "16 internal": (word("org_internal", status=403), "client_gone", LOGIN),
    "17": ({"status": 400, "json": {"error": "invalid_scope", "error_description": "refresh token missing requested scope", "scope": "drive"}},
           "scope_refused", LOGIN),
    "18": (word("invalid_scope", "Some requested scopes were invalid. {invalid=[a, c, d]}"), "scope_refused", "ask only for what was granted"),
    "24 grant": (word("unsupported_grant_type", "unsupported grant_type requested"), "request_refused", "check token_url"),
    "24 form": (word("invalid_request", "only application/x-www-form-urlencoded content-type bodies are supported"), "request_refused",
                "check token_url"),
    "31": (grant("AADSTS50173: The provided grant has expired due to it being revoked."), "sign_in_policy", LOGIN),
    "31 secret": (word("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", 401), "client_refused", "desired.toml"),
}

PASSING = {
    "25 by its word": (word("slow_down"), "throttled"),
    "25 with a 403": (word("rate_limit_exceeded", "Rate Limit Exceeded", 403), "throttled"),
    "26": (word("temporarily_unavailable"), "provider_down"),
    "26 server": (word("server_error", status=500), "provider_down"),
    "29 proxy": (word("", status=407), "answer_unusable"),
}


class Rows(WithOidc):
    def setUp(self):
        super().setUp()
        self.put()

    def put(self, extra="", **how):
        self.folder.joinpath("state.db").unlink(missing_ok=True)
        for left in self.folder.glob(".token.json*"):
            left.unlink()
        self.tokens = self.server.mint(client="jada-post")
        self.token(self.tokens, extra, **how)
        self.server.clear()

    def asked(self):
        return len(self.server.requests())

    def expect(self, diagnosis, mends=None, verb=("apply", "--yes")):
        """Told and kept in the state, with what mends it; the file stays as it is."""
        before = self.path.read_bytes()
        done = self.jada(*verb, want=1)
        said = done.stdout + done.stderr
        self.assertEqual(self.row()["diagnosis"], diagnosis)
        if mends:
            self.assertIn(mends, self.row()["remedy"])
            self.assertIn(self.row()["remedy"], said)
        self.assertEqual(self.path.read_bytes(), before)

    def test_what_is_final_is_not_sent_again(self):
        for row, (answer, diagnosis, mends) in FINAL.items():
            with self.subTest(row):
                self.put()
                self.server.fault("body", **answer)
                self.expect(diagnosis, mends)
                self.expect(diagnosis, mends)
                self.assertIn(mends, self.jada("token", "get", "demo", want=1).stderr)
                self.assertEqual(self.asked(), 1)

    def test_what_passes_is_tried_again_and_goes_on(self):
        for row, (answer, diagnosis) in PASSING.items():
            with self.subTest(row):
                self.put()
                self.server.fault("body", **answer)
                self.expect(diagnosis)
                self.jada("apply", "--yes")
                self.assertEqual((self.asked(), self.row()["diagnosis"]), (2, None))

    def test_deaths_are_told_apart_by_their_history(self):
        dead = grant("Token has been expired or revoked.")
        for row, days, extra, answer, diagnosis, mends in [
                (4, 7, 'scopes = ["sheets"]', {}, "testing_expired", "publish the app"),
                (4, 7, 'scopes = ["openid", "email"]', {}, "revoked", LOGIN),
                (5, 190, 'scopes = ["sheets"]\nidle_limit = "180d"', {}, "idle_expired", LOGIN),
                (6, 31, 'scopes = ["sheets"]', {"refresh_token_expires_in": 30 * DAY}, "consent_expired", LOGIN),
                (7, 31, 'scopes = ["sheets"]', {}, "revoked", LOGIN)]:
            with self.subTest(row, extra=extra):
                self.put(extra + "\n")
                self.server.fault("merge", json=answer)
                self.get()
                with self.server.having(clock=days * DAY):
                    self.server.fault("body", **dead)
                    self.expect(diagnosis, mends, verb=("token", "refresh", "demo"))

    def test_an_announced_end_is_told_before_it_comes(self):
        self.server.fault("merge", json={"refresh_token_expires_in": 9 * DAY})
        self.get()
        ends = time.time() + 9 * DAY
        told = self.row()["refresh_token_expires_at"]
        self.assertEqual(told[:10], time.strftime("%Y-%m-%d", time.gmtime(ends)))
        self.assertEqual(self.json("token", "diagnose", "demo")["dies_at"], told)

    def test_14_a_client_that_may_not_refresh(self):
        with servers.node_oauth() as other:
            for server in (self.server, other):
                self.put()
                self.token({**server.mint(client="jada-post"), "client_id": "jada-norefresh"}, server=server)
                self.expect("grant_type_refused", "allow the client the grant")

    def test_43_one_refresh_token_in_two_files_is_not_spent(self):
        block = (self.folder / "desired.toml").read_text().removeprefix("version = 1\n").replace("token.demo", "token.twin")
        self.write("twin.json", self.path.read_bytes()).chmod(0o600)
        with (self.folder / "desired.toml").open("a") as desired:
            desired.write(block.replace("token.json", "twin.json"))
        for change, other in zip(self.json("plan")["changes"], ("token.twin", "token.demo"), strict=True):
            self.assertIn(f"{other} holds the same refresh token", change["blocked_by"])
        self.jada("apply", "--yes", want=None)
        self.assertEqual(self.server.requests(), [])
        self.write("desired.toml", (self.folder / "desired.toml").read_text().replace("[token.demo]", '[token.demo]\nrotation = "none"')
                   .replace("[token.twin]", '[token.twin]\nrotation = "none"'))
        with self.server.having(rotate=False):
            self.jada("apply", "--yes")
        self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"200": 2}})

    def test_19_less_was_granted_than_is_required(self):
        self.put('scopes = ["openid", "sheets", "gmail"]\n')
        self.jada("apply", "--yes")
        self.assertEqual((self.row()["scopes_granted"], self.row()["diagnosis"]), ("openid offline_access sheets", "scope_narrowed"))
        self.assertIn(LOGIN, self.row()["remedy"])
        self.assertTrue(self.server.accepts(self.get()))
        self.assertEqual(self.json("token", "diagnose", "demo")["scopes_lacking"], "gmail")
        self.assertEqual(self.sql("SELECT level, message LIKE '%not granted: gmail%' AS told FROM events WHERE type = 'token.refreshed'"),
                         [{"level": "warning", "told": 1}])
        self.jada("plan")
        self.assertEqual(self.row()["diagnosis"], "scope_narrowed")
        self.server.fault("merge", json={"scope": "openid gmail sheets"})
        self.jada("token", "refresh", "demo")
        self.assertIsNone(self.row()["diagnosis"])

    def test_22_fifteen_scripts_with_the_same_401_cause_one_refresh(self):
        self.token(self.tokens, expired=False)
        with concurrent.futures.ThreadPoolExecutor(15) as pool:
            [access] = set(pool.map(lambda _: self.get("--after-401"), range(15)))
        self.assertEqual(self.asked(), 1)
        self.assertNotEqual(access, self.tokens["access_token"])
        self.assertTrue(self.server.accepts(access))

    def test_25_no_script_asks_before_the_provider_said(self):
        self.server.fault("429", times=9, retry_after=3600)
        for _ in range(3):
            self.assertIn("429", self.jada("token", "get", "demo", want=1).stderr)
        self.assertEqual(self.asked(), 1)

    def test_27_an_answer_that_is_lost_costs_no_blind_second_use(self):
        for fault, rest in [("body", {"status": 502, "json": {}}), ("torn", {}), ("reset_before", {})]:
            with self.subTest(fault):
                self.put('refresh_before = "50m"\n')
                token_files.plain(self.path, self.tokens, time.time() + 30 * 60)
                self.server.fault(fault, **rest)
                self.expect("answer_lost")
                self.expect("answer_lost")
                self.assertEqual(self.asked(), 1)
                self.assertEqual(self.get(), self.tokens["access_token"])

    def test_28_who_is_not_there(self):
        for row, url, diagnosis in [("refused", "http://127.0.0.1:1/token", "unreachable"), ("name", "https://nobody.invalid/token", "unreachable"),
                                    ("no TLS", self.server.token_url.replace("http:", "https:"), "tls_refused"),
                                    ("24 elsewhere", self.server.url + "/nothing", "request_refused")]:
            with self.subTest(row):
                self.put()
                self.write("desired.toml", (self.folder / "desired.toml").read_text().replace(self.server.token_url, url))
                self.expect(diagnosis)
                self.assertEqual(self.asked(), 0)

    def test_30_sloppy_answers_are_taken_as_they_are_meant(self):
        for fault, rest, life in [("string_expires", {}, 3600), ("no_expires", {}, 1800), ("merge", {"json": {"expires_in": 0}}, 1800),
                                  ("merge", {"json": {"token_type": "bEARER"}}, 3600), ("merge", {"json": {"refresh_token": ""}}, 3600),
                                  ("merge", {"json": {"refresh_token": None}}, 3600), ("omit_refresh_token", {}, 3600)]:
            with self.subTest(fault, **rest):
                self.put()
                self.server.fault(fault, **rest)
                self.assertTrue(self.server.accepts(self.get()))
                written = json.loads(self.path.read_text())
                self.assertAlmostEqual(written["expires_at"] - time.time(), life, delta=20)
                self.assertTrue(written["refresh_token"])

    def test_32_a_wrong_clock_is_corrected_for(self):
        for seconds in (-600, 600):
            with self.subTest(seconds), self.server.having(clock=seconds):
                self.put()
                self.jada("apply", "--yes")
                ends = json.loads(self.path.read_text())["expires_at"]
                self.assertAlmostEqual(ends - time.time(), 3600 + seconds, delta=20)
                self.assertAlmostEqual(self.json("token", "diagnose", "demo")["clock_offset_ms"] / 1000, seconds, delta=3)
                self.assertRegex(self.jada("token", "diagnose", "demo").stdout, "ours is (9m 5\\ds|10m)")


class ServiceAccount(WithOidc):
    def setUp(self):
        super().setUp()
        self.private, self.public = token_files.key_pair()
        self.keyfile = token_files.service_account(self.folder / "key.json", self.private, self.server.token_url)
        self.write("desired.toml", 'version = 1\n[token.demo]\nfile = "token.json"\ngrant = "service_account"\nkey_file = "key.json"\n'
                                   'scopes = ["sheets"]\n')

    def test_11_a_clock_that_is_off_is_told_and_then_corrected_for(self):
        self.server.service_account(self.keyfile, self.public, scopes=["sheets"])
        with self.server.having(clock=2 * 3600):
            said = self.jada("apply", "--yes", want=1).stdout
            self.assertRegex(said, "clock is (1h 59m|2h) off")
            self.assertEqual((self.row()["diagnosis"], self.row()["remedy"]), ("clock_skewed", "set the clock: timedatectl set-ntp true"))
            self.jada("apply", "--yes")
            self.assertIsNone(self.row()["diagnosis"])

    def test_12_another_key(self):
        self.server.service_account(self.keyfile, token_files.key_pair()[1], scopes=["sheets"])
        self.jada("apply", "--yes", want=1)
        self.assertEqual(self.row()["diagnosis"], "signature_refused")
        self.assertIn("key.json", self.row()["remedy"])


class OtherServers(WithToken):
    def test_1_what_somebody_else_rotated_meanwhile_is_adopted(self):
        with servers.node_oauth() as self.server:
            tokens = self.server.mint()
            self.token(tokens)
            new = {**tokens, **self.server.refresh(tokens).json}
            self.server.clear()
            self.server.fault("hold")
            process = subprocess.Popen([BINARY, "token", "get", "demo"], cwd=self.folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                       env={"PATH": "/usr/bin", "HOME": str(self.folder)})
            self.server.reached(1)
            token_files.plain(self.path, new, time.time() - 60)
            self.server.release()
            out, err = process.communicate(timeout=60)
            self.assertEqual((process.returncode, err), (0, ""))
            self.assertTrue(self.server.accepts(out.strip()))
            self.assertEqual([one["outcome"] for one in self.server.requests()], ["400 invalid_grant", "200"])
            self.assertIsNone(self.row()["diagnosis"])

    def test_19_a_provider_that_narrows_without_a_word(self):
        with servers.glewlwyd("never") as self.server:
            tokens = self.server.mint(provider="never", scope="sheets")
            self.token(tokens, 'scopes = ["sheets", "gmail"]\n')
            self.get()
            self.assertEqual((self.row()["scopes_granted"], self.row()["diagnosis"]), ("sheets", "scope_narrowed"))


class Openclaw(WithOidc):
    def fenced(self, mark):
        tokens = self.server.mint(client="jada-post")
        self.token(tokens, 'format = "openclaw"\nprofile = "stand-in:default"\n')
        fence = f"openclaw-oauth-refresh-fence:v1:{mark}{'ab' * 16}"
        return token_files.openclaw(self.path, {**tokens, "access_token": fence, "refresh_token": fence}, expiry=0.001)

    def test_41_what_openclaw_holds_is_left_to_it(self):
        for mark, says, mends in [("", "refreshing the profile just now", "wait"), ("failed:", "failed", "openclaw models auth login --provider stand-in")]:
            with self.subTest(mark or "pending"):
                path = self.fenced(mark)
                before = path.read_bytes()
                for verb in (("token", "get", "demo"), ("token", "refresh", "demo")):
                    [line] = self.jada(*verb, want=1).stderr.splitlines()
                    self.assertIn(says, line)
                    self.assertIn(mends, line)
                self.jada("apply", "--yes", want=1)
                self.assertEqual((self.row()["diagnosis"], path.read_bytes()), ("held_elsewhere", before))
                self.assertEqual(self.server.requests(), [])
        token_files.openclaw(path, self.server.mint(client="jada-post"), expiry=time.time() - 60)
        self.assertTrue(self.server.accepts(self.get()))


if __name__ == "__main__":
    unittest.main()

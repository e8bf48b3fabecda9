"""oidc.mjs: assertions of service accounts."""
import email.utils
import pathlib
import tempfile
import time

import token_files
from standing import PRIVATE, PUBLIC, Standing

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class ServiceAccounts(Standing):
    SCOPES = ("Client is unauthorized to retrieve access tokens using this method, "
              "or client not authorized for any of the scopes requested.")
    TIMES = ("Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
             "Check your iat and exp values in the JWT claim.")

    def setUp(self):
        super().setUp()
        with tempfile.TemporaryDirectory() as folder:
            self.keyfile = token_files.service_account(pathlib.Path(folder) / "key.json", PRIVATE, self.server.token_url)
        self.server.service_account(self.keyfile, PUBLIC, scopes=["sheets"], delegates=False, disabled=False)

    def ask(self, key=PRIVATE, kid="key-1", **changed):
        now = int(time.time())
        claims = {"iss": self.keyfile["client_email"], "aud": self.server.token_url, "scope": "sheets", "iat": now, "exp": now + 3600}
        return self.server.token(JWT_BEARER, assertion=token_files.jwt(key, {**claims, **changed}, kid=kid))

    def test_an_assertion_buys_an_access_token(self):
        answer = self.ask()
        self.assertEqual((answer.status, sorted(answer.json)), (200, ["access_token", "expires_in", "token_type"]))

    def test_refusals_are_in_the_words_of_google(self):
        now = int(time.time())
        cases = [
            ("long life", {"iat": now, "exp": now + 3601}, "invalid_grant", self.TIMES),
            ("early clock", {"iat": now + 900, "exp": now + 1900}, "invalid_grant", self.TIMES),
            ("late clock", {"iat": now - 7200, "exp": now - 3600}, "invalid_grant", self.TIMES),
            ("milliseconds", {"iat": now * 1000, "exp": now * 1000 + 3600}, "invalid_grant", self.TIMES),
            ("unknown key", {"kid": "key-2"}, "invalid_grant", "Invalid JWT Signature."),
            ("other key", {"key": token_files.key_pair()[0]}, "invalid_grant", "Invalid JWT Signature."),
            ("account", {"iss": "nobody@stand-in.example.com"}, "invalid_grant", "Invalid grant: account not found"),
            ("audience", {"aud": "https://elsewhere.example.com"}, "invalid_grant",
             f"Invalid JWT: Failed audience check. The right audience is {self.server.token_url}"),
            ("scope", {"scope": "drive"}, "unauthorized_client", self.SCOPES),
            ("delegation", {"sub": "ada@example.com"}, "unauthorized_client", self.SCOPES),
        ]
        for name, changed, error, description in cases:
            with self.subTest(name):
                self.refused(self.ask(**changed), 400, error=error, error_description=description)

    def test_what_is_true_of_the_account_changes(self):
        self.server.service_account(self.keyfile, None, delegates=True)
        self.assertEqual(self.ask(sub="ada@example.com").status, 200)
        self.server.service_account(self.keyfile, None, disabled=True)
        self.assertEqual(self.ask().json["error_description"], "Robot is disabled.")

    def test_the_servers_clock_is_another(self):
        with self.server.having(clock=900):
            answer = self.ask(exp=int(time.time()) + 60)
        self.refused(answer, 400, error="invalid_grant", error_description=self.TIMES)
        self.assertAlmostEqual(email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp(), time.time() + 900, delta=5)

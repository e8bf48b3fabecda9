"""oidc.mjs: refreshing, and how clients prove who they are."""
import base64
import concurrent.futures
import os
import time

import servers
import token_files
from standing import INVALID_CLIENT, INVALID_GRANT, PRIVATE, PUBLIC, Standing, basic

CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Refreshing(Standing):
    def test_a_used_refresh_token_kills_the_family(self):
        old = self.server.mint()
        new = self.server.refresh(old).json
        self.assertNotEqual(new["refresh_token"], old["refresh_token"])
        self.assertTrue(self.server.accepts(new["access_token"]))
        self.refused(self.server.refresh(old), 400, **INVALID_GRANT)
        self.assertEqual(self.cause(), "refresh token already used")
        self.assertFalse(self.server.accepts(new["access_token"]))
        self.refused(self.server.refresh({**old, **new}), 400, **INVALID_GRANT)

    def test_without_rotation_the_token_stays(self):
        tokens = self.server.mint()
        with self.server.having(rotate=False):
            for _ in range(2):
                self.assertEqual(self.server.refresh(tokens).json["refresh_token"], tokens["refresh_token"])

    def test_grace_lets_the_used_token_be_replayed(self):
        tokens = self.server.mint()
        with self.server.having(grace=60):
            first, second = self.server.refresh(tokens), self.server.refresh(tokens)
        self.assertEqual((first.status, second.status), (200, 200))
        self.assertTrue(self.server.accepts(first.json["access_token"]))

    def test_of_eight_at_once_one_wins_and_gains_nothing(self):
        tokens = self.server.mint()
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.server.refresh(tokens), range(8)))
        won = [answer.json for answer in answers if answer.status == 200]
        self.assertEqual(len(won), 1)
        self.assertFalse(self.server.accepts(won[0]["access_token"]))
        self.refused(self.server.refresh({**tokens, **won[0]}), 400, **INVALID_GRANT)

    def test_every_death_looks_alike_and_the_cause_is_known(self):
        expired = {}
        with self.server.having(refresh_ttl=-1):
            expired["refresh token is expired"] = self.server.mint()
        with self.server.having(grant_ttl=-1):
            expired["grant is expired"] = self.server.mint()
        revoked = self.server.mint()
        self.server.revoke(revoked)
        deaths = {**expired, "refresh token not found": revoked,
                  "client mismatch": {**self.server.mint(client="jada-public"), "client_id": "jada-post", "client_secret": "s3cret"}}
        for cause, tokens in deaths.items():
            with self.subTest(cause):
                self.refused(self.server.refresh(tokens), 400, **INVALID_GRANT)
                self.assertEqual(self.cause(), cause)

    def test_an_account_can_go(self):
        tokens = self.server.mint(account="bo")
        with self.server.having(gone_accounts=["bo"]):
            self.refused(self.server.refresh(tokens), 400, **INVALID_GRANT)
        self.assertIn("account not found", self.cause())

    def test_an_access_token_expires(self):
        with self.server.having(access_ttl=-1):
            tokens = self.server.mint()
        self.assertFalse(self.server.accepts(tokens["access_token"]))
        with self.server.having(access_ttl=7):
            self.assertEqual(self.server.refresh(tokens).json["expires_in"], 7)

    def test_scopes_can_shrink_and_not_grow(self):
        tokens = self.server.mint(scope="openid offline_access sheets gmail")
        with self.server.having(rotate=False):
            self.assertEqual(self.server.refresh(tokens, scope="sheets").json["scope"], "sheets")
            self.refused(self.server.refresh(tokens, scope="sheets drive"), 400, error="invalid_scope",
                         error_description="refresh token missing requested scope", scope="drive")

    def test_bad_requests_are_told_apart(self):
        tokens = self.server.mint()
        client = {"client_id": "jada-post", "client_secret": "s3cret"}
        self.refused(self.server.token(**client), 400, error="invalid_request",
                     error_description="missing required parameter 'refresh_token'")
        self.refused(self.server.token("magic", **client), 400, error="unsupported_grant_type",
                     error_description="unsupported grant_type requested")
        self.refused(self.server.refresh({**tokens, "client_id": "jada-norefresh"}), 400, error="invalid_request",
                     error_description="requested grant type is not allowed for this client")

    def test_revocation_and_introspection(self):
        tokens = self.server.mint()
        client = {"client_id": "jada-post", "client_secret": "s3cret"}

        def active():
            return servers.call(self.server.url + "/token/introspection", {"token": tokens["refresh_token"], **client}).json["active"]
        self.assertTrue(active())
        for token in (tokens["refresh_token"], "never issued"):
            answer = servers.call(self.server.url + "/token/revocation", {"token": token, **client})
            self.assertEqual((answer.status, answer.body), (200, b""))
        self.assertFalse(active())
        self.refused(self.server.refresh(tokens), 400, **INVALID_GRANT)


class Clients(Standing):
    def assertion(self, **changed):
        now = int(time.time())
        claims = {"iss": "jada-jwt", "sub": "jada-jwt", "aud": self.server.token_url, "jti": os.urandom(8).hex(),
                  "iat": now, "exp": now + 60}
        return {"client_assertion_type": CLIENT_ASSERTION, "client_assertion": token_files.jwt(PRIVATE, {**claims, **changed})}

    def test_basic_wants_both_halves_form_encoded(self):
        tokens = self.server.mint(client="jada-basic")
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        raw = base64.b64encode(f"jada-basic:{tokens['client_secret']}".encode()).decode()
        self.assertNotEqual(servers.call(self.server.token_url, form, {"Authorization": f"Basic {raw}"}).status, 200)
        self.assertEqual(servers.call(self.server.token_url, form, basic("jada-basic", tokens["client_secret"])).status, 200)
        self.assertEqual([entry["auth"] for entry in self.server.requests()], ["client_secret_basic"] * 2)

    def test_wrong_secrets_are_told_by_method(self):
        tokens = self.server.mint()
        self.refused(self.server.refresh(tokens, client_secret="wrong"), 401, **INVALID_CLIENT)
        answer = servers.call(self.server.token_url, {"grant_type": "refresh_token"}, basic("jada-basic", "wrong"))
        self.refused(answer, 401, **INVALID_CLIENT)
        self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Basic "))
        self.assertEqual(self.server.refresh(tokens).status, 200)

    def test_a_secret_changes_and_a_client_goes(self):
        tokens = self.server.mint()
        self.server.client("jada-post", client_secret="next")
        self.refused(self.server.refresh(tokens), 401, **INVALID_CLIENT)
        self.assertEqual(self.server.refresh(tokens, client_secret="next").status, 200)
        self.server.client("jada-post", client_secret="s3cret")
        self.server.client("passing", token_endpoint_auth_method="none", grant_types=["refresh_token"], redirect_uris=[], response_types=[])
        passing = self.server.mint(client="passing")
        self.assertEqual(self.server.refresh(passing).status, 200)
        self.server.client("passing", gone=True)
        self.refused(self.server.refresh(passing), 401, **INVALID_CLIENT)

    def test_private_key_jwt_is_verified(self):
        self.server.client("jada-jwt", public_key=PUBLIC)
        tokens = self.server.mint(client="jada-jwt")
        past = {"iat": int(time.time()) - 600, "exp": int(time.time()) - 300}
        stranger, _ = token_files.key_pair()
        refused = {"audience": self.assertion(aud="https://elsewhere.example.com/token"), "expired": self.assertion(**past),
                   "issuer": self.assertion(iss="jada-post"),
                   "key": {**self.assertion(), "client_assertion": token_files.jwt(stranger, {"iss": "jada-jwt", "sub": "jada-jwt"})}}
        for name, credentials in refused.items():
            with self.subTest(name):
                self.assertEqual(self.server.token(refresh_token=tokens["refresh_token"], **credentials).json["error"], "invalid_client")
        once = self.assertion()
        self.assertEqual(self.server.token(refresh_token=tokens["refresh_token"], **once).status, 200)
        self.refused(self.server.token("client_credentials", **once), 401, **INVALID_CLIENT)
        self.assertEqual(self.server.token("client_credentials", scope="sheets", **self.assertion()).status, 200)
        self.assertEqual({entry["auth"] for entry in self.server.requests()}, {"private_key_jwt"})

    def test_client_credentials(self):
        client = {"client_id": "jada-service", "client_secret": "s3cret"}
        answer = self.server.token("client_credentials", scope="sheets", **client)
        self.assertEqual((answer.status, answer.json["scope"], "refresh_token" in answer.json), (200, "sheets", False))
        self.refused(self.server.token("client_credentials", scope="drive", **client), 400, error="invalid_scope",
                     error_description="requested scope is not allowed", scope="drive")

"""node_oauth.mjs and glewlwyd.mjs."""

import servers
from standing import Standing, basic


class NodeOauth(Standing):
    name = "node_oauth"

    def test_rotation_without_family(self):
        old = self.server.mint()
        new = self.server.refresh(old).json
        self.assertTrue(self.server.accepts(new["access_token"]))
        self.refused(self.server.refresh(old), 400, error="invalid_grant", error_description="Invalid grant: refresh token is invalid")
        self.assertEqual(self.server.refresh({**old, **new}).status, 200)

    def test_without_rotation_the_token_is_left_out(self):
        tokens = self.server.mint()
        with self.server.having(rotate=False):
            self.assertNotIn("refresh_token", self.server.refresh(tokens).json)
            self.assertEqual(self.server.refresh(tokens).status, 200)

    def test_it_says_what_is_wrong(self):
        with self.server.having(refresh_ttl=-1):
            expired = self.server.mint()
        self.refused(self.server.refresh(expired), 400, error="invalid_grant", error_description="Invalid grant: refresh token has expired")
        tokens = self.server.mint()
        self.refused(self.server.refresh(tokens, client_secret="wrong"), 400, error="invalid_client",
                     error_description="Invalid client: client is invalid")
        answer = servers.call(self.server.token_url, {"grant_type": "refresh_token"}, basic("jada-post", "wrong"))
        self.assertEqual((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Basic realm="Service"'))
        self.refused(self.server.refresh({**tokens, "client_id": "jada-norefresh"}), 400, error="unauthorized_client",
                     error_description="Unauthorized client: `grant_type` is invalid")
        self.refused(self.server.token(client_id="jada-post", client_secret="s3cret"), 400, error="invalid_request",
                     error_description="Missing parameter: `refresh_token`")

    def test_consent_is_withdrawn_and_a_secret_changed(self):
        tokens = self.server.mint()
        new = {**tokens, **self.server.refresh(tokens).json}
        self.server.revoke(tokens)
        self.assertEqual(self.server.refresh(new).status, 400)
        self.assertFalse(self.server.accepts(new["access_token"]))
        tokens = self.server.mint()
        self.server.client("jada-post", client_secret="next")
        self.assertEqual(self.server.refresh(tokens).json["error"], "invalid_client")
        self.assertEqual(self.server.refresh(tokens, client_secret="next").status, 200)
        self.server.client("jada-post", client_secret="s3cret")

    def test_client_credentials_and_faults(self):
        client = {"client_id": "jada-service", "client_secret": "s3cret"}
        self.server.fault("503")
        self.assertEqual([self.server.token("client_credentials", **client).status for _ in range(2)], [503, 200])
        self.assertEqual(self.server.counts()["by_grant"], {"client_credentials": {"503": 1, "200": 1}})


class Glewlwyd(Standing):
    name = "glewlwyd"

    def silent(self, answer):
        self.assertEqual((answer.status, answer.body, answer.headers["Content-Type"]), (400, b"", None))

    def test_always_rotates_and_reuse_kills_the_chain(self):
        old = self.server.mint()
        new = self.server.refresh(old).json
        self.assertEqual((new["token_type"], new["refresh_token"] == old["refresh_token"]), ("bearer", False))
        self.silent(self.server.refresh(old))
        self.silent(self.server.refresh({**old, **new}))
        self.assertEqual(self.server.causes()[-1]["cause"], "Token invalid at IP Address 127.0.0.1")

    def test_it_tells_who_holds_an_access_token(self):
        tokens = self.server.mint(scope="openid sheets")
        self.assertTrue(self.server.accepts(tokens["access_token"]))
        self.assertFalse(self.server.accepts("x"))

    def test_never_leaves_the_refresh_token_out(self):
        url = self.server.url + "/api/never/token"
        tokens = self.server.mint(provider="never")
        for _ in range(2):
            answer = self.server.refresh(tokens, url=url)
            self.assertEqual((answer.status, "refresh_token" in answer.json), (200, False))

    def test_every_refusal_is_silent(self):
        tokens = self.server.mint()
        revoked = self.server.mint()
        self.server.revoke(revoked)
        refusals = {"secret": self.server.refresh(tokens, client_secret="wrong"),
                    "client": self.server.refresh(tokens, client_id="nobody"),
                    "garbage": self.server.refresh(tokens, refresh_token="x"),
                    "revoked": self.server.refresh(revoked),
                    "missing": self.server.token(client_id="jada-post", client_secret="s3cret")}
        for name, answer in refusals.items():
            with self.subTest(name):
                self.silent(answer)

    def test_a_wider_scope_is_narrowed_without_a_word(self):
        tokens = self.server.mint(provider="never", scope="sheets")
        answer = self.server.refresh(tokens, url=self.server.url + "/api/never/token", scope="sheets gmail")
        self.assertEqual((answer.status, answer.json["scope"]), (200, "sheets"))

    def test_faults_and_ledger_are_the_same(self):
        tokens = self.server.mint()
        self.server.fault("429")
        self.assertEqual([self.server.refresh(tokens).status for _ in range(2)], [429, 200])
        self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"429": 1, "200": 1}})

"""Every grant, client authentication and file format, and the ways to log in, against oidc-provider."""
import json
import os
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

from providers import WithLogin, token_files

import browser  # beside servers


class Grants(WithLogin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.private, cls.public = token_files.key_pair()

    def declare_block(self, text):
        self.write("desired.toml", f"version = 1\n[token.demo]\nfile = \"token.json\"\n{text}\n")

    def test_every_client_authentication(self):
        self.server.client("jada-jwt", public_key=self.public)
        token_files.write(self.folder / "key.pem", self.private)
        for client, extra, auth in [("jada-post", "", "post"), ("jada-basic", 'auth_method = "client_secret_basic"', "basic"),
                                    ("jada-public", "", "none"), ("jada-jwt", 'auth_method = "private_key_jwt"\nkey_file = "key.pem"', "jwt")]:
            with self.subTest(client):
                self.folder.joinpath("state.db").unlink(missing_ok=True)
                for left in self.folder.glob(".token.json*"):
                    left.unlink()
                self.token(self.server.mint(client=client), extra)
                self.assertTrue(self.server.accepts(self.get()))
                self.assertIn(auth, self.server.requests()[-1]["auth"])

    def test_a_service_account(self):
        keyfile = token_files.service_account(self.folder / "key.json", self.private, self.server.token_url)
        self.server.service_account(keyfile, self.public, scopes=["sheets"], delegates=False, disabled=False)
        self.declare_block('grant = "service_account"\nkey_file = "key.json"\nscopes = ["sheets"]')
        self.jada("apply", "--yes")
        self.assertEqual(self.get(), json.loads((self.folder / "token.json").read_text())["access_token"])
        self.declare_block('grant = "service_account"\nkey_file = "key.json"\nscopes = ["drive"]')
        said = self.jada("token", "refresh", "demo", want=1)
        self.assertIn("domain-wide delegation", said.stderr)
        self.assertEqual(self.row()["diagnosis"], "not_delegated")

    def test_client_credentials(self):
        self.write("client.secret", "s3cret")
        self.declare_block(f'grant = "client_credentials"\ntoken_url = "{self.server.token_url}"\nclient_id = "jada-service"\n'
                           'client_secret = { file = "client.secret" }\nscopes = ["sheets"]')
        self.jada("apply", "--yes")
        self.assertTrue(self.get())
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])

    def test_every_file_format_keeps_what_it_does_not_know(self):
        tokens = self.server.mint(client="jada-post")
        expired = time.time() - 60
        for name, write, extra, found in [
                ("google", lambda path, one: token_files.google(path, one, self.server.token_url, expired), "", "token"),
                ("node", lambda path, one: token_files.node(path, one, expired), "", "access_token"),
                ("openclaw", lambda path, one: token_files.openclaw(path, one, expiry=expired), 'profile = "stand-in:default"\nformat = "openclaw"', None)]:
            with self.subTest(name):
                self.folder.joinpath("state.db").unlink(missing_ok=True)
                for left in self.folder.glob(".token.json*"):
                    left.unlink()
                tokens = self.server.mint(client="jada-post")
                self.token(tokens, extra)
                path = write(self.folder / "token.json", tokens)
                before = json.loads(path.read_text())
                access = self.get()
                self.assertTrue(self.server.accepts(access))
                after = json.loads(path.read_text())
                self.assertEqual(list(before), list(after))
                if found:
                    self.assertEqual(after[found], access)
                    changed = {key for key in before if before[key] != after[key]}
                    self.assertLessEqual(changed, {found, "refresh_token", "expiry", "expiry_date"})
                else:
                    self.assertEqual(after["profiles"]["stand-in:default"]["access"], access)

    def test_credentials_without_an_access_token_are_proven_and_asked(self):
        tokens = self.server.mint(client="jada-post")
        self.token(tokens)
        path = token_files.adc(self.folder / "token.json", tokens)
        before = json.loads(path.read_text())
        change, = self.json("plan")["changes"]
        self.assertEqual(change["reason"], "unproven")
        self.jada("apply", "--yes")
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])
        self.assertTrue(self.server.accepts(self.get()))
        after = json.loads(path.read_text())
        self.assertEqual(list(before), list(after))
        self.assertEqual({key for key in before if before[key] != after[key]}, {"refresh_token"})

    def test_a_split_pair(self):
        tokens = self.server.mint(client="jada-post")
        token_files.split(self.folder / "access.json", self.folder / "refresh.json", self.folder / "client.json", tokens, self.server.token_url,
                          time.time() - 60)
        self.write("desired.toml", 'version = 1\n[token.demo]\nfile = "access.json"\nformat = "split"\nrefresh_file = "refresh.json"\n'
                                   'client = "client.json"\n')
        self.assertTrue(self.server.accepts(self.get()))
        self.assertNotEqual(json.loads((self.folder / "refresh.json").read_text())["refresh_token"], tokens["refresh_token"])
        self.assertNotIn("refresh_token", json.loads((self.folder / "access.json").read_text()))

    def expect_logged_in(self):
        access = self.get()
        self.assertTrue(self.server.accepts(access))
        self.assertEqual(os.stat(self.folder / "token.json").st_mode & 0o777, 0o600)
        self.jada("token", "refresh", "demo")
        self.assertTrue(self.server.accepts(self.get()))

    def test_login_by_browser_comes_back_to_the_listener(self):
        self.issuer("jada-public")
        process = self.started()
        browser.visit(*self.address_told(process))
        self.ended(process)
        self.expect_logged_in()

    def test_login_without_a_browser_takes_the_pasted_address(self):
        self.issuer("jada-public")
        process = self.started("--no-browser")
        landed = browser.visit(*self.address_told(process), deliver=False)
        self.ended(process, landed + "\n")
        self.expect_logged_in()

    def test_login_by_device(self):
        self.issuer("jada-device")
        process = self.started("--device")
        browser.visit(*self.address_told(process))
        self.ended(process)
        self.expect_logged_in()

    def test_a_refused_login_changes_nothing(self):
        self.issuer("jada-public")
        path = self.write("token.json", "{}")
        process = self.started("--no-browser")
        landed = browser.visit(*self.address_told(process), agree=False, deliver=False)
        out, err = process.communicate(landed + "\n", timeout=60)
        self.assertEqual((process.returncode, out), (8, ""))
        self.assertIn("access_denied", err)
        self.assertIn("nothing was changed", err)
        self.assertNotIn("token_url", err)
        self.assertEqual(path.read_text(), "{}")

    def test_a_login_keeps_the_old_file_until_the_new_token_was_used(self):
        self.issuer("jada-public")
        old = token_files.plain(self.folder / "token.json", self.server.mint(client="jada-public"), time.time() - 60).read_text()
        process = self.started("--no-browser")
        self.ended(process, browser.visit(*self.address_told(process), deliver=False) + "\n")
        self.assertEqual((self.folder / "token.json.prev").read_text(), old)
        self.jada("token", "refresh", "demo")
        self.assertFalse((self.folder / "token.json.prev").exists())

    def test_revoke_gives_it_back(self):
        self.issuer("jada-public")
        path = token_files.plain(self.folder / "token.json", self.server.mint(client="jada-public"))
        before = path.read_text()
        self.jada("token", "revoke", "demo", want=64)
        self.jada("token", "revoke", "demo", "--yes")
        self.assertEqual(path.read_text(), before)
        self.assertEqual(self.row()["diagnosis"], "revoked")
        self.assertFalse(self.server.accepts(json.loads(before)["access_token"]))

    def test_a_login_that_brings_no_refresh_token_changes_nothing(self):
        for client, scopes in [("jada-norefresh", '["openid", "offline_access", "sheets"]'), ("jada-public", '["openid", "sheets"]')]:
            with self.subTest(client):
                self.issuer(client)
                declared = (self.folder / "desired.toml").read_text()
                self.write("client.secret", "s3cret")
                secret = 'client_secret = { file = "client.secret" }\n' if client == "jada-norefresh" else ""
                self.write("desired.toml", declared.replace('["openid", "offline_access", "sheets"]', scopes) + secret)
                old = token_files.plain(self.folder / "token.json", self.server.mint(client="jada-public"), time.time() - 60).read_text()
                process = self.started("--no-browser")
                landed = browser.visit(*self.address_told(process), deliver=False)
                _, err = process.communicate(landed + "\n", timeout=60)
                self.assertEqual(process.returncode, 1)
                self.assertIn("add offline_access to `scopes`", err)
                self.assertEqual((self.folder / "token.json").read_text(), old)
                self.assertEqual([path.name for path in self.folder.glob("*.prev")] + [path.name for path in self.folder.glob(".*journal")], [])

    def test_a_login_writes_over_rubbish_in_a_format_of_the_provider(self):
        for rubbish in ("hello", "[]", '{"refresh_token": 5}'):
            with self.subTest(rubbish):
                self.issuer("jada-public")
                self.write("token.json", rubbish)
                process = self.started("--no-browser")
                self.ended(process, browser.visit(*self.address_told(process), deliver=False) + "\n")
                self.assertEqual((self.folder / "token.json.prev").read_text(), rubbish)
                self.assertNotIn("googleapis", (self.folder / "token.json").read_text())
                self.expect_logged_in()

    def test_a_device_login_that_is_refused_or_not_allowed(self):
        self.issuer("jada-device")
        process = self.started("--device")
        browser.visit(*self.address_told(process), agree=False)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 8, err)
        self.assertIn("nothing was changed", err)
        self.issuer("jada-public")
        told = self.jada("token", "login", "demo", "--device", "--json", want=1)
        error = json.loads(told.stdout)["error"]
        self.assertEqual(error["diagnosis"], "grant_type_refused")
        self.assertIn("may not log in by a code typed elsewhere", error["cause"])
        self.assertTrue(error["remedy"])

    def test_a_login_that_could_ask_nobody_is_bad_usage(self):
        self.issuer("jada-public")
        self.jada("token", "login", "demo", "--no-browser", "--no-input", want=64)

    def test_a_browser_with_another_answer_does_not_end_the_login(self):
        self.issuer("jada-public")
        process = self.started()
        [address] = self.address_told(process)
        target = urllib.parse.parse_qs(urllib.parse.urlparse(address).query)["redirect_uri"][0]
        for query in ("code=stolen", "code=stolen&state=guessed", "error=access_denied"):
            with self.assertRaises(urllib.error.HTTPError) as answer:
                urllib.request.urlopen(f"{target}?{query}")
            self.assertEqual(answer.exception.code, 404)
            answer.exception.close()
        browser.visit(address)
        self.ended(process)
        self.expect_logged_in()

    def test_diagnose_tries_what_is_not_proven_and_says_what_mends_it(self):
        self.token(self.server.mint(client="jada-post"), expired=False)
        told = self.json("token", "diagnose", "demo")
        self.assertEqual((told["outcome"], told["diagnosis"], told["hypotheses"]), ("refreshed", None, []))
        self.assertEqual(set(told), {"address", "file", "grant", "rotation", "expires_at", "refresh_due_at", "refresh_token_expires_at",
                                     "last_proven_at", "scopes_granted", "scopes_lacking", "dies_at", "dies_of", "clock_offset_ms", "outcome",
                                     "diagnosis", "cause", "remedy", "hypotheses"})
        self.assertRegex(told["last_proven_at"], r"^\d{4}-\d\d-\d\dT.*Z$")
        asked = len(self.server.requests())
        self.assertEqual(self.json("token", "diagnose", "demo")["outcome"], "fresh")
        self.assertIn("nothing: proven", self.jada("token", "diagnose", "demo").stdout)
        self.assertEqual(len(self.server.requests()), asked, "a proven token was spent")
        tokens = self.server.mint(client="jada-post")
        self.token(tokens)
        self.server.revoke(tokens)
        told = self.json("token", "diagnose", "demo", want=1)
        self.assertEqual((told["outcome"], told["diagnosis"], told["remedy"]), ("failed", "grant_refused", "jada-reconcile token login demo"))
        self.assertTrue(told["hypotheses"])

    def test_a_description_of_any_length_and_script_is_told(self):
        for before in range(296, 301):
            self.token(self.server.mint(client="jada-post"))
            self.server.fault("body", status=400, json={"error": "invalid_grant", "error_description": "a" * before + "船" * 9})
            self.assertIn("aaa", self.json("token", "diagnose", "demo", want=1)["cause"])

    def test_json_of_get_and_refresh_and_of_what_fails(self):
        tokens = self.server.mint(client="jada-post")
        self.token(tokens)
        told = self.json("token", "get", "demo")
        self.assertEqual((told["address"], set(told)), ("token.demo", {"address", "token", "expires_at"}))
        self.assertTrue(self.server.accepts(told["token"]))
        told = self.json("token", "refresh", "demo")
        self.assertEqual((set(told), told["outcome"]), ({"address", "expires_at", "outcome"}, "refreshed"))
        self.server.revoke(tokens)
        error = self.json("token", "refresh", "demo", want=1)["error"]
        self.assertEqual((error["diagnosis"], error["remedy"]), ("grant_refused", "jada-reconcile token login demo"))

    def test_commands_are_told_as_they_have_to_be_typed(self):
        tokens = self.server.mint(client="jada-post")
        self.token(tokens, expired=False)
        self.server.revoke(tokens)
        exact = "jada-reconcile -f 'my crew.toml' token login demo"
        (self.folder / "desired.toml").rename(self.folder / "my crew.toml")
        self.assertIn(exact, self.jada("-f", "my crew.toml", "token", "refresh", "demo", want=1).stderr)
        self.assertIn(exact, self.jada("token", "refresh", "demo", want=1, env={"JADA_FILE": "my crew.toml"}).stderr)
        token_files.plain(self.path, tokens, time.time() + 300)
        note = self.jada("-f", "my crew.toml", "token", "get", "demo").stderr
        self.assertIn("note: ", note)
        self.assertIn(exact, note)
        token_files.plain(self.path, tokens, time.time() - 60)
        self.assertIn(exact, self.jada("-f", "my crew.toml", "apply", "--yes", want=1).stdout)

    def test_list_asks_nobody(self):
        self.token(self.server.mint(client="jada-post"), expired=False)
        self.write("desired.toml", (self.folder / "desired.toml").read_text() + '[token.gone]\nfile = "gone.json"\n')
        told = self.json("token", "list")
        self.assertEqual([(one["address"], one["life"], one["diagnosis"]) for one in told],
                         [("token.demo", "fresh", None), ("token.gone", "expired", "file_missing")])
        self.assertEqual(self.server.requests(), [])


if __name__ == "__main__":
    unittest.main()

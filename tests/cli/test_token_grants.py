"""Every grant, client authentication and file format, and the ways to log in, against oidc-provider."""
import json
import os
import time
import unittest

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
        self.assertEqual((process.returncode, out), (1, ""))
        self.assertIn("access_denied", err)
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

    def test_diagnose_tries_it_and_says_what_mends_it(self):
        self.token(self.server.mint(client="jada-post"))
        told = self.json("token", "diagnose", "demo")
        self.assertIn("refreshed just now", told["tried"])
        tokens = self.server.mint(client="jada-post")
        self.token(tokens)
        self.server.revoke(tokens)
        told = self.json("token", "diagnose", "demo", want=1)
        self.assertEqual((told["diagnosis"], told["mend"]), ("grant_refused", "jada-reconcile token login demo"))
        self.assertTrue(told["hypotheses"])


if __name__ == "__main__":
    unittest.main()

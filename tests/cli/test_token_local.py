"""Tokens and secret folders without any network: signed here, read, mended and refused."""
import base64
import json
import os
import subprocess
import time
import unittest

from providers import token_files
from sandbox import Sandbox


class SelfSigned(Sandbox):
    def setUp(self):
        super().setUp()
        self.private, self.public = token_files.key_pair()
        token_files.write(self.folder / "key.pem", self.private)
        self.declare_token()

    def declare_token(self, extra=""):
        self.write("desired.toml", f"""version = 1
[secret_dir.main]
path = "secrets"
[token.demo]
file = "secrets/demo.json"
grant = "self_signed_jwt"
key_file = "key.pem"
audience = "https://api.example.com"
depends_on = ["secret_dir.main"]
{extra}
""")

    def claims(self, token):
        head, body, signature = token.split(".")
        (self.folder / "signature").write_bytes(base64.urlsafe_b64decode(signature + "=="))
        (self.folder / "signed").write_text(head + "." + body)
        (self.folder / "public.pem").write_text(self.public)
        subprocess.run(["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "signed"], cwd=self.folder,
                       check=True, capture_output=True)
        return json.loads(base64.urlsafe_b64decode(body + "=="))

    def test_the_first_apply_makes_folder_and_token(self):
        self.jada("apply", "--yes")
        self.assertEqual(os.stat(self.folder / "secrets").st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(self.folder / "secrets/demo.json").st_mode & 0o777, 0o600)
        claims = self.claims(self.jada("token", "get", "demo").stdout.strip())
        self.assertEqual(claims["aud"], "https://api.example.com")
        self.assertAlmostEqual(claims["exp"], time.time() + 3600, delta=60)
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])

    def test_get_alone_makes_a_token(self):
        (self.folder / "secrets").mkdir(mode=0o700)
        self.claims(self.jada("token", "get", "demo").stdout.strip())

    def test_a_forced_refresh_makes_another(self):
        self.jada("apply", "--yes")
        first = self.jada("token", "get", "demo").stdout
        self.assertEqual(self.jada("token", "get", "demo").stdout, first)
        self.declare_token('lifetime = "30m"')
        self.jada("token", "refresh", "demo")
        self.assertNotEqual(self.jada("token", "get", "demo").stdout, first)

    def test_what_was_opened_to_others_is_drift_and_is_closed(self):
        self.jada("apply", "--yes")
        os.chmod(self.folder / "secrets", 0o755)
        os.chmod(self.folder / "secrets/demo.json", 0o644)
        drift = self.json("drift", want=3)
        self.assertEqual([change["address"] + "/" + (change["item"] or "") for change in drift["changes"]],
                         ["secret_dir.main/", "secret_dir.main/demo.json", "token.demo/"])
        self.jada("apply", "--yes")
        self.assertEqual(os.stat(self.folder / "secrets").st_mode & 0o777, 0o700)
        self.assertEqual(os.stat(self.folder / "secrets/demo.json").st_mode & 0o777, 0o600)
        self.jada("drift")

    def test_a_token_file_open_to_others_is_closed_without_a_folder_block_too(self):
        self.write("desired.toml", 'version = 1\n[token.demo]\nfile = "demo.json"\ngrant = "self_signed_jwt"\n')
        self.jada("apply", "--yes")
        os.chmod(self.folder / "demo.json", 0o644)
        change, = self.json("drift", want=3)["drift"]
        self.assertEqual((change["reason"], change["diffs"][0]["before"]), ("exposed", "0644"))
        [row] = self.sql("SELECT path, cause, desired, observed FROM drift")
        self.assertEqual(row, {"path": "mode", "cause": "drift", "desired": '"0600"', "observed": '"0644"'})
        self.assertEqual(self.sql("SELECT condition, message FROM resources"), [{"condition": "Drifted", "message": "exposed"}])
        self.jada("apply", "--yes")
        self.assertEqual(os.stat(self.folder / "demo.json").st_mode & 0o777, 0o600)
        self.jada("drift")

    def test_a_damaged_file_is_looked_at_again_by_every_script_that_asks(self):
        self.write("desired.toml", 'version = 1\n[token.g]\nfile = "g.json"\ntoken_url = "http://127.0.0.1:9/token"\nclient_id = "c"\n')
        for content, says in [("", "empty"), ('{"access_token":"a","refresh', "cut short"), ('{"access_token":"a","access_token":"b"}', "twice"),
                              ('{"installed":{"client_id":"x"}}', "OAuth client"), ('{"access_token":"a"}', "refresh token")]:
            with self.subTest(content):
                path = self.write("g.json", content)
                self.assertIn(says, self.jada("token", "get", "g", want=1).stderr)
                self.assertEqual(path.read_text(), content)

    def test_without_a_look_the_plan_rests_on_the_last_one(self):
        told = self.json("plan", "--no-observe", want=9)
        self.assertEqual(told["changes"], [])
        self.jada("apply", "--yes")
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])
        os.chmod(self.folder / "secrets", 0o755)
        (self.folder / "secrets/demo.json").write_text("")
        self.assertEqual(self.json("plan", "--no-observe", "--detailed-exitcode")["changes"], [])
        seen = {change["address"]: change["reason"] for change in self.json("plan")["changes"]}
        self.assertEqual(seen, {"secret_dir.main": "exposed", "token.demo": "empty"})
        stored = {change["address"]: change["reason"] for change in self.json("plan", "--no-observe")["changes"]}
        self.assertEqual(stored, seen)

    def test_a_link_that_leads_out_is_told_and_left(self):
        self.jada("apply", "--yes")
        (self.folder / "secrets/out").symlink_to("/etc/hostname")
        change, = self.json("plan")["changes"]
        self.assertEqual((change["reason"], bool(change["blocked_by"])), ("leads_out", True))

    def test_a_signing_key_that_is_gone_is_told_before_another_is_made(self):
        self.jada("apply", "--yes")
        (self.folder / "key.pem").unlink()
        [change] = self.json("plan")["changes"]
        self.assertEqual((change["cause"], change["reason"]), ("drift", "key_missing"))
        self.jada("drift", want=3)
        self.jada("apply", "--yes")
        self.assertIn("PRIVATE KEY", (self.folder / "key.pem").read_text())
        self.assertEqual(self.json("plan")["changes"], [])
        self.assertIn("signed by a new key", self.jada("sql", "SELECT message FROM events WHERE type = 'token.refreshed' ORDER BY at DESC LIMIT 1").stdout)

    def test_observing_reports_and_mends_nothing(self):
        self.jada("apply", "--yes")
        self.write("desired.toml", '[secret_dir.main]\npath = "secrets"\nmode = "observe"\n'.join(["version = 1\n", ""]))
        os.chmod(self.folder / "secrets", 0o755)
        self.jada("apply", "--yes")
        self.assertEqual(os.stat(self.folder / "secrets").st_mode & 0o777, 0o755)
        self.jada("drift", want=3)

    def test_bad_declarations_are_told_with_their_place(self):
        for extra, says in [('refresh_befor = "5m"', "refresh_before"), ('client_secret = "x"', "plain text"),
                            ('token_url = "http://login.example/t"', "no https address"), ('format = "googel"', "google"),
                            ('refresh_before = "5m"\nmust_refresh_before = "10m"', "longer than"),
                            ('client_id = "a"\nclient = "b"', "both say")]:
            with self.subTest(extra):
                self.declare_token(extra)
                self.assertIn(says, self.jada("validate", want=65).stderr)

    def test_a_key_that_is_none_is_told_without_its_text(self):
        (self.folder / "secrets").mkdir(mode=0o700)
        self.write("key.pem", "-----BEGIN PRIVATE KEY-----\nY2FuYXJ5\n-----END PRIVATE KEY-----\n")
        told = self.jada("token", "get", "demo", want=1)
        self.assertIn("it is no private key in PEM form", told.stderr)
        self.assertNotIn("Y2FuYXJ5", told.stderr)

    def test_two_tokens_cannot_share_a_file(self):
        self.declare_token('[token.other]\nfile = "secrets/demo.json"\ngrant = "self_signed_jwt"\nkey_file = "key.pem"')
        self.assertIn("demo.json", self.jada("validate", want=65).stderr)

    def test_an_unknown_name_is_told_with_the_nearest_and_all(self):
        self.assertIn("did you mean `demo`", self.jada("token", "get", "dmo", want=64).stderr)
        self.assertIn("declared: demo", self.jada("token", "get", "nobody", want=64).stderr)
        self.assertNotIn("did you mean", self.jada("token", "get", "", want=64).stderr)

    def test_a_flag_that_means_nothing_is_refused(self):
        for arguments in (["get", "demo", "--device"], ["login", "demo", "--after-401"], ["refresh", "demo", "--yes"],
                          ["diagnose", "demo", "--no-browser"], ["list", "--yes"]):
            with self.subTest(arguments):
                told = self.jada("token", *arguments, want=64).stderr
                self.assertIn("for this verb", told)
                self.assertIn(f"token {arguments[0]} --help", told)

    def test_help_tells_of_each_word_and_of_exit_codes(self):
        self.assertEqual(self.jada("help", "token").stdout, self.jada("token", "--help").stdout)
        for word in ("get", "list", "refresh", "diagnose", "login", "revoke"):
            told = self.jada("token", word, "--help").stdout
            self.assertEqual(told, self.jada("help", "token", word).stdout)
            self.assertIn(f"Usage: jada-reconcile token {word}", told)
            self.assertIn("Exit codes", told)
            self.assertEqual("--after-401" in told, word == "get")
            self.assertEqual("--device" in told, word == "login")
        self.assertRegex(self.jada("help", "exit-codes").stdout, r"(?m)^  8 +declined")
        self.assertIn("exit-codes", self.jada("--help").stdout)
        self.assertIn("did you mean `token`", self.jada("help", "tokne", want=64).stderr)

    def test_a_key_that_is_no_text_of_a_key_is_told_as_one(self):
        (self.folder / "secrets").mkdir(mode=0o700)
        self.write("key.pem", "rubbish")
        self.assertIn("key.pem: it is no private key in PEM form", self.jada("token", "get", "demo", want=1).stderr)

    def test_a_missing_folder_is_told_with_what_makes_it(self):
        self.write("desired.toml", (self.folder / "desired.toml").read_text().replace('key_file = "key.pem"\n', ""))
        told = self.jada("token", "get", "demo", want=1).stderr
        self.assertIn("Mend: jada-reconcile apply", told)
        self.jada("apply", "--yes")
        self.jada("token", "get", "demo")


if __name__ == "__main__":
    unittest.main()

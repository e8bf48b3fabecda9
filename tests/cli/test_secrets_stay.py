"""Secrets stay in their files: not in the state, its log, a report, an output, an argument, a child or a core dump."""
import base64
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest
import urllib.parse

from providers import WithLogin, servers, token_files
from sandbox import BINARY

SECRET = "canary/8d1e+ =&%4f"  # every way to write it down spells it otherwise
REPORTS = ("json", "junit", "sarif", "markdown", "github")
ITS_FILES = {"token.json", "token.json.prev", ".token.json.demo.journal", "client.secret", "key.pem", "key.json"}
VERBS = [("validate",), ("plan",), ("plan", "--json"), ("plan", "--out", "saved.json"), ("apply", "saved.json", "--yes", "-v"), ("plan", "--no-observe"),
         ("apply", "--yes", "-v", *(word for kind in REPORTS for word in ("--report", f"{kind}=apply.{kind}"))),
         ("drift", *(word for kind in REPORTS for word in ("--report", f"{kind}=drift.{kind}"))), ("drift", "--json"),
         ("explain", "token.demo"), ("explain", "token.demo", "--json"), ("status",), ("status", "--json"), ("token", "refresh", "demo", "-v"),
         ("token", "diagnose", "demo"), ("token", "diagnose", "demo", "--json"), ("state", "list"), ("state", "show", "token.demo"),
         ("sql", "SELECT * FROM tokens"), ("sql", "SELECT * FROM events", "--csv"), ("sql", "SELECT * FROM changes", "--json")]


def spellings(secret, client="jada-post"):
    """Of one secret, as bytes; of a key each of its lines."""
    if "PRIVATE KEY" in secret:
        return {line.encode() for line in secret.splitlines() if "-----" not in line}
    pairs = [secret, f"{client}:{secret}", f"{urllib.parse.quote_plus(client)}:{urllib.parse.quote_plus(secret)}"]
    plain = {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret), json.dumps(secret)[1:-1]}
    return {one.encode() for one in plain} | {base64.b64encode(pair.encode()).rstrip(b"=") for pair in pairs}


class Secrets(WithLogin):
    def setUp(self):
        super().setUp()
        self.said, self.env, self.secrets = [], {}, set()

    def declare(self, client, extra, scope="openid offline_access sheets"):
        self.tokens = self.server.mint(client=client, scope=scope)
        self.path = token_files.plain(self.folder / "token.json", self.tokens, time.time() - 60)
        self.path.write_text(json.dumps({**json.loads(self.path.read_text()), "id_token": "first-canary-of-an-id-token"}))
        self.write("desired.toml", f'version = 1\n[token.demo]\nfile = "token.json"\ntoken_url = "{self.server.token_url}"\nclient_id = "{client}"\n'
                                   f'scopes = ["sheets"]\n{extra}\n')
        self.learn()

    def learn(self):
        """What is in the token file now is a secret from now on."""
        held = json.loads(self.path.read_text())
        self.secrets |= {held[name] for name in ("access_token", "refresh_token", "id_token") if held.get(name)}

    def run_all(self):
        for verb in VERBS:
            done = self.jada(*verb, want=None, env=self.env)
            self.assertNotIn(done.returncode, (64, 70), f"{verb}\n{done.stderr}")
            self.said.append((verb, done.stdout + done.stderr))
            self.learn()
        done = self.jada("token", "get", "demo", want=None, env=self.env)
        self.said.append(("stderr of token get", done.stderr))

    def expect_kept(self):
        for secret in self.secrets:
            for spelling in spellings(secret):
                for source, said in self.said:
                    self.assertNotIn(spelling.decode(), said, source)
                found = {path.name for path in self.folder.rglob("*") if path.is_file() and spelling in path.read_bytes()}
                self.assertLessEqual(found, ITS_FILES, f"{secret[:8]}…")

    def round(self):
        """All goes well; then the grant dies; then the provider says our secrets back to us."""
        self.run_all()
        self.assertTrue(any("refreshed" in said for _, said in self.said))
        self.path = token_files.plain(self.path, self.server.mint(client=self.tokens["client_id"]), time.time() - 60)
        self.learn()
        held = json.loads(self.path.read_text())
        echo = " ".join([held["refresh_token"], *(self.secrets & {SECRET})])
        for answer in ({"status": 400, "json": {"error": "invalid_grant", "error_description": f"no such token: {echo}", "suberror": echo}},
                       {"status": 400, "json": {"error": echo, "error_description": echo}}, {"status": 500, "json": {"message": echo}}):
            self.server.fault("body", times=len(VERBS), **answer)
            self.path.write_text(json.dumps({**held, "turn": len(self.said)}))
            self.run_all()
            self.server.clear()
        self.expect_kept()

    def test_a_client_secret_in_a_file(self):
        self.server.client("jada-post", client_secret=SECRET)
        self.addCleanup(self.server.client, "jada-post", client_secret="s3cret")
        self.write("client.secret", SECRET)
        self.secrets.add(SECRET)
        self.declare("jada-post", 'client_secret = { file = "client.secret" }')
        self.round()

    def test_a_client_secret_of_the_environment_in_a_header(self):
        self.server.client("jada-basic", client_secret=SECRET)
        self.addCleanup(self.server.client, "jada-basic", client_secret="s3:cr%t+/ &=")
        self.env = {"CANARY": SECRET}
        self.secrets.add(SECRET)
        self.declare("jada-basic", 'client_secret = { env = "CANARY" }\nauth_method = "client_secret_basic"')
        self.round()

    def test_a_private_key(self):
        private, public = token_files.key_pair()
        self.server.client("jada-jwt", public_key=public)
        token_files.write(self.folder / "key.pem", private)
        self.secrets.add(private)
        self.declare("jada-jwt", 'auth_method = "private_key_jwt"\nkey_file = "key.pem"')
        self.round()

    def test_a_service_account(self):
        private, public = token_files.key_pair()
        self.secrets |= {private, json.dumps(private)}
        self.server.service_account(token_files.service_account(self.folder / "key.json", private, self.server.token_url), public, scopes=["sheets"])
        self.path = token_files.plain(self.folder / "token.json", self.server.mint(client="jada-post"), time.time() - 60)
        self.write("desired.toml", 'version = 1\n[token.demo]\nfile = "token.json"\ngrant = "service_account"\nkey_file = "key.json"\nscopes = ["sheets"]\n')
        self.run_all()
        self.expect_kept()

    def test_a_login_hands_its_browser_no_secret(self):
        self.server.client("jada-post", client_secret=SECRET)
        self.addCleanup(self.server.client, "jada-post", client_secret="s3cret")
        self.env = {"CANARY": SECRET, "DISPLAY": ":canary"}
        self.secrets.add(SECRET)
        self.declare("jada-post", f'issuer = "{self.server.url}"\nclient_secret = {{ env = "CANARY" }}')
        self.write("desired.toml", (self.folder / "desired.toml").read_text().replace('["sheets"]', '["openid", "offline_access", "sheets"]'))
        # Stays until the answer of the login is there, as a browser does that was not running yet.
        self.write("bin/xdg-open", f'#!/bin/sh\ncat /proc/$$/environ > environ\ncat /proc/$$/cmdline > cmdline\n'
                                   f'exec {sys.executable} -B -c "import sys; sys.path.insert(0, \'{servers.HERE}\'); import browser; '
                                   'open(\'landed\', \'w\').write(browser.visit(sys.argv[1]))" "$1"\n').chmod(0o755)
        done = self.jada("token", "login", "demo", env={**self.env, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"})
        self.said.append(("login", done.stdout + done.stderr))
        self.learn()
        landed = self.folder / "landed"
        self.secrets |= set(urllib.parse.parse_qs(urllib.parse.urlparse(landed.read_text()).query)["code"])
        landed.unlink()
        self.assertIn(b"DISPLAY=:canary", (self.folder / "environ").read_bytes())
        self.run_all()
        self.expect_kept()


class InFlight(WithLogin):
    """While a request is under way: what other users and a crash can see of the process."""

    def setUp(self):
        super().setUp()
        self.tokens = self.server.mint(client="jada-post")
        self.token(self.tokens)
        self.server.fault("hold")

    def started(self, command, **how):
        limits = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        process = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"HOME": str(self.folder)},
                                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, limits), **how)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def test_arguments_and_environment_hold_none(self):
        process = self.started([BINARY, "token", "refresh", "demo"])
        self.server.reached(1)
        at = pathlib.Path(f"/proc/{process.pid}")
        seen = (at / "cmdline").read_bytes() + (at / "environ").read_bytes()
        self.assertEqual((at / "task" / str(process.pid) / "children").read_text(), "", "children were not looked into")
        self.server.release()
        process.wait(60)
        for secret in self.secrets_of(self.tokens):
            for spelling in spellings(secret):
                self.assertNotIn(spelling, seen)

    def cores(self):
        return [path.name for path in self.folder.iterdir() if path.name.startswith("core")]

    @unittest.skipUnless(os.geteuid() == 0, "raises its own limit: needs root")
    def test_no_core_is_left(self):
        sleeper = self.started([shutil.which("sleep"), "60"])
        sleeper.send_signal(signal.SIGQUIT)
        sleeper.wait(60)
        if not self.cores():
            self.skipTest("no core of anybody comes to the working folder here")
        for left in self.cores():
            (self.folder / left).unlink()
        for number in (signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV):
            with self.subTest(number.name):
                self.server.clear()
                self.server.fault("hold")
                self.token(self.server.mint(client="jada-post"))
                process = self.started([BINARY, "token", "refresh", "demo"])
                self.server.reached(1)
                process.send_signal(number)
                self.assertEqual(process.wait(60), -number)
                self.assertEqual(self.cores(), [])


if __name__ == "__main__":
    unittest.main()

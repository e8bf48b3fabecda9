"""Tokens against real providers: refreshed once, kept whatever happens, diagnosed when dead."""
import concurrent.futures
import json
import os
import re
import subprocess
import time
import unittest

from providers import WithToken, servers, token_files
from sandbox import BINARY

WRITES = "write,pwrite64,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,renameat,renameat2"


class Rotating(WithToken):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(servers.oidc()) if hasattr(cls, "enterClassContext") else cls.begin(servers.oidc())

    @classmethod
    def begin(cls, server):
        server.__enter__()
        cls.addClassCleanup(server.__exit__)
        return server

    def setUp(self):
        super().setUp()
        self.server.clear()
        self.tokens = self.server.mint(client="jada-post")

    def asked(self):
        return len(self.server.requests())

    def test_apply_refreshes_what_is_due_and_nothing_afterwards(self):
        self.token(self.tokens)
        plan = self.json("plan", "--detailed-exitcode", want=3)
        self.assertEqual([(change["address"], change["action"], change["cause"]) for change in plan["changes"]],
                         [("token.demo", "refresh", "expiry")])
        self.jada("apply", "--yes")
        self.assertEqual(self.asked(), 1)
        self.assertTrue(self.server.accepts(json.loads(self.path.read_text())["access_token"]))
        self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])
        self.assertEqual((self.row()["rotation"], self.row()["diagnosis"], self.row()["generation"]), ("rotating", None, 1))
        self.jada("apply", "--yes")
        self.assertEqual(self.asked(), 1)

    def test_get_prints_a_token_that_the_provider_accepts(self):
        self.token(self.tokens)
        access = self.get()
        self.assertTrue(self.server.accepts(access))
        self.assertEqual(self.get(), access)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(os.stat(self.path).st_mode & 0o777, 0o600)

    def test_many_processes_at_once_ask_once(self):
        self.token(self.tokens)
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            answers = set(pool.map(lambda _: self.get(), range(64)))
        self.assertEqual(len(answers), 1)
        self.assertEqual(self.asked(), 1)
        self.assertTrue(self.server.accepts(answers.pop()))

    def test_a_dead_grant_is_told_at_once_and_not_sent_again(self):
        path = self.token(self.tokens)
        before = path.read_bytes()
        self.server.revoke(self.tokens)
        said = self.jada("apply", "--yes", want=1)
        self.assertIn("jada-reconcile token login demo", said.stdout + said.stderr)
        self.assertEqual(path.read_bytes(), before)
        self.jada("apply", "--yes", want=1)
        told = self.jada("token", "get", "demo", want=1)
        self.assertEqual(told.stdout, "")
        self.assertEqual(len(told.stderr.splitlines()), 1)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(self.row()["diagnosis"], "grant_refused")
        self.assertEqual(self.row()["remedy"], "jada-reconcile token login demo")
        token_files.plain(path, self.server.mint(client="jada-post"), time.time() - 60)
        self.assertTrue(self.server.accepts(self.get()))

    def test_a_wrong_secret_is_the_clients_fault_and_mends_itself(self):
        self.token(self.tokens)
        self.write("client.secret", "wrong\n")
        self.assertIn("client_refused", self.diagnosis_after_apply())
        self.write("client.secret", self.tokens["client_secret"])
        self.jada("apply", "--yes")
        self.assertIsNone(self.row()["diagnosis"])

    def diagnosis_after_apply(self):
        self.jada("apply", "--yes", want=1)
        return self.row()["diagnosis"]

    def test_faults_of_the_provider_are_told_apart(self):
        for fault, rest, diagnosis in [
                ("429", {}, "throttled"), ("503", {}, "provider_down"), ("html200", {}, "answer_unusable"),
                ("empty400", {}, "refused_without_word"), ("redirect", {}, "answer_unusable"),
                ("body", {"status": 400, "json": {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}}, "revoked"),
                ("body", {"status": 400, "json": {"error": "invalid_grant", "error_subtype": "invalid_rapt"}}, "session_control"),
                ("body", {"status": 401, "json": {"error": "deleted_client"}}, "client_gone")]:
            with self.subTest(fault=fault, **rest):
                self.folder.joinpath("state.db").unlink(missing_ok=True)
                self.token(self.server.mint(client="jada-post"))
                self.server.clear()
                self.server.fault(fault, **rest)
                self.assertEqual(self.diagnosis_after_apply(), diagnosis)
                self.assertEqual(self.server.counts().get("strays", 0), 0)

    def test_a_lost_answer_costs_no_blind_second_use(self):
        self.token(self.tokens, extra='refresh_before = "50m"\nmust_refresh_before = "10m"\n')
        token_files.plain(self.path, self.tokens, time.time() + 30 * 60)
        self.server.fault("lost_after")
        self.jada("apply", "--yes", want=1)
        self.assertEqual(self.row()["diagnosis"], "answer_lost")
        self.jada("apply", "--yes", want=1)
        self.assertEqual(self.asked(), 1)
        self.assertEqual(self.get(), self.tokens["access_token"], "what still lives is served")

    def test_an_outage_serves_what_still_lives(self):
        self.token(self.tokens, expired=False)
        token_files.plain(self.path, self.tokens, time.time() + 5 * 60)
        self.server.fault("503", times=9)
        told = self.jada("token", "get", "demo")
        self.assertEqual(told.stdout.strip(), self.tokens["access_token"])
        self.assertIn("503", told.stderr)

    def test_killed_at_any_write_no_rotated_token_is_lost(self):
        command = [BINARY, "token", "get", "demo"]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        self.token(self.tokens)
        trace = self.folder / "trace"
        subprocess.run(["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={WRITES}", *command], cwd=self.folder, env=environment,
                       capture_output=True, check=True)
        total = sum(1 for line in trace.read_text().splitlines() if "resumed" not in line and "(" in line)
        self.assertGreater(total, 10)
        lost = 0
        for nth in range(1, total + 1):
            self.folder.joinpath("state.db").unlink(missing_ok=True)
            for left in self.folder.glob(".token.json*"):
                left.unlink()
            self.token(self.server.mint(client="jada-post"))
            self.server.clear()
            subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={WRITES}", "-e", f"inject={WRITES}:signal=SIGKILL:when={nth}",
                            *command], cwd=self.folder, env=environment, capture_output=True)
            json.loads(self.path.read_text())
            after = self.jada("token", "get", "demo", want=None)
            if after.returncode == 0:
                self.assertTrue(self.server.accepts(after.stdout.strip()), f"killed at write {nth}")
            else:
                lost += 1
        # Between the provider's commit and the first byte that reaches our disk nobody can help: those moments only.
        self.assertLessEqual(lost, 4)

    def test_no_secret_is_found_anywhere_but_in_its_files(self):
        self.token(self.tokens)
        said = [self.jada("plan"), self.jada("plan", "--json"), self.jada("apply", "--yes", "-v"), self.jada("explain", "token.demo"),
                self.jada("status"), self.jada("token", "diagnose", "demo")]
        now = json.loads(self.path.read_text())
        for secret in {*self.secrets_of(self.tokens), now["access_token"], now["refresh_token"]}:
            for one in said:
                self.assertNotIn(secret, one.stdout + one.stderr, one.args)
            where = {re.sub(r"^\.", "", name) for name in self.files_with(secret)}
            self.assertLessEqual(where, {"token.json", "client.secret", "token.json.demo.journal"})


class OtherProviders(WithToken):
    def test_an_empty_400_is_confirmed_later_and_names_both_causes(self):
        with servers.glewlwyd() as self.server:
            tokens = self.server.mint()
            self.token(tokens)
            self.assertTrue(self.server.accepts(self.get()))
            self.token({**tokens, "refresh_token": "garbage"})
            said = self.jada("apply", "--yes", want=1)
            self.assertIn("the refresh token may be dead, or the client id or secret wrong", said.stdout + said.stderr)
            for _ in range(3):
                self.assertIn("next try in", self.jada("apply", "--yes", want=1).stdout)
            self.assertEqual(self.row()["diagnosis"], "refused_without_word")
            asked = lambda: len([one for one in self.server.requests() if one["grant"] == "refresh_token"])
            self.assertEqual(asked(), 2, "it was confirmed at once")
            self.token({**tokens, "refresh_token": "other garbage"})
            self.jada("apply", "--yes", want=1)
            self.assertEqual(asked(), 3, "another token does not wait")

    def test_a_provider_that_leaves_the_refresh_token_out(self):
        with servers.glewlwyd("never") as self.server:
            tokens = self.server.mint(provider="never")
            self.token(tokens)
            self.assertTrue(self.server.accepts(self.get()))
            self.assertEqual(json.loads(self.path.read_text())["refresh_token"], tokens["refresh_token"])
            self.assertEqual(self.row()["rotation"], "none")

    def test_a_provider_that_explains_itself(self):
        with servers.node_oauth() as self.server:
            tokens = self.server.mint()
            self.token(tokens)
            self.get()
            self.token({**tokens, "refresh_token": "garbage"})
            self.assertIn("refresh token is invalid", self.jada("apply", "--yes", want=1).stdout)

    def test_google_auth_library_reads_what_we_wrote(self):
        with servers.oidc() as self.server:
            tokens = self.server.mint(client="jada-post")
            self.token(tokens)
            path = token_files.google(self.folder / "token.json", tokens, self.server.token_url, time.time() - 60)
            self.get()
            said = servers.reader("check", path)
            self.assertTrue(said["valid"], said)


if __name__ == "__main__":
    unittest.main()

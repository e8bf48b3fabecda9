"""How things stand: what is held, what time alone ends, what is suspended, and what the next step is."""
import fcntl
import json
import os
import pty
import sqlite3
import struct
import subprocess
import termios
import time
import unittest

from sandbox import BINARY, Sandbox

TOKEN = '[token.demo]\nfile = "demo.json"\ngrant = "self_signed_jwt"\n'


class Standing(Sandbox):
    def declare_text(self, *blocks):
        self.write("desired.toml", "version = 1\n" + "\n".join(blocks))

    def edit_state(self, query, *values):
        """As if time had passed: what the state holds is moved, not the clock."""
        with sqlite3.connect(self.folder / "state.db") as state:
            state.execute(query, values)

    def age(self, due, expires):
        at = lambda minutes: time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() + minutes * 60))
        self.edit_state("UPDATE _resource SET observed = json_set(observed, '$.refresh_due_at', ?, '$.expires_at', ?)"
                        " WHERE kind IN ('token', '@memory') AND observed != ''", at(due), at(expires))


class SecretDirs(Standing):
    def setUp(self):
        super().setUp()
        self.declare_text('[secret_dir.main]\npath = "s"\n')
        self.jada("apply", "--yes")

    def test_what_is_held_stops_no_later_look_and_no_apply(self):
        s = self.folder / "s"
        (s / "link").symlink_to("/etc/passwd")
        (s / "loop").symlink_to("loop")
        os.mkfifo(s / "pipe")
        os.link(self.write("outside", "x"), s / "twin")
        (s / "open").write_text("x")
        for round in range(3):
            os.chmod(s / "open", 0o644)
            for verb, want in (["plan"], 0), (["drift"], 3), (["apply", "--yes"], 0):
                told = self.jada(*verb, want=want)
                self.assertNotIn("recorded", told.stderr)
            self.assertEqual(os.stat(s / "open").st_mode & 0o777, 0o600)
        found = {change["item"]: change["reason"] for change in self.json("drift", want=3)["drift"]}
        self.assertEqual(found, {"link": "leads_out", "loop": "unreadable", "pipe": "no_plain_file", "twin": "hard_link"})
        (s / "pipe").unlink()
        self.assertIn("3 held", self.jada("apply", "--yes").stdout)
        self.assertEqual({row["item"] for row in self.sql("SELECT item FROM drift")}, {"link", "loop", "twin"})

    def test_what_is_held_names_what_mends_it(self):
        (self.folder / "s/link").symlink_to("/etc/passwd")
        told = self.jada("explain", "secret_dir.main").stdout
        self.assertIn("Next: see to what holds it: mend it by hand: look where it leads", told)
        self.assertNotIn("apply --select", told)

    def test_two_folders_in_one_place_are_refused_however_they_are_spelt(self):
        (self.folder / "alias").symlink_to("s")
        for path in "s", "./s/.", "alias":
            with self.subTest(path):
                self.declare_text('[secret_dir.main]\npath = "s"\n', f'[secret_dir.two]\npath = "{path}"\nfile_mode = "0400"\n')
                self.assertIn("which [secret_dir.main] has already", self.jada("validate", want=65).stderr)


class Times(Standing):
    def setUp(self):
        super().setUp()
        self.declare_text(TOKEN)
        self.jada("apply", "--yes")

    def test_a_dead_scheduler_is_noticed(self):
        self.assertIn("JADA OK", self.jada("status", "--check").stdout)
        row = lambda: self.sql("SELECT condition, reason FROM resources")[0]
        for due, expires, code, told, condition in [(-5, 30, 0, "OK", ("Ready", "InStep")),
                                                    (-20, 10, 1, "WARNING", ("Pending", "Overdue")),
                                                    (-60, -1, 2, "CRITICAL", ("Failing", "Expired"))]:
            with self.subTest(told):
                self.age(due, expires)
                said = self.jada("status", "--check", want=code).stdout
                self.assertIn(f"JADA {told}", said)
                self.assertEqual(tuple(row().values()), condition)
                self.assertEqual(self.json("status")["resources"][0]["reason"], condition[1])
        self.assertIn("expired at", said)

    def test_what_a_script_refreshed_is_not_told_expired(self):
        self.age(-60, -1)
        self.jada("token", "refresh", "demo")
        self.assertIn("JADA OK", self.jada("status", "--check").stdout)
        self.assertEqual(self.sql("SELECT condition FROM resources"), [{"condition": "Ready"}])

    def test_what_is_to_come_is_told(self):
        [row] = self.sql("SELECT next_due_at, next_reason FROM resources")
        [token] = self.sql("SELECT expires_at, refresh_due_at FROM tokens")
        self.assertEqual(row, {"next_due_at": token["refresh_due_at"], "next_reason": "refresh"})
        self.assertEqual(self.sql("SELECT at, event FROM upcoming ORDER BY at"),
                         [{"at": token["refresh_due_at"], "event": "refresh"}, {"at": token["expires_at"], "event": "expires"}])
        self.assertIn("refresh in ", self.jada("status").stdout)

    def test_explain_tells_the_times_and_the_file(self):
        told = self.jada("explain", "token.demo").stdout
        for heading in "file ", "due ", "expires ", "proven ":
            self.assertIn("\n" + heading, told)
        self.assertEqual(self.json("explain", "token.demo")["facts"]["file"], str(self.folder / "demo.json"))

    def test_explain_has_colour_when_it_is_asked_for(self):
        self.assertNotIn("\x1b", self.jada("explain", "token.demo").stdout)
        self.assertIn("\x1b[32mReady", self.jada("--color", "always", "explain", "token.demo").stdout)

    def test_status_keeps_to_the_width_of_the_terminal(self):
        self.edit_state("UPDATE _resource SET standing = json_set(standing, '$.message', ?) WHERE kind = 'token'", "why " * 80)
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 90, 0, 0))
        subprocess.run([BINARY, "status"], cwd=self.folder, stdout=theirs, check=True, env={"PATH": os.environ["PATH"], "TERM": "xterm"})
        os.close(theirs)
        lines = os.read(ours, 65536).decode().replace("\r", "").splitlines()
        os.close(ours)
        self.assertTrue(all(len(line) <= 90 for line in lines), lines)
        self.assertTrue(lines[1].endswith("…"), lines[1])
        self.assertIn("why " * 79, self.jada("status").stdout)


class HeldTokens(Standing):
    """Neither a suspended token nor one that is only observed is refreshed, whoever asks."""

    def held(self, how):
        self.declare_text(TOKEN)
        self.jada("apply", "--yes")
        if how == "suspend":
            self.jada("suspend", "token.demo", "-m", "moving house")
        if how == "file":
            self.declare_text(TOKEN + 'suspend = { reason = "moving house" }\n')
        if how == "observe":
            self.declare_text(TOKEN + 'mode = "observe"\n')
        return self.folder / "demo.json"

    def test_one_that_lives_is_served_and_one_that_does_not_is_refused(self):
        for how, says in [("suspend", "jada-reconcile resume token.demo"), ("file", "take `suspend` out"), ("observe", 'mode = "heal"')]:
            with self.subTest(how):
                path = self.held(how)
                before = path.read_bytes()
                self.assertTrue(self.jada("token", "get", "demo").stdout.strip())
                self.assertIn(says, self.jada("token", "refresh", "demo", want=1).stderr)
                self.assertIn(says, self.jada("token", "get", "demo", "--after-401", want=1).stderr)
                self.assertEqual(path.read_bytes(), before)
                path.unlink()
                refused = self.jada("token", "get", "demo", want=1)
                self.assertIn(says, refused.stderr)
                self.assertEqual(refused.stdout, "")
                self.assertFalse(path.exists())
                self.jada("resume", "token.demo", want=None)

    def test_one_that_is_due_and_lives_is_served_with_a_word(self):
        path = self.held("suspend")
        path.write_text(json.dumps({"access_token": "lives", "expires_at": int(time.time()) + 300}))
        told = self.jada("token", "get", "demo")
        self.assertIn("moving house", told.stderr)
        self.assertEqual(told.stdout, "lives\n")

    def test_after_resume_it_is_refreshed_again(self):
        path = self.held("suspend")
        path.unlink()
        self.jada("resume", "token.demo")
        self.assertTrue(self.jada("token", "get", "demo").stdout.strip())

    def test_a_plan_says_once_that_it_is_suspended(self):
        self.held("suspend").unlink()
        told = self.jada("plan").stdout
        self.assertEqual(told.count("moving house"), 1, told)
        self.assertIn("skipped", self.report("junit"))

    def report(self, kind):
        self.jada("drift", "--report", f"{kind}=report", want=None)
        return (self.folder / "report").read_text()


class FaultsElsewhere(Standing):
    def test_a_script_gets_its_token_whatever_is_wrong_with_other_blocks(self):
        for block in '[region.east]\npaht = "e.db"', '[rostr.crew]\nkey = "id"', '[guard]\nmax_delete = "x"':
            with self.subTest(block):
                self.declare_text(TOKEN, block)
                self.jada("validate", want=65)
                told = self.jada("token", "get", "demo")
                self.assertTrue(told.stdout.strip())
                self.assertEqual(told.stderr, "")

    def test_its_own_faults_those_of_the_controller_and_a_broken_file_stop_it(self):
        for text in TOKEN + "fiel = 1\n", TOKEN + "[controller]\ntick = 1\n", TOKEN + "[region.east\n":
            with self.subTest(text):
                self.declare_text(text)
                self.jada("token", "get", "demo", want=65)


class Declarations(Standing):
    def test_what_would_never_be_used_or_never_work_is_refused(self):
        for extra, says in [('lifetime = "10s"', "a minute at least"), ('lifetime = "9000h"', "a year at most"),
                            ('lifetime = "10m"\nrefresh_before = "20m"', "as long as `lifetime`"),
                            ('profile = "a:b"\nformat = "plain"', "`profile` means nothing here"),
                            ('grant = "client_credentials"\ntoken_url = "https://login.example.com/t"', "needs `client` or `client_id`"),
                            ('grant = "refresh_token"\naudience = "x"', "`audience` means nothing here"),
                            ('grant = "refresh_token"\nkey_file = "k"', "`key_file` means nothing here"),
                            ('grant = "refresh_token"\nlifetime = "2h"', "`lifetime` means nothing here"),
                            ('[token.demo.mail]\nfile = "m.json"', "a name has no dots: write [token.demo-mail]")]:
            with self.subTest(extra):
                text = TOKEN.replace('grant = "self_signed_jwt"\n', "") if "grant" in extra else TOKEN
                self.declare_text(text + extra + "\n")
                told = self.jada("validate", want=65).stderr
                self.assertIn(says, told)
                self.assertIn("[token.demo]", told)

    def test_a_token_may_stand_in_no_file_of_ours(self):
        for name, owner in ("state.db", "the state"), ("desired.toml", "the declaration"):
            with self.subTest(name):
                self.declare_text(TOKEN.replace("demo.json", name))
                self.assertIn(f"which {owner} has already", self.jada("validate", want=65).stderr)


if __name__ == "__main__":
    unittest.main()

"""The real binary tells real counterparts what stands in its outbox."""
import datetime
import email.header
import json
import pathlib
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "cli"))

import counterparts
from sandbox import Sandbox


def fnv1a(labels):
    """What an Alertmanager calls an alert: 64 bits over its labels and nothing else."""
    value = 14695981039346656037
    for byte in b"".join(name.encode() + b"\xff" + text.encode() + b"\xff" for name, text in sorted(labels.items())):
        value = (value ^ byte) * 1099511628211 % 2**64
    return f"{value:016x}"


def text_of(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Channels(Sandbox):
    def channel(self, text):
        self.write("desired.toml", f"version = 1\n[channel.ops]\n{text}")
        self.apply(want=None)  # there is a state from here on

    def wait(self, alert, transition="fired", title=None):
        """Puts a notice in the outbox, as a rule would."""
        now = datetime.datetime.now(datetime.timezone.utc)
        fired = self.fired.setdefault(alert, now)
        over = transition == "resolved"
        notice = {"transition": transition, "severity": "critical", "title": title or f"token.{alert} cannot be refreshed",
                  "body": ["invalid_grant since 12:00", f"jada-reconcile token login {alert}"], "subject": f"token.{alert}",
                  "rule": "alert.oauth", "instance": "node-1", "fingerprint": f"f-{alert}", "opened_at": text_of(fired),
                  "fired_at": text_of(fired), "resolved_at": text_of(now) if over else None}
        at = int(now.timestamp() * 1000)
        with sqlite3.connect(self.folder / "state.db") as state:
            state.execute("INSERT INTO _notice VALUES (?, 1, ?, 'channel', 'ops', ?, ?, 'waiting', 0, ?, NULL, NULL, '')",
                          (f"{alert}.{transition}", f"f-{alert}", transition, json.dumps(notice), at))

    def apply(self, want=0):
        return self.jada("apply", "--yes", want=want, env=self.environment)

    def statuses(self):
        with sqlite3.connect(self.folder / "state.db") as state:
            return dict(state.execute("SELECT id, status FROM _notice"))

    def deliver_all(self):
        end = time.monotonic() + counterparts.PATIENCE
        while "waiting" in self.statuses().values():
            self.assertLess(time.monotonic(), end, self.statuses())
            self.apply(want=None)

    def setUp(self):
        super().setUp()
        self.fired, self.environment = {}, {}

    def test_alertmanager_knows_what_fires_and_what_is_over_by_one_fingerprint(self):
        vector = {"alertname": "TokenRefreshFailing", "severity": "critical", "token": "google"}
        self.assertEqual(fnv1a(vector), "9cb88950e0b62dde", "as a real one was seen to say")
        with counterparts.alertmanager() as server:
            self.channel(f'type = "alertmanager"\nserver = "{server.url}"\nlabels = ["team=ops"]\n')
            self.wait("google")
            self.wait("sheets")
            self.apply()
            self.assertEqual(set(self.statuses().values()), {"sent"})
            first = server.alerts()
            self.assertEqual(set(first), {"token.google", "token.sheets"})
            google = first["token.google"]
            self.assertEqual(google["labels"], {"alertname": "alert.oauth", "severity": "critical", "subject": "token.google",
                                                "instance": "node-1", "fingerprint": "f-google", "team": "ops"})
            self.assertEqual(google["fingerprint"], fnv1a(google["labels"]))
            lives = datetime.datetime.fromisoformat(google["endsAt"].replace("Z", "+00:00")) - datetime.datetime.now(datetime.timezone.utc)
            self.assertTrue(200 < lives.total_seconds() <= 240, lives)
            self.wait("google", "resolved")
            self.apply()
            self.assertEqual(set(server.alerts()), {"token.sheets"}, "what is over is listed no more")
            self.wait("sheets", "repeated")
            self.apply()
            self.assertEqual(server.alerts()["token.sheets"]["fingerprint"], first["token.sheets"]["fingerprint"])

    def test_mails_of_one_alert_are_one_thread(self):
        with counterparts.mail_server() as server:
            self.channel(f'type = "email"\nserver = "{server.url}"\nfrom = "jada@example.com"\nto = ["ops@example.com", "night@example.com"]\n')
            self.wait("google")
            self.apply()
            self.wait("google", "resolved", title="token.google — café ☕ cannot be refreshed")
            time.sleep(1)  # a mail a second
            self.apply()
            self.assertEqual(set(self.statuses().values()), {"sent"})
            mails = server.mails()
            self.assertEqual(len(mails), 2)
            first = mails["critical: token.google cannot be refreshed"]
            last, = (mail for subject, mail in mails.items() if mail is not first)
            self.assertRegex(first["Message-ID"], r"^<f-google\.\d+@node-1>$")
            self.assertEqual((last["In-Reply-To"], last["References"]), (first["Message-ID"], first["Message-ID"]))
            self.assertIsNone(first["In-Reply-To"])
            self.assertEqual(first["Auto-Submitted"], "auto-generated")
            self.assertIsNotNone(email.utils.parsedate_to_datetime(first["Date"]).tzinfo)
            self.assertEqual([address for _, address in email.utils.getaddresses([first["To"]])], ["ops@example.com", "night@example.com"])
            self.assertIn("token.google — café ☕", str(email.header.make_header(email.header.decode_header(last["Subject"]))))
            body = last.get_payload(decode=True).decode("utf-8")
            self.assertTrue(body.replace("\r", "").startswith("resolved after "), body)
            self.assertIn("token.google · rule alert.oauth · on node-1 · id f-google", body)

    def test_a_service_that_asks_for_quiet_gets_it_and_loses_nothing(self):
        with counterparts.limited_web(per_minute=30, retry_after=3) as server:
            self.environment = {"HOOK": server.url}
            self.channel('type = "slack"\nurl = { env = "HOOK" }\nper_minute = 6000\n')
            for alert in ("a", "b", "c"):
                self.wait(alert)
            self.deliver_all()
            self.assertEqual(set(self.statuses().values()), {"sent"})
            requests = server.requests()
            self.assertEqual([status for _, status in requests].count(200), 3)
            refused = [(at, after) for (at, status), (after, _) in zip(requests, requests[1:]) if status == 429]
            self.assertTrue(refused, "it never had enough")
            for at, after in refused:
                self.assertGreaterEqual(after - at, 2.9)

    def test_a_program_is_told_in_its_variables(self):
        script = self.write("tell.sh", '#!/bin/sh\nenv | grep ^JADA_ALERT_ > "$1"\n')
        script.chmod(0o755)
        self.channel(f'type = "command"\nrun = ["{script}", "{self.folder}/told"]\n')
        self.wait("google")
        self.apply()
        told = (self.folder / "told").read_text()
        for line in ("JADA_ALERT_TRANSITION=fired", "JADA_ALERT_SUBJECT=token.google", "JADA_ALERT_SEVERITY=critical"):
            self.assertIn(line, told)

    def test_a_mistyped_secret_is_seen_in_a_plan_and_repeated_nowhere(self):
        self.channel('type = "slack"\nurl = { env = "HOOK" }\n')
        for value, reason in ((None, "the variable HOOK is not set"), ("hooks.example.com/canary", "the variable HOOK holds no https address")):
            self.jada("plan", want=None, env={"HOOK": value} if value else {})
            row, = self.sql("SELECT condition, message FROM resources WHERE address = 'channel.ops'")
            self.assertEqual((row["condition"], row["message"]), ("Failing", reason))
        for file in self.folder.glob("state.db*"):
            self.assertNotIn(b"canary", file.read_bytes())

    def test_an_outage_ends_with_everything_told_in_order(self):
        port = counterparts.free_port()
        self.channel(f'type = "alertmanager"\nserver = "http://127.0.0.1:{port}"\n')
        self.wait("google")
        self.assertIn("connection refused", self.apply(want=None).stdout)
        self.assertEqual(self.statuses(), {"google.fired": "waiting"})
        self.wait("google", "resolved")
        self.wait("sheets")
        with counterparts.alertmanager(port) as server:
            self.deliver_all()
            self.assertEqual(set(server.alerts()), {"token.sheets"})
        self.assertEqual(set(self.statuses().values()), {"sent"})


if __name__ == "__main__":
    unittest.main()

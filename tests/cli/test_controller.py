"""`run` as a service: the story of the dead token against listening servers, killed in the middle; its pages, its file, its end."""
import http.server
import json
import os
import signal
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

from sandbox import BINARY, Sandbox

PATIENCE = 60

FILE = """version = 1
[controller]
tick = "200ms"
listen = "127.0.0.1:0"
heartbeat = {{ env = "HEARTBEAT" }}
[token.google]
file = "token.json"
format = "plain"
token_url = "{url}/token"
client_id = "c1"
refresh_before = "20m"
[sync.port_sheet]
every = "1s"
run = ["sh", "-c", "test -s \\"$JADA_TOKEN_FILE_GOOGLE\\" && echo synced"]
needs = ["token.google"]
[alert.oauth]
watch = ["token.*", "sync.*"]
consecutive_failures = 3
severity = "critical"
notify = ["channel.ops"]
[channel.ops]
type = "slack"
url = {{ env = "SLACK" }}
"""


class Services:
    """The provider of a token, a chat and a heartbeat, on one free port of this machine."""

    def __init__(self):
        self.answer = (200, {"access_token": "at-new-0123456789", "expires_in": 3600, "token_type": "Bearer"})
        self.asked, self.posts, self.pings = [], [], []
        services = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *_):
                pass

            def reply(self, status, body):
                self.send_response(status)
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                services.pings.append(self.path)
                self.reply(200, b"OK")

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                if self.path == "/token":
                    services.asked.append(body)
                    status, answer = services.answer
                    self.reply(status, json.dumps(answer).encode())
                else:
                    services.posts.append(body)
                    self.reply(200, b"ok")

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Controller(Sandbox):
    def setUp(self):
        super().setUp()
        self.services = Services()
        self.addCleanup(self.services.close)
        self.write("desired.toml", FILE.format(url=self.services.url))
        self.log_in()

    def log_in(self, life=3600):
        mark = f"{time.time():.6f}"
        self.write("token.json", json.dumps({"access_token": "at-" + mark, "refresh_token": "rt-" + mark, "expires_at": int(time.time() + life)}))
        os.chmod(self.folder / "token.json", 0o600)

    def start(self):
        log = open(self.folder / "log", "a")
        self.addCleanup(log.close)
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "SLACK": self.services.url + "/slack", "HEARTBEAT": self.services.url + "/ping"}
        process = subprocess.Popen([BINARY, "run"], cwd=self.folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.addCleanup(self.end, process)
        return process

    def end(self, process, how=signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(how)
        return process.wait(timeout=PATIENCE)

    def until(self, claim, what):
        """Waits for a condition, not for a time."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = claim()
            if found:
                return found
            time.sleep(0.05)
        self.fail(f"in vain for {PATIENCE} s: {what}\n" + (self.folder / "log").read_text()[-4000:])

    def log(self):
        return (self.folder / "log").read_text()

    def rows(self, query):
        done = self.jada("sql", query, "--json", want=None)
        return json.loads(done.stdout) if done.returncode == 0 else []

    def outcomes(self, **where):
        clause = " AND ".join(f"{name} = '{value}'" for name, value in where.items()) or "1"
        return [row["outcome"] for row in self.rows(f"SELECT outcome FROM sync_runs WHERE {clause} ORDER BY slot_at")]

    def transitions(self):
        return [row["transition"] for row in self.rows("SELECT transition FROM notifications WHERE status = 'sent' ORDER BY created_at")]

    def page(self, path):
        address = self.until(lambda: [line for line in self.log().splitlines() if "controller.listening" in line], "a page")[-1]
        url = "http://" + address.split("address=")[1].split()[0] + path
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


class Story(Controller):
    def test_told_before_the_first_sync_fails_and_once_whoever_is_killed(self):
        process = self.start()
        self.until(lambda: "ok" in self.outcomes(), "a first run")
        self.services.answer = (400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        self.log_in(life=6)  # inside its window, and alive
        self.until(lambda: self.services.posts, "a page")
        self.assertNotIn("blocked", self.outcomes(), "the page came first")
        self.assertNotIn("failed", self.outcomes())
        for part in ("token.google", "sync.port_sheet", "jada-reconcile token login google"):
            self.assertIn(part, self.services.posts[0])
        self.until(lambda: "blocked" in self.outcomes(), "a blocked slot")

        self.end(process, signal.SIGKILL)
        process = self.start()
        blocked = len(self.outcomes(outcome="blocked"))
        self.until(lambda: len(self.outcomes(outcome="blocked")) > blocked + 1, "more blocked slots")
        self.assertEqual(self.transitions(), ["fired"], "told once, whoever was killed")
        self.assertEqual(len(self.services.asked), 1, "a dead refresh token is sent once")
        self.until(lambda: "/ping/fail" in self.services.pings, "a heartbeat that says so")
        self.jada("status", "--check", want=2)

        self.services.answer = (200, {"access_token": "at-mended-0123456789", "expires_in": 3600, "token_type": "Bearer"})
        self.log_in()
        self.until(lambda: self.transitions() == ["fired", "resolved"], "its end")
        self.assertIn("slots blocked", self.services.posts[-1])
        self.until(lambda: self.outcomes(triggered="catch_up") == ["ok"], "one run that catches up")
        self.until(lambda: self.services.pings[-1] == "/ping", "a green heartbeat")
        self.assertEqual(self.end(process, signal.SIGTERM), 0)
        self.assertEqual(self.rows("SELECT slot_at FROM sync_runs WHERE outcome IS NULL"), [])
        self.assertNotIn("rt-", self.log())
        self.assertNotIn("at-", self.log())

    def test_a_file_that_cannot_be_used_is_told_with_line_and_column(self):
        good = (self.folder / "desired.toml").read_text()
        process = self.start()
        self.until(lambda: "ok" in self.outcomes(), "a first run")
        self.write("desired.toml", good + "[sync.more]\nevry = \"1h\"\n")
        process.send_signal(signal.SIGHUP)
        self.until(lambda: any("controller.desired" in post and "desired.toml:" in post for post in self.services.posts), "a page about the file")
        count = len(self.outcomes(outcome="ok"))
        self.until(lambda: len(self.outcomes(outcome="ok")) > count, "the last good file in force")
        self.write("desired.toml", good)
        self.until(lambda: "resolved" in self.transitions(), "its end")
        self.assertEqual(self.end(process, signal.SIGTERM), 0)

    def test_an_invalid_file_ends_it_at_the_start(self):
        self.write("desired.toml", "version = 1\n[controller]\ntik = \"1s\"\n")
        self.assertIn("did you mean `tick`", self.jada("run", want=65).stderr)


class Pages(Controller):
    def test_tell_of_the_state(self):
        process = self.start()
        self.until(lambda: "controller.ready" in self.log(), "the first pass")
        self.assertEqual(self.page("/healthz")[0], 200)
        self.assertEqual(self.page("/readyz")[0], 200)
        self.assertEqual(self.page("/other")[0], 404)
        metrics = self.page("/metrics")[1]
        self.assertIn('jada_token_headroom_seconds{address="token.google"}', metrics)
        checked = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True, timeout=60)
        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "", ""))
        self.assertEqual(self.end(process, signal.SIGTERM), 0)


class Once(Controller):
    def test_is_one_pass_over_all_stages(self):
        self.services.answer = (400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        self.log_in(life=-60)
        self.jada("run", "--once", want=None, env={"SLACK": self.services.url + "/slack", "HEARTBEAT": "unused"})
        self.assertEqual(self.outcomes(), ["blocked"])
        self.assertEqual(self.transitions(), ["fired"])
        self.assertEqual(len(self.services.posts), 1)


if __name__ == "__main__":
    unittest.main()

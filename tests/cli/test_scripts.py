"""The examples of docs/scripts.md, word for word, against a provider and an API that refuses."""
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
import unittest

from providers import WithOidc, servers, token_files
from sandbox import BINARY, SOURCE

PAGE = (SOURCE / "docs" / "scripts.md").read_text()
API = "https://api.example.com/v1/rows"
# How each is started, what is added so that it tells what it got, and how many calls of ours it makes when all is well.
LANGUAGES = {
    "sh": (["sh", "-u"], "", ["token get google"]),
    "python": ([sys.executable], "\nprint(json.dumps(answer))\n", []),
    "js": ([servers.NODE, "--input-type=module"], "\nconsole.log(await answer.text());\nprocess.exitCode = answer.ok ? 0 : 1;\n", ["token get google"]),
}


def example(language):
    [text] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)
    return text


def declaration():
    return "".join(re.findall(r"^    (.*\n)", PAGE[:PAGE.index("## Ask")], re.M))


class Api(http.server.ThreadingHTTPServer):
    """Answers rows to tokens it lets in, `refusal` to all others; keeps what it was shown."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Call)
        self.shown, self.lets_in, self.refusal = [], lambda token: True, 401
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def end(self):
        self.shutdown()
        self.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1/rows"


class Call(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        token = self.headers["Authorization"].removeprefix("Bearer ")
        self.server.shown.append(token)
        status, body = (200, b'[{"row": 1}]') if self.server.lets_in(token) else (self.server.refusal, b'{"error": "no"}')
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


class Scripts(WithOidc):
    def setUp(self):
        super().setUp()
        self.api = Api()
        self.addCleanup(self.api.end)
        self.calls = self.folder / "calls"
        self.calls.touch()
        self.write("bin/jada-reconcile", f'#!/bin/sh\necho "$*" >> "{self.calls}"\nexec "{BINARY}" "$@"\n').chmod(0o755)
        self.write("desired.toml", "version = 1\n" + declaration())
        (self.folder / ".secrets").mkdir(mode=0o700)
        self.put()

    def put(self, left=3600):
        self.tokens = self.server.mint(client="jada-post")
        token_files.google(self.folder / ".secrets/google_token.json", self.tokens, self.server.token_url, time.time() + left)
        token_files.write(self.folder / ".secrets/client.json", {"installed": {
            "client_id": self.tokens["client_id"], "client_secret": self.tokens["client_secret"], "token_uri": self.server.token_url}})

    def run_example(self, language):
        command, ending, _ = LANGUAGES[language]
        return subprocess.run(command, input=example(language).replace(API, self.api.url) + ending, cwd=self.folder, text=True, capture_output=True,
                              timeout=60, env={"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder)})

    def each(self):
        for language in LANGUAGES:
            with self.subTest(language):
                self.doCleanups()
                self.setUp()
                yield language

    def asked_us(self):
        return self.calls.read_text().splitlines()

    def expect_rows(self, done):
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(json.loads(done.stdout), [{"row": 1}])

    def test_a_fresh_token_is_used_as_it_is(self):
        for language in self.each():
            self.expect_rows(self.run_example(language))
            self.assertEqual(self.api.shown, [self.tokens["access_token"]])
            self.assertEqual(self.asked_us(), LANGUAGES[language][2])
            self.assertEqual(self.server.requests(), [])

    def test_after_a_401_another_is_asked_for_once(self):
        for language in self.each():
            self.api.lets_in = lambda token: token != self.tokens["access_token"] and self.server.accepts(token)
            self.expect_rows(self.run_example(language))
            self.assertEqual(self.asked_us(), [*LANGUAGES[language][2], "token get google --after-401"])
            self.assertEqual(len(self.api.shown), 2)
            self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"200": 1}})

    def test_a_second_401_ends_it(self):
        for language in self.each():
            self.api.lets_in = lambda token: False
            self.assertNotEqual(self.run_example(language).returncode, 0)
            self.assertEqual(self.asked_us(), [*LANGUAGES[language][2], "token get google --after-401"])
            self.assertEqual(len(set(self.api.shown)), 2)
            self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"200": 1}})

    def test_a_403_asks_for_nothing(self):
        for language in self.each():
            self.api.lets_in, self.api.refusal = lambda token: False, 403
            self.assertNotEqual(self.run_example(language).returncode, 0)
            self.assertEqual(self.asked_us(), LANGUAGES[language][2])
            self.assertEqual(self.api.shown, [self.tokens["access_token"]])
            self.assertEqual(self.server.requests(), [])

    def test_a_dead_token_is_told_and_the_api_is_not_called(self):
        for language in ("sh", "js"):
            with self.subTest(language):
                self.doCleanups()
                self.setUp()
                self.put(left=-60)
                self.server.revoke(self.tokens)
                done = self.run_example(language)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("jada-reconcile token login google", done.stderr)
                self.assertEqual(self.api.shown, [])

    def test_what_the_page_says_of_the_folder_and_of_JADA_FILE(self):
        elsewhere = self.write("elsewhere/here", "").parent
        for environment in ({"JADA_FILE": str(self.folder / "desired.toml")}, {}):
            done = subprocess.run([BINARY, "token", "get", "google"], cwd=elsewhere, text=True, capture_output=True,
                                  env={"HOME": str(self.folder), **environment})
            self.assertEqual(done.stdout.strip(), self.tokens["access_token"] if environment else "")


if __name__ == "__main__":
    unittest.main()

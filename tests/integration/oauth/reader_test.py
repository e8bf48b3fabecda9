"""reader.mjs reads and writes what token_files.py writes."""
import pathlib
import shutil
import tempfile
import time

import servers
import token_files
from standing import PRIVATE, PUBLIC, Standing

JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


class Reader(Standing):
    """google-auth-library understands what token_files writes, and its own habits are the known ones."""

    def setUp(self):
        super().setUp()
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.tokens = self.server.mint()

    def test_it_tells_fresh_from_stale(self):
        formats = {"google": lambda **when: token_files.google(self.folder / "google", self.tokens, self.server.token_url, **when),
                   "node": lambda **when: token_files.node(self.folder / "node", self.tokens, **when)}
        for name, write in formats.items():
            with self.subTest(name):
                told = servers.reader("check", write(expiry=2000000000))
                self.assertEqual(told, {"format": name, "valid": True, "until": "2033-05-18T03:33:20.000Z"})
                self.assertEqual(servers.reader("check", write(expiry=time.time() + 60))["valid"], False)
        self.assertEqual(self.server.counts()["total"], 0)

    def test_it_refreshes_and_keeps_the_old_refresh_token(self):
        path = token_files.google(self.folder / "google", self.tokens, self.server.token_url, expiry=1)
        self.assertEqual(servers.reader("refresh", path, self.server.token_url)["format"], "google")
        self.assertTrue(servers.reader("check", path)["valid"])
        self.assertEqual(servers.reader("refresh", path, self.server.token_url), {"error": "invalid_grant"})

    def test_it_refreshes_from_files_without_an_access_token(self):
        path = token_files.adc(self.folder / "adc", self.tokens)
        self.assertEqual(servers.reader("check", path), {"format": "adc", "valid": False, "until": None})
        self.assertEqual(servers.reader("refresh", path, self.server.token_url)["format"], "adc")
        keyfile = token_files.service_account(self.folder / "key.json", PRIVATE, self.server.token_url, email="other@stand-in.example.com")
        self.server.service_account(keyfile, PUBLIC)
        self.assertEqual(servers.reader("refresh", self.folder / "key.json", self.server.token_url)["format"], "service_account")
        self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"200": 1}, JWT_BEARER: {"200": 1}})

    def test_it_refuses_other_files(self):
        path = token_files.write(self.folder / "other", {"installed": {}})
        self.assertIn("error", servers.reader("check", path))

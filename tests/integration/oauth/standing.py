"""What the tests of the stand-in servers stand on: every server runs once, started when the first is needed."""
import atexit
import base64
import concurrent.futures
import unittest
import urllib.parse

import servers
import token_files

INVALID_GRANT = {"error": "invalid_grant", "error_description": "grant request is invalid"}
INVALID_CLIENT = {"error": "invalid_client", "error_description": "client authentication failed"}

PRIVATE, PUBLIC = token_files.key_pair()

_running = {}


def basic(client, secret):
    """The header of RFC 6749 §2.3.1: both halves form-encoded, then base64."""
    pair = ":".join(urllib.parse.quote_plus(part) for part in (client, secret))
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _start_all():
    programs = {"oidc": servers.oidc, "node_oauth": servers.node_oauth, "glewlwyd": servers.glewlwyd}
    with concurrent.futures.ThreadPoolExecutor(len(programs)) as pool:
        started = {name: pool.submit(program().__enter__) for name, program in programs.items()}
    for name, server in started.items():
        _running[name] = server.result()
        atexit.register(_running[name].__exit__)


class Standing(unittest.TestCase):
    """Stands on the server called `name`; each test begins with an empty ledger."""

    maxDiff = None
    name = "oidc"

    def setUp(self):
        if not _running:
            _start_all()
        self.server = _running[self.name]
        self.server.clear()

    def refused(self, answer, status, **body):
        self.assertEqual((answer.status, answer.json), (status, body))

    def cause(self):
        return self.server.causes()[-1]["cause"]

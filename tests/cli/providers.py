"""The stand-in providers of tests/integration/oauth, for tests of the real binary."""
import os
import re
import subprocess
import sys
import time

from sandbox import BINARY, SOURCE, Sandbox

sys.path.insert(0, str(SOURCE / "tests" / "integration" / "oauth"))
import servers  # noqa: E402
import token_files  # noqa: E402


class WithToken(Sandbox):
    """A token `demo` in `token.json`, minted by `self.server`, in the middle of its life or past it."""

    def token(self, tokens, extra="", expired=True, server=None, **layout):
        server = server or self.server
        expiry = time.time() + (-60 if expired else 3600)
        self.path = token_files.plain(self.folder / "token.json", tokens, expiry)
        secret = ""
        if tokens.get("client_secret"):
            self.write("client.secret", tokens["client_secret"] + "\n")
            secret = 'client_secret = { file = "client.secret" }\n'
        self.write("desired.toml", f"""version = 1
[token.demo]
file = "token.json"
token_url = "{server.token_url}"
client_id = "{tokens['client_id']}"
{secret}{extra}
""")
        return self.path

    def get(self, *flags, want=0):
        return self.jada("token", "get", "demo", *flags, want=want).stdout.strip()

    def row(self):
        [row] = self.sql("SELECT * FROM tokens WHERE address = 'token.demo'")
        return row

    def secrets_of(self, tokens):
        return [tokens[name] for name in ("access_token", "refresh_token", "client_secret") if tokens.get(name)]

    def files_with(self, secret):
        """Names of files below the folder in which the secret stands."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*")
                      if path.is_file() and secret.encode() in path.read_bytes())


class WithOidc(WithToken):
    """`self.server` is oidc-provider, one for all tests of the class; each test begins with an empty ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = servers.oidc()
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)

    def setUp(self):
        super().setUp()
        self.server.clear()


class WithLogin(WithOidc):
    """Logs in as a person would: `token login` and a browser."""

    def issuer(self, client):
        self.write("desired.toml", f'version = 1\n[token.demo]\nfile = "token.json"\nissuer = "{self.server.url}"\nclient_id = "{client}"\n'
                                   'scopes = ["openid", "offline_access", "sheets"]\n')

    def started(self, *flags):
        return subprocess.Popen([BINARY, "token", "login", "demo", *flags], cwd=self.folder, text=True, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PATH": "/nonexistent", "HOME": str(self.folder)})

    def address_told(self, process, pattern=r"(http://\S+)"):
        told = ""
        while not re.search(pattern + r"\s", told):
            line = process.stderr.readline()
            self.assertTrue(line, told)
            told += line
        return re.search(pattern, told).groups()

    def ended(self, process, given=None):
        out, err = process.communicate(given, timeout=60)
        self.assertEqual(process.returncode, 0, out + err)

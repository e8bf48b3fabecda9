"""The stand-in OAuth servers as context managers: each runs on free loopback ports and ends with the test, however that ends.

    with servers.oidc(rotate=False) as server:
        tokens = server.mint(client="jada-post")
        server.fault("503", times=2)
        ... run the program against server.token_url ...
        assert server.counts()["by_grant"]["refresh_token"] == {"503": 2, "200": 1}

Programs, clients, settings and faults are described in oidc.mjs, node_oauth.mjs, glewlwyd.mjs and faults.mjs.
"""
import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
NODE = os.environ.get("JADA_NODE", "node")


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _StayHere)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def call(url, form=None, headers=None, body=None):
    """One request, no redirects, no proxy; any status is an answer. A broken connection raises what urllib raises."""
    sent = urllib.parse.urlencode(form).encode() if form is not None else body
    request = urllib.request.Request(url, sent, headers or {})
    try:
        with _opener.open(request, timeout=30) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as answer:
        with answer:
            return Answer(answer.code, answer.headers, answer.read())


class Server:
    def __init__(self, program, settings, token_path="/token", resource_path="/me"):
        self._program, self._settings = program, settings
        self._token_path, self._resource_path = token_path, resource_path

    def __enter__(self):
        self._log = tempfile.TemporaryFile()
        # The program ends when its stdin closes, which the kernel sees to if this process dies.
        self._process = subprocess.Popen([NODE, HERE / self._program, json.dumps(self._settings)], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=self._log)
        ready = self._process.stdout.readline()
        if not ready:
            self.__exit__()
            raise RuntimeError(f"{self._program} did not start:\n{self._told}")
        addresses = json.loads(ready)
        self.url, self._control = addresses["url"], addresses["control"]
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._log.seek(0)
        self._told = self._log.read().decode()
        self._log.close()

    @property
    def pid(self):
        return self._process.pid

    @property
    def token_url(self):
        return self.url + self._token_path

    def control(self, route, **body):
        answer = call(f"{self._control}/{route}", body=json.dumps(body).encode())
        if answer.status != 200:
            raise ValueError(f"{route}: {answer.json['error']}")
        return answer.json

    def mint(self, **wanted):
        """Tokens as a person's login would have left them: client, account, scope (glewlwyd: provider, scope)."""
        return self.control("mint", **wanted)

    def revoke(self, tokens):
        """The person withdraws consent: the whole grant dies."""
        self.control("revoke", grant=tokens["grant"])

    def client(self, client_id, **metadata):
        """Changes a client: a new client_secret, a public_key (PEM), gone=True."""
        self.control("client", client_id=client_id, **metadata)

    def service_account(self, keyfile, public_key, **rest):
        """Registers what `keyfile` names. scopes=[...] allows only those; delegates=True allows `sub`; disabled=True refuses."""
        self.control("service_account", client_email=keyfile["client_email"], private_key_id=keyfile["private_key_id"],
                     public_key=public_key, **rest)

    def fault(self, name, times=1, **rest):
        """The next `times` token requests not yet spoken for meet this fault of faults.mjs."""
        self.control("fault", name=name, times=times, **rest)

    def clear(self):
        """No faults, an empty ledger; what was issued stays issued."""
        self.control("clear")

    def release(self):
        """Lets one answer through that the fault `hold` holds back, or will."""
        self.control("release")

    def reached(self, count):
        """Waits until so many token requests have come in."""
        self.control("reached", count=count)

    def counts(self):
        return self.control("counts")

    def requests(self):
        """Every token request: path, grant, client, auth, names, in_url, scope, fingerprints, outcome."""
        return self.control("requests")

    def causes(self):
        """Why the server refused, in its own words, which it keeps from the client."""
        return self.control("causes")

    @contextlib.contextmanager
    def having(self, **settings):
        """Other settings for a while."""
        before = self.control("settings")
        self.control("settings", **settings)
        try:
            yield self
        finally:
            self.control("settings", **{name: before[name] for name in settings})

    # What a client would do, for tests of the servers themselves and of what the program left behind.

    def token(self, grant="refresh_token", url=None, **form):
        return call(url or self.token_url, {"grant_type": grant, **form})

    def refresh(self, tokens, url=None, **form):
        held = {name: tokens[name] for name in ("client_id", "client_secret", "refresh_token") if tokens.get(name)}
        return self.token(url=url, **{**held, **form})

    def accepts(self, access_token):
        """Whether a resource would let its holder in."""
        status = call(self.url + self._resource_path, headers={"Authorization": f"Bearer {access_token}"}).status
        if status not in (200, 401):
            raise ValueError(f"{self._resource_path} answered {status}: was the token minted with the scope openid?")
        return status == 200


def oidc(**settings):
    return Server("oidc.mjs", settings)


def node_oauth(**settings):
    return Server("node_oauth.mjs", settings)


def glewlwyd(provider="always", **settings):
    """`provider` decides `token_url`: always (rotates) or never (leaves refresh_token out of its answers)."""
    return Server("glewlwyd.mjs", settings, f"/api/{provider}/token", f"/api/{provider}/userinfo")


def reader(verb, *arguments):
    """What google-auth-library makes of a token file: see reader.mjs."""
    done = subprocess.run([NODE, HERE / "reader.mjs", verb, *map(str, arguments)], capture_output=True, text=True, timeout=60)
    if not done.stdout:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)

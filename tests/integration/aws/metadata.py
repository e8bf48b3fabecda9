"""Where AWS hands out credentials, on one loopback server: instance metadata (IMDSv2), a container's endpoint, STS.

    with metadata.Metadata() as cloud, proxy.Proxy(east, cloud.keyring) as front:
        ... run the program with env=cloud.instance_environment ...
        cloud.rotate()                     # other keys from now on; the old ones are expired
        assert [request.path for request in cloud.requests][:1] == [metadata.TOKEN]

What it hands out, `cloud.keyring` accepts: STS here, and every proxy that is given the same ring.
"""
import dataclasses
import json
import re
import secrets
import time

import judge
import sts
import wire

TOKEN, ROLES = "/latest/api/token", "/latest/meta-data/iam/security-credentials/"
REGION, CONTAINER = "/latest/meta-data/placement/region", "/v2/credentials/crew"
TTL = "x-aws-ec2-metadata-token-ttl-seconds"


@dataclasses.dataclass
class Request:
    method: str
    path: str
    fields: list  # (name, value), in the order and case they were sent in
    body: bytes = dataclasses.field(repr=False)
    status: int | None = None  # None: no answer


class Fault:
    """What the next `times` requests (None: all) of a path meet: a status, `garbage`, `hang` (until release())."""

    def __init__(self, what, path, times):
        if what not in ("hang", "garbage") and not isinstance(what, int):
            raise ValueError(f"no such fault: {what}")
        self.what, self.path, self.times = what, path, times

    def claims(self, path):
        if self.times == 0 or not path.startswith(self.path):
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Metadata(wire.Listener):
    """Plain attributes are the knobs; change them at any time."""

    def __init__(self, region="us-east-1", keyring=None):
        super().__init__()
        self.region, self.keyring = region, keyring or judge.Keyring()
        self.role_lines = "crew-runner"  # the list of roles, word for word; None: no profile is attached
        self.code, self.message = "Success", None  # of the instance's credentials
        self.v1_only = False  # no tokens: they are neither issued nor asked for
        self.container_token = "Basic Y3Jldw=="  # what the container's endpoint wants in Authorization
        self.web_identity_token = "a.web.token"
        self.roles = {"arn:aws:iam::123456789012:role/crew": None}  # role → the external id it asks for
        self._faults = []
        self._tokens = {}
        self.requests = []
        self.rotate(expire=False)

    def rotate(self, expires_in=6 * 3600, expire=True):
        """Other keys, good for so many seconds (negative: handed out though expired). Returns the access key."""
        if expire and hasattr(self, "issued"):
            self.keyring.expire(self.issued["AccessKeyId"])
        role = (self.role_lines or "crew").split("\n")[0]
        self.issued = self.issue(f"arn:aws:sts::123456789012:assumed-role/{role}/i-0abc", expires_in)
        return self.issued["AccessKeyId"]

    def issue(self, arn, expires_in):
        """Temporary keys that the ring accepts, named as IMDS names them."""
        keys = {"AccessKeyId": "ASIA" + secrets.token_hex(8).upper(), "SecretAccessKey": secrets.token_urlsafe(30),
                "Token": secrets.token_urlsafe(120) + "+/=", "Expiration": self.stamp(expires_in)}
        self.keyring.accept(keys["AccessKeyId"], keys["SecretAccessKey"], keys["Token"], arn=arn)
        return keys

    def stamp(self, later=0):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.now() + later))

    def fault(self, what, path="/", times=1):
        self._faults.append(Fault(what, path, times))

    def forget_tokens(self):
        """Tokens of IMDS issued so far are answered 401."""
        self._tokens = {}

    def forget(self):
        """An empty ledger and no faults."""
        self.requests, self._faults = [], []

    def asked(self, path, method=None):
        """The requests for this very path."""
        return [request for request in self.requests if request.path == path and method in (None, request.method)]

    @property
    def instance_environment(self):
        return {"AWS_EC2_METADATA_SERVICE_ENDPOINT": self.url}

    @property
    def container_environment(self):
        return {"AWS_CONTAINER_CREDENTIALS_FULL_URI": self.url + CONTAINER,
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": self.container_token}

    @property
    def sts_environment(self):
        return {"AWS_ENDPOINT_URL_STS": self.url}

    async def answer(self, connection, head):
        request = Request(head.method, head.path, head.fields, await connection.body(head))
        self.requests.append(request)
        self.tell()
        status, fields, body = await self._meet(request, head)
        request.status = status
        await connection.send(status, [("Date", self.date()), ("Server", "EC2ws"), *fields], body)
        self.tell()
        return True

    async def _meet(self, request, head):
        rule = next((rule for rule in self._faults if rule.claims(head.path)), None)
        if rule and isinstance(rule.what, int):
            return self._error(rule.what)
        if rule and rule.what == "hang":
            await self.hold()
        if rule and rule.what == "garbage":
            return 200, [("Content-Type", "text/plain")], b"<html>"
        if head.method == "POST" and head.path == "/":
            return sts.answer(self, head, request.body)
        return self._container(head) if head.path == CONTAINER else self._instance(head)

    def _error(self, status):
        return status, [("Content-Type", "text/html")], f"<html><head><title>{status}</title></head></html>".encode()

    def _container(self, head):
        status, told = 200, {"RoleArn": "arn:aws:iam::123456789012:role/crew", **self.issued}
        if head.first("authorization") != self.container_token:
            status, told = 401, {"code": "AuthorizationTokenInvalid", "message": "not this token"}
        return status, [("Content-Type", "application/json")], json.dumps(told).encode()

    def _instance(self, head):
        if head.all("x-forwarded-for"):
            return self._error(403)
        if head.path == TOKEN:
            return self._issue_token(head)
        if not self.v1_only and self._tokens.get(head.first("x-aws-ec2-metadata-token"), 0) < self.now():
            return self._error(401)
        answer = self._document(head.path)
        return self._error(404) if answer is None else (200, [("Content-Type", "text/plain")], answer.encode())

    def _issue_token(self, head):
        if self.v1_only:
            return self._error(404)
        if head.method != "PUT":
            return self._error(405)
        ttl = head.first(TTL, "")
        if not re.fullmatch(r"\d{1,5}", ttl) or not 1 <= int(ttl) <= 21600:
            return self._error(400)
        token = secrets.token_urlsafe(40) + "=="
        self._tokens[token] = self.now() + int(ttl)
        return 200, [("Content-Type", "text/plain"), ("X-Aws-Ec2-Metadata-Token-Ttl-Seconds", ttl)], token.encode()

    def _document(self, path):
        if path == REGION:
            return self.region
        if self.role_lines is None or not path.startswith(ROLES.rstrip("/")):
            return None
        role = path[len(ROLES):]
        if not role:
            return self.role_lines
        if role not in self.role_lines.split("\n"):
            return None
        if self.code != "Success":
            return json.dumps({"Code": self.code, "Message": self.message, "LastUpdated": self.stamp()}, indent=2)
        return json.dumps({"Code": "Success", "LastUpdated": self.stamp(), "Type": "AWS-HMAC", **self.issued}, indent=2)

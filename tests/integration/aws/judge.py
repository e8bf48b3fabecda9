"""The second opinion on what a client sends: botocore recomputes its signature from the wire and holds its input
against AWS's own model."""
import calendar
import dataclasses
import functools
import hashlib
import hmac
import re
import time

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.model
import botocore.validate

import dynalite

SKEW = 300  # seconds a request's date may be off, as AWS has it
AUTHORIZATION = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([^/,]+)/([^/,]+)/aws4_request, ?"
                           r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")
MISMATCH = """The request signature we calculated does not match the signature you provided. \
Check your AWS Secret Access Key and signing method. Consult the service documentation for details.

The Canonical String for this request should have been
'{canonical}'

The String-to-Sign should have been
'{to_sign}'
"""
# Members younger than Debian's model, with what they may say.
YOUNGER = {"ReturnValuesOnConditionCheckFailure": {"ALL_OLD", "NONE"}}


class Refused(Exception):
    """What AWS answers instead: its error code and its words."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


@dataclasses.dataclass
class Key:
    secret: str
    token: str | None = None
    arn: str = "arn:aws:iam::123456789012:user/crew"
    expired: bool = False


class Keyring:
    """The access keys that are good at the moment. Several servers may share one, as the services of one account do."""

    def __init__(self, keys=None):
        self.keys = {}
        for access_key, (secret, token) in (keys or {dynalite.ACCESS_KEY: (dynalite.SECRET_KEY, None)}).items():
            self.accept(access_key, secret, token)

    def accept(self, access_key, secret, token=None, **rest):
        self.keys[access_key] = Key(secret, token, **rest)

    @property
    def environment(self):
        """The first good key, as a program finds it in its environment."""
        access_key, key = next((each, key) for each, key in self.keys.items() if not key.expired)
        token = {"AWS_SESSION_TOKEN": key.token} if key.token else {}
        return {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": key.secret, **token}

    def expire(self, access_key):
        """From now on: ExpiredTokenException."""
        self.keys[access_key].expired = True

    def forget(self, access_key):
        """From now on: UnrecognizedClientException."""
        del self.keys[access_key]


def signer(head, body, service, region, keyring, now):
    """The Key that signed this request, by the clock `now`; raises Refused in AWS's words."""
    sent = head.all("authorization")
    if not sent:
        raise Refused("MissingAuthenticationTokenException", "Missing Authentication Token")
    parts = AUTHORIZATION.fullmatch(sent[0]) if len(sent) == 1 else None
    if not parts:
        raise Refused("IncompleteSignatureException", f"Authorization is not of the form AWS signs with: {sent}")
    access_key, day, scope_region, scope_service, names, signature = parts.groups()
    key = keyring.keys.get(access_key)
    if not key or head.all("x-amz-security-token") != [token for token in [key.token] if token]:
        raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.")
    _check_names(head, set(names.split(";")))
    _check_scope(day, scope_region, scope_service, head, service, region)
    _check_date(head.first("x-amz-date"), now)
    auth = botocore.auth.SigV4Auth(botocore.credentials.Credentials(access_key, key.secret), service, region)
    _check_signature(_as_botocore(head, names.split(";"), body), auth, signature, names)
    if key.expired:
        raise Refused("ExpiredTokenException", "The security token included in the request is expired")
    return key


def _check_names(head, names):
    present = {name.lower() for name, _ in head.fields}
    wanted = {name for name in present if name.startswith("x-amz-") or name == "content-type"} | {"host", "x-amz-date"}
    if wanted - names:
        raise Refused("InvalidSignatureException", f"Headers must be signed: {', '.join(sorted(wanted - names))}")
    if len(head.all("x-amz-date")) != 1 or len(head.all("host")) != 1:
        raise Refused("InvalidSignatureException", "Host and X-Amz-Date must be sent once")


def _check_scope(day, scope_region, scope_service, head, service, region):
    if scope_region != region:
        raise Refused("InvalidSignatureException",
                      f"Credential should be scoped to a valid region, not '{scope_region}'. ")
    if scope_service != service:
        raise Refused("InvalidSignatureException", f"Credential should be scoped to correct service: '{service}'. ")
    stamp = head.first("x-amz-date")
    if not re.fullmatch(r"\d{8}T\d{6}Z", stamp) or day != stamp[:8]:
        raise Refused("InvalidSignatureException", "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                      f"version of date from HTTP: '{day}' != '{stamp[:8]}', from '{stamp}'.")


def _check_date(stamp, now):
    when = calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ"))

    def spell(moment):
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))
    if when < now - SKEW:
        raise Refused("InvalidSignatureException", f"Signature expired: {stamp} is now earlier than "
                      f"{spell(now - SKEW)} ({spell(now)} - 5 min.)")
    if when > now + SKEW:
        raise Refused("InvalidSignatureException", f"Signature not yet current: {stamp} is still later than "
                      f"{spell(now + SKEW)} ({spell(now)} + 5 min.)")


def _as_botocore(head, names, body):
    request = botocore.awsrequest.AWSRequest(head.method, f"http://{head.first('host')}{head.target}", data=body)
    for name, value in head.fields:
        if name.lower() in names:
            request.headers[name] = value  # adds: botocore's headers are a mail's
    request.context["timestamp"] = head.first("x-amz-date")
    return request


def _check_signature(request, auth, signature, names):
    told = request.headers.get("x-amz-content-sha256")
    if told not in (None, hashlib.sha256(request.data).hexdigest()):
        raise Refused("InvalidSignatureException",
                      "The provided 'x-amz-content-sha256' header does not match what was computed.")
    canonical = auth.canonical_request(request)
    to_sign = auth.string_to_sign(request, canonical)
    right_names = names == auth.signed_headers(auth.headers_to_sign(request))
    if not right_names or not hmac.compare_digest(auth.signature(to_sign, request), signature):
        raise Refused("InvalidSignatureException", MISMATCH.format(canonical=canonical, to_sign=to_sign))


@functools.cache
def _input(service, name):
    return dynalite.session().get_service_model(service).operation_model(name).input_shape


def input_faults(service, operation, sent):
    """What AWS's model says against this input, in words; empty where nothing. It does not count lists."""
    sent = dict(sent)
    for name, allowed in YOUNGER.items():
        if name in sent and sent.pop(name) not in allowed:
            return f"{name} must be one of {sorted(allowed)}"
    try:
        return botocore.validate.ParamValidator().validate(sent, _input(service, operation)).generate_report()
    except botocore.model.OperationNotFoundError as absent:
        return str(absent)

"""Keys, and token files as the programs that own each format write them."""
import base64
import datetime
import json
import os
import subprocess
import tempfile
import time


def key_pair():
    """(private, public) PEM of a new RSA key, the private one in PKCS#8 as Google hands it out."""
    private = _openssl("genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048")
    return private.decode(), _openssl("pkey", "-pubout", given=private).decode()


def _openssl(*arguments, given=b""):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True).stdout


def _base64url(content):
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def jwt(private_key, claims, **header):
    """A JWT signed with RS256 by openssl."""
    parts = [_base64url(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT", **header}, claims)]
    with tempfile.NamedTemporaryFile() as key:
        key.write(private_key.encode())
        key.flush()
        signature = _openssl("dgst", "-sha256", "-sign", key.name, given=b".".join(parts))
    return b".".join([*parts, _base64url(signature)]).decode()


def write(path, content, mode=0o600):
    path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n")
    os.chmod(path, mode)
    return path


def _utc(moment):
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc)


def _expiry(tokens):
    return time.time() + tokens["expires_in"]


def google(path, tokens, token_url, expiry=None):
    """token.json of google-auth-oauthlib: one line, UTC with microseconds and Z."""
    return write(path, json.dumps({
        "token": tokens["access_token"], "refresh_token": tokens["refresh_token"], "token_uri": token_url,
        "client_id": tokens["client_id"], "client_secret": tokens.get("client_secret"), "scopes": tokens["scope"].split(),
        "universe_domain": "googleapis.com", "account": "",
        "expiry": _utc(expiry or _expiry(tokens)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")}))


def node(path, tokens, expiry=None):
    """Tokens of google-auth-library for Node, with the client beside them as reader.mjs wants it."""
    return write(path, {
        "access_token": tokens["access_token"], "refresh_token": tokens["refresh_token"], "scope": tokens["scope"],
        "token_type": "Bearer", "expiry_date": int((expiry or _expiry(tokens)) * 1000),
        "client_id": tokens["client_id"], "client_secret": tokens.get("client_secret")})


def adc(path, tokens):
    """application_default_credentials.json of gcloud."""
    return write(path, {
        "account": "", "client_id": tokens["client_id"], "client_secret": tokens.get("client_secret"),
        "quota_project_id": "stand-in", "refresh_token": tokens["refresh_token"], "type": "authorized_user",
        "universe_domain": "googleapis.com"})


def service_account(path, private_key, token_url, email="robot@stand-in.example.com", key_id="key-1"):
    """A key file of a service account; returns its content."""
    content = {
        "type": "service_account", "project_id": "stand-in", "private_key_id": key_id, "private_key": private_key,
        "client_email": email, "client_id": "1", "auth_uri": "https://accounts.example.com/auth", "token_uri": token_url,
        "auth_provider_x509_cert_url": "https://accounts.example.com/certs",
        "client_x509_cert_url": "https://accounts.example.com/certs/robot", "universe_domain": "googleapis.com"}
    write(path, content)
    return content


def openclaw(path, tokens, profile="stand-in:default", expiry=None):
    """auth-profiles.json of OpenClaw, with the bookkeeping its owner keeps beside the profile."""
    return write(path, {
        "version": 1,
        "profiles": {profile: {
            "type": "oauth", "provider": profile.split(":")[0], "access": tokens["access_token"], "refresh": tokens["refresh_token"],
            "expires": int((expiry or _expiry(tokens)) * 1000), "clientId": tokens["client_id"]}},
        "order": {profile.split(":")[0]: [profile]}, "lastGood": {profile.split(":")[0]: profile},
        "usageStats": {profile: {"lastUsed": 1, "errorCount": 0}}})


def plain(path, tokens, expiry=None):
    """The answer of the token endpoint with a moment in place of a length."""
    return write(path, {
        "access_token": tokens["access_token"], "refresh_token": tokens["refresh_token"], "token_type": "Bearer",
        "scope": tokens["scope"], "expires_at": int(expiry or _expiry(tokens))})


def split(access, refresh, client, tokens, token_url, expiry=None):
    """Three files: access token, refresh token, client secrets."""
    write(access, {"access_token": tokens["access_token"], "expires_at": int(expiry or _expiry(tokens))})
    write(refresh, {"refresh_token": tokens["refresh_token"]})
    write(client, {"installed": {"client_id": tokens["client_id"], "client_secret": tokens.get("client_secret"),
                                 "token_uri": token_url, "redirect_uris": ["http://localhost"]}})

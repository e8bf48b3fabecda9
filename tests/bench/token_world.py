"""Writes the tokens that tests/bench measures: N files as google-auth writes them, with invented tokens."""

import json
import os
import time

NAME = "t%05d"
DUE = -60  # seconds of life left


def desired(count, token_url):
    text = 'version = 1\n\n[guard]\nmax_update = "100%"\n'
    for i in range(count):
        name = NAME % i
        text += f'\n[token.{name}]\nfile = "tokens/{name}.json"\ntoken_url = "{token_url}"\n'
    return text


def path(folder, index):
    return f"{folder}/tokens/{NAME % index}.json"


def content(index, token_url):
    return {
        "token": f"bench-access-{index:0120d}",
        "refresh_token": f"bench-refresh-{index:040d}",
        "token_uri": token_url,
        "client_id": "bench",
        "client_secret": "bench-secret",
        "scopes": ["https://scopes.example.com/sheets"],
        "universe_domain": "example.com",
        "account": "",
    }


def write(file, token, life):
    token["expiry"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + life))
    with open(file, "w") as out:
        json.dump(token, out, indent=2)


def make(folder, count, token_url, life):
    os.makedirs(f"{folder}/tokens", mode=0o700)
    with open(f"{folder}/desired.toml", "w") as out:
        out.write(desired(count, token_url))
    for i in range(count):
        write(path(folder, i), content(i, token_url), life)
        os.chmod(path(folder, i), 0o600)


def let_expire(folder, count):
    """The same tokens, over."""
    for i in range(count):
        with open(path(folder, i)) as file:
            token = json.load(file)
        write(path(folder, i), token, DUE)

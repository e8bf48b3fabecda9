"""What people script for tokens today; each way is one program.

usage: token_peers.py get FILE                 google-auth reads the file and prints a token, refreshed if it must be
       token_peers.py look FOLDER              which tokens of the folder are over? only read, nothing is kept
       token_peers.py keepalive FOLDER URL     each is refreshed over one connection and its file replaced
       token_peers.py library FOLDER COUNT     google-auth refreshes COUNT of them; their files are replaced
Nothing is locked, and nothing is brought to the disk: a machine that dies at the wrong moment loses tokens.
"""

import datetime
import json
import os
import sys

STAMP = "%Y-%m-%dT%H:%M:%SZ"


def files(folder):
    return sorted(f"{folder}/{name}" for name in os.listdir(folder) if name.endswith(".json"))


def loaded(file):
    with open(file) as text:
        return json.load(text)


def replaced(file, token):
    with open(f"{file}.new", "w") as text:
        json.dump(token, text, indent=2)
    os.replace(f"{file}.new", file)


def credentials(token):
    from google.oauth2.credentials import Credentials

    names = ("refresh_token", "token_uri", "client_id", "client_secret", "scopes")
    made = Credentials(token["token"], **{name: token[name] for name in names})
    made.expiry = datetime.datetime.strptime(token["expiry"], STAMP)
    return made


def refresh_by_library(file):
    from google.auth.transport.requests import Request

    token = loaded(file)
    made = credentials(token)
    made.refresh(Request())
    token.update(token=made.token, refresh_token=made.refresh_token, expiry=made.expiry.strftime(STAMP))
    replaced(file, token)


def get(file):
    made = credentials(loaded(file))
    if not made.valid:
        sys.exit("it is over")
    print(made.token)


def look(folder):
    now = datetime.datetime.utcnow()
    over = [file for file in files(folder) if datetime.datetime.strptime(loaded(file)["expiry"], STAMP) <= now]
    print(len(over))


def keepalive(folder, url):
    import http.client
    import urllib.parse

    place = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc)
    for file in files(folder):
        token = loaded(file)
        form = {name: token[name] for name in ("client_id", "client_secret", "refresh_token")}
        body = urllib.parse.urlencode({"grant_type": "refresh_token", **form})
        connection.request("POST", place.path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = json.loads(connection.getresponse().read())
        ends = datetime.datetime.utcnow() + datetime.timedelta(seconds=answer["expires_in"])
        token.update(token=answer["access_token"], refresh_token=answer["refresh_token"], expiry=ends.strftime(STAMP))
        replaced(file, token)


def library(folder, count):
    for file in files(folder)[: int(count)]:
        refresh_by_library(file)


if __name__ == "__main__":
    {"get": get, "look": look, "keepalive": keepalive, "library": library}[sys.argv[1]](*sys.argv[2:])

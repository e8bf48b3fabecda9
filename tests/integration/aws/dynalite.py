"""A region's DynamoDB as a context manager: dynalite, in memory, one process a region. proxy.py checks signatures.

    with dynalite.region("us-east-1") as east:
        east.make_table("crew-dispatch")
        east.put("crew-dispatch", {"crew_id": "ada", "role": "captain"})
        ... run the program against east.url, or against a proxy before it ...
        assert east.items("crew-dispatch")["ada"]["role"] == "captain"
"""
import contextlib
import decimal
import functools
import json
import os
import pathlib
import subprocess
import tempfile

import botocore.config
import botocore.session
from boto3.dynamodb import types

HERE = pathlib.Path(__file__).resolve().parent
NODE = os.environ.get("JADA_NODE", "node")
ACCESS_KEY, SECRET_KEY = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

_to_wire, _from_wire = types.TypeSerializer().serialize, types.TypeDeserializer().deserialize


@functools.cache
def session():
    """A botocore session that looks at nothing of this machine: no profile, no files, no environment."""
    unset = (None, None, None, None)
    return botocore.session.Session(session_vars={
        **{name: unset for name in ("profile", "region", "data_path", "ca_bundle")},
        "config_file": (None, None, os.devnull, None), "credentials_file": (None, None, os.devnull, None)})


def client(service, url, region, access_key=ACCESS_KEY, secret_key=SECRET_KEY, token=None, **config):
    """A botocore client that asks `url` once, over no proxy of the environment; `config` is botocore.config.Config."""
    settings = {"retries": {"total_max_attempts": 1}, "proxies": {}, "max_pool_connections": 64, "read_timeout": 30}
    return session().create_client(service, region, endpoint_url=url, aws_access_key_id=access_key,
                                   aws_secret_access_key=secret_key, aws_session_token=token,
                                   config=botocore.config.Config(**{**settings, **config}))


def to_wire(value):
    """{"S": …} of a plain Python value; a float becomes the number its digits spell."""
    return _to_wire(_exact(value))


def _exact(value):
    if isinstance(value, dict):
        return {name: _exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exact(inner) for inner in value]
    return decimal.Decimal(repr(value)) if isinstance(value, float) else value


def plain(value):
    """A plain Python value of {"S": …}: whole numbers are int, others Decimal; binary is bytes."""
    return _plain(_from_wire(value))


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, set):
        return {_plain(inner) for inner in value}
    if isinstance(value, types.Binary):
        return bytes(value)
    return int(value) if isinstance(value, decimal.Decimal) and value == value.to_integral_value() else value


class Region:
    def __init__(self, name="us-east-1"):
        self.name = name
        self.keys = {}  # table → the name of its key, of the tables made here

    def __enter__(self):
        self._log, self._clients = tempfile.TemporaryFile(), contextlib.ExitStack()
        # The program ends when its stdin closes, which the kernel sees to if this process dies.
        self._process = subprocess.Popen([NODE, HERE / "dynalite.mjs"], env={**os.environ, "AWS_REGION": self.name},
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log)
        ready = self._process.stdout.readline()
        if not ready:
            self.__exit__()
            raise RuntimeError(f"dynalite did not start:\n{self._told}")
        self.url = json.loads(ready)["url"]
        self._client = self.client()
        return self

    def __exit__(self, *_):
        self._clients.close()
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

    def client(self, **how):
        """A client past every proxy, so nothing it does meets a fault or a ledger."""
        return self._clients.enter_context(contextlib.closing(client("dynamodb", self.url, self.name, **how)))

    def make_table(self, name, key="crew_id", type="S", range_key=None):
        keys = [(key, "HASH")] + ([(range_key, "RANGE")] if range_key else [])
        self._client.create_table(
            TableName=name, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": each, "AttributeType": type} for each, _ in keys],
            KeySchema=[{"AttributeName": each, "KeyType": kind} for each, kind in keys])
        self.keys[name] = key
        while self._client.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            pass

    def drop_table(self, table):
        self._client.delete_table(TableName=table)
        while table in self._client.list_tables()["TableNames"]:
            pass

    def drop_tables(self):
        for table in self._client.list_tables()["TableNames"]:
            self.drop_table(table)

    def put(self, table, item):
        """Puts the whole item, as somebody with the console would."""
        self._client.put_item(TableName=table, Item={name: to_wire(value) for name, value in item.items()})

    def edit(self, table, key, **fields):
        """Sets some fields of one item by hand; None removes a field."""
        updates = {name: {"Action": "DELETE"} if value is None else {"Action": "PUT", "Value": to_wire(value)}
                   for name, value in fields.items()}
        self._client.update_item(TableName=table, Key={self.keys[table]: to_wire(key)}, AttributeUpdates=updates)

    def drop(self, table, key):
        self._client.delete_item(TableName=table, Key={self.keys[table]: to_wire(key)})

    def items(self, table):
        """{key: item} in plain Python values, read consistently."""
        pages = self._client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        items = [{name: plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]
        return {item[self.keys[table]]: item for item in items}

    def fill(self, table, items):
        """Puts many items, 25 a request."""
        wire = [{"PutRequest": {"Item": {name: to_wire(value) for name, value in item.items()}}} for item in items]
        for start in range(0, len(wire), 25):
            self._client.batch_write_item(RequestItems={table: wire[start:start + 25]})


def region(name="us-east-1"):
    return Region(name)

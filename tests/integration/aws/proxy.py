"""A DynamoDB endpoint as strict and as unreliable as AWS's: it judges requests, injects faults, forwards to dynalite.

    with dynalite.region("us-east-1") as east, proxy.Proxy(east) as front:
        front.fault("500_after_commit", operation="UpdateItem", key="ada")
        ... run the program against front.url ...
        assert front.count("UpdateItem") == 2 and not front.bad_signatures and not front.invalid_requests

The faults stand in faults.py. `latency_ms`, `clock_offset` (seconds) and `describe_patch` may be changed at any time.
"""
import asyncio
import json
import time
import uuid
import zlib

import faults
import judge
import ledger
import refusals
import unprocessed
import upstream
import wire

TARGET = "DynamoDB_20120810."


class Proxy(wire.Listener):
    def __init__(self, region, keyring=None, strict=True):
        """`strict=False` checks neither signatures nor inputs: for benchmarks."""
        super().__init__()
        self.region, self.keyring, self._strict = region, keyring or judge.Keyring(), strict
        self.latency_ms = 0
        self.describe_patch = {}  # put over DescribeTable's Table: Replicas, GlobalTableVersion, TableStatus …
        self._faults = faults.Faults()
        self._upstreams = {}
        self._in_flight = 0
        self.forget()

    # What a test asks for.

    def fault(self, name, times=1, **rest):
        """The next `times` requests (None: all) that fit operation=, key=, table= meet this fault, once after= such
        have passed. A request meets one fault: the first rule told that claims it."""
        self._faults.add(faults.Rule(name, times, **rest))

    def chaos(self, seed, rate, names, **rest):
        """Every request that no rule claims meets one of `names` at this rate; which ones, the seed decides."""
        self._faults.chaos(seed, rate, names, **rest)

    def calm(self):
        """No faults from now on; what is held goes on."""
        self._faults.clear()
        self.release()

    def forget(self):
        """An empty ledger; faults and connections stay."""
        self.ledger = []  # of ledger.Line
        self.bad_signatures, self.invalid_requests = [], []  # (operation, why)
        self.most_at_once = self._in_flight

    def count(self, operation=None, **wanted):
        """How many requests of the ledger fit: table=, status=, fault=, committed=, connection=."""
        wanted |= {"operation": operation} if operation else {}
        return sum(all(getattr(line, name) == value for name, value in wanted.items()) for line in self.ledger)

    @property
    def writes(self):
        """The requests that meant to write, whether or not they did."""
        return [line for line in self.ledger if line.operation in ledger.WRITES]

    # What a request meets.

    async def answer(self, connection, head):
        line = ledger.Line(time.time(), head.first("x-amz-target", head.method).removeprefix(TARGET), connection.number)
        self.ledger.append(line)
        self._in_flight += 1
        self.most_at_once = max(self.most_at_once, self._in_flight)
        self.tell()
        try:
            return await self._answer(connection, head, line)
        finally:
            self._in_flight -= 1
            self.tell()

    async def _answer(self, connection, head, line):
        if rule := self._faults.before_the_body(line):
            return await self._break_off(connection, line, rule)
        body = await connection.body(head)
        if self.latency_ms:
            await asyncio.sleep(self.latency_ms / 1000)
        refused = self._read(head, body, line) if head.method == "POST" else None
        if refused:
            return await self._reply(connection, line, *refused)
        rule = self._faults.after_the_body(line)
        if not rule:
            return await self._reply(connection, line, *await self._forward(connection, line, head, body))
        line.fault = rule.name
        refused = refusals.of_fault(rule, line, self.region.name, self._faults.throttles)
        if refused:
            return await self._reply(connection, line, *refused)
        return await self._meet(connection, line, rule, head, body)

    def _read(self, head, body, line):
        """Fills the line from the body; what AWS would refuse at its gate comes back as a refusal."""
        try:
            if self._strict:
                judge.signer(head, body, "dynamodb", self.region.name, self.keyring, self.now())
            line.body = json.loads(body)
            line.table, line.keys = ledger.keys_of(line.operation, line.body, self.region.keys)
            if self._strict and (wrong := judge.input_faults("dynamodb", line.operation, line.body)):
                self.invalid_requests.append((line.operation, wrong))
        except judge.Refused as refused:
            if refused.code != "ExpiredTokenException":
                self.bad_signatures.append((line.operation, str(refused)))
            return refusals.refusal(refused.code, refused.message)
        except (ValueError, LookupError, AttributeError, TypeError) as wrong:
            self.invalid_requests.append((line.operation, repr(wrong)))  # dynalite tells the client in AWS's words
        return None

    async def _break_off(self, connection, line, rule):
        line.fault = rule.name
        if rule.name == "black_hole":
            await self.hold()
        connection.reset()
        return False

    async def _meet(self, connection, line, rule, head, body):
        if rule.name in faults.BEFORE_THE_BODY:
            return await self._break_off(connection, line, rule)
        if rule.name == "stall":
            await self.hold()
        if rule.name == "race":
            await self._loop.run_in_executor(None, self._race, rule, line)
        carry_out = self._in_part if rule.name == "unprocessed" else self._forward
        status, answer = await carry_out(connection, line, head, body)
        if rule.name == "stall_after_commit":
            await self.hold()
        if rule.name == "reset_after_commit":
            connection.reset()
            return False
        if rule.name == "500_after_commit":
            status, answer = refusals.internal_error()
        return await self._reply(connection, line, status, answer)

    def _race(self, rule, line):
        if rule.meddle:
            rule.meddle(line.table, rule.key or line.keys[0])
        elif rule.item is None:
            self.region.drop(line.table, rule.key or line.keys[0])
        else:
            self.region.put(line.table, rule.item)

    async def _in_part(self, connection, line, head, body):
        parts = unprocessed.split(line.body, f"{line.keys}")
        if not parts:
            return refusals.throttle("ProvisionedThroughputExceededException")
        forwarded = json.dumps({**line.body, "RequestItems": parts[0]}).encode()
        status, answer = await self._forward(connection, line, head, forwarded)
        return status, unprocessed.merge(answer, line.operation, parts[1]) if status == 200 else answer

    async def _forward(self, connection, line, head, body):
        if connection.number not in self._upstreams:
            self._upstreams[connection.number] = await upstream.Upstream.open(self.region.url)
        status, answer = await self._upstreams[connection.number].ask(head, body)
        line.committed = status == 200
        if line.operation == "DescribeTable" and self.describe_patch and status == 200:
            told = json.loads(answer)
            told["Table"].update(self.describe_patch)
            answer = json.dumps(told).encode()
        return status, answer

    async def _reply(self, connection, line, status, answer):
        line.status = status
        fields = [("Server", "Server"), ("Date", self.date()), ("Content-Type", "application/x-amz-json-1.0"),
                  ("x-amzn-RequestId", uuid.uuid4().hex.upper()),
                  ("x-amz-crc32", zlib.crc32(answer) ^ (line.fault == "bad_crc"))]
        truncated = line.fault == "truncated"
        await connection.send(status, fields, answer[:len(answer) // 2] if truncated else answer, len(answer))
        return not truncated

    def left(self, connection):
        if gone := self._upstreams.pop(connection.number, None):
            gone.close()

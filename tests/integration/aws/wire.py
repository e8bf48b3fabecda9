"""HTTP/1.1 on loopback for servers that misbehave on purpose: a Listener answers on a thread of its own, and a
Connection can also break off.

A subclass of Listener says `async def answer(self, connection, head)`. What is called from tests is thread-safe.
"""
import asyncio
import contextlib
import email.utils
import http
import socket
import struct
import threading
import time

LIMIT = 1 << 20


@contextlib.contextmanager
def unreachable():
    """An address where a connect gets no answer: the queue of what nobody accepts is full."""
    with contextlib.ExitStack() as sockets:
        server = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        waiting = sockets.enter_context(socket.create_connection(server.getsockname()))
        yield f"http://127.0.0.1:{waiting.getpeername()[1]}"


class Head:
    """The first line and the fields of a request, as sent: names keep their case and order."""

    def __init__(self, text):
        first, *lines = text.split("\r\n")
        self.method, self.target, _ = first.split(" ", 2)
        self.path = self.target.partition("?")[0]
        self.fields = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]

    def all(self, name):
        return [value for each, value in self.fields if each.lower() == name]

    def first(self, name, otherwise=None):
        """The first field of this (lower-case) name."""
        return next(iter(self.all(name)), otherwise)


async def read_head(reader):
    """None where the other side has closed."""
    try:
        return Head((await reader.readuntil(b"\r\n\r\n"))[:-4].decode("latin-1"))
    except asyncio.IncompleteReadError as rest:
        if rest.partial:
            raise
        return None


def whole(status, fields, body, length=None):
    """The bytes of an answer; `length` lies about it."""
    lines = [f"HTTP/1.1 {status} {http.HTTPStatus(status).phrase}", *(f"{name}: {value}" for name, value in fields),
             f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Connection:
    def __init__(self, number, reader, writer):
        self.number, self._reader, self._writer = number, reader, writer

    async def body(self, head):
        if head.first("expect", "").lower() == "100-continue":
            self._writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if head.all("transfer-encoding"):
            raise ValueError("chunked bodies are not read here")
        return await self._reader.readexactly(int(head.first("content-length", "0")))

    async def send(self, status, fields, body, length=None):
        self._writer.write(whole(status, fields, body, length))
        await self._writer.drain()

    def reset(self):
        """The other side meets a RST, unless it has left."""
        if self._writer.transport.is_closing():
            return
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()


class Listener:
    """`clock_offset` (seconds) shifts the clock this server answers and judges by."""

    def __init__(self):
        self.clock_offset = 0
        self.connections = 0  # opened so far
        self.failures = []  # what went wrong in here, raised at the end of the block
        self._changed = threading.Condition()
        self._open = {}
        self.held = 0  # requests held at this moment

    def __enter__(self):
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(started)), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *raised):
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join()
        for failure in self.failures:
            if not raised[0]:
                raise failure
            raised[1].add_note(f"{type(self).__name__}: {failure!r}")

    async def _run(self, started):
        self._loop, self._ending, self._gate = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self.port = 0
        await self._listen()
        self.url = f"http://127.0.0.1:{self.port}"
        started.set()
        await self._ending.wait()
        self._server.close()

    async def _listen(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=LIMIT, backlog=256)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _fall(self):
        self._server.close()
        for connection in self._open.values():
            connection.reset()

    @contextlib.contextmanager
    def down(self):
        """Nobody listens at this address for a while, and who was connected is reset."""
        asyncio.run_coroutine_threadsafe(self._fall(), self._loop).result()
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    async def _serve(self, reader, writer):
        self.connections += 1
        connection = self._open[self.connections] = Connection(self.connections, reader, writer)
        try:
            while head := await read_head(reader):
                if not await self.answer(connection, head) or head.first("connection", "").lower() == "close":
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client may leave whenever it likes
        except Exception as failure:
            self.failures.append(failure)
        finally:
            del self._open[connection.number]
            self.left(connection)
            writer.close()

    def left(self, connection):
        """The connection is over; subclasses forget what they kept for it."""

    async def hold(self):
        """Waits until release()."""
        self.held += 1
        self.tell()
        try:
            await self._gate.wait()
        finally:
            self.held -= 1

    def release(self):
        """Lets everything go on that is held at this moment."""
        def let_go():
            self._gate.set()
            self._gate = asyncio.Event()
        self._loop.call_soon_threadsafe(let_go)

    def tell(self):
        """Wakes wait_for."""
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, claim, seconds=30):
        """Waits until `claim()` holds, asked again after each request; a test that waits in vain fails."""
        with self._changed:
            if not self._changed.wait_for(claim, seconds):
                raise TimeoutError("nothing of the kind happened")

    def now(self):
        return time.time() + self.clock_offset

    def date(self):
        return email.utils.formatdate(self.now(), usegmt=True)

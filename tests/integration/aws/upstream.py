"""A connection of the proxy to dynalite, one for each connection of a client."""
import asyncio
import urllib.parse

# dynalite wants the shape of a signature and looks no closer; the proxy has judged the real one.
SHAPE = "AWS4-HMAC-SHA256 Credential=proxy/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
DAY = "20260101T000000Z"


class Upstream:
    @classmethod
    async def open(cls, url):
        self = cls()
        address = urllib.parse.urlsplit(url)
        self._host = address.netloc
        self._reader, self._writer = await asyncio.open_connection(address.hostname, address.port, limit=1 << 20)
        return self

    async def ask(self, head, body):
        """(status, body) of the answer."""
        fields = {"Host": self._host, "Content-Length": len(body), "Authorization": SHAPE, "X-Amz-Date": DAY}
        fields |= {name: head.first(name) for name in ("x-amz-target", "content-type") if head.first(name)}
        lines = [f"{head.method} {head.target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        self._writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        try:
            return await self._answer()
        except (ConnectionError, asyncio.IncompleteReadError) as broken:
            raise RuntimeError("dynalite broke off") from broken  # no client's doing

    async def _answer(self):
        first, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
        return int(first.split()[1]), await self._reader.readexactly(length)

    def close(self):
        self._writer.close()

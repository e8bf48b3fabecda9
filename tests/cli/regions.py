"""Two regions of the stand-in AWS of tests/integration/aws, for tests of the real binary."""
import concurrent.futures
import contextlib
import sys
import threading

from sandbox import SOURCE, Sandbox

sys.path.insert(0, str(SOURCE / "tests" / "integration" / "aws"))
import dynalite  # noqa: E402
import judge  # noqa: E402
import proxy  # noqa: E402

TABLE = "crew-dispatch"
EAST, WEST = "us-east-1", "us-west-2"

DESIRED = """version = 1
{head}
[region.us-east-1]
driver = "dynamodb"
endpoint = "{east}"
{region}
[region.us-west-2]
driver = "dynamodb"
endpoint = "{west}"
{region}
[roster.crew]
table = "crew-dispatch"
key = "crew_id"
replicas = ["region.us-east-1", "region.us-west-2"]
{roster}
{entries}
"""

CREW = """
[roster.crew.entries.ada]
name = "Ada Park"
role = "captain"
cascade_level = 1
[roster.crew.entries.bo]
name = "Bo Lindqvist"
role = "mate"
"""


@contextlib.contextmanager
def letting_go(*proxies):
    """What one of them holds goes on at once: stalls are short."""
    over = threading.Event()

    def watch(one):
        while not over.is_set():
            one.wait_for(lambda: one.held or over.is_set())
            one.release()

    with concurrent.futures.ThreadPoolExecutor(len(proxies)) as beside:
        watching = [beside.submit(watch, one) for one in proxies]
        try:
            yield
        finally:
            over.set()
            for one in proxies:
                one.tell()
    for each in watching:
        each.result()


class WithRegions(Sandbox):
    """`self.east` and `self.west` are the servers, `self.front` and `self.back` the proxies before them, which our binary
    talks to. No test ends well with a bad signature or a request that AWS's model does not know."""

    strict = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.east, cls.west = stack.enter_context(dynalite.region(EAST)), stack.enter_context(dynalite.region(WEST))

    def setUp(self):
        super().setUp()
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        for region in (self.east, self.west):
            region.drop_tables()
            region.make_table(TABLE)
        self.front = stack.enter_context(proxy.Proxy(self.east, strict=self.strict))
        self.back = stack.enter_context(proxy.Proxy(self.west, self.front.keyring, strict=self.strict))
        self.addCleanup(self.judge)
        self.keys = self.front.keyring.environment

    def judge(self):
        for one in (self.front, self.back):
            self.assertEqual(one.bad_signatures, [])
            self.assertEqual(one.invalid_requests, [])

    def jada(self, *arguments, env=None, **how):
        return super().jada(*arguments, env={"AWS_EC2_METADATA_DISABLED": "true", **self.keys, **(env or {})}, **how)

    @contextlib.contextmanager
    def beside(self, *arguments, **how):
        """The program runs while the block does; `result()` of what this gives is what jada() returns."""
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            yield thread.submit(self.jada, *arguments, **how)

    def declare(self, entries=CREW, roster="", region="", head=""):
        self.write("desired.toml", DESIRED.format(east=self.front.url, west=self.back.url, entries=entries, roster=roster,
                                                  region=region, head=head))

    def both(self):
        """What both regions hold, which must be the same."""
        east, west = self.east.items(TABLE), self.west.items(TABLE)
        self.assertEqual(east, west)
        return east

    def outcomes(self):
        """{(item, replica): (outcome, error)} of the last run that changed something."""
        rows = self.sql("SELECT * FROM changes WHERE run_id = (SELECT id FROM runs WHERE verb = 'apply' ORDER BY started_at DESC LIMIT 1)")
        return {(row["item"], row["replica"]): (row["outcome"], row["error"]) for row in rows}

    def no_more_writes(self):
        """Another apply has nothing to do and tries nothing."""
        self.forget()
        self.assertRegex(self.jada("apply", "--yes").stdout, "No changes|Applied: 0 created, 0 updated, 0 deleted; . reported")
        self.assertEqual(self.writes(), [])

    def forget(self):
        for one in (self.front, self.back):
            one.forget()

    def writes(self):
        return self.front.writes + self.back.writes

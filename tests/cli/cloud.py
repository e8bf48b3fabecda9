"""Regions of DynamoDB and whoever hands out their keys; what those keys are, nobody is ever told."""
import os
import subprocess

from regions import WithRegions, dynalite
from sandbox import BINARY, Sandbox
import metadata  # regions makes it findable

ROLE = "arn:aws:iam::123456789012:role/crew"
BASE = {"AWS_ACCESS_KEY_ID": dynalite.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": dynalite.SECRET_KEY}
OFF = {"AWS_EC2_METADATA_DISABLED": "true"}
DESIRED = """version = 1
{head}
[region.us-east-1]
driver = "dynamodb"
endpoint = "{front}"
{east}
[region.us-west-2]
driver = "dynamodb"
endpoint = "{back}"
{west}
[roster.crew]
table = "crew-dispatch"
key = "crew_id"
replicas = ["region.us-east-1", "region.us-west-2"]
{entries}
"""


class WithCloud(WithRegions):
    """`self.cloud` hands out keys that both regions accept. `self.jada` knows of no keys but those of `env`."""

    def setUp(self):
        super().setUp()
        self.cloud = self.enterContext(metadata.Metadata(keyring=self.front.keyring))
        self.said, self.secrets = [], {"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
        self.addCleanup(self.expect_kept)
        self.declare()

    def declare(self, east="", west="", head="", crew=2):
        entries = "".join(f'[roster.crew.entries.c{i}]\nname = "N{i}"\n' for i in range(crew))
        self.write("desired.toml", DESIRED.format(front=self.front.url, back=self.back.url, east=east, west=west, head=head, entries=entries))

    def known(self, env):
        """This machine may be an instance itself: its own metadata are never asked."""
        return env if "AWS_EC2_METADATA_SERVICE_ENDPOINT" in (env or {}) else {**OFF, **(env or {})}

    def jada(self, *arguments, env=None, **how):
        done = Sandbox.jada(self, *arguments, env=self.known(env), **how)
        self.said.append(done.stdout + done.stderr)
        return done

    def started(self, *arguments, env=None, **how):
        """A run under way; `self.ended` waits for it."""
        process = subprocess.Popen([BINARY, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   env={"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.known(env)}, **how)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def ended(self, process, want=0):
        out, err = process.communicate(timeout=60)
        self.said.append(out + err)
        self.assertEqual(process.returncode, want, out + err)
        return out + err

    def told(self, *arguments, want=0, **how):
        done = self.jada(*arguments, want=want, **how)
        return done.stdout + done.stderr

    def keys_asked(self):
        """How often the instance was asked for keys."""
        return sum(request.path.startswith(metadata.ROLES) and request.path != metadata.ROLES for request in self.cloud.requests)

    def expect_kept(self):
        """Called at the end of every test: no secret that was handed out is in what was said, nor in a file of ours."""
        for key in self.front.keyring.keys.values():
            self.secrets |= {key.secret, key.token} - {None}
        for request in self.cloud.requests:
            self.secrets |= {value for name, value in request.fields if name.lower() in ("x-aws-ec2-metadata-token", "authorization") and not value.startswith("AWS4-")}
        self.secrets |= {self.cloud.web_identity_token}
        own = {self.folder / ".aws" / "credentials", self.folder / ".aws" / "config", self.folder / "token"}
        files = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file() and path not in own}
        for secret in self.secrets:
            for said in self.said:
                self.assertNotIn(secret, said)
            self.assertEqual([str(path) for path, content in files.items() if secret.encode() in content], [])

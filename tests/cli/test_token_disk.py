"""A disk that takes no new token: the old one is not spent, nothing changes, and once it is mended the next apply goes on."""
import contextlib
import json
import os
import subprocess
import time
import unittest

from providers import WithOidc, token_files

NOBODY_IDS = (65534, 65534)
NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}


@unittest.skipUnless(os.geteuid() == 0, "mounts, and gives files to another user: needs root")
class Disk(WithOidc):
    def setUp(self):
        super().setUp()
        self.tokens = self.server.mint(client="jada-post")
        self.token(self.tokens)
        self.secrets = self.folder / "secrets"
        self.secrets.mkdir(mode=0o700)
        desired = self.folder / "desired.toml"
        desired.write_text(desired.read_text().replace("token.json", "secrets/token.json"))
        self.path = self.secrets / "token.json"
        self.how = {}

    def put(self, left=-60):
        token_files.plain(self.path, self.tokens, time.time() + left)

    def mounted(self, place, *arguments):
        """Until the end of the test, or until somebody unmounts it."""
        if subprocess.run(["mount", *arguments, place], capture_output=True).returncode != 0:
            self.skipTest("this machine lets nobody mount")
        self.addCleanup(subprocess.run, ["umount", "-l", place], stderr=subprocess.DEVNULL)

    # Each breaks the disk, and tells what is said of it and what mends it.

    def full(self):
        self.mounted(self.secrets, "-t", "tmpfs", "-o", "size=1m,mode=0700", "tmpfs")
        self.put()
        filler = self.secrets / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                continue
        return "No space left on device", filler.unlink

    def read_only(self):
        self.put()
        self.mounted(self.secrets, "--bind", self.secrets)
        self.mounted(self.secrets, "-o", "remount,bind,ro")
        return "Read-only file system", lambda: self.mounted(self.secrets, "-o", "remount,bind,rw")

    def mounted_alone(self):
        self.put()
        self.mounted(self.path, "--bind", self.path)
        return "mount its folder instead", lambda: subprocess.run(["umount", self.path], check=True)

    def closed_folder(self):
        self.put()
        self.give_away()
        self.secrets.chmod(0o500)
        return "Permission denied", lambda: self.secrets.chmod(0o700)

    def owned_by_another(self):
        self.put()
        self.give_away()
        os.chown(self.path, 0, 0)
        self.path.chmod(0o604)
        return "its owner 0", lambda: os.chown(self.path, *NOBODY_IDS)

    def not_to_be_read(self):
        self.put()
        self.give_away()
        self.path.chmod(0)
        return "Permission denied", lambda: self.path.chmod(0o600)

    def give_away(self):
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, *NOBODY_IDS)
        self.how = NOBODY

    def ask(self, *arguments, want):
        return self.jada(*arguments, want=want, **self.how)

    def expect_nothing_spent(self, reason):
        before, names = self.path.read_bytes(), sorted(os.listdir(self.secrets))
        self.assertIn(reason, self.ask("apply", "--yes", want=1).stdout)
        [line] = self.ask("token", "get", "demo", want=1).stderr.splitlines()
        self.assertRegex(line, rf"^error: token\.demo: .*secrets/token\.json: .*{reason}.*\. Mend: .*secrets/token\.json")
        self.assertNotIn("token login", line, "no login would mend this disk")
        told = json.loads(self.ask("token", "diagnose", "demo", "--json", want=1).stdout)
        self.assertEqual(self.remembered(), {"diagnosis": "file_not_writable", "remedy": told["remedy"]})
        self.assertEqual(self.server.requests(), [], "a token that could not be kept was asked for")
        self.assertEqual(self.path.read_bytes(), before)
        self.assertEqual(sorted(os.listdir(self.secrets)), names)

    def remembered(self):
        [row] = json.loads(self.ask("sql", "SELECT diagnosis, remedy FROM tokens", "--json", want=0).stdout)
        return row

    def meet(self, fault):
        reason, mend = fault()
        self.expect_nothing_spent(reason)
        mend()
        self.ask("apply", "--yes", want=0)
        self.assertEqual(self.server.counts()["by_grant"], {"refresh_token": {"200": 1}})
        self.assertTrue(self.server.accepts(json.loads(self.path.read_text())["access_token"]))
        self.assertEqual(self.remembered(), {"diagnosis": None, "remedy": None})

    def test_a_full_disk(self):
        self.meet(self.full)

    def test_a_read_only_disk(self):
        self.meet(self.read_only)

    def test_a_file_that_is_mounted_by_itself(self):
        self.meet(self.mounted_alone)

    def test_a_folder_closed_to_us(self):
        self.meet(self.closed_folder)

    def test_a_file_of_another_user(self):
        self.meet(self.owned_by_another)

    def test_a_file_that_is_not_to_be_read(self):
        self.meet(self.not_to_be_read)

    def test_what_still_lives_is_served_from_a_full_disk(self):
        self.mounted(self.secrets, "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs")
        self.put(left=5 * 60)
        told = self.ask("token", "get", "demo", want=0)
        self.assertEqual(told.stdout.strip(), self.tokens["access_token"])
        self.assertIn("No space left on device", told.stderr)
        self.assertEqual(self.server.requests(), [])


if __name__ == "__main__":
    unittest.main()

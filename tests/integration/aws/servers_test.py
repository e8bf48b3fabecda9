"""Runs every *_test.py of this folder: proves that stand-ins and faults answer as tests of regions take for granted.
Needs no binary of ours. Here: no dynalite outlives its test."""
import os
import select
import signal
import subprocess
import sys
import unittest
import unittest.mock

import dynalite

HOLDER = """
import dynalite, sys
with dynalite.region() as region:
    print(region.pid, flush=True)
    sys.stdin.read()
"""


class Ending(unittest.TestCase):
    def gone(self, process):
        """Waits on the kernel's word, not on a clock: a pidfd reads as ready once its process is gone."""
        self.assertTrue(select.select([process], [], [], 30)[0], "still there")
        os.close(process)

    def test_a_region_ends_with_its_block(self):
        with dynalite.region() as region:
            process = os.pidfd_open(region.pid)
        self.gone(process)

    def test_a_region_ends_with_a_test_that_was_killed(self):
        with subprocess.Popen([sys.executable, "-c", HOLDER], cwd=dynalite.HERE, text=True, stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE) as holder:
            process = os.pidfd_open(int(holder.stdout.readline()))
            os.kill(holder.pid, signal.SIGKILL)
        self.gone(process)

    def test_a_region_that_cannot_start_says_why(self):
        with unittest.mock.patch.object(dynalite, "HERE", dynalite.HERE / "absent"):
            with self.assertRaisesRegex(RuntimeError, "did not start"):
                dynalite.region().__enter__()


if __name__ == "__main__":
    # botocore leaves the sockets it fetched credentials over to the collector, which tells of each.
    unittest.main(module=None, warnings="ignore",
                  argv=[sys.argv[0], "discover", "-s", str(dynalite.HERE), "-p", "*_test.py", *sys.argv[1:]])

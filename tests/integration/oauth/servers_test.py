"""Runs every *_test.py of this folder: proves that each stand-in server and each fault answers as the tests of tokens
take for granted. Needs no binary of ours. Here: no server outlives its test."""
import os
import pathlib
import select
import signal
import subprocess
import sys
import unittest

import servers


class Ending(unittest.TestCase):
    """No server outlives its test."""

    HOLDER = """
import servers, sys
with servers.glewlwyd() as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""

    def gone(self, process):
        """Waits on the kernel's word, not on a clock: a pidfd reads as ready once its process is gone."""
        self.assertTrue(select.select([process], [], [], 30)[0], "still there")
        os.close(process)

    def test_a_server_ends_with_its_block(self):
        with servers.node_oauth() as server:
            process = os.pidfd_open(server.pid)
        self.gone(process)

    def test_a_server_and_what_it_started_end_with_a_test_that_was_killed(self):
        holder = subprocess.Popen([sys.executable, "-c", self.HOLDER], cwd=servers.HERE, text=True, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        with holder:
            pid = int(holder.stdout.readline())
            child, = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            processes = [os.pidfd_open(pid), os.pidfd_open(int(child))]
            os.kill(holder.pid, signal.SIGKILL)
        for process in processes:
            self.gone(process)

    def test_a_server_that_cannot_start_says_why(self):
        with self.assertRaisesRegex(RuntimeError, "did not start"):
            with servers.Server("absent.mjs", {}):
                pass


if __name__ == "__main__":
    unittest.main(module=None, argv=[sys.argv[0], "discover", "-s", str(servers.HERE), "-p", "*_test.py", *sys.argv[1:]])

"""Four processes of 64 threads each need one token at the same moment: the provider is asked once."""
import re
import collections
import os
import subprocess
import unittest

from providers import WithOidc

PROCESSES, THREADS = 4, 64


class Crowd(WithOidc):
    def setUp(self):
        super().setUp()
        self.tokens = self.server.mint(client="jada-post")
        self.token(self.tokens)

    def started(self):
        process = subprocess.Popen([os.environ["JADA_CROWD"], str(THREADS)], cwd=self.folder, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   env={"PATH": os.environ["PATH"], "HOME": str(self.folder)})
        self.addCleanup(process.__exit__, None, None, None)
        self.addCleanup(process.kill)
        return process

    def answers(self):
        """What each thread got, and how many of them."""
        crowd = [self.started() for _ in range(PROCESSES)]
        for process in crowd:
            self.assertEqual(process.stdout.readline(), "ready\n")
        for process in crowd:
            process.stdin.close()
        got = collections.Counter()
        for process in crowd:
            got.update(process.stdout.read().splitlines())
            self.assertEqual(process.wait(60), 0)
        self.assertEqual(got.total(), PROCESSES * THREADS)
        return got

    def outcomes(self):
        return self.server.counts()["by_grant"]

    def test_an_expired_token_is_refreshed_once(self):
        [access] = self.answers()
        self.assertEqual(self.outcomes(), {"refresh_token": {"200": 1}})
        self.assertTrue(self.server.accepts(access))
        self.assertEqual(self.get(), access)

    def test_a_dead_one_is_sent_once(self):
        self.server.revoke(self.tokens)
        [said] = self.answers()
        self.assertIn("jada-reconcile token login demo", said)
        self.assertEqual(self.outcomes(), {"refresh_token": {"400 invalid_grant": 1}})

    def test_a_provider_that_is_down_is_asked_once(self):
        self.server.fault("503", times=9)
        [said] = {re.sub("; next try in .*", "", said) for said in self.answers()}
        self.assertIn("503", said)
        self.assertEqual(self.outcomes(), {"refresh_token": {"503": 1}})


if __name__ == "__main__":
    unittest.main()

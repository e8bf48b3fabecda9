"""faults.mjs and ledger.mjs, in front of oidc.mjs."""
import concurrent.futures
import email.utils
import hashlib
import http.client
import time
import urllib.error

import servers
from standing import INVALID_GRANT, Standing


class Faults(Standing):
    """Each fault once: what the client sees, and whether the refresh token was spent."""

    def setUp(self):
        super().setUp()
        self.tokens = self.server.mint()

    def meet(self, name, **rest):
        self.server.fault(name, **rest)
        return self.server.refresh(self.tokens)

    def unspent(self):
        return self.server.refresh(self.tokens).status == 200

    def outcomes(self):
        return self.server.counts()["by_grant"]["refresh_token"]

    def test_answers_that_lack_something(self):
        self.assertNotIn("refresh_token", self.meet("omit_refresh_token").json)
        self.tokens = self.server.mint()
        self.assertEqual(self.meet("string_expires").json["expires_in"], "3600")
        self.tokens = self.server.mint()
        self.assertNotIn("expires_in", self.meet("no_expires").json)
        self.tokens = self.server.mint()
        self.assertEqual(self.meet("merge", json={"refresh_token_expires_in": 15551999}).json["refresh_token_expires_in"], 15551999)
        self.assertFalse(self.unspent())

    def test_a_huge_answer(self):
        self.assertGreater(len(self.meet("big_body").body), 2 << 20)

    def test_answers_of_somebody_else(self):
        throttled = self.meet("429", retry_after=11)
        self.assertEqual((throttled.status, throttled.headers["Retry-After"]), (429, "11"))
        self.assertEqual((self.meet("503").status), 503)
        portal = self.meet("html200")
        self.assertEqual((portal.status, portal.headers.get_content_type()), (200, "text/html"))
        empty = self.meet("empty400")
        self.assertEqual((empty.status, empty.body, empty.headers["Content-Type"]), (400, b"", None))
        self.assertTrue(self.unspent())
        self.assertEqual(self.outcomes(), {"429": 1, "503": 1, "200": 2, "400": 1})

    def test_a_redirect_and_who_follows_it(self):
        self.assertEqual((self.meet("redirect").status, self.server.counts()["strays"]), (307, 0))
        servers.call(self.server.url + "/elsewhere", {"refresh_token": "leaked"})
        self.assertEqual(self.server.counts()["strays"], 1)

    def test_dialects_are_replayed_to_the_letter(self):
        dialects = [
            (400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}),
            (400, {"error": "invalid_grant", "error_description": "reauth related error (invalid_rapt)", "error_subtype": "invalid_rapt"}),
            (401, {"error": "deleted_client", "error_description": "The OAuth client was deleted."}),
            (400, {"error": "invalid_grant", "error_description": "AADSTS70043: The refresh token has expired", "suberror": "token_expired"}),
        ]
        for status, body in dialects:
            with self.subTest(body["error_description"]):
                self.refused(self.meet("body", status=status, json=body), status, **body)
        self.assertTrue(self.unspent())

    def test_a_wrong_date(self):
        answer = self.meet("wrong_date", seconds=-600)
        self.assertAlmostEqual(email.utils.parsedate_to_datetime(answer.headers["Date"]).timestamp(), time.time() - 600, delta=5)

    def test_a_reset_before_leaves_the_token(self):
        with self.assertRaises((ConnectionError, urllib.error.URLError)):
            self.meet("reset_before")
        self.assertTrue(self.unspent())
        self.assertEqual(self.outcomes(), {"reset_before": 1, "200": 1})

    def test_a_lost_answer_costs_the_token(self):
        with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
            self.meet("lost_after")
        self.refused(self.server.refresh(self.tokens), 400, **INVALID_GRANT)
        self.assertEqual(self.outcomes(), {"lost_after 200": 1, "400 invalid_grant": 1})

    def test_grace_heals_a_lost_answer(self):
        with self.server.having(grace=60):
            with self.assertRaises((http.client.RemoteDisconnected, ConnectionError)):
                self.meet("lost_after")
            self.assertTrue(self.unspent())

    def test_half_an_answer(self):
        with self.assertRaises(http.client.IncompleteRead):
            self.meet("torn")
        self.assertFalse(self.unspent())

    def test_a_late_answer(self):
        began = time.monotonic()
        self.assertEqual(self.meet("delay", ms=150).status, 200)
        self.assertGreaterEqual(time.monotonic() - began, 0.15)

    def test_answers_held_back_until_told(self):
        self.server.fault("hold", times=2)
        with self.server.having(rotate=False), concurrent.futures.ThreadPoolExecutor(2) as pool:
            answers = [pool.submit(self.server.refresh, self.tokens) for _ in range(2)]
            self.server.reached(2)
            self.assertFalse(any(answer.done() for answer in answers))
            self.server.release()
            self.server.release()
            self.assertEqual([answer.result().status for answer in answers], [200, 200])
        self.assertEqual(self.server.counts()["most_at_once"], 2)

    def test_faults_strike_in_order_and_then_stop(self):
        self.server.fault("503", times=2)
        self.server.fault("429")
        self.assertEqual([self.server.refresh(self.tokens).status for _ in range(4)], [503, 503, 429, 200])

    def test_names_must_be_known(self):
        self.assertRaises(ValueError, self.server.fault, "typo")
        self.assertRaises(ValueError, self.server.control, "settings", typo=1)
        self.assertRaises(ValueError, self.server.mint, client="typo")

    def test_the_ledger_tells_names_and_fingerprints_only(self):
        self.server.refresh(self.tokens, url=self.server.token_url + "?extra=1")
        entry, = self.server.requests()
        fingerprint = hashlib.sha256(self.tokens["refresh_token"].encode()).hexdigest()[:16]
        self.assertEqual(entry["names"], ["client_id", "client_secret", "grant_type", "refresh_token"])
        self.assertEqual((entry["grant"], entry["client"], entry["auth"], entry["in_url"], entry["outcome"]),
                         ("refresh_token", "jada-post", "client_secret_post", ["extra"], "200"))
        self.assertEqual(entry["fingerprints"]["refresh_token"], fingerprint)
        self.assertNotIn(self.tokens["refresh_token"], str(entry))

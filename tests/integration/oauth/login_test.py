"""oidc.mjs: a person logs in, by browser or for a device."""
import base64
import concurrent.futures
import hashlib
import os
import socket
import urllib.parse

import browser
import servers
from standing import INVALID_GRANT, Standing

DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"


class Login(Standing):
    def authorize(self, **changed):
        self.verifier = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        self.form = {"client_id": "jada-public", "redirect_uri": "http://127.0.0.1:9/callback"}
        query = {**self.form, "response_type": "code", "scope": "openid offline_access sheets", "prompt": "consent", "state": "s",
                 "code_challenge": challenge, "code_challenge_method": "S256", **changed}
        return f"{self.server.url}/auth?{urllib.parse.urlencode(query)}"

    def outcome(self, address):
        return dict(urllib.parse.parse_qsl(urllib.parse.urlparse(address).query))

    def test_code_and_pkce_on_any_loopback_port(self):
        outcome = self.outcome(browser.visit(self.authorize(), account="cy", deliver=False))
        self.assertEqual(outcome["state"], "s")
        wrong = self.server.token("authorization_code", code=outcome["code"], code_verifier="x" * 43, **self.form)
        self.refused(wrong, 400, **INVALID_GRANT)
        outcome = self.outcome(browser.visit(self.authorize(), deliver=False))
        answer = self.server.token("authorization_code", code=outcome["code"], code_verifier=self.verifier, **self.form)
        self.assertEqual((answer.status, answer.json["scope"]), (200, "openid offline_access sheets"))
        self.assertEqual(self.server.refresh({**answer.json, "client_id": "jada-public"}).status, 200)

    def test_no_pkce_no_code(self):
        outcome = self.outcome(browser.visit(self.authorize(code_challenge="", code_challenge_method=""), deliver=False))
        self.assertEqual(outcome["error"], "invalid_request")

    def test_a_person_may_refuse(self):
        outcome = self.outcome(browser.visit(self.authorize(), agree=False, deliver=False))
        self.assertEqual((outcome["error"], outcome["state"]), ("access_denied", "s"))

    def test_the_browser_comes_to_the_listener(self):
        with socket.create_server(("127.0.0.1", 0)) as listener, concurrent.futures.ThreadPoolExecutor(1) as pool:
            target = f"http://127.0.0.1:{listener.getsockname()[1]}/callback"
            sent = pool.submit(browser.visit, self.authorize(redirect_uri=target))
            listener.settimeout(30)
            connection, _ = listener.accept()
            with connection:
                asked = connection.recv(4096).decode()
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            self.assertTrue(sent.result().startswith(target + "?code="))
            self.assertTrue(asked.startswith("GET /callback?code="))

    def device(self):
        answer = servers.call(self.server.url + "/device/auth", {"client_id": "jada-device", "scope": "openid offline_access sheets"}).json
        return answer, lambda: self.server.token(DEVICE_CODE, client_id="jada-device", device_code=answer["device_code"])

    def test_a_device_waits_for_a_person(self):
        device, poll = self.device()
        self.assertEqual(poll().json["error"], "authorization_pending")
        self.assertIsNone(browser.visit(device["verification_uri_complete"]))
        answer = poll()
        self.assertEqual(answer.status, 200)
        self.assertEqual(self.server.refresh({**answer.json, "client_id": "jada-device"}).status, 200)

    def test_a_device_may_be_refused_or_too_late(self):
        device, poll = self.device()
        self.assertIsNone(browser.visit(device["verification_uri_complete"], agree=False))
        self.assertEqual(poll().json["error"], "access_denied")
        with self.server.having(device_ttl=-1):
            _, poll = self.device()
        self.assertEqual(poll().json["error"], "expired_token")

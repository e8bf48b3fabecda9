"""Whatever stands where the token file should be: told in one line, never blanked, never waited for, healed where it can be."""
import json
import os
import stat
import time
import unittest

from providers import WithLogin, token_files

import browser  # beside servers

LOGIN = "jada-reconcile token login demo"
PLACE = "be a plain file that this user can read and replace"
CHECK = "check `file` in desired.toml, or move"


def link_to(target):
    def put(path, _):
        path.symlink_to(target)
    return put


def holding(change, mode=0o600):
    def put(path, whole):
        path.write_bytes(change(whole))
        path.chmod(mode)
    return put


def without(*names):
    return holding(lambda whole: json.dumps({name: value for name, value in json.loads(whole).items() if name not in names}).encode())


def with_values(**values):
    return holding(lambda whole: json.dumps({**json.loads(whole), **values}).encode())


def loop(path, _):
    path.symlink_to("other")
    (path.parent / "other").symlink_to(path.name)


# name: what stands there, the reason in the plan, what is said of it, what mends it
NOT_TO_BE_USED = {
    "a link to nothing": (link_to("absent.json"), "file_missing", "No such file", LOGIN),
    "nothing": (lambda path, _: None, "file_missing", "No such file", LOGIN),
    "a loop of links": (loop, "unreadable", "Too many levels of symbolic links", PLACE),
    "a pipe": (lambda path, _: os.mkfifo(path, 0o600), "unreadable", "a pipe, a socket or a device", PLACE),
    "a folder": (lambda path, _: path.mkdir(0o755), "unreadable", "Is a directory", PLACE),
    "a device": (link_to("/dev/null"), "unreadable", "a pipe, a socket or a device", PLACE),
    "an endless device": (link_to("/dev/zero"), "unreadable", "a pipe, a socket or a device", PLACE),
    "two megabytes": (with_values(padding="x" * (2 << 20)), "unreadable", "larger than the 1 MiB", PLACE),
    "UTF-16": (holding(lambda whole: whole.decode().encode("utf-16"), 0o644), "not_json", "no text", CHECK),
    "a key twice": (holding(lambda whole: whole.replace(b"{", b'{"refresh_token": "x",', 1), 0o644), "duplicate_keys", "twice", CHECK),
    "a pickle": (holding(lambda _: b"\x80\x04\x95\x10", 0o644), "not_json", "creds.to_json()", CHECK),
    "the client's file": (holding(lambda _: b'{"installed": {"client_id": "x"}}', 0o644), "client_file", "name it as `client`", CHECK),
    "a key file": (holding(lambda _: b'{"type": "service_account", "private_key": "x"}', 0o644), "key_file", "name it as `key_file`", CHECK),
    "a list": (holding(lambda _: b"[]", 0o644), "wrong_shape", "no object", LOGIN),
}

# What a crash or a careless writer leaves: told while no refresh token is known, healed once one is kept.
RUINS = {
    "0 bytes": (holding(lambda _: b""), "empty"),
    "zeros": (holding(lambda whole: b"\0" * len(whole)), "empty"),
    "cut short": (holding(lambda whole: whole[:len(whole) // 2]), "truncated"),
    "a longer content below": (holding(lambda whole: whole + b'jJ8"}\n'), "trailing_bytes"),
    "emptied tokens": (with_values(access_token="", refresh_token="", expires_at=0), "blanked"),
    "the refresh token gone": (without("refresh_token"), "no_refresh_token"),
}


class Files(WithLogin):
    def setUp(self):
        super().setUp()
        self.minted = self.server.mint(client="jada-post")
        self.token(self.minted)

    def replace(self, arrange):
        if arrange:
            whole = self.path.read_bytes()
            self.path.unlink()
            arrange(self.path, whole)

    def anew(self):
        self.doCleanups()
        self.setUp()

    def seen(self):
        """What stands there, links not followed."""
        try:
            about = os.lstat(self.path)
        except FileNotFoundError:
            return None
        content = self.path.read_bytes() if stat.S_ISREG(about.st_mode) else os.readlink(self.path) if stat.S_ISLNK(about.st_mode) else ""
        return about.st_ino, about.st_mode, content

    def expect_told(self, reason, says, mends, recorded=None):
        """By each verb, in one line, with what mends it; nothing is sent and nothing changed."""
        before, began = self.seen(), time.monotonic()
        [change] = self.json("plan")["changes"]
        self.assertEqual((change["cause"], change["reason"]), ("drift", reason))
        [line] = self.jada("token", "get", "demo", want=1).stderr.splitlines()
        self.assertRegex(line, r"^error: token\.demo: .*token\.json: ")
        self.assertIn(says, line)
        self.assertIn(mends, line.split(". Mend: ")[1])
        self.assertIn(line.removeprefix("error: token.demo: "), self.jada("apply", "--yes", want=1).stdout)
        told = self.json("token", "diagnose", "demo", want=1)
        self.assertIn(told["remedy"], line)
        self.assertEqual((self.row()["diagnosis"], self.row()["remedy"]), (recorded or told["diagnosis"], told["remedy"]))
        self.assertLess(time.monotonic() - began, 20, "it waited for something")
        self.assertEqual(self.seen(), before)
        self.assertEqual(self.server.requests(), [])

    def test_what_cannot_be_used_is_told_and_left(self):
        for name, (arrange, reason, says, mends) in NOT_TO_BE_USED.items():
            with self.subTest(name):
                self.anew()
                self.replace(arrange)
                self.expect_told(reason, says, mends)

    def test_no_login_is_begun_for_a_place_that_would_not_take_it(self):
        for name, (arrange, _, says, mends) in NOT_TO_BE_USED.items():
            if mends == LOGIN:
                continue
            with self.subTest(name):
                self.anew()
                self.issuer("jada-public")
                self.replace(arrange)
                before = self.seen()
                told = self.jada("token", "login", "demo", "--no-browser", want=1).stderr
                self.assertNotIn("http", told, "a person was sent to the provider")
                self.assertIn(says, told)
                self.assertIn(mends, told)
                self.assertEqual(self.seen(), before)
                self.assertFalse((self.folder / "token.json.prev").exists())

    def test_a_login_makes_the_folder_and_the_file_a_link_leads_to(self):
        for place, arrange in [("no/such/token.json", None), ("token.json", link_to("absent.json"))]:
            with self.subTest(place):
                self.anew()
                self.issuer("jada-public")
                self.write("desired.toml", (self.folder / "desired.toml").read_text().replace("token.json", place))
                self.replace(arrange)
                process = self.started()
                browser.visit(*self.address_told(process))
                self.ended(process)
                self.assertTrue(self.server.accepts(self.get()))
                self.assertEqual(self.path.is_symlink(), arrange is not None)

    def test_a_ruin_is_told_while_nothing_is_known_to_heal_it_with(self):
        for name, (arrange, flaw) in RUINS.items():
            with self.subTest(name):
                self.anew()
                self.replace(arrange)
                self.expect_told(flaw, "", LOGIN)

    def test_a_ruin_is_healed_from_the_journal(self):
        for name, (arrange, flaw) in {**RUINS, "nothing": (lambda path, _: None, "file_missing")}.items():
            with self.subTest(name):
                self.anew()
                self.jada("apply", "--yes")
                self.server.clear()
                good = json.loads(self.path.read_text())
                self.replace(arrange)
                [change] = self.json("plan")["changes"]
                self.assertEqual((change["cause"], change["reason"]), ("drift", flaw))
                self.jada("apply", "--yes")
                self.assertEqual(self.json("plan", "--detailed-exitcode")["changes"], [])
                healed = json.loads(self.path.read_text())
                self.assertTrue({"access_token", "refresh_token", "expires_at"} <= healed.keys(), f"another format: {list(healed)}")
                self.assertTrue(self.server.accepts(healed["access_token"]))
                self.assertEqual(self.get(), healed["access_token"])
                self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)
                self.assertLessEqual(len(self.server.requests()), 1)
                self.assertEqual(healed["refresh_token"] == good["refresh_token"], not self.server.requests())

    def test_a_ruin_is_not_healed_with_a_dead_token(self):
        self.jada("apply", "--yes")
        self.server.revoke(self.minted)
        self.jada("token", "refresh", "demo", want=1)
        self.server.clear()
        self.path.write_bytes(b"")
        self.expect_told("empty", "it is empty", LOGIN, recorded="grant_refused")

    def test_links_stay_and_what_they_lead_to_is_replaced(self):
        real = self.folder / "real" / "deep"
        real.mkdir(parents=True)
        self.path.rename(real / "one.json")
        (self.folder / "half").symlink_to("real/deep/one.json")
        self.path.symlink_to(self.folder / "half")
        self.jada("apply", "--yes")
        self.assertEqual((os.readlink(self.path), os.readlink(self.folder / "half")), (str(self.folder / "half"), "real/deep/one.json"))
        self.assertEqual(json.loads((real / "one.json").read_text())["access_token"], self.get())

    def test_a_second_name_is_refused_and_both_keep_their_content(self):
        os.link(self.path, self.folder / "second.json")
        before = self.path.read_bytes()
        [line] = self.jada("token", "get", "demo", want=1).stderr.splitlines()
        self.assertIn("hard links", line)
        self.assertEqual((self.path.read_bytes(), (self.folder / "second.json").read_bytes()), (before, before))
        self.assertEqual(self.server.requests(), [])
        (self.folder / "second.json").unlink()
        self.assertTrue(self.server.accepts(self.get()))

    def test_what_is_open_to_others_is_closed_when_it_is_refreshed(self):
        for mode in (0o644, 0o660, 0o606, 0o666):
            with self.subTest(oct(mode)):
                self.anew()
                self.path.chmod(mode)
                self.jada("apply", "--yes")
                self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o600)

    @unittest.skipUnless(os.geteuid() == 0, "gives files to another user: needs root")
    def test_owner_and_group_stay(self):
        os.chown(self.path, 65534, 65534)
        self.jada("apply", "--yes")
        self.assertEqual((self.path.stat().st_uid, self.path.stat().st_gid), (65534, 65534))

    @unittest.skipUnless(os.geteuid() == 0, "gives files to another user: needs root")
    def test_an_open_file_of_another_user_is_told_with_the_command_that_closes_it(self):
        token_files.plain(self.path, self.minted)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, 65534, 65534)
        os.chown(self.path, 0, 0)
        self.path.chmod(0o604)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []}
        self.assertIn(f"chmod go= {self.path}", self.jada("apply", "--yes", want=1, **nobody).stdout)
        self.assertEqual(self.jada("token", "get", "demo", **nobody).stdout.strip(), self.minted["access_token"])

    def test_a_byte_order_mark_stays(self):
        self.path.write_bytes(b"\xef\xbb\xbf" + self.path.read_bytes())
        self.assertTrue(self.server.accepts(self.get()))
        self.assertTrue(self.path.read_bytes().startswith(b"\xef\xbb\xbf{"))


if __name__ == "__main__":
    unittest.main()

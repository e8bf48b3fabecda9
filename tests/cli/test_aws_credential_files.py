"""~/.aws/credentials and ~/.aws/config as people write them: read like AWS's tools read them, and told where they are wrong."""
import os
import resource
import shutil
import signal
import subprocess
import unittest

from cloud import BASE, OFF, WithCloud

ID, SECRET = BASE["AWS_ACCESS_KEY_ID"], BASE["AWS_SECRET_ACCESS_KEY"]
PAIR = f"aws_access_key_id = {ID}\naws_secret_access_key = {SECRET}\n"
GOOD = {
    "plain": "[default]\n" + PAIR, "a byte order mark": "\ufeff[default]\n" + PAIR, "line ends of Windows": ("[default]\n" + PAIR).replace("\n", "\r\n"),
    "no line end": ("[default]\n" + PAIR).rstrip("\n"), "tabs": f"[default]\naws_access_key_id\t=\t{ID}\t\naws_secret_access_key={SECRET}  \n",
    "comments": f"# a\n; b\n[default] # c\n# {PAIR}{PAIR}", "a section twice": f"[default]\naws_access_key_id = {ID}\n[other]\nx = 1\n[default]\naws_secret_access_key = {SECRET}\n",
    "a key twice: the last": f"[default]\naws_access_key_id = AKIAOLD\n{PAIR}", "garbage": f"what is this\nkey = before\n[default]\ngarbage\n= 5\n[broken\n[default]\n{PAIR}",
    "capitals": "[default]\n" + PAIR.replace("aws_access_key_id", "AWS_ACCESS_KEY_ID").replace("aws_secret", "Aws_Secret"),
    "an empty token": f"[default]\n{PAIR}aws_session_token =\n", "an empty line after each": ("[default]\n" + PAIR).replace("\n", "\n\n"),
    "a region beside": f"[default]\nregion = eu-north-1\noutput = json\n{PAIR}",
}
BAD = {  # what is in the file: (words of the error)
    "no secret": (f"[default]\naws_access_key_id = {ID}\n", ("line 2", "aws_secret_access_key")),
    "no id": (f"[default]\n\naws_secret_access_key = {SECRET}\n", ("line 3", "aws_access_key_id")),
    "an empty secret": (f"[default]\naws_access_key_id = {ID}\naws_secret_access_key =\n", ("line 2", "aws_secret_access_key")),
    "an empty id": (f"[default]\naws_access_key_id =\naws_secret_access_key = {SECRET}\n", ("line 3", "aws_access_key_id")),
    "a comment behind": (f"[default]\naws_access_key_id = {ID}\naws_secret_access_key = {SECRET} # mine\n", ("line 3", "a comment needs a line of its own")),
    "a comment behind the id": (f"[default]\naws_access_key_id = {ID} ; mine\naws_secret_access_key = {SECRET}\n", ("line 2", "aws_access_key_id")),
    "a comment behind the token": (f"[default]\n{PAIR}aws_session_token = canary8d1e # mine\n", ("line 4", "aws_session_token")),
}
REFUSED = {"sso_session": "sso_session = crew", "sso_start_url": "sso_start_url = https://127.0.0.1/start\nsso_account_id = 123456789012",
           "credential_process": "credential_process = touch ran", "mfa_serial": "role_arn = arn:aws:iam::123456789012:role/crew\nsource_profile = base\nmfa_serial = x"}


class Files(WithCloud):
    def credentials(self, text, mode=0o600, name="credentials"):
        path = self.write(f".aws/{name}", text)
        path.chmod(mode)
        return path

    def test_written_in_any_way_that_awss_tools_read(self):
        for name, text in GOOD.items():
            with self.subTest(name):
                self.credentials(text)
                said = self.told("plan", env=OFF)
                self.assertIn("Plan: 4 to create", said)
                self.assertNotIn("warning", said)

    def test_what_is_wrong_is_told_with_file_profile_and_line(self):
        self.secrets.add("canary8d1e")
        for name, (text, words) in BAD.items():
            with self.subTest(name):
                self.credentials(text)
                said = self.told("plan", "-v", want=9, env=self.cloud.instance_environment)
                for each in ("~/.aws/credentials", "profile default", *words):
                    self.assertIn(each, said)
                self.assertEqual(self.cloud.requests, [])

    def test_the_same_in_the_config_and_in_files_named_elsewhere(self):
        self.credentials(f"[profile crew]\naws_access_key_id = {ID}\n", name="config")
        self.assertRegex(self.told("plan", want=9, env={**OFF, "AWS_PROFILE": "crew"}), r"~/.aws/config, line 2: profile crew")
        self.write(".aws/config", f"[profile crew]\n{PAIR}").chmod(0o600)
        self.assertIn("Plan: 4", self.told("plan", env={**OFF, "AWS_PROFILE": "crew"}))
        named = self.folder / ".aws" / "config"
        (self.folder / "elsewhere").mkdir()
        self.addCleanup(shutil.rmtree, self.folder / "elsewhere")
        moved = named.rename(self.folder / "elsewhere" / "config")
        self.assertIn("Plan: 4", self.told("plan", env={**OFF, "AWS_PROFILE": "crew", "AWS_CONFIG_FILE": str(moved)}))
        moved.rename(named)

    def test_of_two_files_the_credentials_win_and_sections_are_named_differently(self):
        self.credentials(f"[crew]\n{PAIR}[profile other]\n{PAIR}")
        self.credentials("[profile crew]\naws_access_key_id = AKIAOLD\naws_secret_access_key = canary8d1e\n[other]\n" + PAIR, name="config")
        self.assertIn("Plan: 4", self.told("plan", env={**OFF, "AWS_PROFILE": "crew"}))
        self.assertIn("other", self.told("plan", want=9, env={**OFF, "AWS_PROFILE": "other"}))
        self.credentials(f"[ default ]\n{PAIR}")
        self.told("plan", want=9, env=OFF)

    def test_open_to_others_is_warned_of_once(self):
        for mode in (0o644, 0o640, 0o602):
            with self.subTest(oct(mode)):
                self.credentials("[default]\n" + PAIR, mode)
                said = self.told("plan", env=OFF)
                self.assertEqual(said.count("chmod 600"), 1)
                self.assertIn("~/.aws/credentials", said)
                self.assertIn("Plan: 4", said)

    def test_what_needs_a_person_or_a_program_is_refused_by_its_name(self):
        self.credentials(f"[base]\n{PAIR}")
        for name, setting in REFUSED.items():
            with self.subTest(name):
                self.credentials(f"[profile crew]\n{setting}\n", name="config")
                for env, block in (({"AWS_PROFILE": "crew"}, ""), ({}, 'profile = "crew"')):
                    self.declare(east=block, west=block)
                    said = self.told("plan", want=9, env={**env, **self.cloud.instance_environment})
                    self.assertIn(name, said)
                    self.assertIn("profile crew", said)
                self.assertEqual(self.cloud.requests, [])
                self.assertFalse((self.folder / "ran").exists())

    def test_one_region_without_its_profile_leaves_the_other_to_be_done(self):
        self.credentials("[default]\n" + PAIR)
        self.declare(west='profile = "crwe"')
        said = self.told("apply", "--yes", want=9, env=OFF)
        self.assertIn("crwe", said)
        self.assertEqual((sorted(self.east.items("crew-dispatch")), self.west.items("crew-dispatch")), (["c0", "c1"], {}))

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_a_file_that_cannot_be_read_is_a_trouble_and_no_absence(self):
        self.credentials("[default]\n" + PAIR, 0)
        self.assertIn("~/.aws/credentials", self.told("plan", want=9, env=self.cloud.instance_environment))
        self.assertEqual(self.cloud.requests, [])

    def test_a_folder_or_bytes_in_its_place(self):
        (self.folder / ".aws" / "credentials").mkdir(parents=True)
        self.assertIn("credentials", self.told("plan", want=9, env=self.cloud.instance_environment))
        self.assertEqual(self.cloud.requests, [])
        (self.folder / ".aws" / "credentials").rmdir()
        self.credentials(bytes(range(256)) * 64)
        self.told("plan", want=9, env=OFF)


class Kept(WithCloud):
    """What holds of every test here (cloud.py), once more with all that can be written."""

    def test_in_no_plan_report_state_or_child(self):
        self.declare(head='[sync.child]\nevery = "1h"\nrun = ["sh", "-c", "env > child.env; echo ran"]\n[channel.ops]\ntype = "command"\nrun = ["sh", "-c", "env > page.env"]\n'
                          '[alert.any]\nwatch = ["roster.*"]\nconsecutive_failures = 1\npermanent = "now"\nnotify = ["channel.ops"]\n')
        env = {**self.cloud.instance_environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "canary8d1e"}
        both = {**BASE, "AWS_SESSION_TOKEN": "", **self.cloud.sts_environment}
        self.secrets.add("canary8d1e")
        reports = [word for kind in ("json", "junit", "sarif", "markdown", "github") for word in ("--report", f"{kind}=r.{kind}")]
        for one in (env, both):
            self.told("plan", "--out", "saved.json", *reports, env=one)
            self.told("apply", "saved.json", "--yes", "-v", want=None, env=one)
            self.told("run", "--once", "-v", want=None, env=one)
            self.west.edit("crew-dispatch", "c0", name="theirs")
            self.back.fault("access_denied", operation="UpdateItem", times=None)
            self.told("run", "--once", "-v", want=None, env=one)
            self.back.calm()
            for verb in (("status",), ("explain", "roster.crew"), ("explain", "region.us-east-1"), ("state", "list"), ("state", "show", "region.us-east-1"),
                         ("sql", "SELECT * FROM events"), ("drift", "--json")):
                self.told(*verb, want=None, env=one)
            self.assertTrue((self.folder / "child.env").exists())
            for path in [*self.folder.glob("state.db*"), *self.folder.glob("*.env")]:  # the next begins anew; what is left is looked into at the end
                path.rename(self.folder / f"{len(one)}.{path.name}")
            self.assertTrue((self.folder / "r.sarif").exists())
        self.assertEqual(len(list(self.folder.glob("*.child.env"))), 2)
        self.assertEqual(len(list(self.folder.glob("*.page.env"))), 2)

    @unittest.skipUnless(os.geteuid() == 0, "raises its own limit: needs root")
    def test_in_no_core(self):
        limits = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        sleeper = subprocess.Popen([shutil.which("sleep"), "60"], cwd=self.folder, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, limits))
        sleeper.send_signal(signal.SIGQUIT)
        sleeper.wait(60)
        left = list(self.folder.glob("core*"))
        if not left:
            self.skipTest("no core of anybody comes to the working folder here")
        for path in left:
            path.unlink()
        for number in (signal.SIGABRT, signal.SIGSEGV):
            self.front.fault("stall", operation="Scan", times=4)
            process = self.started("plan", env=self.cloud.instance_environment, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, limits))
            self.front.wait_for(lambda: self.front.held == 4)
            process.send_signal(number)
            self.ended(process, want=-number)
            self.front.calm()
            self.front.wait_for(lambda: self.front.held == 0)
            self.assertEqual([path.name for path in self.folder.iterdir() if path.name.startswith("core")], [])


if __name__ == "__main__":
    unittest.main()

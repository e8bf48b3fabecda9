"""The units of contrib/systemd as systemd itself judges them, without one running."""
import os
import re
import shutil
import subprocess
import unittest

from sandbox import BINARY, SOURCE, Sandbox

UNITS = SOURCE / "contrib/systemd"
SERVICES = ("jada-reconcile.service", "jada-failure@.service")
MOST_EXPOSURE = 1.5


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, timeout=60)


def settings(unit, name):
    return re.findall(rf"^{name}=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)


def syscalls(group):
    """Every system call of a group such as @system-service, the groups inside it included."""
    found = set()
    for word in re.findall(r"^ +(@?[\w-]+)$", analyze("syscall-filter", group).stdout, re.MULTILINE):
        found |= syscalls(word) if word.startswith("@") else {word}
    return found


class Systemd(Sandbox):
    def install(self, *drop_ins, **changes):
        """The units where systemd looks for them, with the binary of this build and `changes` to the main one."""
        for name in SERVICES:
            shutil.copy(UNITS / name, self.folder / name)
        text = (self.folder / SERVICES[0]).read_text().replace("/usr/local/bin/jada-reconcile", BINARY)
        for name, value in changes.items():
            text, count = re.subn(rf"^{name}=.*$", value, text, flags=re.MULTILINE)
            self.assertNotEqual(count, 0, name)
        self.write(SERVICES[0], text)
        for name in drop_ins:
            self.write(f"{SERVICES[0]}.d/{name}", (UNITS / name).read_text())

    def verify(self):
        done = analyze("verify", "--man=no", *(self.folder / name for name in SERVICES))
        return done.stdout + done.stderr + (f"exit {done.returncode}" if done.returncode else "")

    def exposure(self, name):
        said = analyze("security", "--offline=true", self.folder / name).stdout
        return float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)[1])

    def test_nothing_in_them_is_unknown_or_missing(self):
        self.install()
        self.assertEqual(self.verify(), "")
        self.install("jobs.conf")
        self.assertEqual(self.verify(), "")
        self.install(WatchdogSec="WatchdogSecs=1")
        self.assertIn("WatchdogSecs", self.verify())

    def test_the_sandbox_is_tight(self):
        self.install()
        for name in SERVICES:
            self.assertLessEqual(self.exposure(name), MOST_EXPOSURE, name)
        self.install("jobs.conf")
        self.assertLessEqual(self.exposure(SERVICES[0]), MOST_EXPOSURE)
        self.install(CapabilityBoundingSet="", RestrictAddressFamilies="")
        self.assertGreater(self.exposure(SERVICES[0]), MOST_EXPOSURE)

    def traced(self, *command):
        """The system calls of a command and of all that it starts."""
        trace = self.folder / "trace"
        done = subprocess.run(["strace", "-f", "-qq", "-o", trace, *command], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        used = set(re.findall(r"^\d+ +(\w+)\(", trace.read_text(), re.MULTILINE))
        self.assertIn("execve", used)
        return used

    def test_the_sandbox_allows_what_the_program_does(self):
        self.assertEqual(settings(SERVICES[0], "SystemCallFilter"), ["@system-service", "~@privileged @resources"])
        allowed = syscalls("@system-service") - syscalls("@privileged") - syscalls("@resources")
        if os.geteuid() == 0:
            allowed.add("fchown")  # SQLite, so that root leaves no files of root's beside a user's
        self.declare(extra='[sync.count]\nevery = "1s"\nrun = ["/bin/sh", "-c", "ls | wc -l"]\ntimeout = "10s"\n')
        [start] = settings(SERVICES[0], "ExecStart")
        command = start.replace("/usr/local/bin/jada-reconcile", BINARY).replace("/etc/jada-reconcile/", "").split()
        for _ in range(2):  # the first pass makes the state, the second runs what is due
            self.assertEqual(self.traced(*command, "--once") - allowed, set())
        self.assertIn({"outcome": "ok"}, self.sql("SELECT outcome FROM sync_runs"))

    def test_the_failure_of_the_service_is_told_by_a_unit_that_is_there(self):
        self.assertEqual(settings(SERVICES[0], "OnFailure"), ["jada-failure@%n.service"])
        self.assertTrue((UNITS / "jada-failure@.service").is_file())


if __name__ == "__main__":
    unittest.main()

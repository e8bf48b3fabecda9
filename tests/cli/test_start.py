"""What the program does to itself before its verb begins."""
import resource
import subprocess
import unittest

from sandbox import BINARY, Sandbox


class Start(Sandbox):
    def test_verbs_do_not_load_libraries_that_they_do_not_need(self):
        self.declare()
        for arguments in (["--version"], ["validate"], ["plan"]):
            loaded = self.jada(*arguments, env={"LD_DEBUG": "files"}).stderr
            self.assertIn("libc.so", loaded)
            for library in ("libcurl", "libssl", "libmicrohttpd", "libsystemd", "libdate"):
                self.assertNotIn(library, loaded, arguments)

    def test_a_crash_leaves_no_image_of_the_memory(self):
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        traced = subprocess.run(["strace", "-f", "-qq", "-e", "trace=prlimit64", BINARY, "--version"], capture_output=True, text=True, timeout=60,
                                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (most, most))).stderr
        self.assertRegex(traced, r"RLIMIT_CORE, \{rlim_cur=%d, " % (0 if most == 0 else 1))


if __name__ == "__main__":
    unittest.main()

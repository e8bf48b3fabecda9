"""What a person reads, held against goldens (JADA_UPDATE_GOLDENS=1 writes them anew: read the difference), help and completion."""
import os
import pathlib
import re
import shlex
import subprocess
import unittest

from sandbox import BINARY, SOURCE, Sandbox

GOLDENS = SOURCE / "tests/cli/goldens"
VERBS = ["init", "validate", "plan", "apply", "drift", "status", "explain", "suspend", "resume", "state", "sql", "lock", "schema", "completion"]
TIMES = [(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "TIME"), (r"\b\d+(ms|s|m|h)( \d+(ms|s|m))? ago( *)", "AGO "), (r"\b\d{8}-\d{6}-\d{3}-\d+", "RUN"),
         (r"\bin \d+(d|h|m|s|ms)( \d+(h|m|s|ms))?\b", "in AGES")]

ONE_BY_ONE = {"JADA_PARALLELISM": "1"}  # events in one order


class Screens(Sandbox):
    def expect_screen(self, name, *arguments, want=0, env=None):
        done = self.jada(*arguments, want=want, env=env)
        told = f"$ jada-reconcile {shlex.join(arguments)}\n{done.stdout}{done.stderr}"
        for pattern, word in TIMES:
            told = re.sub(pattern, word, told)
        told = told.replace(str(self.folder), "FOLDER")
        if arguments[0] in ("status", "explain"):
            told = re.sub(" {2,}", "  ", told)  # columns as wide as the times that stood in them
        golden = GOLDENS / f"{name}.txt"
        if os.environ.get("JADA_UPDATE_GOLDENS"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(told)
        self.assertTrue(golden.exists(), f"{golden} is missing: JADA_UPDATE_GOLDENS=1 writes it")
        self.assertEqual(told, golden.read_text())
        return done

    def arrange_everything(self):
        """One of each: created, edited, drifted, both, deleted, held, reported, suspended."""
        self.declare(roster='on_extra = "delete"', entries='[roster.crew.entries.cleo]\nname = "Cleo Marsh"\nrole = "crew"\n')
        self.jada("apply", "--yes", env=ONE_BY_ONE)
        self.set_by_hand("west", "ada", role="mate")
        self.set_by_hand("east", "bo", role="cook")
        self.region("east", "INSERT INTO crew VALUES ('charter', '{\"crew_id\":\"charter\"}')")
        dee = '[roster.crew.entries.dee]\nname = "Dee Okafor"\nrole = "hand"\ntags = ["night", "weekend"]\n'
        dock = '[roster.dock]\nkey = "id"\nreplicas = ["region.east"]\nsuspend = { until = 2999-01-01T00:00:00Z, reason = "engine swap" }\n[roster.dock.entries.x]\nberth = 4\n'
        self.declare(roster='on_extra = "delete"', entries=dee + dock)
        text = (self.folder / "desired.toml").read_text()
        self.write("desired.toml", text.replace('role = "mate"', 'role = "skipper"'))

    def test_plan_drift_and_status(self):
        self.declare()
        self.expect_screen("plan_first", "plan")
        self.arrange_everything()
        self.expect_screen("plan", "plan", "--detailed-exitcode", want=4)
        self.expect_screen("plan_verbose", "plan", "--verbose", want=4)
        self.expect_screen("drift", "drift", want=3)
        self.expect_screen("status", "status")
        self.expect_screen("apply", "apply", "--yes", want=4, env=ONE_BY_ONE)
        self.expect_screen("explain", "explain", "roster.crew/ada@west")
        self.expect_screen("explain_extra", "explain", "roster.crew/charter")

    def test_unknown_and_refused(self):
        self.declare(extra='[guard]\nmax_update = 0\n')
        self.jada("apply", "--yes")
        self.set_by_hand("east", "ada", role="mate")
        self.expect_screen("refused", "apply", "--yes", want=4)
        (self.folder / "west.db").write_bytes(b"this is no database at all" * 40)
        self.expect_screen("unknown", "drift", want=3)

    def test_diagnostics_of_validate(self):
        self.write("desired.toml", 'version = 1\n[region.east]\npaht = "e.db"\n[roster.crew]\nkey = 7\nreplicas = ["region.eest"]\nselff = 1\n'
                                   'unique = ["phone"]\n[roster.crew.entries.ada]\nphone = "+18185550100"\n[roster.crew.entries.bo]\nphone = "+18185550100"\n')
        self.expect_screen("validate", "validate", want=65)
        self.write("desired.toml", 'version = 1\n[region.east]\npath = "a\n')
        self.expect_screen("validate_no_toml", "validate", want=65)
        self.declare()
        self.expect_screen("validate_sound", "validate")

    def test_color_never_reaches_a_file_and_means_nothing_alone(self):
        self.arrange_everything()
        self.jada("plan", want=4)  # from now on it is known since when
        plain = self.jada("plan", want=4).stdout
        self.assertNotIn("\x1b", plain)
        colored = self.jada("plan", "--color", "always", want=4).stdout
        self.assertIn("\x1b", colored)
        normal = lambda text: re.sub(r"\d+(ms|s) ago|TIME", "AGO", re.sub(r"\x1b\[[0-9;]*m", "", re.sub(TIMES[0][0], "TIME", text)))
        self.assertEqual(normal(colored), normal(plain))
        self.assertNotIn("\x1b", self.jada("plan", want=4, env={"NO_COLOR": "1"}).stdout)

    def flags_of_help(self, verb):
        return set(re.findall(r"^ +(?:-\w, )?(--[a-z-]+)", self.jada(verb, "--help").stdout, re.M))

    def test_every_verb_has_help_with_examples_that_name_it(self):
        overview = self.jada("--help").stdout
        for verb in VERBS:
            with self.subTest(verb):
                self.assertRegex(overview, rf"(?m)^  {verb} +\S")
                told = self.jada(verb, "--help")
                self.assertEqual(told.stderr, "")
                examples = told.stdout.split("Examples:\n")[1]
                self.assertRegex(examples, rf"(?m)^  .*jada-reconcile {verb}\b")
                self.assertLess(max(map(len, told.stdout.splitlines())), 121)

    def test_every_flag_that_help_names_exists_and_every_example_parses(self):
        for verb in VERBS:
            for flag in self.flags_of_help(verb) - {"--help"}:
                with self.subTest(f"{verb} {flag}"):
                    told = self.jada(verb, flag, "--help", want=None)  # a flag that takes a value takes `--help` for it
                    self.assertNotIn("unknown", told.stderr)
            for line in re.findall(r"^  jada-reconcile (.*)$", self.jada(verb, "--help").stdout, re.M):
                named = {word.split("=")[0] for word in shlex.split(line) if word.startswith("--")}
                with self.subTest(line):
                    self.assertLessEqual(named, self.flags_of_help(verb))
        self.assertIn("unknown", self.jada("plan", "--no-such-flag", want=64).stderr)

    def complete(self, line):
        """What bash offers behind this line; the last word may be empty."""
        script = f"""PATH={shlex.quote(str(pathlib.Path(BINARY).parent))}:$PATH
source <(jada-reconcile completion bash)
COMP_WORDS=({line}) COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
_jada_reconcile; printf '%s\\n' "${{COMPREPLY[@]}}" """
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_completion_scripts_are_accepted_and_complete(self):
        script = self.jada("completion", "bash").stdout
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
        self.assertLessEqual(set(VERBS), set(self.complete("jada-reconcile ''")))
        self.assertEqual(self.complete("jada-reconcile pl"), ["plan"])
        self.assertEqual(self.complete("jada-reconcile plan --det"), ["--detailed-exitcode"])
        self.assertEqual(self.complete("jada-reconcile --quiet state sh"), ["show"])
        self.assertEqual(self.complete("jada-reconcile token d"), ["diagnose"])
        for verb in VERBS:
            with self.subTest(verb):
                self.assertLessEqual(self.flags_of_help(verb) - {"--help"}, set(self.complete(f"jada-reconcile {verb} --")))
        for shell in ("zsh", "fish"):
            for verb in VERBS:
                self.assertIn(verb, self.jada("completion", shell).stdout)
        self.jada("completion", "powershell", want=64)

    def test_completion_offers_the_addresses_of_the_state(self):
        self.declare()
        self.jada("apply", "--yes")
        self.assertEqual(self.complete("jada-reconcile explain ros"), ["roster.crew"])
        self.assertEqual(sorted(self.complete("jada-reconcile suspend ''")), ["region.east", "region.west", "roster.crew"])


if __name__ == "__main__":
    unittest.main()

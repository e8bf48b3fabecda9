"""The book of alerts from the outside: what fires, and what a person does about it."""
import unittest

from sandbox import Sandbox

RULES = """version = 1
[secret_dir.main]
path = "s"
[channel.ops]
type = "log"
[alert.crew]
sql = "SELECT 'crew' AS subject, 3 AS missing UNION SELECT 'dock', 4"
severity = "critical"
notify = ["channel.ops"]
"""
CALM = RULES.replace("UNION SELECT 'dock', 4", "WHERE 0")


class Alerts(Sandbox):
    def setUp(self):
        super().setUp()
        self.write("desired.toml", RULES)
        self.apply()

    def apply(self, times=1):
        for _ in range(times):
            self.jada("apply", "--yes")

    def alert(self, subject):
        [found] = [one for one in self.json("alert", "list") if one["subject"] == subject]
        return found

    def events(self, type):
        return [row["message"] for row in self.sql(f"SELECT message FROM events WHERE type = '{type}' ORDER BY seq")]

    def transitions(self, id):
        return [row["transition"] for row in self.sql(f"SELECT transition FROM notifications WHERE alert_id = '{id}' ORDER BY created_at")]


class Listing(Alerts):
    def test_open_ones_come_first_with_what_to_do(self):
        crew = self.alert("crew")
        self.assertEqual({name: crew[name] for name in ("state", "severity", "rule", "diagnosis", "summary", "told", "occurrences")},
                         {"state": "firing", "severity": "critical", "rule": "alert.crew", "diagnosis": "sql", "summary": "crew: missing: 3",
                          "told": ["channel.ops"], "occurrences": 1})
        self.jada("alert", "resolve", "dock")
        told = self.jada("alert", "list").stdout.splitlines()
        self.assertEqual(told[0].split(), ["ID", "STATE", "SEVERITY", "SINCE", "TOLD", "SUMMARY"])
        self.assertRegex(told[1], r"^\w{12}  firing +critical +\S+ ago +channel.ops +crew: missing: 3$")
        self.assertRegex(told[2], r"^\w{12}  resolved +critical .* dock: missing: 4$")
        self.assertEqual(told[4], crew["id"] + "  next: jada-reconcile explain alert.crew")

    def test_the_view_holds_the_same(self):
        self.assertEqual([row["state"] for row in self.sql("SELECT state FROM alerts ORDER BY subject")], ["firing", "firing"])

    def test_without_a_state_there_are_none(self):
        (self.folder / "state.db").unlink()
        self.assertEqual(self.json("alert", "list"), [])
        self.assertEqual(self.jada("alert", "list").stdout, "No alert is open.\n")

    def test_what_is_mended_resolves_by_itself(self):
        id = self.alert("crew")["id"]
        self.write("desired.toml", CALM)
        self.apply()
        self.assertEqual(self.alert("crew")["state"], "resolved")
        self.assertEqual(self.transitions(id), ["fired", "resolved"])
        self.assertIn("No alert is open.", self.jada("alert", "list").stdout)

    def test_a_query_that_fails_ends_nothing(self):
        self.write("desired.toml", RULES.replace("SELECT 'crew' AS", "SELECT nonsense AS"))
        self.jada("apply", "--yes", want=None)
        self.assertEqual(self.alert("crew")["state"], "firing")
        self.assertEqual(self.alert("alert.crew")["diagnosis"], "rule_error")
        [row] = self.sql("SELECT condition, message FROM resources WHERE address = 'alert.crew'")
        self.assertEqual(row["condition"], "Failing")
        self.assertIn("nonsense", row["message"])


class Acting(Alerts):
    def test_ack_names_who_and_why(self):
        crew = self.alert("crew")
        said = self.jada("alert", "ack", crew["id"][:8], "-m", "on it").stdout
        self.assertIn(f"{crew['id']} crew: acknowledged", said)
        self.assertEqual(self.alert("crew")["state"], "acked")
        self.assertIsNotNone(self.alert("crew")["acked_at"])
        self.assertRegex(self.events("alert.acked")[-1], r"^alert.crew \w{12}: acknowledged by \S+: on it$")
        self.assertIn("done before", self.jada("alert", "ack", "crew").stdout)
        self.apply()
        self.assertEqual(self.alert("crew")["state"], "acked")

    def test_silence_ends_by_itself(self):
        [done] = self.json("alert", "silence", "crew", "--for", "2h", "-m", "known")
        self.assertEqual(done["state"], "silenced")
        self.assertIsNotNone(self.alert("crew")["silenced_until"])
        self.jada("alert", "silence", "crew", "--for", "10ms", "-m", "not so long")
        for _ in range(1000):  # a pass may be over sooner than the silence
            self.apply()
            if self.alert("crew")["state"] != "silenced":
                break
        self.assertEqual(self.alert("crew")["state"], "firing")

    def test_resolve_tells_those_who_were_told_and_fires_again_when_it_is_true(self):
        crew = self.alert("crew")
        self.jada("alert", "resolve", "crew", "-m", "done by hand")
        self.assertEqual(self.transitions(crew["id"]), ["fired", "resolved"])
        self.assertIn("done by hand", self.events("alert.resolved")[-1])
        self.assertIn("nothing fires at crew", self.jada("alert", "resolve", "crew", want=1).stderr)
        self.apply()
        self.assertEqual((self.alert("crew")["state"], self.alert("crew")["occurrences"]), ("firing", 2))
        self.assertEqual(self.transitions(crew["id"]), ["fired", "resolved", "fired"])

    def test_a_rules_address_means_all_of_its_alerts(self):
        self.assertEqual(len(self.json("alert", "ack", "alert.crew")), 2)
        self.assertEqual({one["state"] for one in self.json("alert", "list")}, {"acked"})

    def test_what_cannot_be_meant_is_refused(self):
        for words, told in [(["ack"], "needs the ID"), (["ack", "crw"], "did you mean `crew`?"), (["silence", "crew", "--for", "1h"], "-m WHY"),
                            (["silence", "crew", "-m", "x"], "--for TIME"), (["silence", "crew", "--for", "soon", "-m", "x"], "--for:"),
                            (["shout"], "list, ack, silence, resolve"), (["list", "crew"], "takes no name"), (["ack", ""], "is in the book")]:
            with self.subTest(words):
                self.assertIn(told, self.jada("alert", *words, want=64).stderr)
        self.assertEqual({one["state"] for one in self.json("alert", "list")}, {"firing"})

    def test_help_knows_each_word(self):
        for word in "list", "ack", "silence", "resolve":
            self.assertIn(f"jada-reconcile alert {word}", self.jada("alert", word, "--help").stdout)


class Defaults(Sandbox):
    def test_what_fails_three_times_is_told_though_nobody_declared_a_rule(self):
        self.write("desired.toml", 'version = 1\n[channel.ops]\ntype = "log"\n[token.demo]\nfile = "demo.json"\ntoken_url = "http://127.0.0.1:9/token"\n'
                   'client_id = "c"\n')
        self.write("demo.json", "{")
        for _ in range(4):
            self.jada("apply", "--yes", want=1)
        [alert] = self.json("alert", "list")
        self.assertEqual((alert["rule"], alert["subject"], alert["state"], alert["told"]),
                         ("alert.failing", "token.demo", "firing", ["channel.ops"]))


if __name__ == "__main__":
    unittest.main()

"""A region answers as tests take for granted."""
import decimal
import os
import unittest
import unittest.mock

import dynalite
from standing import ADA, KEY, TABLE, Standing


class Region(Standing):
    def test_items_come_back_as_they_were_put(self):
        odd = {"crew_id": "bo", "whole": 7, "part": 1.5, "none": None, "yes": True, "text": "", "tags": {"a", "b"},
               "bytes": b"\x00\xff", "nested": [{"half": 0.5}, []]}
        self.region.put(TABLE, odd)
        self.assertEqual(self.region.items(TABLE), {"ada": ADA, "bo": {**odd, "part": decimal.Decimal("1.5")}})
        self.assertIsInstance(self.region.items(TABLE)["bo"]["whole"], int)

    def test_a_hand_sets_and_removes_fields(self):
        self.region.edit(TABLE, "ada", role="mate", level=None)
        self.assertEqual(self.region.items(TABLE), {"ada": {"crew_id": "ada", "role": "mate"}})
        self.region.drop(TABLE, "ada")
        self.assertEqual(self.region.items(TABLE), {})

    def test_items_of_several_pages_all_come_back(self):
        self.region.fill(TABLE, [{"crew_id": f"k{number}", "text": "x" * 3000} for number in range(1000)])
        self.assertEqual(len(self.region.items(TABLE)), 1001)

    def test_two_regions_hold_their_own_and_name_themselves(self):
        with dynalite.region("us-west-2") as west:
            west.make_table(TABLE, key="callsign")
            west.put(TABLE, {"callsign": "w"})
            self.assertEqual((set(west.items(TABLE)), set(self.region.items(TABLE))), ({"w"}, {"ada"}))
            self.assertIn(":us-west-2:", west.client().describe_table(TableName=TABLE)["Table"]["TableArn"])
            self.assertIn(":us-east-1:", self.region.client().describe_table(TableName=TABLE)["Table"]["TableArn"])

    def test_the_environment_of_the_caller_is_not_looked_at(self):
        theirs = {"AWS_PROFILE": "absent", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_CONFIG_FILE": "/dev/null/x",
                  "http_proxy": "http://127.0.0.1:1"}
        dynalite.session.cache_clear()
        with unittest.mock.patch.dict(os.environ, theirs):
            self.assertEqual(self.region.client().get_item(TableName=TABLE, Key=KEY)["Item"]["role"], {"S": "captain"})


if __name__ == "__main__":
    unittest.main()

"""Writes the rosters that tests/bench measures in DynamoDB: N invented people, for us as TOML, for everybody else as JSON."""

import json

import roster

TABLE = roster.TABLE
REGION = """[region.{name}]
driver = "dynamodb"
endpoint = "{url}"
{limit}
"""


def item(index, edited, size):
    """One item without its key. An edited one has another role and another note; `size`: bytes of JSON, key and all."""
    fields = {name: json.loads(value) for name, value in roster.fields(index, edited)}
    missing = size - len(as_json({"crew_id": roster.KEY % index, **fields}))
    fields["note"] += "." * missing
    return fields


def as_json(value):
    return json.dumps(value, separators=(",", ":"))


def people(count, edited, size):
    return {roster.KEY % index: item(index, edited, size) for index in range(count)}


def desired(everybody, table, urls, in_flight):
    """The text of a desired.toml; `urls` of the regions in the order of roster.REGIONS."""
    regions = roster.REGIONS[: len(urls)]
    limit = f"max_in_flight = {in_flight}\n" if in_flight else ""
    text = roster.HEAD + "".join(REGION.format(name=name, url=url, limit=limit) for name, url in zip(regions, urls))
    text += roster.ROSTER.format(table=table, replicas=", ".join(f'"region.{name}"' for name in regions))
    for key, fields in everybody.items():
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())
        text += f"\n[roster.crew.entries.{key}]\n{lines}"
    return text


def wanted(everybody):
    """What a script reads: a list of items."""
    return as_json([{"crew_id": key, **fields} for key, fields in everybody.items()])

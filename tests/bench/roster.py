"""Writes the rosters that tests/bench measures: N invented people, about 210 bytes of TOML each, keys in order."""

KEY = "item-%07d"
REGIONS = ["us-east-1", "us-west-2"]
TABLE = "crew-dispatch"

HEAD = """version = 1

[guard]
max_update = "100%"
max_delete = "100%"

"""

ROSTER = """[roster.crew]
table = "{table}"
key = "crew_id"
replicas = [{replicas}]
unique = ["email"]
required = ["name"]
"""


def fields(index, edited):
    """The attributes of one item. An edited one has another role and another note."""
    return (
        ("name", f'"Crew Member {index:07d} of Quay {index % 97:02d}"'),
        ("email", f'"member{index:07d}@quay{index % 17:02d}.example.com"'),
        ("phone", f'"+1818555{100 + index % 100:04d}"'),
        ("role", '"captain"' if edited else '"mate"'),
        ("note", f'"berth {index * 2654435761 % 2**32:08x}, {"moved" if edited else "as drawn"}"'),
        ("cascade_level", str(1 + index % 9)),
        ("on_call", "false" if index % 10 == 3 else "true"),
    )


def entry(index, edited):
    lines = "".join(f"{name} = {value}\n" for name, value in fields(index, edited))
    return f"\n[roster.crew.entries.{KEY % index}]\n{lines}"


def desired(count, replicas, every=0):
    """The text of a desired.toml; every `every`th item is edited (0: none, 1: all)."""
    regions = REGIONS[:replicas]
    head = HEAD + "".join(f'[region.{name}]\ndriver = "sqlite"\npath = "regions/{name}.db"\n\n' for name in regions)
    head += ROSTER.format(table=TABLE, replicas=", ".join(f'"region.{name}"' for name in regions))
    return head + "".join(entry(i, every and i % every == 0) for i in range(count))

"""What came in at a proxy: one line a request, in order of arrival."""
import dataclasses

WRITES = {"UpdateItem", "PutItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}


@dataclasses.dataclass
class Line:
    time: float  # of arrival, by the real clock
    operation: str
    connection: int
    table: str | None = None  # of a batch over several tables: the first
    keys: tuple = ()  # plain text, as AWS spells numbers too; of a batch: in order
    status: int | None = None  # None: no answer, or none yet
    fault: str | None = None  # the fault it met
    committed: bool = False  # whether dynalite carried it out
    body: dict = dataclasses.field(default_factory=dict, repr=False)


def keys_of(operation, body, key_names):
    """(table, keys) that a request's body speaks of; `key_names` says how each table calls its key."""
    def named(table, fields):
        value = fields.get(key_names.get(table, "crew_id"), {})
        return next(iter(value.values()), None) if isinstance(value, dict) else None

    if "RequestItems" in body:
        pairs = [(table, key) for table, asked in body["RequestItems"].items() for key in _of_batch(asked)]
        return pairs[0][0] if pairs else None, tuple(named(table, key) for table, key in pairs)
    table = body.get("TableName")
    fields = body.get("Key") or (body.get("Item") if operation == "PutItem" else None)
    return table, (named(table, fields),) if fields else ()


def _of_batch(asked):
    if isinstance(asked, dict):
        return asked.get("Keys", [])
    return [one["PutRequest"]["Item"] if "PutRequest" in one else one["DeleteRequest"]["Key"] for one in asked]

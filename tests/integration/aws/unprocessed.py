"""Batches that DynamoDB carries out in part: the rest is handed back, as AWS does when it is short of throughput."""
import json
import random


def split(body, seed):
    """(what is forwarded, what is handed back): both RequestItems, neither empty. None of a batch of one."""
    units = [(table, unit) for table, asked in body["RequestItems"].items()
             for unit in (asked["Keys"] if isinstance(asked, dict) else asked)]
    if len(units) < 2:
        return None
    chance = random.Random(seed)
    chance.shuffle(units)
    cut = chance.randint(1, len(units) - 1)
    return _gather(body, units[:cut]), _gather(body, units[cut:])


def _gather(body, units):
    gathered = {}
    for table, unit in units:
        asked = body["RequestItems"][table]
        if isinstance(asked, dict):
            gathered.setdefault(table, {**asked, "Keys": []})["Keys"].append(unit)
        else:
            gathered.setdefault(table, []).append(unit)
    return gathered


def merge(answer, operation, handed_back):
    """dynalite's answer, which leaves nothing over, with what was not forwarded."""
    name = {"BatchWriteItem": "UnprocessedItems", "BatchGetItem": "UnprocessedKeys"}[operation]
    return json.dumps({**json.loads(answer), name: handed_back}).encode()

"""Batches that DynamoDB carries out in part: what is left over is handed back, as AWS does when it is short of throughput."""
import json
import random


def split(body, seed):
    """(what is forwarded, what is handed back): both RequestItems, neither empty. None of a batch of one."""
    units = [(table, unit) for table, asked in body["RequestItems"].items() for unit in (asked["Keys"] if isinstance(asked, dict) else asked)]
    if len(units) < 2:
        return None
    chance = random.Random(seed)
    back = set(chance.sample(range(len(units)), chance.randint(1, len(units) - 1)))
    return tuple(_gather(body, [unit for place, unit in enumerate(units) if (place in back) == handed_back]) for handed_back in (False, True))


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
    """dynalite's answer with what was not forwarded."""
    name = {"BatchWriteItem": "UnprocessedItems", "BatchGetItem": "UnprocessedKeys"}[operation]
    told = json.loads(answer)
    for table, asked in handed_back.items():
        left = told.setdefault(name, {}).setdefault(table, asked)
        if left is not asked and isinstance(asked, dict):
            left["Keys"] += asked["Keys"]
        elif left is not asked:
            left += asked
    return json.dumps(told).encode()

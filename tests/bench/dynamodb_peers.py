"""What people script for a table of DynamoDB with boto3; each way is one program. FILE holds a list of items.

usage: dynamodb_peers.py apply TABLE FILE URL     scan, batch_writer puts what is missing or differs, batch_get reads it back
       dynamodb_peers.py update TABLE FILE URL    scan, update_item of what differs if it still is as seen, 16 threads
       dynamodb_peers.py drift TABLE FILE URL     scan, and count what differs
       dynamodb_peers.py scan TABLE URL URL       two regions at once, each scanned by a thread; nothing is compared
Nobody keeps what was done, and `update` believes what it is answered.
"""

import concurrent.futures
import json
import sys
from decimal import Decimal

import boto3
from botocore.config import Config

KEY = "crew_id"
AT_ONCE = 16
BATCH = 100  # keys of one batch_get_item


def service(url):
    return boto3.resource("dynamodb", endpoint_url=url, config=Config(max_pool_connections=AT_ONCE))


def scanned(table):
    found, start = {}, {}
    while True:
        page = table.scan(ConsistentRead=True, **start)
        found.update((item[KEY], item) for item in page["Items"])
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def read(file):
    with open(file) as text:
        return json.load(text, parse_float=Decimal)


def differing(table, file):
    """[(wanted, found or None)]"""
    there = scanned(table)
    return [(item, there.get(item[KEY])) for item in read(file) if there.get(item[KEY]) != item]


def read_back(dynamodb, table, items):
    for start in range(0, len(items), BATCH):
        asked = {table: {"Keys": [{KEY: item[KEY]} for item in items[start : start + BATCH]], "ConsistentRead": True}}
        while asked:
            answer = dynamodb.batch_get_item(RequestItems=asked)
            yield from answer["Responses"][table]
            asked = answer["UnprocessedKeys"]


def apply(name, file, url):
    dynamodb = service(url)
    table = dynamodb.Table(name)
    items = [item for item, _ in differing(table, file)]
    with table.batch_writer() as batch:
        for item in items:
            batch.put_item(Item=item)
    there = {item[KEY]: item for item in read_back(dynamodb, name, items)}
    if any(there.get(item[KEY]) != item for item in items):
        sys.exit("it did not arrive")


def update_one(client, table, item, found):
    changed = [name for name in item if item[name] != found.get(name)]
    names, values = {"#key": KEY}, {}
    for number, name in enumerate(changed):
        names[f"#{number}"] = name
        values |= {f":new{number}": item[name], f":old{number}": found[name]}
    client.update_item(
        TableName=table,
        Key={KEY: item[KEY]},
        UpdateExpression="SET " + ", ".join(f"#{number} = :new{number}" for number in range(len(changed))),
        ConditionExpression=" AND ".join(
            ["attribute_exists(#key)", *(f"#{number} = :old{number}" for number in range(len(changed)))]
        ),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
    )


def update(name, file, url):
    table = service(url).Table(name)
    work = differing(table, file)
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda pair: update_one(table.meta.client, name, *pair), work))


def drift(name, file, url):
    if differing(service(url).Table(name), file):
        sys.exit(3)


def scan(name, *urls):
    tables = [service(url).Table(name) for url in urls]
    with concurrent.futures.ThreadPoolExecutor(len(urls)) as threads:
        print(*(len(found) for found in threads.map(scanned, tables)))


if __name__ == "__main__":
    {"apply": apply, "update": update, "drift": drift, "scan": scan}[sys.argv[1]](*sys.argv[2:])

// What people script for a table of DynamoDB with AWS's SDK for JavaScript; FILE holds a list of items.
// usage: dynamodb_peers.mjs update TABLE FILE URL   scan, UpdateItem of what differs if it still is as seen, 16 in flight
//        dynamodb_peers.mjs drift TABLE FILE URL    scan, and count what differs
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../integration/', import.meta.url));
const { DynamoDB } = require('@aws-sdk/client-dynamodb');

const KEY = 'crew_id';
const AT_ONCE = 16;

const [mode, TableName, file, endpoint] = process.argv.slice(2);
const client = new DynamoDB({ endpoint });

function toWire(value) {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'boolean' ? { BOOL: value } : { N: String(value) };
}

const isAlike = (one, other) => other !== undefined && one.S === other.S && one.N === other.N && one.BOOL === other.BOOL;

async function scanned() {
  const found = new Map();
  let ExclusiveStartKey;
  do {
    const page = await client.scan({ TableName, ConsistentRead: true, ExclusiveStartKey });
    for (const item of page.Items) found.set(item[KEY].S, item);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

/** [{ key, found, changed: [[name, value]] }] */
async function differing() {
  const there = await scanned();
  return JSON.parse(readFileSync(file, 'utf8')).map((item) => {
    const found = there.get(item[KEY]) ?? {};
    const wire = Object.entries(item).map(([name, value]) => [name, toWire(value)]);
    return { key: item[KEY], found, changed: wire.filter(([name, value]) => !isAlike(value, found[name])) };
  }).filter(({ changed }) => changed.length > 0);
}

function updateOne({ key, found, changed }) {
  const names = { '#key': KEY };
  const values = {};
  changed.forEach(([name, value], at) => {
    names[`#${at}`] = name;
    values[`:new${at}`] = value;
    values[`:old${at}`] = found[name];
  });
  return client.updateItem({
    TableName,
    Key: { [KEY]: { S: key } },
    UpdateExpression: `SET ${changed.map((_, at) => `#${at} = :new${at}`).join(', ')}`,
    ConditionExpression: ['attribute_exists(#key)', ...changed.map((_, at) => `#${at} = :old${at}`)].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  });
}

const work = await differing();
if (mode === 'drift') process.exit(work.length > 0 ? 3 : 0);
const next = work.values();
await Promise.all(Array.from({ length: AT_ONCE }, async () => {
  for (const one of next) await updateOne(one);
}));

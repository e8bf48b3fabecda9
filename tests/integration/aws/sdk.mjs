// Asks a DynamoDB with AWS's own client for JavaScript: node sdk.mjs '{"endpoint", "region", "credentials"}' '[[operation, input], …]'.
// Prints the answers, or names of errors, as one JSON list. One attempt each.
import { DynamoDB } from '@aws-sdk/client-dynamodb';

const [settings, calls] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const client = new DynamoDB({ ...settings, maxAttempts: 1 });
const answers = [];
for (const [operation, input] of calls) {
  answers.push(await client[operation](input).then(({ $metadata, ...answer }) => answer, (error) => ({ error: error.name })));
}
console.log(JSON.stringify(answers));

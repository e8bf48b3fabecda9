// Asks a DynamoDB with AWS's own client for JavaScript, one attempt each; prints answers, or names of errors, as JSON:
// node sdk.mjs '{"endpoint": …, "region": …, "credentials": …}' '[["getItem", {…}], …]'
import { DynamoDB } from '@aws-sdk/client-dynamodb';

const [settings, calls] = process.argv.slice(2).map((argument) => JSON.parse(argument));
const client = new DynamoDB({ ...settings, maxAttempts: 1 });
const answers = [];
for (const [operation, input] of calls) {
  const asked = client[operation](input);
  answers.push(await asked.then(({ $metadata, ...answer }) => answer, (error) => ({ error: error.name })));
}
console.log(JSON.stringify(answers));

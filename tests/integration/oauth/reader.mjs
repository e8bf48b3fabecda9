// google-auth-library as somebody else who reads and writes our token files.
//   reader.mjs check FILE              tells what the library thinks of the file; it asks nobody
//   reader.mjs refresh FILE TOKEN_URL  lets the library refresh there and writes back what it then holds
// Formats: google (token.json of google-auth-oauthlib), node (expiry_date in milliseconds; client_id and client_secret beside
// it), adc (authorized_user) and service_account; the last two hold no access token and are never written.
// Answers with one JSON object on stdout; `error` and exit 1 if the library will not have it.
import { readFileSync, writeFileSync } from 'node:fs';
import { JWT, OAuth2Client, UserRefreshClient } from 'google-auth-library';

const oauth2 = (file) => new OAuth2Client({ clientId: file.client_id, clientSecret: file.client_secret });

function fromJSON(client, file) {
  client.fromJSON(file);
  return client;
}

const FORMATS = {
  google: {
    client: oauth2,
    read: (file) => ({ access_token: file.token, refresh_token: file.refresh_token, expiry_date: Date.parse(file.expiry) }),
    write: (held) => ({ token: held.access_token, refresh_token: held.refresh_token,
      expiry: new Date(held.expiry_date).toISOString().replace(/\.\d+Z$/, 'Z') }),
  },
  node: {
    client: oauth2,
    read: ({ client_id: _, client_secret: __, ...tokens }) => tokens,
    write: (held) => held,
  },
  adc: { client: (file) => fromJSON(new UserRefreshClient(), file) },
  service_account: { client: (file) => fromJSON(new JWT({ scopes: ['sheets'] }), file) },
};

function formatOf(file) {
  if (file.type === 'authorized_user') return 'adc';
  if (file.type === 'service_account') return 'service_account';
  if ('token' in file && 'expiry' in file) return 'google';
  if ('expiry_date' in file) return 'node';
  throw new Error(`not a file of credentials: ${Object.keys(file)}`);
}

// `send(options, original)` stands between the library and the network.
function open(path, send) {
  const file = JSON.parse(readFileSync(path, 'utf8'));
  const format = formatOf(file);
  const client = FORMATS[format].client(file);
  const held = FORMATS[format].read?.(file);
  if (held) client.setCredentials(held);
  const original = client.transporter.request.bind(client.transporter);
  client.transporter.request = (options) => send(options, original);
  return { file, format, client };
}

// Valid means: the library would hand out the access token without asking anybody for a new one (five minutes ahead).
async function check(path) {
  const { format, client } = open(path, () => { throw new Error('would refresh'); });
  const valid = await client.getAccessToken().then(({ token }) => Boolean(token), () => false);
  const until = FORMATS[format].read && client.credentials.expiry_date;
  return { format, valid, until: until ? new Date(until).toISOString() : null };
}

async function refresh(path, url) {
  const { file, format, client } = open(path, (options, original) => original({ ...options, url, retry: false }));
  const { credentials } = await client.refreshAccessToken();
  const written = FORMATS[format].write?.(credentials);
  if (written) writeFileSync(path, `${JSON.stringify({ ...file, ...written }, null, 2)}\n`);
  return { format, until: new Date(credentials.expiry_date).toISOString() };
}

const [verb, ...rest] = process.argv.slice(2);
try {
  const act = { check, refresh }[verb];
  if (!act) throw new Error('usage: reader.mjs check FILE | refresh FILE TOKEN_URL');
  console.log(JSON.stringify(await act(...rest)));
} catch (error) {
  console.log(JSON.stringify({ error: error.response?.data?.error ?? error.message }));
  process.exitCode = 1;
}

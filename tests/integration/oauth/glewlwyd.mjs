// Debian's glewlwyd on a database of its own, with two providers: `always` rotates refresh tokens, `never` leaves them out
// of its answers as Google does. Every refusal of its token endpoint is a 400 without a body.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { listen, open } from './front.mjs';

const SCHEMA = '/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3';
const SAMPLE = '/usr/share/doc/glewlwyd/glewlwyd.conf.sample.gz';
const PROVIDERS = ['always', 'never'];
const SCOPES = ['openid', 'sheets', 'gmail'];  // the first comes with the database
const CLIENT = { client_id: 'jada-post', client_secret: 's3cret' };
const USER = { username: 'ada', password: 'stand-in' };

const settings = { access_ttl: 3600, refresh_ttl: 86400 };
const causes = [];

async function freePort() {
  const probe = net.createServer();
  const port = await listen(probe);
  await new Promise((closed) => { probe.close(closed); });
  return port;
}

function configuration(folder, url, port) {
  const changed = { port, bind_address: '"127.0.0.1"', external_url: `"${url}"`, cookie_secure: 0 };
  return gunzipSync(readFileSync(SAMPLE)).toString()
    .replace(/^#?(\w+)=.*$/gm, (line, key) => (key in changed ? `${key}=${changed[key]}` : line))
    .replace(/^(cookie_domain|user_middleware_module_path)=/gm, '#$1=')
    .replace('/var/cache/glewlwyd/glewlwyd.db', `${folder}/g.db`);
}

// Resolves once it serves. setpriv ties its life to ours, however we end.
function start(folder) {
  const command = ['--pdeathsig', 'KILL', 'glewlwyd', `--config-file=${folder}/g.conf`];
  const server = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((started, failed) => {
    const log = [];
    const heard = (line) => {
      log.push(line);
      const security = /Security - (.*)/.exec(line);
      if (security) causes.push({ cause: security[1] });
      if (line.includes('Glewlwyd started on port')) started();
    };
    createInterface({ input: server.stdout }).on('line', heard);
    createInterface({ input: server.stderr }).on('line', heard);
    server.on('error', failed).on('exit', () => failed(new Error(`glewlwyd ended:\n${log.join('\n')}`)));
  });
}

const plugin = (url, name) => ({
  module: 'oidc', name, display_name: name, enabled: true,
  parameters: {
    iss: `${url}/api/${name}`, 'jwt-type': 'sha', 'jwt-key-size': '256', key: 'stand-in', 'code-duration': 600,
    'refresh-token-duration': settings.refresh_ttl, 'access-token-duration': settings.access_ttl, 'refresh-token-rolling': false,
    'refresh-token-one-use': name, 'allow-non-oidc': true, 'auth-type-code-enabled': true, 'auth-type-password-enabled': true,
    'auth-type-refresh-enabled': true, 'auth-type-client-enabled': true, 'auth-type-device-enabled': false,
    'introspection-revocation-allowed': true, 'introspection-revocation-allow-target-client': true,
  },
});

async function configure(url, api) {
  let cookie = '';
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json', cookie };
    const answer = await fetch(`${api}/api/${path}/`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const login = await post('auth', { username: 'admin', password: 'password' });
  cookie = login.headers.get('set-cookie').split(';')[0];
  await Promise.all(SCOPES.slice(1).map((name) => post('scope', { name, display_name: name, password_required: true, scheme: {} })));
  await post('client', { ...CLIENT, name: 'jada', confidential: true, enabled: true, redirect_uri: [], scope: SCOPES,
    authorization_type: ['code', 'password', 'refresh_token', 'client_credentials'],
    token_endpoint_auth_method: ['client_secret_post', 'client_secret_basic'] });
  await post('user', { ...USER, name: 'Ada Park', enabled: true, scope: SCOPES });
  for (const name of PROVIDERS) await post('mod/plugin', plugin(url, name));
}

const form = (fields) => ({ method: 'POST', body: new URLSearchParams(fields) });

async function mint(api, { provider = 'always', scope = 'sheets gmail' }) {
  const answer = await fetch(`${api}/api/${provider}/token`, form({ grant_type: 'password', ...CLIENT, ...USER, scope }));
  if (!answer.ok) throw new Error(`password grant: ${answer.status}`);
  const tokens = await answer.json();
  return { ...tokens, grant: `${provider} ${tokens.refresh_token}`, ...CLIENT };
}

async function revoke(api, { grant }) {
  const [provider, token] = grant.split(' ');
  const answer = await fetch(`${api}/api/${provider}/revoke`, form({ token, ...CLIENT }));
  if (!answer.ok) throw new Error(`revoke: ${answer.status}`);
}

await open(settings, async (url) => {
  const folder = mkdtempSync(join(tmpdir(), 'glewlwyd-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const port = await freePort();
  execFileSync('sqlite3', [`${folder}/g.db`], { input: `PRAGMA synchronous = OFF; BEGIN;\n${readFileSync(SCHEMA)}\nCOMMIT;` });
  writeFileSync(`${folder}/g.conf`, configuration(folder, url, port));
  await start(folder);
  const api = `http://127.0.0.1:${port}`;
  await configure(url, api);
  return {
    port,
    tokenPaths: PROVIDERS.map((name) => `/api/${name}/token`),
    routes: { mint: (wanted) => mint(api, wanted), revoke: (wanted) => revoke(api, wanted), causes: () => causes },
  };
});

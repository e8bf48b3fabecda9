// oidc-provider, a certified OpenID provider, with the clients our tests play.
import { createPublicKey } from 'node:crypto';
import http from 'node:http';
import { Memory } from './memory.mjs';
import { listen, open } from './front.mjs';
import { SERVICE_CLIENT, serviceAccounts } from './service_accounts.mjs';

console.info = console.error;  // stdout carries the addresses and nothing else
const { Provider, errors } = await import('oidc-provider');

const SCOPES = 'openid offline_access sheets gmail drive';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const LOGIN = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
  redirect_uris: ['http://127.0.0.1/callback'], application_type: 'native' };
const NO_LOGIN = { redirect_uris: [], response_types: [] };

const CLIENTS = [
  { client_id: 'jada-post', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_post', ...LOGIN },
  // RFC 6749 §2.3.1: both halves are form-encoded before base64, which this secret tells from leaving it out.
  { client_id: 'jada-basic', client_secret: 's3:cr%t+/ &=', token_endpoint_auth_method: 'client_secret_basic', ...LOGIN },
  { client_id: 'jada-public', token_endpoint_auth_method: 'none', ...LOGIN },
  { client_id: 'jada-device', token_endpoint_auth_method: 'none', grant_types: [DEVICE, 'refresh_token'], ...NO_LOGIN },
  { client_id: 'jada-service', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['client_credentials'], scope: 'sheets gmail', ...NO_LOGIN },
  { client_id: 'jada-norefresh', client_secret: 's3cret', token_endpoint_auth_method: 'client_secret_post', ...LOGIN,
    grant_types: ['authorization_code'] },
  SERVICE_CLIENT,
];

const settings = { rotate: true, grace: 0, gone_accounts: [], access_ttl: 3600, refresh_ttl: 86400, grant_ttl: 86400, device_ttl: 600 };

function configuration(adapter) {
  return {
    adapter,
    cookies: { keys: ['stand-in'] },
    scopes: SCOPES.split(' '),
    clockTolerance: 0,
    features: {
      revocation: { enabled: true }, introspection: { enabled: true, allowedPolicy: () => true }, deviceFlow: { enabled: true },
      clientCredentials: { enabled: true }, devInteractions: { enabled: true },
    },
    rotateRefreshToken: () => settings.rotate,
    issueRefreshToken: (ctx, client, code) => client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    ttl: {
      AccessToken: () => settings.access_ttl, ClientCredentials: () => settings.access_ttl,
      RefreshToken: () => settings.refresh_ttl, Grant: () => settings.grant_ttl, DeviceCode: () => settings.device_ttl,
      IdToken: () => 3600, Session: () => 3600, Interaction: () => 3600,
    },
    findAccount: (ctx, id) => (settings.gone_accounts.includes(id) ? undefined : { accountId: id, claims: () => ({ sub: id }) }),
  };
}

const clientOf = async (provider, id) => {
  const client = await provider.Client.find(id);
  if (!client) throw new Error(`no client is called ${id}`);
  return client;
};

// Access and refresh token as a person's consent would have left them.
async function mint(provider, { client: id = 'jada-post', account: accountId = 'ada', scope = 'openid offline_access sheets' }) {
  const client = await clientOf(provider, id);
  const grant = new provider.Grant({ accountId, clientId: id });
  grant.addOIDCScope(scope);
  const issued = { accountId, client, grantId: await grant.save(), scope, gty: 'authorization_code' };
  const refresh_token = await new provider.RefreshToken({ ...issued, authTime: Math.floor(Date.now() / 1000) }).save();
  const access_token = await new provider.AccessToken(issued).save();
  return { access_token, refresh_token, token_type: 'Bearer', expires_in: settings.access_ttl, scope, grant: issued.grantId,
    client_id: id, client_secret: client.clientSecret };
}

function routes(provider, clients, causes, accounts) {
  return {
    mint: (wanted) => mint(provider, wanted),
    causes: () => causes,
    // The person withdraws consent: everything of that grant dies at once.
    revoke: async ({ grant }) => {
      await provider.RefreshToken.adapter.revokeByGrantId(grant);
      await (await provider.Grant.find(grant))?.destroy();
    },
    client: ({ client_id: id, gone, public_key: pem, ...metadata }) => {
      const jwks = pem && { keys: [{ ...createPublicKey(pem).export({ format: 'jwk' }), alg: 'RS256', use: 'sig' }] };
      if (gone) return clients.destroy(id);
      return clients.upsert(id, { client_id: id, ...clients.at(id), ...metadata, ...(jwks && { jwks }) });
    },
    ...accounts.routes,
  };
}

await open(settings, async (url, front) => {
  const adapter = (model) => new Memory(model, settings);
  const clients = new Memory('Client', settings);
  for (const client of CLIENTS) await clients.upsert(client.client_id, client);
  await clients.upsert('jada-jwt', { client_id: 'jada-jwt', token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'RS256', jwks: { keys: [] }, ...LOGIN, grant_types: [...LOGIN.grant_types, 'client_credentials'] });

  const provider = new Provider(url, configuration(adapter));
  const accounts = serviceAccounts(url, front, errors);
  provider.registerGrantType(...accounts.grant);
  const causes = [];
  provider.on('grant.error', (ctx, error) => causes.push({ client: ctx.oidc.client?.clientId, error: error.message,
    cause: error.error_detail ?? error.error_description }));
  provider.on('server_error', (ctx, error) => causes.push({ error: 'server_error', cause: error.stack }));
  const port = await listen(http.createServer(provider.callback()));
  return { port, tokenPaths: ['/token'], routes: routes(provider, clients, causes, accounts), prepare: accounts.prepare };
});

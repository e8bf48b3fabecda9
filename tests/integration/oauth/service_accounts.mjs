// The grant oidc-provider lacks: RFC 7523 assertions signed by a service account, refused in the words Google uses.
import { createPublicKey, verify } from 'node:crypto';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFE = 3600;
const LEEWAY = 300;

// Google asks for no client beside the assertion and oidc-provider asks for one: this one is put in on the way.
export const SERVICE_CLIENT = { client_id: 'service-accounts', token_endpoint_auth_method: 'none', grant_types: [GRANT],
  redirect_uris: [], response_types: [] };

const TIMES = 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. '
  + 'Check your iat and exp values in the JWT claim.';
const SIGNATURE = 'Invalid JWT Signature.';
const SCOPES = 'Client is unauthorized to retrieve access tokens using this method, '
  + 'or client not authorized for any of the scopes requested.';

function decode(assertion) {
  try {
    const [header, claims] = assertion.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
    return { header, claims };
  } catch {
    return {};
  }
}

function signed(assertion, key) {
  const dot = assertion.lastIndexOf('.');
  return verify('RSA-SHA256', Buffer.from(assertion.slice(0, dot)), key, Buffer.from(assertion.slice(dot + 1), 'base64url'));
}

// [error, description] of the first thing wrong, or undefined.
function refusal(assertion, accounts, audiences, now) {
  const { header, claims } = decode(assertion ?? '');
  if (!claims) return ['invalid_grant', 'Invalid JWT: Failed to parse.'];
  const account = accounts.get(claims.iss);
  if (!account) return ['invalid_grant', 'Invalid grant: account not found'];
  if (account.disabled) return ['invalid_grant', 'Robot is disabled.'];
  // Google's own library for Node names no key, and Google then tries all it knows.
  const keys = [...account.keys].filter(([id]) => header.kid === undefined || id === header.kid);
  if (header.alg !== 'RS256' || !keys.some(([, key]) => signed(assertion, key))) return ['invalid_grant', SIGNATURE];
  const timely = Number.isInteger(claims.iat) && Number.isInteger(claims.exp) && claims.exp - claims.iat <= LIFE
    && claims.exp > now - LEEWAY && claims.iat < now + LEEWAY;
  if (!timely) return ['invalid_grant', TIMES];
  const [right] = audiences;
  if (!audiences.includes(claims.aud)) return ['invalid_grant', `Invalid JWT: Failed audience check. The right audience is ${right}`];
  if (!claims.scope) return ['invalid_scope', 'Invalid OAuth scope or ID token audience provided.'];
  const foreign = account.scopes && !claims.scope.split(' ').some((scope) => account.scopes.includes(scope));
  if (foreign || (claims.sub && !account.delegates)) return ['unauthorized_client', SCOPES];
  return undefined;
}

export function serviceAccounts(url, front, errors) {
  const accounts = new Map();
  // Google's own libraries write this one whatever the key file says, and Google accepts it.
  const audiences = [`${url}/token`, 'https://oauth2.googleapis.com/token'];

  async function handler(ctx, next) {
    const { assertion } = ctx.oidc.params;
    const refused = refusal(assertion, accounts, audiences, front.now() / 1000);
    if (refused) throw new errors.CustomOIDCProviderError(...refused);
    const { client, provider } = ctx.oidc;
    const token = new provider.ClientCredentials({ client, scope: decode(assertion).claims.scope });
    ctx.body = { access_token: await token.save(), expires_in: token.expiration, token_type: 'Bearer' };
    await next?.();
  }

  return {
    grant: [GRANT, handler, ['assertion']],
    prepare(body) {
      const params = new URLSearchParams(body.toString());
      if (params.get('grant_type') !== GRANT || params.has('client_id')) return body;
      params.set('client_id', SERVICE_CLIENT.client_id);
      return Buffer.from(params.toString());
    },
    routes: {
      // Registers a key of an account, and what else is to be true of the account from now on.
      service_account({ client_email: email, private_key_id: id, public_key: pem, ...rest }) {
        const account = accounts.get(email) ?? { keys: new Map() };
        if (pem) account.keys.set(id, createPublicKey(pem));
        accounts.set(email, Object.assign(account, rest));
      },
      forget_key: ({ client_email: email, private_key_id: id }) => { accounts.get(email).keys.delete(id); },
      forget_account: ({ client_email: email }) => { accounts.delete(email); },
    },
  };
}

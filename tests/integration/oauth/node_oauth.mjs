// @node-oauth/oauth2-server on express, with a model in memory: errors that say what is wrong, rotation without family revocation.
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import OAuth2Server from '@node-oauth/oauth2-server';
import express from 'express';
import { listen, open } from './front.mjs';

const { Request, Response } = OAuth2Server;

const settings = { rotate: true, access_ttl: 3600, refresh_ttl: 86400 };
const clients = new Map([
  { id: 'jada-post', secret: 's3cret', grants: ['refresh_token'] },
  { id: 'jada-norefresh', secret: 's3cret', grants: ['client_credentials'] },
  { id: 'jada-service', secret: 's3cret', grants: ['client_credentials'] },
].map((client) => [client.id, client]));
const refreshable = new Map();
const usable = new Map();
const causes = [];

const model = {
  getClient(id, secret) {
    const client = clients.get(id);
    return client && (secret === null || client.secret === secret) ? client : null;
  },
  getUserFromClient: (client) => ({ id: client.id }),
  getRefreshToken: (token) => refreshable.get(token),
  getAccessToken: (token) => usable.get(token),
  revokeToken: ({ refreshToken }) => refreshable.delete(refreshToken),
  saveToken(token, client, user) {
    const row = { ...token, client, user };
    if (row.refreshToken) refreshable.set(row.refreshToken, row);
    usable.set(row.accessToken, row);
    return row;
  },
  validateScope: (user, client, scope) => scope ?? ['sheets'],
};

const oauth = new OAuth2Server({ model });
const after = (seconds) => new Date(Date.now() + seconds * 1000);

function mint({ client: id = 'jada-post', account = 'ada', scope = 'sheets gmail' }) {
  const client = clients.get(id);
  if (!client) throw new Error(`no client is called ${id}`);
  const [accessToken, refreshToken] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')];
  model.saveToken({ accessToken, refreshToken, accessTokenExpiresAt: after(settings.access_ttl),
    refreshTokenExpiresAt: after(settings.refresh_ttl), scope: scope.split(' ') }, client, { id: account, grant: refreshToken });
  return { access_token: accessToken, refresh_token: refreshToken, token_type: 'Bearer', expires_in: settings.access_ttl, scope,
    grant: refreshToken, client_id: id, client_secret: client.secret };
}

async function answered(response, act) {
  const answer = new Response(response);
  try {
    await act(answer);
  } catch (error) {
    causes.push({ error: error.name, cause: error.message });
    answer.status = error.code;
  }
  response.set(answer.headers).status(answer.status).json(answer.body);
}

const app = express().disable('x-powered-by');
app.post('/token', express.urlencoded({ extended: false }), (request, response) => answered(response, (answer) =>
  oauth.token(new Request(request), answer, { accessTokenLifetime: settings.access_ttl, refreshTokenLifetime: settings.refresh_ttl,
    alwaysIssueNewRefreshToken: settings.rotate })));
app.get('/me', (request, response) => answered(response, async (answer) => {
  const { user } = await oauth.authenticate(new Request(request), answer);
  answer.body = { sub: user.id };
}));

await open(settings, async () => ({
  port: await listen(http.createServer(app)),
  tokenPaths: ['/token'],
  routes: {
    mint,
    causes: () => causes,
    revoke({ grant }) {
      for (const tokens of [refreshable, usable]) {
        for (const [token, { user }] of tokens) if (user.grant === grant) tokens.delete(token);
      }
    },
    client: ({ client_id: id, client_secret: secret, gone }) => {
      if (gone) clients.delete(id);
      else Object.assign(clients.get(id), secret && { secret });
    },
  },
}));

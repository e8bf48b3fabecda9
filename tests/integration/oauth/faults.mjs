// What can go wrong between a client and a token endpoint. A fault says where it strikes:
//   before(socket)       the server never hears of the request
//   instead(fault)       somebody else answers, the server never hears of it
//   edit(body, fault)    the server did its work; its JSON answer is changed on the way back
//   headers(fault, now)  the server did its work; these headers replace its own
//   send(response, answer, fault, gate)  the server did its work; the answer travels badly, or never
import { setTimeout as wait } from 'node:timers/promises';

const text = (status, type, body, headers = {}) => ({ status, headers: { 'content-type': type, ...headers }, body });

export function deliver(response, { status, headers, body }) {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

export const FAULTS = {
  omit_refresh_token: { edit: (body) => { delete body.refresh_token; } },
  string_expires: { edit: (body) => { body.expires_in = String(body.expires_in); } },
  no_expires: { edit: (body) => { delete body.expires_in; } },
  big_body: { edit: (body, { bytes = 2 << 20 }) => { body.padding = 'x'.repeat(bytes); } },
  merge: { edit: (body, { json }) => Object.assign(body, json) },

  429: { instead: ({ retry_after: seconds = 7 }) => text(429, 'text/plain', 'Too Many Requests', { 'retry-after': String(seconds) }) },
  503: { instead: () => text(503, 'text/plain', 'Service Unavailable') },
  html200: { instead: () => text(200, 'text/html', '<!doctype html><title>Welcome to the guest network</title><p>Please log in.') },
  empty400: { instead: () => ({ status: 400, headers: {}, body: '' }) },
  redirect: { instead: ({ to = '/elsewhere', status = 307 }) => text(status, 'text/plain', '', { location: to }) },
  body: { instead: ({ status = 400, json, headers }) => text(status, 'application/json', JSON.stringify(json), headers) },

  wrong_date: { headers: ({ seconds }, now) => ({ date: new Date(now + seconds * 1000).toUTCString() }) },

  reset_before: { before: (socket) => socket.resetAndDestroy() },
  lost_after: { send: (response) => { response.socket?.destroy(); } },
  torn: {
    send(response, { status, headers, body }) {
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
    },
  },
  delay: { async send(response, answer, { ms }) { await wait(ms); deliver(response, answer); } },
  hold: { async send(response, answer, fault, gate) { await gate.opened(); deliver(response, answer); } },
};

// The order in which faults strike: each waits for the token request it was meant for.
export class Faults {
  #queue = [];

  add({ name, times = 1, ...rest }) {
    if (!(name in FAULTS)) throw new Error(`no fault is called ${name}`);
    for (let i = 0; i < times; i++) this.#queue.push({ name, ...rest, ...FAULTS[name] });
  }

  next() { return this.#queue.shift() ?? {}; }
}

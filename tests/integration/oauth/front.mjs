// The door every stand-in server stands behind: it passes requests on unchanged, keeps the ledger of token requests, lets
// faults strike, and opens a second port where a test arranges the world. The first line on stdout tells both addresses;
// the process ends when its stdin does, so it never outlives the test that started it.
import http from 'node:http';
import { deliver, Faults } from './faults.mjs';
import { Ledger } from './ledger.mjs';

const LOOPBACK = '127.0.0.1';

export function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, LOOPBACK, () => resolve(server.address().port));
  });
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function passOn({ method, url, headers }, body, port) {
  const { connection, 'transfer-encoding': coding, ...kept } = headers;
  return new Promise((resolve, reject) => {
    http.request({ host: LOOPBACK, port, method, path: url, headers: { ...kept, 'content-length': body.length } }, async (answer) => {
      const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, date: ____, ...back } = answer.headers;
      resolve({ status: answer.statusCode, headers: back, body: await read(answer) });
    }).on('error', reject).end(body);
  });
}

function json(body) {
  try { return JSON.parse(body); } catch { return null; }
}

function outcome({ status, body }) {
  const error = json(body)?.error;
  return error ? `${status} ${error}` : String(status);
}

// Answers held back by the fault `hold`; each opening lets one through, also one that has yet to come.
class Gate {
  #permits = 0;
  #waiting = [];

  open() {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#permits += 1;
  }

  opened() {
    if (this.#permits === 0) return new Promise((let_through) => this.#waiting.push(let_through));
    this.#permits -= 1;
    return Promise.resolve();
  }
}

class Front {
  ledger = new Ledger();
  faults = new Faults();
  gate = new Gate();
  strays = 0;  // requests to where the fault `redirect` points: nobody should follow with credentials in hand

  constructor(settings) { this.settings = settings; }

  now() { return Date.now() + this.settings.clock * 1000; }

  async token(request, response, body) {
    const { ledger } = this;
    const entry = ledger.enter(request, body);
    response.once('close', () => ledger.leave());
    const fault = this.faults.next();
    if (fault.before) {
      entry.outcome = fault.name;
      return fault.before(request.socket);
    }
    const answer = fault.instead ? fault.instead(fault) : await this.#answer(request, body, fault);
    answer.headers = { ...answer.headers, ...fault.headers?.(fault, this.now()) };
    entry.outcome = ['lost_after', 'torn'].includes(fault.name) ? `${fault.name} ${outcome(answer)}` : outcome(answer);
    return (fault.send ?? deliver)(response, answer, fault, this.gate);
  }

  async #answer(request, body, fault) {
    const prepared = this.inner.prepare?.(body) ?? body;
    const answer = await passOn(request, prepared, this.inner.port);
    const parsed = answer.status === 200 && fault.edit ? json(answer.body) : null;
    if (parsed) {
      fault.edit(parsed, fault);
      answer.body = JSON.stringify(parsed);
    }
    return answer;
  }

  async serve(request, response) {
    const body = await read(request);
    const path = request.url.split('?')[0];
    if (this.settings.clock) response.setHeader('date', new Date(this.now()).toUTCString());
    if (path === '/elsewhere') {
      this.strays += 1;
      return deliver(response, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"access_token":"stray"}' });
    }
    if (request.method === 'POST' && this.inner.tokenPaths.includes(path)) return this.token(request, response, body);
    return deliver(response, await passOn(request, body, this.inner.port));
  }

  // One route each; the body is a JSON object, so is the answer.
  routes() {
    return {
      fault: (fault) => this.faults.add(fault),
      // As if nothing had been asked or arranged yet; what was issued stays issued.
      clear: () => { Object.assign(this, { ledger: new Ledger(), faults: new Faults(), gate: new Gate(), strays: 0 }); },
      release: () => this.gate.open(),
      reached: ({ count }) => this.ledger.reached(count),
      counts: () => ({ ...this.ledger.counts(), strays: this.strays }),
      requests: () => this.ledger.requests,
      settings: (wanted) => {
        const unknown = Object.keys(wanted).filter((key) => !(key in this.settings));
        if (unknown.length) throw new Error(`no setting is called ${unknown}`);
        return Object.assign(this.settings, wanted);
      },
      ...this.inner.routes,
    };
  }

  async control(request, response) {
    const route = this.routes()[request.url.slice(1)];
    const [status, answer] = await (async () => {
      if (!route) return [404, { error: `no route ${request.url}` }];
      try {
        return [200, await route(json(await read(request)) ?? {})];
      } catch (error) {
        return [400, { error: error.message }];
      }
    })();
    deliver(response, { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer ?? {}) });
  }
}

// `build(url, front)` starts the server proper and tells { port, tokenPaths, routes, prepare? }. `settings` hold their initial
// values, changed by the program's argument if there is one (JSON), and stay the one place to read them from.
export async function open(settings, build) {
  const front = new Front(Object.assign(settings, { clock: 0 }, JSON.parse(process.argv[2] ?? '{}')));
  const failed = (response) => (error) => deliver(response, { status: 502, headers: {}, body: error.stack });
  const door = http.createServer((request, response) => front.serve(request, response).catch(failed(response)));
  const control = http.createServer((request, response) => front.control(request, response).catch(failed(response)));
  const url = `http://${LOOPBACK}:${await listen(door)}`;
  front.inner = await build(url, front);
  const port = await listen(control);
  const end = () => process.exit();
  process.stdin.resume().on('end', end).on('error', end);
  process.on('SIGINT', end).on('SIGTERM', end);
  process.stdout.write(`${JSON.stringify({ url, control: `http://${LOOPBACK}:${port}` })}\n`);
}

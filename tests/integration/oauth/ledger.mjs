// What the token endpoint was asked and what it answered; secrets only as fingerprints.
import { createHash } from 'node:crypto';

const SECRET = ['refresh_token', 'client_secret', 'client_assertion', 'assertion', 'code', 'code_verifier', 'device_code', 'password'];

export const fingerprint = (value) => createHash('sha256').update(value).digest('hex').slice(0, 16);

function credentials(header, params) {
  const [scheme, encoded = ''] = (header ?? '').split(' ');
  const basic = scheme.toLowerCase() === 'basic' && Buffer.from(encoded, 'base64').toString();
  const ways = [basic && 'client_secret_basic', params.has('client_secret') && 'client_secret_post',
    params.has('client_assertion') && 'private_key_jwt'].filter(Boolean);
  const client = basic ? decodeURIComponent(basic.split(':')[0]) : params.get('client_id');
  return { auth: ways.join(' + ') || 'none', client };
}

export class Ledger {
  requests = [];
  at_once = 0;
  most_at_once = 0;
  #waiting = [];

  enter({ url, headers }, body) {
    const params = new URLSearchParams(body.toString());
    const fingerprints = SECRET.filter((name) => params.has(name)).map((name) => [name, fingerprint(params.get(name))]);
    const request = {
      path: url.split('?')[0], grant: params.get('grant_type'), ...credentials(headers.authorization, params),
      names: [...params.keys()].sort(), in_url: [...new URLSearchParams(url.split('?')[1]).keys()], scope: params.get('scope'),
      fingerprints: Object.fromEntries(fingerprints), outcome: 'open',
    };
    this.requests.push(request);
    this.most_at_once = Math.max(this.most_at_once, ++this.at_once);
    this.#waiting = this.#waiting.filter(({ count, arrived }) => this.requests.length < count || arrived());
    return request;
  }

  leave() { this.at_once -= 1; }

  // Resolves once so many token requests have come in since the start.
  reached(count) {
    return new Promise((arrived) => {
      if (this.requests.length >= count) arrived();
      else this.#waiting.push({ count, arrived });
    });
  }

  counts() {
    const by_grant = {};
    for (const { grant, outcome } of this.requests) {
      const outcomes = by_grant[grant] ??= {};
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
    return { total: this.requests.length, most_at_once: this.most_at_once, by_grant };
  }
}

// oidc-provider's storage, in memory. `settings.grace`: for so many seconds a refresh token that was used up still counts as unused.
const rows = new Map();

const GRANTABLE = /^(AccessToken|AuthorizationCode|RefreshToken|DeviceCode):/;

export class Memory {
  constructor(model, settings) {
    this.model = model;
    this.settings = settings;
  }

  key(id) { return `${this.model}:${id}`; }

  at(id) { return rows.get(this.key(id)); }

  #first(matches) {
    for (const [key, row] of rows) if (key.startsWith(`${this.model}:`) && matches(row)) return row;
    return undefined;
  }

  async upsert(id, row) { rows.set(this.key(id), row); }

  async find(id) {
    const row = this.at(id);
    const graceful = row?.consumed && Date.now() < row.consumed * 1000 + this.settings.grace * 1000;
    return graceful ? { ...row, consumed: undefined } : row;
  }

  async findByUid(uid) { return this.#first((row) => row.uid === uid); }

  async findByUserCode(code) { return this.#first((row) => row.userCode === code); }

  async consume(id) { this.at(id).consumed = Date.now() / 1000; }

  async destroy(id) { rows.delete(this.key(id)); }

  async revokeByGrantId(grant) {
    for (const [key, row] of rows) if (GRANTABLE.test(key) && row.grantId === grant) rows.delete(key);
  }
}

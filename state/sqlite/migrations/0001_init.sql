-- Tables are private: read the views. Times are milliseconds since 1970 UTC; digests are unsigned, kept as signed.

CREATE TABLE _meta (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  lineage TEXT    NOT NULL,
  seed    INTEGER NOT NULL,
  serial  INTEGER NOT NULL DEFAULT 0,
  fence   INTEGER NOT NULL DEFAULT 0
);

-- Revision 0: only a place for items, bodies or drift rows that came before the record itself.
CREATE TABLE _resource (
  id           INTEGER PRIMARY KEY,
  kind         TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  replica      TEXT    NOT NULL,
  revision     INTEGER NOT NULL DEFAULT 0,
  applied      TEXT    NOT NULL DEFAULT '',
  observed     TEXT    NOT NULL DEFAULT '',
  standing     TEXT    NOT NULL DEFAULT '',
  observed_at  INTEGER,
  applied_at   INTEGER,
  succeeded_at INTEGER,
  due_at       INTEGER,
  failures     INTEGER NOT NULL DEFAULT 0,
  last_error   TEXT    NOT NULL DEFAULT '',
  UNIQUE (kind, name, replica)
);

CREATE TABLE _item (
  replica_id  INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  revision    INTEGER NOT NULL,
  applied     INTEGER,
  observed    INTEGER,
  raw         INTEGER,
  status      INTEGER NOT NULL,
  verified_at INTEGER,
  PRIMARY KEY (replica_id, key)
) WITHOUT ROWID;

CREATE TABLE _body (
  resource_id INTEGER NOT NULL,
  key         TEXT    NOT NULL,
  digest      INTEGER NOT NULL,
  text        TEXT    NOT NULL,
  PRIMARY KEY (resource_id, key, digest)
) WITHOUT ROWID;

CREATE TABLE _drift (
  replica_id    INTEGER NOT NULL,
  item          TEXT    NOT NULL,
  path          TEXT    NOT NULL,
  cause         TEXT    NOT NULL,
  desired       TEXT    NOT NULL,
  observed      TEXT    NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at  INTEGER NOT NULL,
  PRIMARY KEY (replica_id, item, path)
) WITHOUT ROWID;

CREATE TABLE _event (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  run_id  TEXT    NOT NULL,
  address TEXT    NOT NULL,
  type    TEXT    NOT NULL,
  level   TEXT    NOT NULL,
  message TEXT    NOT NULL
);
CREATE INDEX _event_address ON _event (address);

CREATE TABLE _change (
  id          INTEGER PRIMARY KEY,
  run_id      TEXT    NOT NULL,
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  replica     TEXT    NOT NULL,
  items       TEXT    NOT NULL,
  action      TEXT    NOT NULL,
  cause       TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  error       TEXT    NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER NOT NULL
);

CREATE TABLE _blob (
  name  TEXT PRIMARY KEY,
  bytes BLOB NOT NULL
) WITHOUT ROWID;

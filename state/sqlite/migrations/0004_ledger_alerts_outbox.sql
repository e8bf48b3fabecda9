-- What schedules ran, what alerts are open, and who is still to be told.

CREATE TABLE _slot (
  kind        TEXT    NOT NULL,
  name        TEXT    NOT NULL,
  slot_at     INTEGER NOT NULL,
  revision    INTEGER NOT NULL,
  triggered   TEXT    NOT NULL,
  outcome     TEXT    NOT NULL,
  reason      TEXT    NOT NULL,
  detail      TEXT    NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER,
  exit_code   INTEGER,
  attempts    INTEGER NOT NULL,
  retry_at    INTEGER,
  duration    INTEGER,
  output_tail TEXT    NOT NULL,
  runner      TEXT    NOT NULL,
  PRIMARY KEY (kind, name, slot_at)
) WITHOUT ROWID;

CREATE TABLE _alert (
  id          TEXT    PRIMARY KEY,
  revision    INTEGER NOT NULL,
  rule        TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  diagnosis   TEXT    NOT NULL,
  state       TEXT    NOT NULL,
  severity    TEXT    NOT NULL,
  summary     TEXT    NOT NULL,
  remedy      TEXT    NOT NULL,
  life        TEXT    NOT NULL,
  opened_at   INTEGER NOT NULL,
  fired_at    INTEGER,
  acked_at    INTEGER,
  resolved_at INTEGER,
  occurrences INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX _alert_rule ON _alert (rule);

CREATE TABLE _notice (
  id              TEXT    PRIMARY KEY,
  revision        INTEGER NOT NULL,
  alert_id        TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  transition      TEXT    NOT NULL,
  notice          TEXT    NOT NULL,
  status          TEXT    NOT NULL,
  attempts        INTEGER NOT NULL,
  created_at      INTEGER NOT NULL,
  next_attempt_at INTEGER,
  sent_at         INTEGER,
  error           TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX _notice_waiting ON _notice (kind, name, created_at) WHERE status = 'waiting';

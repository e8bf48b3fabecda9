-- The interface: docs/state.md. Columns are only ever added, at the end; a change here comes with a migration.

DROP VIEW IF EXISTS resources;
CREATE VIEW resources (
  address, kind, name, condition, reason, message, cause, observed_at, applied_at, consecutive_failures,
  last_succeeded_at, next_due_at, next_reason, suspended_until, source
) AS
WITH record AS (
  SELECT *, nullif(standing, '') AS stands, kind || '.' || name AS address FROM _resource
  WHERE replica = '' AND revision > 0 AND kind NOT LIKE '@%'
  -- What stands in no file is shown when it has something to say.
  AND NOT coalesce(json_extract(nullif(standing, ''), '$.implied') AND json_extract(nullif(standing, ''), '$.condition') = 'Ready', 0)
), timed AS (
  SELECT
    record.*, json_extract(stands, '$.condition') AS condition, t.expires_at,
    coalesce(t.refresh_due_at, strftime('%Y-%m-%dT%H:%M:%fZ', due_at / 1000.0, 'unixepoch')) AS due,
    coalesce(json_extract(stands, '$.next_reason'), CASE WHEN t.refresh_due_at IS NOT NULL THEN 'refresh' END) AS due_for
  FROM record LEFT JOIN tokens t USING (address)
), aged AS (
  -- What was in order ends by itself, whether anybody looks or not: as engine/cli/standing_view has it.
  SELECT
    *,
    CASE
      WHEN condition NOT IN ('Ready', 'Pending') THEN NULL
      WHEN julianday(expires_at) <= julianday('now') THEN 'Expired'
      WHEN julianday(expires_at) - julianday('now') <= julianday('now') - julianday(due) THEN 'Overdue'
    END AS age
  FROM timed
)
SELECT
  address, kind, name,
  CASE age WHEN 'Expired' THEN 'Failing' WHEN 'Overdue' THEN 'Pending' ELSE condition END,
  coalesce(age, json_extract(stands, '$.reason')),
  CASE age
    WHEN 'Expired' THEN 'expired at ' || expires_at || ', and nothing was done since'
    WHEN 'Overdue' THEN 'due since ' || due || ', and nothing was done since'
    ELSE json_extract(stands, '$.message')
  END,
  json_extract(stands, '$.cause'),
  strftime('%Y-%m-%dT%H:%M:%fZ', observed_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', applied_at / 1000.0, 'unixepoch'),
  failures,
  strftime('%Y-%m-%dT%H:%M:%fZ', succeeded_at / 1000.0, 'unixepoch'),
  due, due_for, json_extract(stands, '$.suspended_until'), json_extract(stands, '$.source')
FROM aged;

DROP VIEW IF EXISTS drift;
CREATE VIEW drift (
  address, item, replica, path, cause, desired, observed, first_seen_at, last_seen_at
) AS
SELECT
  r.kind || '.' || r.name, nullif(d.item, ''), nullif(r.replica, ''), d.path, d.cause,
  nullif(d.desired, ''), nullif(d.observed, ''),
  strftime('%Y-%m-%dT%H:%M:%fZ', d.first_seen_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', d.last_seen_at / 1000.0, 'unixepoch')
FROM _drift d JOIN _resource r ON r.id = d.replica_id;

DROP VIEW IF EXISTS tokens;
CREATE VIEW tokens (
  address, node, file, grant_kind, rotation, generation, expires_at, refresh_due_at, refresh_token_expires_at,
  last_proven_at, scopes_granted, diagnosis, remedy, dies_at, dies_of
) AS
WITH looked AS (
  SELECT kind || '.' || name AS address, nullif(observed, '') AS note, observed_at FROM _resource
  WHERE kind = 'token' AND replica = '' AND revision > 0
), remembered AS (
  SELECT name AS address, nullif(observed, '') AS memory, observed_at FROM _resource
  WHERE kind = '@memory' AND name LIKE 'token.%' AND revision > 0
), known AS (
  SELECT address FROM looked UNION SELECT address FROM remembered
), token AS (
  SELECT
    address, note,
    -- A refresh that was asked for by a script is newer than the last look.
    CASE WHEN r.observed_at >= coalesce(l.observed_at, 0) THEN memory ELSE coalesce(note, memory) END AS newest
  FROM known LEFT JOIN looked l USING (address) LEFT JOIN remembered r USING (address)
)
SELECT
  address, json_extract(newest, '$.node'), json_extract(newest, '$.file'), json_extract(newest, '$.grant'),
  json_extract(newest, '$.rotation'), json_extract(newest, '$.generation'), json_extract(newest, '$.expires_at'),
  json_extract(newest, '$.refresh_due_at'), json_extract(newest, '$.refresh_token_expires_at'),
  json_extract(newest, '$.last_proven_at'), json_extract(newest, '$.scopes_granted'),
  json_extract(newest, '$.diagnosis'), nullif(json_extract(newest, '$.remedy'), ''),
  json_extract(newest, '$.dies_at'), json_extract(newest, '$.dies_of')
FROM token;

DROP VIEW IF EXISTS roster_items;
CREATE VIEW roster_items (
  roster, item, replica, status, observed_at, verified_at
) AS
SELECT
  r.kind || '.' || r.name, i.key, r.replica,
  CASE
    WHEN json_extract(nullif(r.standing, ''), '$.reachable') = 0 THEN 'unknown'
    WHEN i.status = 0 THEN 'in_step'
    WHEN i.status = 1 THEN 'missing'
    WHEN i.status = 2 THEN 'differs'
    WHEN i.status = 3 THEN 'extra'
    ELSE 'unknown'
  END,
  strftime('%Y-%m-%dT%H:%M:%fZ', r.observed_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', i.verified_at / 1000.0, 'unixepoch')
FROM _item i JOIN _resource r ON r.id = i.replica_id
WHERE r.kind = 'roster';

DROP VIEW IF EXISTS sync_runs;
CREATE VIEW sync_runs (
  address, slot_at, started_at, finished_at, outcome, reason, exit_code, attempts, duration_ms, output_tail, triggered,
  detail
) AS
SELECT
  kind || '.' || name, strftime('%Y-%m-%dT%H:%M:%fZ', slot_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', started_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', finished_at / 1000.0, 'unixepoch'),
  nullif(outcome, ''), nullif(reason, ''), exit_code, attempts, duration, nullif(output_tail, ''), triggered,
  nullif(detail, '')
FROM _slot;

DROP VIEW IF EXISTS alerts;
CREATE VIEW alerts (
  id, rule, subject, state, severity, summary, diagnosis, remedy, opened_at, fired_at, acked_at, resolved_at,
  occurrences
) AS
SELECT
  id, rule, subject, state, severity, summary, nullif(diagnosis, ''), nullif(remedy, ''),
  strftime('%Y-%m-%dT%H:%M:%fZ', opened_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', fired_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', acked_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', resolved_at / 1000.0, 'unixepoch'), occurrences
FROM _alert;

DROP VIEW IF EXISTS notifications;
CREATE VIEW notifications (
  alert_id, channel, transition, status, attempts, next_attempt_at, sent_at, error, created_at, id
) AS
SELECT
  alert_id, kind || '.' || name, transition, status, attempts,
  strftime('%Y-%m-%dT%H:%M:%fZ', next_attempt_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', sent_at / 1000.0, 'unixepoch'), nullif(error, ''),
  strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch'), id
FROM _notice;

DROP VIEW IF EXISTS runs;
CREATE VIEW runs (
  id, verb, started_at, finished_at, exit_code, actor, host, desired_sha256, succeeded, failed, skipped
) AS
WITH run AS (
  SELECT name, nullif(applied, '') AS facts FROM _resource WHERE kind = '@run' AND replica = '' AND revision > 0
)
SELECT
  name, json_extract(facts, '$.verb'), json_extract(facts, '$.started_at'), json_extract(facts, '$.finished_at'),
  json_extract(facts, '$.exit_code'), json_extract(facts, '$.actor'), json_extract(facts, '$.host'),
  json_extract(facts, '$.desired_sha256'), json_extract(facts, '$.succeeded'), json_extract(facts, '$.failed'),
  json_extract(facts, '$.skipped')
FROM run;

DROP VIEW IF EXISTS changes;
CREATE VIEW changes (
  run_id, address, item, replica, action, cause, outcome, error, started_at, finished_at
) AS
SELECT
  c.run_id, c.kind || '.' || c.name, i.value, nullif(c.replica, ''), c.action, nullif(c.cause, ''), c.outcome,
  nullif(c.error, ''),
  strftime('%Y-%m-%dT%H:%M:%fZ', c.started_at / 1000.0, 'unixepoch'),
  strftime('%Y-%m-%dT%H:%M:%fZ', c.finished_at / 1000.0, 'unixepoch')
FROM _change c LEFT JOIN json_each(c.items) i;

DROP VIEW IF EXISTS events;
CREATE VIEW events (
  seq, at, run_id, address, type, level, message
) AS
SELECT
  seq, strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000.0, 'unixepoch'), nullif(run_id, ''), nullif(address, ''), type, level,
  message
FROM _event;

DROP VIEW IF EXISTS upcoming;
CREATE VIEW upcoming (
  address, at, event
) AS
SELECT address, next_due_at, coalesce(next_reason, 'due') FROM resources WHERE next_due_at IS NOT NULL
UNION ALL
SELECT address, expires_at, 'expires' FROM tokens WHERE expires_at IS NOT NULL
UNION ALL
SELECT address, dies_at, 'dies: ' || dies_of FROM tokens WHERE dies_at IS NOT NULL
UNION ALL
SELECT name, json_extract(nullif(applied, ''), '$.until'), 'suspension ends'
FROM _resource
WHERE kind = '@suspend' AND revision > 0 AND json_extract(nullif(applied, ''), '$.until') IS NOT NULL;

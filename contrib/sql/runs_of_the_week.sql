/* Runs of the last seven days, the newest first: who, where, how it ended and how long it took. */
SELECT started_at, verb, exit_code, actor, host, succeeded, failed, skipped,
       round((julianday(finished_at) - julianday(started_at)) * 86400, 2) AS seconds
FROM runs
WHERE started_at >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-7 days')
ORDER BY started_at DESC;

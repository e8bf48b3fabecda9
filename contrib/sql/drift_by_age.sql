/* What has drifted, the oldest first, and for how many hours. */
SELECT address, item, replica, path, cause, desired, observed,
       round((julianday('now') - julianday(first_seen_at)) * 24, 1) AS hours
FROM drift
ORDER BY first_seen_at, address, item, replica, path;

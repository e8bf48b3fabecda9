/* The last twenty changes that did not succeed, the newest first: `conflict` means somebody else was faster. */
SELECT finished_at, address, item, replica, action, outcome, error, run_id
FROM changes
WHERE outcome <> 'done'
ORDER BY finished_at DESC, address, item
LIMIT 20;

/* Every token, the one that ends first at the top, with what ails it and what mends it. */
SELECT address, expires_at, round((julianday(expires_at) - julianday('now')) * 24 * 60) AS minutes_left,
       last_proven_at, refresh_token_expires_at, diagnosis, remedy
FROM tokens
ORDER BY expires_at;

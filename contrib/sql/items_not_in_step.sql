/* Items that are not as declared when last looked at: missing, differs, extra, or unknown because the region did not answer. */
SELECT roster, status, replica, count(*) AS items, group_concat(item, ' ') AS which
FROM (SELECT * FROM roster_items WHERE status <> 'in_step' ORDER BY item)
GROUP BY roster, status, replica
ORDER BY roster, status, replica;

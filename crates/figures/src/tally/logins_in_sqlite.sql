-- The logins of a ledger, from a table `entry` with the members of the entries' JSON as columns.
CREATE VIEW login AS
SELECT CAST(strftime('%Y', at / 1000, 'unixepoch') AS INTEGER) AS year,
       CAST(strftime('%m', at / 1000, 'unixepoch') AS INTEGER) AS month,
       COALESCE(service, partner) AS client, method, level, outcome, reason, person
FROM entry
WHERE kind = 'login';

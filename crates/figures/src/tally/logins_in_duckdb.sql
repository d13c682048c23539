-- The logins of a ledger, from the files of its archive in the folder where DuckDB was started.
CREATE VIEW login AS
SELECT CAST(extract(year FROM "at" AT TIME ZONE 'UTC') AS INTEGER) AS year,
       CAST(extract(month FROM "at" AT TIME ZONE 'UTC') AS INTEGER) AS month,
       COALESCE(service, partner) AS client, method, level, outcome, reason, person
FROM read_parquet('*.parquet')
WHERE kind = 'login';

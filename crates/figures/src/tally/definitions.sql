-- What each figure is. Times are those of UTC. A login counts once it is over: answered or refused.
-- Logins by single sign-on are logins. People are counted by their pseudonym of the year, and only
-- over answered logins; nothing here is estimated. `:year` is the year of the publication.
--
-- The figures come after suppression, which `publication` describes; these are the numbers before it.

-- name: logins
-- Logins of each kind.
SELECT month, client, COALESCE(method, '') AS method, COALESCE(level, '') AS level, outcome,
       COALESCE(reason, '') AS reason, COUNT(*) AS logins
FROM login
WHERE year = :year
GROUP BY month, client, method, level, outcome, reason;

-- name: people
SELECT COUNT(DISTINCT person) AS people
FROM login
WHERE year = :year AND outcome = 'answered';

-- name: people_by_month
SELECT month, COUNT(DISTINCT person) AS people
FROM login
WHERE year = :year AND outcome = 'answered'
GROUP BY month;

-- name: people_by_client
SELECT client, COUNT(DISTINCT person) AS people
FROM login
WHERE year = :year AND outcome = 'answered'
GROUP BY client;

-- name: people_by_client_and_method
SELECT client, method, COUNT(DISTINCT person) AS people
FROM login
WHERE year = :year AND outcome = 'answered'
GROUP BY client, method;

-- name: uses
-- How many people used any method so many times.
SELECT '' AS method, uses, COUNT(*) AS people
FROM (SELECT COUNT(*) AS uses FROM login WHERE year = :year AND outcome = 'answered' GROUP BY person) AS person
GROUP BY uses;

-- name: uses_by_method
-- How many people used a method so many times. The people of a method are their sum, and the mean is
-- logins divided by people.
SELECT method, uses, COUNT(*) AS people
FROM (SELECT method, COUNT(*) AS uses FROM login WHERE year = :year AND outcome = 'answered'
      GROUP BY method, person) AS person
GROUP BY method, uses;

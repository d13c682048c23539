-- The secret under which people stand in the ledger as pseudonyms within a calendar year, sealed.
CREATE TABLE year_key (
  year BIGINT NOT NULL,
  sealed BLOB NOT NULL,
  CONSTRAINT year_key_pk PRIMARY KEY (year)
);

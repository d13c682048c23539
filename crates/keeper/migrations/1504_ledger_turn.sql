-- How many entries of a year are a person's, by their pseudonym of that year: the number that an entry
-- gets is the one after.
CREATE TABLE ledger_turn (
  year BIGINT NOT NULL,
  person BLOB NOT NULL,
  entries BIGINT NOT NULL,
  CONSTRAINT ledger_turn_pk PRIMARY KEY (year, person)
);

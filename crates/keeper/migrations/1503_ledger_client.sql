-- The registered clients as the ledger's entries last said, each with the SHA-256 of its registration.
CREATE TABLE ledger_client (
  name TEXT NOT NULL,
  digest BLOB NOT NULL,
  CONSTRAINT ledger_client_pk PRIMARY KEY (name)
);

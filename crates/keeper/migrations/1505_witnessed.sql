-- The last head of each other ledger that this role cosigned as a witness.
CREATE TABLE witnessed (
  origin TEXT NOT NULL,
  size BIGINT NOT NULL,
  root BLOB NOT NULL,
  CONSTRAINT witnessed_origin PRIMARY KEY (origin)
);

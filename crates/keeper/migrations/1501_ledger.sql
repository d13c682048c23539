-- What was recorded. Places run from 0 without a gap: the counter in ledger_head is moved in the
-- same transaction.
CREATE TABLE ledger_entry (
  place BIGINT NOT NULL,
  salt BLOB NOT NULL,
  content TEXT NOT NULL,
  recorded BIGINT NOT NULL,
  CONSTRAINT ledger_entry_pk PRIMARY KEY (place)
);

-- The Merkle tree as C2SP tiles. The tile at the right edge grows until it holds 256 hashes.
CREATE TABLE ledger_tile (
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hashes BLOB NOT NULL,
  CONSTRAINT ledger_tile_pk PRIMARY KEY (level, number)
);

-- One row: how many entries are recorded, how many of them the tree holds, and its signed head.
CREATE TABLE ledger_head (
  one BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  size BIGINT NOT NULL,
  checkpoint TEXT NOT NULL,
  CONSTRAINT ledger_head_pk PRIMARY KEY (one),
  CONSTRAINT ledger_head_one CHECK (one = 1)
);
INSERT INTO ledger_head (one, entries, size, checkpoint) VALUES (1, 0, 0, '');

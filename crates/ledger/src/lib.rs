//! The mathematics of a tamper-evident ledger: an append-only Merkle log and what is said about it.
//!
//! Hashing and proofs follow RFC 9162, section 2.1; tiles, checkpoints, signed notes, witness
//! cosignatures and offline proofs follow the C2SP documents tlog-tiles, tlog-checkpoint,
//! signed-note, tlog-cosignature and tlog-proof.
//!
//! Bytes in, types out: no storage, no sockets, no clock and no randomness may enter this crate.
//! Whoever keeps a log asks it which hashes a proof needs, fetches them, and hands them back.

mod checkpoint;
mod commitment;
mod cosignature;
mod growth;
mod hash;
mod note;
mod proof;
mod tile;
mod tree;

pub use checkpoint::{Checkpoint, MalformedCheckpoint};
pub use commitment::{Opening, Salt};
pub use cosignature::{Cosigner, CosignerKey};
pub use growth::{Filled, Growth};
pub use hash::{Hash, MalformedHash, empty_root, leaf_hash, node_hash};
pub use note::{Note, NoteError, Signature, SigningKey, VerifierKey};
pub use proof::{MalformedProof, OfflineProof, Receipt};
pub use tile::{
    BundleError, MalformedTilePath, TILE_WIDTH, Tile, entry_bundle, parse_bundle, subtree,
};
pub use tree::{
    ConsistencyPlan, Forest, Frontier, InclusionPlan, Node, ProofError, Span, verify_consistency,
    verify_inclusion,
};

use web::Migration;

/// The tables of a provider and of a key ring. Versions 2xxx belong to this crate.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 2001,
        name: "openid_key",
        sql: "CREATE TABLE openid_key (
            id TEXT NOT NULL,
            purpose TEXT NOT NULL,
            begins BIGINT NOT NULL,
            sealed BLOB NOT NULL,
            CONSTRAINT openid_key_id PRIMARY KEY (id),
            CONSTRAINT openid_key_begins UNIQUE (purpose, begins)
        )",
    },
    // A row is born with a code, a token or both in turn, and outlives the code so that a second
    // use of it is recognised and takes back the token (RFC 6749, section 4.1.2).
    Migration {
        version: 2002,
        name: "openid_grant",
        sql: "CREATE TABLE openid_grant (
            code BLOB,
            token BLOB,
            client TEXT NOT NULL,
            allowed TEXT NOT NULL,
            redeemed BIGINT,
            expires BIGINT NOT NULL,
            CONSTRAINT openid_grant_code UNIQUE (code),
            CONSTRAINT openid_grant_token UNIQUE (token)
        )",
    },
    Migration {
        version: 2003,
        name: "openid_grant_expires",
        sql: "CREATE INDEX openid_grant_expires ON openid_grant (expires)",
    },
    // Client assertions that were used: their `jti` counts once (RFC 7523, section 3).
    Migration {
        version: 2004,
        name: "openid_assertion",
        sql: "CREATE TABLE openid_assertion (
            hash BLOB NOT NULL,
            expires BIGINT NOT NULL,
            CONSTRAINT openid_assertion_hash PRIMARY KEY (hash)
        )",
    },
    Migration {
        version: 2005,
        name: "openid_assertion_expires",
        sql: "CREATE INDEX openid_assertion_expires ON openid_assertion (expires)",
    },
    // The trust marks that the role shows in its entity configuration.
    Migration {
        version: 2006,
        name: "federation_mark",
        sql: "CREATE TABLE federation_mark (
            place BIGINT NOT NULL,
            type TEXT NOT NULL,
            mark TEXT NOT NULL,
            since BIGINT NOT NULL,
            CONSTRAINT federation_mark_place PRIMARY KEY (place)
        )",
    },
    // The chains by which clients in the federation are known, each verified anew when it is read.
    Migration {
        version: 2007,
        name: "federation_peer",
        sql: "CREATE TABLE federation_peer (
            entity TEXT NOT NULL,
            links TEXT NOT NULL,
            jwks TEXT NOT NULL,
            since BIGINT NOT NULL,
            CONSTRAINT federation_peer_entity PRIMARY KEY (entity)
        )",
    },
];

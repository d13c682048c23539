use web::Migration;

/// The tables of the shared sign-in. Versions 50xx belong to it; each service has a hundred of its
/// own after that.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 5001,
        name: "session",
        sql: "CREATE TABLE session (
            hash BLOB NOT NULL,
            subject TEXT NOT NULL,
            provider_session TEXT,
            level TEXT NOT NULL,
            name TEXT NOT NULL,
            id_token TEXT NOT NULL,
            begun BIGINT NOT NULL,
            seen BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            CONSTRAINT session_hash PRIMARY KEY (hash)
        )",
    },
    Migration {
        version: 5002,
        name: "session_expires",
        sql: "CREATE INDEX session_expires ON session (expires)",
    },
    Migration {
        version: 5003,
        name: "session_subject",
        sql: "CREATE INDEX session_subject ON session (subject)",
    },
    Migration {
        version: 5004,
        name: "session_provider_session",
        sql: "CREATE INDEX session_provider_session ON session (provider_session)",
    },
    // Logout tokens that were used: their `jti` counts once.
    Migration {
        version: 5005,
        name: "logout_token",
        sql: "CREATE TABLE logout_token (
            id TEXT NOT NULL,
            expires BIGINT NOT NULL,
            CONSTRAINT logout_token_id PRIMARY KEY (id)
        )",
    },
    Migration {
        version: 5006,
        name: "logout_token_expires",
        sql: "CREATE INDEX logout_token_expires ON logout_token (expires)",
    },
];

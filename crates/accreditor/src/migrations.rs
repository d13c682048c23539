use web::Migration;

/// The tables of the authority. Versions 60xx belong to it.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 6001,
        name: "dossier",
        sql: "CREATE TABLE dossier (
            id TEXT NOT NULL,
            entity TEXT NOT NULL,
            organisation TEXT NOT NULL,
            level TEXT NOT NULL,
            renews TEXT,
            stage TEXT NOT NULL,
            opened BIGINT NOT NULL,
            version BIGINT NOT NULL,
            CONSTRAINT dossier_id PRIMARY KEY (id)
        )",
    },
    Migration {
        version: 6002,
        name: "dossier_entity",
        sql: "CREATE INDEX dossier_entity ON dossier (entity)",
    },
    // The number of a decision is its place in the ledger, counted from one. `previous` leads back
    // to the first grant, over renewals too.
    Migration {
        version: 6003,
        name: "decision",
        sql: "CREATE TABLE decision (
            number BIGINT NOT NULL,
            dossier TEXT NOT NULL,
            previous BIGINT,
            measure TEXT NOT NULL,
            level TEXT,
            effect BIGINT NOT NULL,
            until BIGINT,
            reason TEXT NOT NULL,
            decided BIGINT NOT NULL,
            first_officer TEXT NOT NULL,
            second_officer TEXT,
            CONSTRAINT decision_number PRIMARY KEY (number),
            CONSTRAINT decision_four_eyes CHECK (first_officer <> second_officer),
            CONSTRAINT decision_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
        )",
    },
    Migration {
        version: 6004,
        name: "decision_dossier",
        sql: "CREATE INDEX decision_dossier ON decision (dossier)",
    },
    // Half a decision. A dossier has one at a time.
    Migration {
        version: 6005,
        name: "proposal",
        sql: "CREATE TABLE proposal (
            dossier TEXT NOT NULL,
            measure TEXT NOT NULL,
            level TEXT,
            effect BIGINT NOT NULL,
            reason TEXT NOT NULL,
            officer TEXT NOT NULL,
            made BIGINT NOT NULL,
            CONSTRAINT proposal_dossier PRIMARY KEY (dossier)
        )",
    },
    // Those whom the anchor vouches for. Without keys nobody has met them yet.
    Migration {
        version: 6006,
        name: "subordinate",
        sql: "CREATE TABLE subordinate (
            entity TEXT NOT NULL,
            name TEXT NOT NULL,
            types TEXT NOT NULL,
            jwks TEXT,
            met BIGINT,
            CONSTRAINT subordinate_entity PRIMARY KEY (entity)
        )",
    },
    // The anchor's own public keys, kept for good: what they signed can be verified after they
    // have gone (historical keys).
    Migration {
        version: 6007,
        name: "anchor_key",
        sql: "CREATE TABLE anchor_key (
            kid TEXT NOT NULL,
            jwk TEXT NOT NULL,
            begins BIGINT NOT NULL,
            ended BIGINT,
            CONSTRAINT anchor_key_kid PRIMARY KEY (kid)
        )",
    },
    // Who has logged in here, by the name under which the gateway knows them here.
    Migration {
        version: 6008,
        name: "member",
        sql: "CREATE TABLE member (
            subject TEXT NOT NULL,
            name TEXT NOT NULL,
            officer TEXT,
            CONSTRAINT member_subject PRIMARY KEY (subject)
        )",
    },
    Migration {
        version: 6009,
        name: "contact",
        sql: "CREATE TABLE contact (
            dossier TEXT NOT NULL,
            email TEXT NOT NULL,
            name TEXT NOT NULL,
            language TEXT NOT NULL,
            subject TEXT,
            CONSTRAINT contact_pk PRIMARY KEY (dossier, email),
            CONSTRAINT contact_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
        )",
    },
    Migration {
        version: 6010,
        name: "evidence",
        sql: "CREATE TABLE evidence (
            id TEXT NOT NULL,
            dossier TEXT NOT NULL,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            size BIGINT NOT NULL,
            content BLOB NOT NULL,
            added BIGINT NOT NULL,
            CONSTRAINT evidence_id PRIMARY KEY (id),
            CONSTRAINT evidence_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
        );
        CREATE INDEX evidence_by_dossier ON evidence (dossier)",
    },
    Migration {
        version: 6011,
        name: "incident",
        sql: "CREATE TABLE incident (
            id TEXT NOT NULL,
            dossier TEXT NOT NULL,
            title TEXT NOT NULL,
            noticed BIGINT NOT NULL,
            closed BIGINT,
            CONSTRAINT incident_id PRIMARY KEY (id),
            CONSTRAINT incident_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
        );
        CREATE TABLE incident_report (
            incident TEXT NOT NULL,
            place BIGINT NOT NULL,
            step TEXT NOT NULL,
            text TEXT NOT NULL,
            author TEXT NOT NULL,
            made BIGINT NOT NULL,
            CONSTRAINT incident_report_pk PRIMARY KEY (incident, place)
        )",
    },
    Migration {
        version: 6012,
        name: "reminder",
        sql: "CREATE TABLE reminder (
            dossier TEXT NOT NULL,
            months BIGINT NOT NULL,
            sent BIGINT NOT NULL,
            CONSTRAINT reminder_pk PRIMARY KEY (dossier, months)
        )",
    },
    // Mails that wait for the mail server.
    Migration {
        version: 6013,
        name: "outbox",
        sql: "CREATE TABLE outbox (
            id TEXT NOT NULL,
            recipient TEXT NOT NULL,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            made BIGINT NOT NULL,
            CONSTRAINT outbox_id PRIMARY KEY (id)
        )",
    },
    // The last head of each other ledger that the witness cosigned.
    Migration {
        version: 6014,
        name: "witnessed",
        sql: "CREATE TABLE witnessed (
            origin TEXT NOT NULL,
            size BIGINT NOT NULL,
            root BLOB NOT NULL,
            CONSTRAINT witnessed_origin PRIMARY KEY (origin)
        )",
    },
    // Moves of a dossier that change nobody's right: a review begins, a dossier goes back.
    Migration {
        version: 6015,
        name: "step",
        sql: "CREATE TABLE step (
            dossier TEXT NOT NULL,
            place BIGINT NOT NULL,
            measure TEXT NOT NULL,
            reason TEXT NOT NULL,
            decided BIGINT NOT NULL,
            first_officer TEXT NOT NULL,
            second_officer TEXT NOT NULL,
            CONSTRAINT step_pk PRIMARY KEY (dossier, place),
            CONSTRAINT step_four_eyes CHECK (first_officer <> second_officer),
            CONSTRAINT step_dossier FOREIGN KEY (dossier) REFERENCES dossier (id)
        )",
    },
];

//! The tables of the mobile provider. Versions 4xxx belong to this role.

use web::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 4001,
        name: "person",
        sql: "CREATE TABLE person (
            id TEXT NOT NULL,
            national_number TEXT NOT NULL,
            added BIGINT NOT NULL,
            CONSTRAINT person_id PRIMARY KEY (id),
            CONSTRAINT person_national_number UNIQUE (national_number)
        )",
    },
    // `registrar` and `level` say how the identity was proved; without a registrar, by the card.
    // `claims` and `verification` are the registrar's own words, kept as it sent them.
    Migration {
        version: 4002,
        name: "enrolment",
        sql: "CREATE TABLE enrolment (
            id TEXT NOT NULL,
            person TEXT NOT NULL,
            registrar TEXT,
            level TEXT NOT NULL,
            claims TEXT NOT NULL,
            verification TEXT NOT NULL,
            phone_number TEXT,
            language TEXT NOT NULL,
            state TEXT NOT NULL,
            activation BLOB,
            activation_expires BIGINT NOT NULL,
            code_hash TEXT,
            wrong_codes BIGINT NOT NULL,
            offered BIGINT NOT NULL,
            activated BIGINT,
            ended BIGINT,
            CONSTRAINT enrolment_id PRIMARY KEY (id),
            CONSTRAINT enrolment_person_known FOREIGN KEY (person) REFERENCES person (id),
            CONSTRAINT enrolment_activation UNIQUE (activation)
        )",
    },
    Migration {
        version: 4003,
        name: "enrolment_person",
        sql: "CREATE INDEX enrolment_person ON enrolment (person)",
    },
    Migration {
        version: 4004,
        name: "enrolment_phone_number",
        sql: "CREATE INDEX enrolment_phone_number ON enrolment (phone_number)",
    },
    Migration {
        version: 4005,
        name: "enrolment_activation_expires",
        sql: "CREATE INDEX enrolment_activation_expires ON enrolment (activation_expires)",
    },
    Migration {
        version: 4006,
        name: "device",
        sql: "CREATE TABLE device (
            id TEXT NOT NULL,
            person TEXT NOT NULL,
            enrolment TEXT NOT NULL,
            name TEXT NOT NULL,
            credential BLOB NOT NULL,
            public_key BLOB NOT NULL,
            counter BIGINT NOT NULL,
            synced BIGINT NOT NULL,
            transports TEXT NOT NULL,
            session BLOB,
            session_expires BIGINT NOT NULL,
            push TEXT,
            language TEXT NOT NULL,
            added BIGINT NOT NULL,
            seen BIGINT NOT NULL,
            removed BIGINT,
            CONSTRAINT device_id PRIMARY KEY (id),
            CONSTRAINT device_enrolment_known FOREIGN KEY (enrolment) REFERENCES enrolment (id),
            CONSTRAINT device_credential UNIQUE (credential),
            CONSTRAINT device_session UNIQUE (session)
        )",
    },
    Migration {
        version: 4007,
        name: "device_person",
        sql: "CREATE INDEX device_person ON device (person)",
    },
    Migration {
        version: 4008,
        name: "device_enrolment",
        sql: "CREATE INDEX device_enrolment ON device (enrolment)",
    },
    // `page`, `browser` and `scan` are hashes of handles; `request` is what the partner asked and
    // `answer` the redirect that answers it, sealed. All five are forgotten a day after the end.
    Migration {
        version: 4009,
        name: "approval",
        sql: "CREATE TABLE approval (
            id TEXT NOT NULL,
            page BLOB,
            browser BLOB,
            scan BLOB,
            request TEXT,
            answer BLOB,
            partner TEXT NOT NULL,
            partner_name TEXT NOT NULL,
            service TEXT NOT NULL,
            service_name TEXT NOT NULL,
            level TEXT NOT NULL,
            claims TEXT NOT NULL,
            code_required BIGINT NOT NULL,
            nonce TEXT NOT NULL,
            pair BIGINT NOT NULL,
            number_typed BIGINT NOT NULL,
            number TEXT,
            asked BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            state TEXT NOT NULL,
            person TEXT,
            device TEXT,
            channel TEXT,
            wrong_matches BIGINT NOT NULL,
            reached TEXT,
            ended BIGINT,
            moves BIGINT NOT NULL,
            CONSTRAINT approval_id PRIMARY KEY (id),
            CONSTRAINT approval_page UNIQUE (page),
            CONSTRAINT approval_scan UNIQUE (scan)
        )",
    },
    Migration {
        version: 4010,
        name: "approval_person",
        sql: "CREATE INDEX approval_person ON approval (person, asked)",
    },
    Migration {
        version: 4011,
        name: "approval_expires",
        sql: "CREATE INDEX approval_expires ON approval (expires)",
    },
    Migration {
        version: 4017,
        name: "approval_number",
        sql: "CREATE INDEX approval_number ON approval (number) WHERE number IS NOT NULL",
    },
    // Words on their way to a phone. They are written in the transaction of what they tell, and
    // sent after it, so that a restart loses none.
    Migration {
        version: 4012,
        name: "notice",
        sql: "CREATE TABLE notice (
            id TEXT NOT NULL,
            device TEXT NOT NULL,
            content TEXT NOT NULL,
            tries BIGINT NOT NULL,
            due BIGINT NOT NULL,
            expires BIGINT NOT NULL,
            CONSTRAINT notice_id PRIMARY KEY (id)
        )",
    },
    Migration { version: 4013, name: "notice_due", sql: "CREATE INDEX notice_due ON notice (due)" },
    // What happened to enrolments and devices, for the person and for the auditor.
    Migration {
        version: 4014,
        name: "record",
        sql: "CREATE TABLE record (
            id TEXT NOT NULL,
            person TEXT NOT NULL,
            what TEXT NOT NULL,
            registrar TEXT,
            enrolment TEXT,
            device TEXT,
            at BIGINT NOT NULL,
            CONSTRAINT record_id PRIMARY KEY (id)
        )",
    },
    Migration {
        version: 4015,
        name: "record_person",
        sql: "CREATE INDEX record_person ON record (person, at)",
    },
    // From when on an enrolment that joined another one has its full weight; NULL has it at once.
    Migration {
        version: 4018,
        name: "enrolment_settles",
        sql: "ALTER TABLE enrolment ADD COLUMN settles BIGINT",
    },
    // Keys that never rotate, such as the one that browsers subscribed to pushes with.
    Migration {
        version: 4016,
        name: "sealed_key",
        sql: "CREATE TABLE sealed_key (
            name TEXT NOT NULL,
            sealed BLOB NOT NULL,
            CONSTRAINT sealed_key_name PRIMARY KEY (name)
        )",
    },
    // Where the ledger holds the answer to the partner. Those of before the ledger have no place.
    Migration {
        version: 4020,
        name: "approval_place",
        sql: "ALTER TABLE approval ADD COLUMN place BIGINT",
    },
];

use web::Migration;

/// The tables of the gateway. Versions 3xxx belong to this crate.
pub const MIGRATIONS: &[Migration] = &[
    // The register of people, as far as logins need it. A person's id is random and says nothing.
    Migration {
        version: 3001,
        name: "person",
        sql: "CREATE TABLE person (
            id TEXT NOT NULL,
            national_number TEXT NOT NULL,
            given_name TEXT,
            family_name TEXT NOT NULL,
            birth_date TEXT,
            language TEXT NOT NULL,
            contact TEXT NOT NULL,
            CONSTRAINT person_pk PRIMARY KEY (id),
            CONSTRAINT person_national_number UNIQUE (national_number)
          );
          CREATE TABLE register_import (
            digest BLOB NOT NULL,
            at BIGINT NOT NULL,
            CONSTRAINT register_import_pk PRIMARY KEY (digest)
          );",
    },
    // A login under way, and for a while after it is over. Its id stands in URLs and opens nothing
    // without the browser's cookie, of which `browser` is the hash. `state` is a hash too, and
    // `version` lets of two moves made at once only one be saved.
    Migration {
        version: 3002,
        name: "login",
        sql: "CREATE TABLE login (
            id TEXT NOT NULL,
            browser BLOB NOT NULL,
            state BLOB,
            content TEXT NOT NULL,
            asked TEXT,
            pending TEXT,
            version BIGINT NOT NULL,
            forget BIGINT NOT NULL,
            CONSTRAINT login_pk PRIMARY KEY (id),
            CONSTRAINT login_state UNIQUE (state)
          );
          CREATE INDEX login_forget ON login (forget);",
    },
    // Single sign-on, the services that it told who the person is, and what these are still to be
    // told: that the session is over.
    Migration {
        version: 3003,
        name: "session",
        sql: "CREATE TABLE session (
            id TEXT NOT NULL,
            handle BLOB NOT NULL,
            person TEXT NOT NULL,
            begun BIGINT NOT NULL,
            used BIGINT NOT NULL,
            ends BIGINT NOT NULL,
            held TEXT NOT NULL,
            CONSTRAINT session_pk PRIMARY KEY (id),
            CONSTRAINT session_handle UNIQUE (handle),
            CONSTRAINT session_person FOREIGN KEY (person) REFERENCES person (id)
          );
          CREATE INDEX session_by_person ON session (person, used);
          CREATE INDEX session_ends ON session (ends);
          CREATE TABLE session_service (
            session TEXT NOT NULL,
            service TEXT NOT NULL,
            CONSTRAINT session_service_pk PRIMARY KEY (session, service)
          );
          CREATE TABLE logout_notice (
            id TEXT NOT NULL,
            service TEXT NOT NULL,
            person TEXT NOT NULL,
            session TEXT NOT NULL,
            tries BIGINT NOT NULL,
            due BIGINT NOT NULL,
            CONSTRAINT logout_notice_pk PRIMARY KEY (id)
          );
          CREATE INDEX logout_notice_due ON logout_notice (due);",
    },
    // The history of logins: one row for each that was answered or refused, never changed.
    Migration {
        version: 3004,
        name: "trail",
        sql: "CREATE TABLE trail (
            login TEXT NOT NULL,
            at BIGINT NOT NULL,
            service TEXT NOT NULL,
            asked TEXT NOT NULL,
            outcome TEXT NOT NULL,
            person TEXT,
            provider TEXT,
            method TEXT,
            level TEXT,
            reused BIGINT NOT NULL,
            session TEXT,
            claims TEXT NOT NULL,
            CONSTRAINT trail_pk PRIMARY KEY (login),
            CONSTRAINT trail_person FOREIGN KEY (person) REFERENCES person (id)
          );
          CREATE INDEX trail_by_person ON trail (person, at);
          CREATE INDEX trail_by_time ON trail (at);",
    },
    // What the register says that bars a person or a card. The file of people is read again, for
    // until now these were not taken up.
    Migration {
        version: 3005,
        name: "person's death and card",
        sql: "ALTER TABLE person ADD COLUMN deceased BIGINT NOT NULL DEFAULT 0;
          ALTER TABLE person ADD COLUMN card_valid_from BIGINT;
          DELETE FROM register_import;",
    },
    // Where the ledger holds each login, and the keys under which it holds people. Logins of
    // before the ledger have no place in it.
    Migration {
        version: 3006,
        name: "ledger of logins",
        sql: "ALTER TABLE trail ADD COLUMN place BIGINT;
          CREATE TABLE year_key (
            year BIGINT NOT NULL,
            sealed BLOB NOT NULL,
            CONSTRAINT year_key_pk PRIMARY KEY (year)
          );",
    },
    // What people say was not them, and the methods that are blocked for them since.
    Migration {
        version: 3010,
        name: "disputes",
        sql: "CREATE TABLE dispute (
            id TEXT NOT NULL,
            login TEXT NOT NULL,
            person TEXT NOT NULL,
            service TEXT NOT NULL,
            method TEXT NOT NULL,
            answered BIGINT NOT NULL,
            opened BIGINT NOT NULL,
            closed BIGINT,
            CONSTRAINT dispute_pk PRIMARY KEY (id),
            CONSTRAINT dispute_login UNIQUE (login),
            CONSTRAINT dispute_person FOREIGN KEY (person) REFERENCES person (id)
          );
          CREATE INDEX dispute_open ON dispute (closed, opened);
          CREATE TABLE blocked_method (
            person TEXT NOT NULL,
            method TEXT NOT NULL,
            since BIGINT NOT NULL,
            CONSTRAINT blocked_method_pk PRIMARY KEY (person, method),
            CONSTRAINT blocked_method_person FOREIGN KEY (person) REFERENCES person (id)
          );",
    },
    // What the authority last said of a provider that is accredited by mark.
    Migration {
        version: 3020,
        name: "standing",
        sql: "CREATE TABLE standing (
            provider TEXT NOT NULL,
            level TEXT NOT NULL,
            begins BIGINT NOT NULL,
            ends BIGINT NOT NULL,
            CONSTRAINT standing_provider PRIMARY KEY (provider)
          )",
    },
    // A place in the ledger is one login's, and is found by it.
    Migration {
        version: 3030,
        name: "a place for one login",
        sql: "CREATE UNIQUE INDEX trail_place ON trail (place)",
    },
    // The mark on which it rests, so that its status can be asked whatever the provider does.
    Migration {
        version: 3031,
        name: "standing_mark",
        sql: "ALTER TABLE standing ADD COLUMN mark TEXT",
    },
    // Which of its person's of the year each login is, as the ledger says it.
    Migration {
        version: 3032,
        name: "numbers of logins",
        sql: "ALTER TABLE trail ADD COLUMN year BIGINT;
          ALTER TABLE trail ADD COLUMN nth BIGINT;",
    },
];

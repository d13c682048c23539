use web::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 5101,
        name: "health_document",
        sql: "CREATE TABLE health_document (
            patient BLOB NOT NULL,
            sealed BLOB NOT NULL,
            CONSTRAINT health_document_patient PRIMARY KEY (patient)
        )",
    },
    // Who of those who logged in is which patient.
    Migration {
        version: 5102,
        name: "health_patient",
        sql: "CREATE TABLE health_patient (
            subject TEXT NOT NULL,
            patient BLOB NOT NULL,
            CONSTRAINT health_patient_subject PRIMARY KEY (subject)
        )",
    },
    Migration {
        version: 5103,
        name: "health_import",
        sql: "CREATE TABLE health_import (
            digest BLOB NOT NULL,
            CONSTRAINT health_import_digest PRIMARY KEY (digest)
        )",
    },
];

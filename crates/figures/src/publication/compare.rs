//! Where two publications differ.

use std::fmt;

use super::{Figures, Table, Value};

/// One thing that is published otherwise than it is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// What the figures are of.
    Subject(&'static str),
    /// A table is missing, added, or has other columns.
    Table(String),
    /// A row is missing, added, or out of order.
    Row {
        table: String,
        keys: Vec<String>,
    },
    Value {
        table: String,
        keys: Vec<String>,
        measure: String,
        published: Value,
        computed: Value,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subject(what) => write!(f, "the figures are of another {what}"),
            Self::Table(name) => write!(f, "table {name} has another shape"),
            Self::Row { table, keys } => {
                write!(f, "table {table}: row {} is not as computed", keys.join(", "))
            }
            Self::Value { table, keys, measure, published, computed } => write!(
                f,
                "table {table}, row {}: {measure} is published as {}, and computed as {}",
                keys.join(", "),
                shown(*published),
                shown(*computed)
            ),
        }
    }
}

fn shown(value: Value) -> String {
    if value == Value::None { "nothing".to_owned() } else { value.to_string() }
}

impl Figures {
    /// What differs in these published figures from those computed.
    pub fn differences(&self, computed: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        for (what, same) in [
            ("ledger", self.origin == computed.origin),
            ("year", self.year == computed.year),
            ("kind of clients", self.clients == computed.clients),
            ("head of the ledger", self.checkpoint == computed.checkpoint),
            ("archive", self.archive == computed.archive),
            ("rule of what is withheld", self.least == computed.least),
        ] {
            found.extend((!same).then_some(Difference::Subject(what)));
        }
        for table in &computed.tables {
            match self.table(&table.name) {
                Some(published) => found.extend(of_table(published, table)),
                None => found.push(Difference::Table(table.name.clone())),
            }
        }
        let strange = |table: &&Table| computed.table(&table.name).is_none();
        found.extend(
            self.tables.iter().filter(strange).map(|table| Difference::Table(table.name.clone())),
        );
        // Nothing in particular, but not the same: tables or rows in another order.
        if found.is_empty() && self != computed {
            found.push(Difference::Subject("order of tables or rows"));
        }
        found
    }
}

fn of_table(published: &Table, computed: &Table) -> Vec<Difference> {
    let name = &computed.name;
    if published.keys != computed.keys || published.measures != computed.measures {
        return vec![Difference::Table(name.clone())];
    }
    let row = |keys: &[String]| Difference::Row { table: name.clone(), keys: keys.to_vec() };
    let mut found = Vec::new();
    for line in &computed.rows {
        let Some(other) = published.rows.iter().find(|other| other.keys == line.keys) else {
            found.push(row(&line.keys));
            continue;
        };
        let values = other.values.iter().zip(&line.values).zip(&computed.measures);
        found.extend(values.filter(|((one, two), _)| one != two).map(
            |((published, computed), measure)| Difference::Value {
                table: name.clone(),
                keys: line.keys.clone(),
                measure: measure.clone(),
                published: *published,
                computed: *computed,
            },
        ));
    }
    let strange = published
        .rows
        .iter()
        .filter(|line| !computed.rows.iter().any(|other| other.keys == line.keys));
    found.extend(strange.map(|line| row(&line.keys)));
    found
}

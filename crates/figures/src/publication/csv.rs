//! Tables as CSV (RFC 4180).

use super::Table;

impl Table {
    /// The table with its header, a comma between fields. A field that a spreadsheet could take
    /// for a formula is put behind an apostrophe: names of clients are given by others.
    pub fn to_csv(&self) -> String {
        let header = self.keys.iter().chain(&self.measures).map(String::as_str);
        let mut csv = record(header);
        for line in &self.rows {
            let values: Vec<_> = line.values.iter().map(ToString::to_string).collect();
            let keys = line.keys.iter().map(String::as_str);
            csv += &record(keys.map(disarmed).chain(values));
        }
        csv
    }
}

fn record(fields: impl Iterator<Item = impl AsRef<str>>) -> String {
    let fields: Vec<_> = fields.map(|field| quoted(field.as_ref())).collect();
    fields.join(",") + "\r\n"
}

fn disarmed(field: &str) -> String {
    if field.starts_with(['=', '+', '-', '@']) { format!("'{field}") } else { field.to_owned() }
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be_and_never_formulas() {
        let mut table = Table::new("clients", &["client"], &["logins", "people"]);
        table.add(&["a,\"b\""], vec![Value::Number(5), Value::WITHHELD]);
        table.add(&["=1+1"], vec![Value::Number(-5), Value::None]);
        let csv = "client,logins,people\r\n\"a,\"\"b\"\"\",5,withheld\r\n'=1+1,-5,\r\n";
        assert_eq!(table.to_csv(), csv);
    }
}

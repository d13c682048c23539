//! The tables of a year.

use std::collections::BTreeMap;

use super::table::{Table, Value};
use super::withhold::{Guarded, protect};
use crate::tally::{Cell, Tally, Uses};

/// The bands of uses a year, from the least to the most.
pub const BANDS: [(u32, u32); 7] =
    [(1, 1), (2, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, u32::MAX)];

const MILLE: i128 = 1000;
const HUNDREDTHS: i128 = 100;

/// All tables, in the order of the publication.
pub fn all(tally: &Tally, before: Option<&Tally>) -> Vec<Table> {
    let now = Year::of(tally);
    let before = before.map(Year::of);
    let before = before.as_ref();
    vec![
        total(&now, before),
        months(&now),
        methods(&now, before),
        clients(&now, before),
        levels(&now),
        refusals(&now),
        months_by_method(&now),
        clients_by_method(&now),
        uses(&now),
    ]
}

/// A year's numbers along each dimension, and what of them is withheld.
struct Year<'a> {
    tally: &'a Tally,
    logins: Guarded,
    refused: u64,
    months: Along<u8>,
    methods: Along<String>,
    clients: Along<String>,
    levels: Along<String>,
    reasons: Along<String>,
    months_refused: Along<u8>,
    clients_refused: Along<String>,
}

/// Numbers along one dimension.
type Along<K> = BTreeMap<K, Guarded>;

impl<'a> Year<'a> {
    fn of(tally: &'a Tally) -> Self {
        let people = &tally.people;
        let logins = tally.sum(answered);
        let months_people = |month: &u8| people.months[usize::from(*month) - 1];
        Self {
            tally,
            logins: Guarded::new(logins, people.total),
            refused: tally.sum(|cell| !answered(cell)),
            months: along(tally, answered, |cell| cell.month, months_people),
            methods: along(
                tally,
                answered,
                |cell| cell.method.clone(),
                |method| people.methods.get(method).map_or(0, Uses::people),
            ),
            clients: along(
                tally,
                answered,
                |cell| cell.client.clone(),
                |client| people.clients.get(client).copied().unwrap_or_default(),
            ),
            levels: along(tally, answered, |cell| cell.level.clone(), |_| u64::MAX),
            reasons: counted(tally, |cell| cell.reason.clone()),
            months_refused: counted(tally, |cell| cell.month),
            clients_refused: counted(tally, |cell| cell.client.clone()),
        }
    }

    /// The logins of a client, or none if they are withheld.
    fn told<K: Ord>(along: &Along<K>, key: &K) -> Value {
        along.get(key).map_or(Value::count(0), |told| told.value())
    }
}

impl Guarded {
    fn value(self) -> Value {
        Value::count(self.number).unless(self.withheld)
    }
}

fn answered(cell: &Cell) -> bool {
    cell.outcome == "answered"
}

/// Answered logins by one key, of which the sum is told.
fn along<K: Ord>(
    tally: &Tally,
    chosen: impl Fn(&Cell) -> bool,
    key: impl Fn(&Cell) -> K,
    people: impl Fn(&K) -> u64,
) -> Along<K> {
    let mut numbers = BTreeMap::<K, u64>::new();
    for (cell, logins) in tally.cells.iter().filter(|(cell, _)| chosen(cell)) {
        *numbers.entry(key(cell)).or_default() += logins;
    }
    let guard = |(key, number): (K, u64)| {
        // Few logins are of few people, whoever they were.
        let people = people(&key).min(number);
        (key, Guarded::new(number, people))
    };
    safe(numbers.into_iter().map(guard).collect())
}

/// Refused logins by one key: often nobody knows of whom.
fn counted<K: Ord>(tally: &Tally, key: impl Fn(&Cell) -> K) -> Along<K> {
    along(tally, |cell| !answered(cell), key, |_| u64::MAX)
}

fn safe<K: Ord>(along: Along<K>) -> Along<K> {
    let (keys, mut cells): (Vec<K>, Vec<Guarded>) = along.into_iter().unzip();
    let sum = (0..cells.len()).collect();
    protect(&mut cells, &[sum]);
    keys.into_iter().zip(cells).collect()
}

/// Numbers by two keys, of which the sums along both are told; parts of what is withheld are too.
fn across<A: Ord + Clone, B: Ord + Clone>(
    year: &Year<'_>,
    (first, keys_of): (&Along<A>, impl Fn(&Cell) -> (A, B)),
    second: &Along<B>,
    people: impl Fn(&(A, B)) -> u64,
) -> BTreeMap<(A, B), Guarded> {
    let mut numbers = BTreeMap::<(A, B), u64>::new();
    for (cell, logins) in year.tally.cells.iter().filter(|(cell, _)| answered(cell)) {
        *numbers.entry(keys_of(cell)).or_default() += logins;
    }
    let withheld = |told: Option<&Guarded>| told.is_some_and(|told| told.withheld);
    let (keys, mut cells): (Vec<(A, B)>, Vec<Guarded>) = numbers
        .into_iter()
        .map(|(keys, number)| {
            let small = Guarded::new(number, people(&keys).min(number)).withheld;
            let part = withheld(first.get(&keys.0)) || withheld(second.get(&keys.1));
            (keys, Guarded { number, withheld: small || part })
        })
        .unzip();
    let sum = |matches: &dyn Fn(&(A, B)) -> bool| -> Vec<usize> {
        (0..keys.len()).filter(|place| matches(&keys[*place])).collect()
    };
    let rows = first.keys().map(|key| sum(&|keys| keys.0 == *key));
    let columns = second.keys().map(|key| sum(&|keys| keys.1 == *key));
    let sums: Vec<_> = rows.chain(columns).collect();
    protect(&mut cells, &sums);
    keys.into_iter().zip(cells).collect()
}

fn share(part: u64, whole: u64, parts: i128) -> Value {
    Value::ratio(i128::from(part), i128::from(whole), parts)
}

/// The number of the year before, and the change from it.
fn change<K: Ord>(now: Guarded, before: Option<&Along<K>>, key: &K) -> [Value; 2] {
    let before = before.map(|along| along.get(key).copied().unwrap_or(Guarded::alone(0)));
    change_from(now, before)
}

fn change_from(now: Guarded, before: Option<Guarded>) -> [Value; 2] {
    let Some(before) = before else { return [Value::None, Value::None] };
    let grown = i128::from(now.number) - i128::from(before.number);
    let change = Value::ratio(grown, i128::from(before.number), MILLE);
    [before.value(), change.unless(now.withheld || before.withheld)]
}

fn total(now: &Year<'_>, before: Option<&Year<'_>>) -> Table {
    let measures =
        ["logins", "refused", "people", "mean_hundredths", "logins_before", "change_per_mille"];
    let mut table = Table::new("total", &[], &measures);
    let (logins, people) = (now.logins, now.tally.people.total);
    let [earlier, change] = change_from(logins, before.map(|before| before.logins));
    table.add(
        &[],
        vec![
            logins.value(),
            Guarded::alone(now.refused).value(),
            Value::count(people).unless(logins.withheld),
            share(logins.number, people, HUNDREDTHS).unless(logins.withheld),
            earlier,
            change,
        ],
    );
    table
}

fn months(now: &Year<'_>) -> Table {
    let measures = ["logins", "refused", "people", "mean_hundredths"];
    let mut table = Table::new("months", &["month"], &measures);
    for month in 1..=12u8 {
        let logins = now.months.get(&month).copied().unwrap_or(Guarded::alone(0));
        let people = now.tally.people.months[usize::from(month) - 1];
        table.add(
            &[&format!("{month:02}")],
            vec![
                logins.value(),
                Year::told(&now.months_refused, &month),
                Value::count(people).unless(logins.withheld),
                share(logins.number, people, HUNDREDTHS).unless(logins.withheld),
            ],
        );
    }
    table
}

fn methods(now: &Year<'_>, before: Option<&Year<'_>>) -> Table {
    let mut table = Table::new(
        "methods",
        &["method"],
        &[
            "logins",
            "share_per_mille",
            "people",
            "mean_hundredths",
            "logins_before",
            "change_per_mille",
        ],
    );
    for (method, logins) in largest(&now.methods) {
        let people = now.tally.people.methods.get(method).map_or(0, Uses::people);
        let [earlier, change] = change(logins, before.map(|before| &before.methods), method);
        table.add(
            &[method],
            vec![
                logins.value(),
                share(logins.number, now.logins.number, MILLE).unless(logins.withheld),
                Value::count(people).unless(logins.withheld),
                share(logins.number, people, HUNDREDTHS).unless(logins.withheld),
                earlier,
                change,
            ],
        );
    }
    table
}

fn clients(now: &Year<'_>, before: Option<&Year<'_>>) -> Table {
    let mut table = Table::new(
        "clients",
        &["client"],
        &[
            "rank",
            "logins",
            "refused",
            "people",
            "mean_hundredths",
            "logins_before",
            "change_per_mille",
        ],
    );
    for (rank, (client, logins)) in (1..).zip(largest(&now.clients)) {
        let people = now.tally.people.clients.get(client).copied().unwrap_or_default();
        let [earlier, change] = change(logins, before.map(|before| &before.clients), client);
        table.add(
            &[client],
            vec![
                if logins.withheld { Value::None } else { Value::count(rank) },
                logins.value(),
                Year::told(&now.clients_refused, client),
                Value::count(people).unless(logins.withheld),
                share(logins.number, people, HUNDREDTHS).unless(logins.withheld),
                earlier,
                change,
            ],
        );
    }
    table
}

/// The largest first; what is withheld last and by name, so that its place tells nothing.
fn largest(along: &Along<String>) -> Vec<(&String, Guarded)> {
    let mut sorted: Vec<_> = along.iter().map(|(key, number)| (key, *number)).collect();
    sorted.sort_by_key(|(_, cell)| {
        (cell.withheld, std::cmp::Reverse(if cell.withheld { 0 } else { cell.number }))
    });
    sorted
}

fn levels(now: &Year<'_>) -> Table {
    let mut table = Table::new("levels", &["level"], &["logins", "share_per_mille"]);
    for (level, logins) in largest(&now.levels) {
        let share = share(logins.number, now.logins.number, MILLE);
        table.add(&[level], vec![logins.value(), share.unless(logins.withheld)]);
    }
    table
}

fn refusals(now: &Year<'_>) -> Table {
    let mut table = Table::new("refusals", &["reason"], &["refused"]);
    for (reason, refused) in largest(&now.reasons) {
        table.add(&[reason], vec![refused.value()]);
    }
    table
}

fn months_by_method(now: &Year<'_>) -> Table {
    let mut table = Table::new("months_by_method", &["month", "method"], &["logins"]);
    let keys = |cell: &Cell| (cell.month, cell.method.clone());
    for ((month, method), logins) in across(now, (&now.months, keys), &now.methods, |_| u64::MAX) {
        table.add(&[&format!("{month:02}"), &method], vec![logins.value()]);
    }
    table
}

fn clients_by_method(now: &Year<'_>) -> Table {
    let mut table = Table::new("clients_by_method", &["client", "method"], &["logins", "people"]);
    let keys = |cell: &Cell| (cell.client.clone(), cell.method.clone());
    let people =
        |pair: &(String, String)| now.tally.people.pairs.get(pair).copied().unwrap_or_default();
    for (pair, logins) in across(now, (&now.clients, keys), &now.methods, people) {
        let people = Value::count(people(&pair)).unless(logins.withheld);
        table.add(&[&pair.0, &pair.1], vec![logins.value(), people]);
    }
    table
}

/// How many people logged in how often: by any method, under the key `all`, and by each.
fn uses(now: &Year<'_>) -> Table {
    let mut table = Table::new("uses", &["method", "least", "most"], &["people"]);
    for (method, uses) in &now.tally.people.methods {
        let part = now.methods.get(method).unwrap_or(&now.logins).withheld;
        let mut cells: Vec<_> = BANDS
            .iter()
            .map(|(least, most)| Guarded::alone(uses.between(*least, *most)))
            .map(|cell| Guarded { withheld: cell.withheld || part, ..cell })
            .collect();
        let sum = (0..cells.len()).collect();
        protect(&mut cells, &[sum]);
        let method = if method.is_empty() { "all" } else { method };
        for ((least, most), people) in BANDS.iter().zip(cells) {
            let most = if *most == u32::MAX { String::new() } else { most.to_string() };
            table.add(&[method, &least.to_string(), &most], vec![people.value()]);
        }
    }
    table
}

//! The page of a publication in each language, and its announcement as plain text.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use askama::Template;
use domain::Language;
use figures::{Figures, Line, Table, Value};
use web::{Texts, TextsError, Words};

use super::chart::Chart;
use super::sentence::{announcement, client, method, named, shown};
use crate::simulate;

const STYLE: &str = include_str!("../../templates/figures/figures.css");
/// How many of the clients a page lists: the others stand in the CSV.
const LISTED: usize = 20;
const CHARTED: usize = 5;
/// A longer table is folded where no chart stands beside it.
const FOLDED: usize = 12;

#[derive(Template)]
#[template(path = "figures/page.html")]
struct Page {
    words: Words,
    title: String,
    origin: String,
    checkpoint: String,
    languages: [Language; 4],
    sentences: Vec<String>,
    /// Whether the ledger was made up.
    fiction: bool,
    sections: Vec<Section>,
    least: String,
}

/// A table with its chart.
struct Section {
    name: String,
    heading: String,
    chart: Option<String>,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// How many of the first columns name the row.
    keys: usize,
    /// Whether it is long, and nothing drawn stands for it: it then opens when it is asked for.
    folded: bool,
    /// Said where rows were left out.
    rest: Option<String>,
}

/// The pages and announcements of all languages.
pub fn all(figures: &Figures) -> Result<BTreeMap<String, Vec<u8>>> {
    let texts = texts()?;
    let mut files = BTreeMap::from([("figures.css".to_owned(), STYLE.as_bytes().to_vec())]);
    for language in Language::ALL {
        let words = texts.speak(language);
        let announcement = announcement(figures, &words).join("\n") + "\n";
        files.insert(format!("announcement.{language}.txt"), announcement.into_bytes());
        let page = Page::new(figures, words)?.render().context("rendering the page")?;
        files.insert(format!("{language}.html"), page.into_bytes());
    }
    Ok(files)
}

impl Page {
    fn new(figures: &Figures, words: Words) -> Result<Self> {
        let year = figures.year.to_string();
        let sections = figures
            .tables
            .iter()
            .filter(|table| !table.keys.is_empty())
            .map(|table| Section::new(figures, table, &words))
            .collect::<Result<_>>()?;
        Ok(Self {
            title: words.with_one("figures-title", "year", &year),
            origin: figures.origin.clone(),
            checkpoint: figures.checkpoint.clone(),
            languages: Language::ALL,
            sentences: announcement(figures, &words),
            fiction: simulate::is_fiction(&figures.origin),
            sections,
            least: figures.least.to_string(),
            words,
        })
    }
}

impl Section {
    fn new(figures: &Figures, table: &Table, words: &Words) -> Result<Self> {
        let key = |word: &str| words.get(&format!("figures-column-{}", word.replace('_', "-")));
        let heading = words.get(&format!("figures-table-{}", table.name.replace('_', "-")));
        let listed = if table.name.starts_with("clients") { LISTED } else { usize::MAX };
        let rows: Vec<_> = table
            .rows
            .iter()
            .take(listed)
            .map(|line| {
                let keys = table.keys.iter().zip(&line.keys);
                let keys = keys.map(|(name, key)| key_shown(words, name, key));
                let values = table.measures.iter().zip(&line.values);
                keys.chain(values.map(|(name, value)| shown(words, name, *value))).collect()
            })
            .collect();
        let left = table.rows.len() - rows.len();
        let rest = (left > 0).then(|| words.with_one("figures-rest", "count", &left.to_string()));
        Ok(Self {
            chart: chart(figures, table, &heading, words)?,
            name: table.name.clone(),
            heading,
            columns: table.keys.iter().chain(&table.measures).map(|word| key(word)).collect(),
            keys: table.keys.len(),
            folded: rows.len() > FOLDED,
            rows,
            rest,
        })
    }
}

/// A key of a row as a person reads it.
fn key_shown(words: &Words, name: &str, key: &str) -> String {
    match name {
        "month" => words.get(&format!("figures-month-{key}")),
        "method" if key == "all" => words.get("figures-all"),
        "method" => method(words, key),
        "client" => client(words, key),
        "level" | "reason" => {
            named(words, &format!("figures-{name}-{}", key.replace('_', "-")), key)
        }
        "most" if key.is_empty() => words.get("figures-more"),
        _ => key.to_owned(),
    }
}

/// The chart of a table that has one: bars of its first number that matters.
fn chart(figures: &Figures, table: &Table, heading: &str, words: &Words) -> Result<Option<String>> {
    let (id, measure, most) = match table.name.as_str() {
        "months" => ("chart-months", "logins", usize::MAX),
        "methods" => ("chart-methods", "share_per_mille", usize::MAX),
        "clients" => ("chart-clients", "logins", CHARTED),
        "uses" => ("chart-uses", "people", figures::BANDS.len()),
        _ => return Ok(None),
    };
    let bars: Vec<_> = table
        .rows
        .iter()
        .take(most)
        .map(|line| {
            let value = table.of(line, measure).unwrap_or(Value::None);
            (label(words, table, line), value.number(), shown(words, measure, value))
        })
        .collect();
    let largest = bars.iter().max_by_key(|(_, number, _)| *number);
    let (label, number) =
        largest.map(|(label, _, shown)| (label.as_str(), shown.as_str())).unwrap_or_default();
    let year = figures.year.to_string();
    let args = [("year", year.as_str()), ("label", label), ("number", number)];
    let summary = words.with("figures-chart-text", &args);
    let chart = Chart::new(id, heading.to_owned(), summary, bars);
    Ok(Some(chart.render().context("drawing a chart")?))
}

fn label(words: &Words, table: &Table, line: &Line) -> String {
    if table.name != "uses" {
        let keys = table.keys.iter().zip(&line.keys);
        return keys.map(|(name, key)| key_shown(words, name, key)).collect::<Vec<_>>().join(" ");
    }
    match line.keys.as_slice() {
        [_, least, most] if most.is_empty() => words.with_one("figures-from", "least", least),
        [_, least, most] if least == most => least.clone(),
        [_, least, most] => format!("{least}–{most}"),
        _ => String::new(),
    }
}

fn texts() -> Result<Texts, TextsError> {
    Texts::load(&[
        (Language::Nl, include_str!("../../text/figures/nl.ftl")),
        (Language::Fr, include_str!("../../text/figures/fr.ftl")),
        (Language::De, include_str!("../../text/figures/de.ftl")),
        (Language::En, include_str!("../../text/figures/en.ftl")),
    ])
}

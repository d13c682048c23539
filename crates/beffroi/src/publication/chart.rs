//! Bars as SVG, which a screen reader reads as one picture with a name and a sentence. Every bar
//! stands with its number in the table beside the chart.

use askama::Template;

/// One bar.
pub struct Bar {
    pub label: String,
    /// The number as a person reads it, or the word for a withheld one.
    pub shown: String,
    /// In pixels of the drawing.
    width: i64,
    y: usize,
}

#[derive(Template)]
#[template(path = "figures/chart.svg", escape = "html")]
pub struct Chart {
    pub id: &'static str,
    pub title: String,
    pub summary: String,
    pub bars: Vec<Bar>,
    height: usize,
}

/// A label with its number, and the bar under them: no wider than a phone.
const ROW: usize = 42;
const WIDEST: i64 = 360;

impl Chart {
    /// Bars from labels, numbers (or none) and the numbers as they are shown.
    pub fn new(
        id: &'static str,
        title: String,
        summary: String,
        numbers: Vec<(String, Option<i64>, String)>,
    ) -> Self {
        let most = numbers.iter().filter_map(|(_, number, _)| *number).max().unwrap_or(1).max(1);
        let bars: Vec<_> = numbers
            .into_iter()
            .enumerate()
            .map(|(row, (label, number, shown))| Bar {
                label,
                shown,
                width: number.unwrap_or_default().max(0) * WIDEST / most,
                y: row * ROW,
            })
            .collect();
        Self { id, title, summary, height: bars.len() * ROW, bars }
    }
}

//! What a person reads on their terminal. Answers go to standard output, complaints to standard
//! error; a reader who went away is no reason to fail.

use std::io::Write as _;

pub fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

pub fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "beffroi: {line}");
}

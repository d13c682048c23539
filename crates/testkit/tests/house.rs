//! The house of docs/architecture.md: which crate may stand on which.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate may depend on, outside its tests. A crate that is not listed fails the test,
/// so that a new one is placed on purpose.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ledger", &[]),
    ("protocol", &["domain"]),
    ("web", &["domain"]),
    ("testdb", &[]),
    ("openid", &["domain", "protocol", "web"]),
    ("figures", &["domain", "ledger"]),
    ("keeper", &["domain", "figures", "ledger", "web"]),
    ("gateway", &["domain", "figures", "keeper", "ledger", "openid", "protocol", "web"]),
    ("mobile", &["domain", "figures", "keeper", "openid", "protocol", "web"]),
    ("sign_in", &["domain", "figures", "keeper", "openid", "protocol", "web"]),
    ("services", &["domain", "keeper", "openid", "protocol", "sign_in", "web"]),
    ("accreditor", &["domain", "figures", "keeper", "openid", "protocol", "sign_in", "web"]),
    (
        "beffroi",
        &[
            "accreditor",
            "domain",
            "figures",
            "gateway",
            "keeper",
            "ledger",
            "mobile",
            "openid",
            "protocol",
            "services",
            "web",
        ],
    ),
    (
        "testkit",
        &[
            "accreditor",
            "beffroi",
            "domain",
            "gateway",
            "ledger",
            "mobile",
            "openid",
            "protocol",
            "services",
            "testdb",
            "web",
        ],
    ),
];

/// Crates that are bodies of pure knowledge: no runtime, no sockets, no database.
const PURE: &[&str] = &["domain", "figures", "ledger", "protocol"];
const IMPURE: &[&str] = &["tokio", "axum", "sqlx", "reqwest", "hyper"];

#[test]
fn every_crate_stands_only_on_what_the_house_allows() {
    let used = dependencies();
    let allowed: BTreeMap<_, BTreeSet<_>> =
        MAY_USE.iter().map(|(name, may)| (*name, may.iter().copied().collect())).collect();
    for (name, uses) in &used {
        let may = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} has no place in the house: add it to MAY_USE"));
        for other in uses.iter().filter(|other| used.contains_key(*other)) {
            assert!(may.contains(other.as_str()), "{name} must not depend on {other}");
        }
    }
}

#[test]
fn pure_crates_have_no_runtime_and_no_database() {
    let used = dependencies();
    for name in PURE {
        for impure in IMPURE {
            assert!(!used[*name].contains(*impure), "{name} must not depend on {impure}");
        }
    }
}

/// The direct dependencies of each crate of the workspace, without those of its tests.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    packages.iter().map(|package| (text(&package["name"]), uses(package))).collect()
}

fn uses(package: &Value) -> BTreeSet<String> {
    let dependencies = package["dependencies"].as_array().expect("dependencies");
    dependencies
        .iter()
        .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
        .map(|dependency| text(&dependency["name"]))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

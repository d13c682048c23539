//! What the strict reader accepts, a lenient one reads alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::json;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    if let Ok(value) = json::parse(data, 64 * 1024) {
        assert_eq!(serde_json::from_slice::<Value>(data).expect("JSON"), value);
        // Written out and read again it is the same, so nothing was merged or lost. Fractions are
        // left out: they are read to within one unit in the last place, and no rule of ours
        // depends on one.
        let value = whole(value);
        let written = serde_json::to_vec(&value).expect("JSON");
        assert_eq!(json::parse(&written, usize::MAX), Ok(value));
    }
});

fn whole(value: Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => Value::Null,
        Value::Array(items) => items.into_iter().map(whole).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, whole(value))).collect()
        }
        other => other,
    }
}

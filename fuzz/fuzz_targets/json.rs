//! What the strict reader accepts, a lenient one reads alike.
#![no_main]

use libfuzzer_sys::fuzz_target;
use protocol::json;
use serde_json::Value;

fuzz_target!(|data: &[u8]| {
    if let Ok(value) = json::parse(data, 64 * 1024) {
        assert_eq!(serde_json::from_slice::<Value>(data).expect("JSON"), value);
        // Written out and read again it is the same, so nothing was merged or lost.
        let written = serde_json::to_vec(&value).expect("JSON");
        assert_eq!(json::parse(&written, usize::MAX), Ok(value));
    }
});

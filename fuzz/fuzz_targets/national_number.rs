//! A number that is read is eleven digits that read the same again.
#![no_main]

use domain::NationalNumber;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(number) = text.parse::<NationalNumber>() {
        assert!(number.reveal().len() == 11 && number.reveal().bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(number.reveal().parse::<NationalNumber>().as_ref(), Ok(&number));
        let _ = (number.birth_date(), number.is_bis());
    }
});

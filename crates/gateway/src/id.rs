//! New names for rows.

use web::Handle;

/// A new name of 132 random bits. Unlike a handle it is no secret: it may stand in logs and URLs.
pub fn fresh() -> String {
    const LENGTH: usize = 22;
    let mut name = Handle::random().reveal().to_owned();
    name.truncate(LENGTH);
    name
}

//! Work that transactions leave to be done once for all that share a commit.
//!
//! Handing one statement to the connection costs more than what a small one does there. Where many
//! transactions each write rows of one kind, each leaves what is to be written, and whoever ends
//! the shared transaction writes all of it, a statement for many.

use std::any::{Any, TypeId};
use std::fmt::Write as _;

use futures_util::future::BoxFuture;

use super::Conn;
use crate::Fault;

/// What a transaction may leave ([`Tx::leave`](super::Tx::leave)).
pub trait Together: Send + Sized + 'static {
    /// Writes what was left, in the order in which the transactions ended. Nobody's commit succeeds
    /// if this does not.
    fn write(conn: &mut Conn, left: Vec<Self>) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// What was left, a pile for each kind; the kinds in the order in which they first came.
#[derive(Default)]
pub struct Piles(Vec<Box<dyn Pile>>);

/// Several of one kind.
trait Pile: Any + Send {
    /// The kind of what lies on it.
    fn kind(&self) -> TypeId;

    /// Lays another of the same kind on top.
    fn lay(&mut self, top: Box<dyn Pile>);

    fn write(self: Box<Self>, conn: &mut Conn) -> BoxFuture<'_, Result<(), Fault>>;
}

impl<T: Together> Pile for Vec<T> {
    fn kind(&self) -> TypeId {
        TypeId::of::<T>()
    }

    fn lay(&mut self, top: Box<dyn Pile>) {
        let top: Box<dyn Any> = top;
        match top.downcast::<Self>() {
            Ok(top) => self.extend(*top),
            Err(_) => unreachable!("a pile is laid only on one of its own kind"),
        }
    }

    fn write(self: Box<Self>, conn: &mut Conn) -> BoxFuture<'_, Result<(), Fault>> {
        Box::pin(T::write(conn, *self))
    }
}

impl Piles {
    pub fn leave<T: Together>(&mut self, work: T) {
        self.lay(Box::new(vec![work]));
    }

    /// Lays what another transaction left on top.
    pub fn append(&mut self, other: Self) {
        for top in other.0 {
            self.lay(top);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub async fn write(self, conn: &mut Conn) -> Result<(), Fault> {
        for pile in self.0 {
            pile.write(conn).await?;
        }
        Ok(())
    }

    fn lay(&mut self, top: Box<dyn Pile>) {
        match self.0.iter_mut().find(|pile| pile.kind() == top.kind()) {
            Some(pile) => pile.lay(top),
            None => self.0.push(top),
        }
    }
}

/// The most values of one statement. Engines limit how many it may hold, and on SQLite each is
/// looked for among all before it is bound: twice as many take four times as long.
const MOST_VALUES: usize = 256;

/// Cuts rows of so many columns for statements of many rows: each part is a power of two long, so
/// that a handful of texts, each prepared once, serve any number of rows.
pub fn batches<T>(mut rows: &[T], columns: usize) -> impl Iterator<Item = &[T]> {
    let most = (MOST_VALUES / columns.max(1)).max(1);
    std::iter::from_fn(move || {
        let length = 1 << rows.len().min(most).checked_ilog2()?;
        let (batch, rest) = rows.split_at(length);
        rows = rest;
        Some(batch)
    })
}

/// The placeholders for so many rows of so many columns: `($1, $2), ($3, $4)`.
pub fn placeholders(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 7);
    for number in 1..=rows * columns {
        let before = match (number, number % columns) {
            (1, _) => "(",
            (_, 1) => "), (",
            _ if columns == 1 => "), (",
            _ => ", ",
        };
        // Writing to a string does not fail.
        let _ = write!(text, "{before}${number}");
    }
    text.push(')');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_rows_is_cut_into_few_lengths() {
        let lengths =
            |count, columns| batches(&vec![(); count], columns).map(<[_]>::len).collect::<Vec<_>>();
        assert_eq!(lengths(0, 1), [0; 0]);
        assert_eq!(lengths(1, 1), [1]);
        assert_eq!(lengths(7, 1), [4, 2, 1]);
        assert_eq!(lengths(256, 1), [256]);
        assert_eq!(lengths(600, 1), [256, 256, 64, 16, 8]);
        assert_eq!(lengths(100, 4), [64, 32, 4]);
        assert_eq!(lengths(20, 15), [16, 4]);
        assert_eq!(lengths(2, 1000), [1, 1]);
        let rows: Vec<_> = (0..600).collect();
        assert_eq!(batches(&rows, 3).collect::<Vec<_>>().concat(), rows);
    }

    #[test]
    fn placeholders_are_numbered_through_all_rows() {
        assert_eq!(placeholders(1, 1), "($1)");
        assert_eq!(placeholders(3, 1), "($1), ($2), ($3)");
        assert_eq!(placeholders(2, 3), "($1, $2, $3), ($4, $5, $6)");
    }
}

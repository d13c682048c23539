//! Entering logins: each gets its place in the ledger and its number in its person's year.

use domain::Timestamp;
use figures::{Entry, Fact, Login};
use web::{Conn, Fault, Together, Tx};

use crate::store::{put, take_places};
use crate::turn::number;

/// Where an entry stands in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub place: u64,
    /// Which of its person's entries of the year it is, if it is somebody's.
    pub nth: Option<u32>,
}

/// What a role writes of its own beside each login that it enters.
pub trait Beside: Send + Sized + 'static {
    /// Writes it for logins that are entered in one commit, in their order.
    fn write(
        conn: &mut Conn,
        entered: Vec<(Self, Standing)>,
    ) -> impl Future<Output = Result<(), Fault>> + Send;
}

/// Nothing of its own.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Beside for Alone {
    async fn write(_: &mut Conn, _: Vec<(Self, Standing)>) -> Result<(), Fault> {
        Ok(())
    }
}

/// Enters a login at once, for whoever has to know where it stands before the commit.
pub async fn enter(conn: &mut Conn, at: Timestamp, login: Login) -> Result<Standing, Fault> {
    let entered = enter_all(conn, vec![(at, login)]).await?;
    entered.first().copied().ok_or_else(|| Fault::because("an entered login stands nowhere"))
}

/// Leaves a login to be entered with the transaction's commit, together with all others that share
/// it: durable with the transaction, and gone with it.
pub fn leave<B: Beside>(tx: &mut Tx, at: Timestamp, login: Login, beside: B) {
    tx.leave(Entering { at, login, beside });
}

/// A login under way into the ledger.
struct Entering<B> {
    at: Timestamp,
    login: Login,
    beside: B,
}

impl<B: Beside> Together for Entering<B> {
    async fn write(conn: &mut Conn, left: Vec<Self>) -> Result<(), Fault> {
        let (logins, beside): (Vec<_>, Vec<_>) =
            left.into_iter().map(|left| ((left.at, left.login), left.beside)).unzip();
        let entered = enter_all(conn, logins).await?;
        B::write(conn, beside.into_iter().zip(entered).collect()).await
    }
}

async fn enter_all(
    conn: &mut Conn,
    mut logins: Vec<(Timestamp, Login)>,
) -> Result<Vec<Standing>, Fault> {
    // The places first: whoever has taken one keeps other nodes from numbering. Who leaves logins
    // takes them last of all that their transactions locked, for the shortest time.
    let first = take_places(conn, logins.len() as u64).await?;
    number(conn, &mut logins).await?;
    let nths: Vec<_> = logins.iter().map(|(_, login)| login.nth).collect();
    let entry = |(at, login)| (at, Entry { at, fact: Fact::Login(login) }.to_json());
    let entries: Vec<_> = logins.into_iter().map(entry).collect();
    put(conn, first, &entries).await?;
    Ok((first..).zip(nths).map(|(place, nth)| Standing { place, nth }).collect())
}

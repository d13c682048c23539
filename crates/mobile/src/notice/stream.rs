//! A stream of server-sent events that tells what the database says: on every ring, and every few
//! seconds in case a ring was missed. It holds no state of its own, so a browser that comes back
//! after a restart misses nothing.

use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};

use super::Ring;
use super::bell::Listening;
use crate::mobile::Mobile;

/// What a look at the database showed.
#[derive(Debug)]
pub enum Look {
    /// How things stand. Told only when it differs from what was told last.
    Now {
        event: &'static str,
        data: String,
    },
    /// The last word.
    Last {
        event: &'static str,
        data: String,
    },
    Over,
}

/// How often the database is looked at without a ring.
const PAUSE: Duration = Duration::from_secs(3);
/// A stream ends by itself and the browser opens another, so that none is forgotten open.
const LIFE: Duration = Duration::from_mins(10);

struct Following<F> {
    mobile: Mobile,
    listening: Listening,
    ring: Ring,
    look: F,
    told: Option<String>,
    since: Instant,
    over: bool,
    waited: bool,
}

pub fn respond<F, L>(
    mobile: &Mobile,
    ring: Ring,
    first: Event,
    look: F,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<F, L>>
where
    F: Fn() -> L + Send + 'static,
    L: Future<Output = Look> + Send,
{
    let following = Following {
        // Listens before it looks, or what happens in between would be missed.
        listening: mobile.bell.listen(),
        mobile: mobile.clone(),
        ring,
        look,
        told: None,
        since: Instant::now(),
        over: false,
        waited: false,
    };
    let events = stream::unfold(following, |mut following| async move {
        let event = following.next().await?;
        Some((Ok(event), following))
    });
    let hello = stream::once(async move { Ok(first.retry(Duration::from_secs(2))) });
    Sse::new(hello.chain(events)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

impl<F, L> Following<F>
where
    F: Fn() -> L + Send + 'static,
    L: Future<Output = Look> + Send,
{
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.over || self.since.elapsed() > LIFE || (self.waited && !self.wait().await) {
                return None;
            }
            self.waited = true;
            match (self.look)().await {
                Look::Over => return None,
                Look::Now { data, .. } if self.told.as_deref() == Some(&data) => {}
                Look::Now { event, data } => return Some(self.tell(event, data)),
                Look::Last { event, data } => {
                    self.over = true;
                    return Some(self.tell(event, data));
                }
            }
        }
    }

    /// Until something may have changed. False when the role stops.
    async fn wait(&mut self) -> bool {
        let closing = self.mobile.chassis.closing();
        tokio::select! {
            () = closing.cancelled() => false,
            () = self.listening.until(&self.ring) => true,
            () = tokio::time::sleep(PAUSE) => true,
        }
    }

    fn tell(&mut self, event: &'static str, data: String) -> Event {
        self.told = Some(data.clone());
        Event::default().event(event).data(data)
    }
}

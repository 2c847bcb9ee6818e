//! Whole lists as streams, whatever moves between their pages while they are read.

use crate::{Client, Error, ErrorKind, Fate};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use nt24::{Order, OrderFilter, Page, SellerId, WebhookDelivery, WebhookDeliveryFilter, WebhookId};
use std::collections::{HashMap, VecDeque};

/// Entries of a page: the most that the API gives.
const SIZE: u64 = 100;

/// Pages of one reading; a server that always promises one more is not believed for ever.
const MOST_PAGES: u64 = 10_000;

/// How often a list is read at most, when its rows move while it is read.
const MOST_READINGS: u32 = 3;

impl Client {
    /// All orders of a seller that pass the filter, whose own `page` and `size` do not count. A page
    /// (100 orders) is asked for when the one before is used up, so that dropping the stream stops it.
    /// It ends after the first error.
    ///
    /// An order comes once, even when it moves to another page meanwhile. When the pages show that rows
    /// have moved (a row twice, another total), some may have slipped past; then the list is read again
    /// for the ones that are missing, up to three times altogether. One that leaves the list while
    /// another one joins it shows in no page.
    ///
    /// ```
    /// use futures_util::TryStreamExt;
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/mod.rs")); }
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (nt24, _sandbox) = support::sandbox().await?;
    /// # let seller = nt24.me().await?.value.authorized_partners[0].uuid.clone();
    /// let orders: Vec<_> = nt24.all_orders(&seller, nt24::OrderFilter::default()).try_collect().await?;
    /// # Ok(()) }
    /// ```
    pub fn all_orders(
        &self,
        seller: &SellerId,
        filter: OrderFilter,
    ) -> BoxStream<'static, Result<Order, Error>> {
        let (client, seller) = (self.clone(), seller.clone());
        whole(
            |order: &Order| order.uuid.as_str(),
            move |page| {
                let filter = OrderFilter { page: Some(page), size: Some(SIZE), ..filter.clone() };
                let (client, seller) = (client.clone(), seller.clone());
                async move { Ok(client.orders(&seller, &filter).await?.value) }
            },
        )
    }

    /// All deliveries to a webhook endpoint that pass the filter, in the same manner as
    /// [`all_orders`](Client::all_orders).
    pub fn all_webhook_deliveries(
        &self,
        webhook: &WebhookId,
        filter: WebhookDeliveryFilter,
    ) -> BoxStream<'static, Result<WebhookDelivery, Error>> {
        let (client, webhook) = (self.clone(), webhook.clone());
        whole(
            |delivery: &WebhookDelivery| delivery.id.as_str(),
            move |page| {
                let filter = WebhookDeliveryFilter { page: Some(page), size: Some(SIZE), ..filter.clone() };
                let (client, webhook) = (client.clone(), webhook.clone());
                async move { Ok(client.webhook_deliveries(&webhook, &filter).await?.value) }
            },
        )
    }
}

/// A list on its way: where it stands, and which rows have come already.
struct Reading<T, F> {
    id: fn(&T) -> &str,
    page: F,
    next: u64,
    ready: VecDeque<T>,
    /// Each row with the last reading that it came in.
    seen: HashMap<String, u32>,
    reading: u32,
    /// Rows of this reading, without those that came twice.
    rows: u64,
    /// As the last page of this reading told it.
    total: Option<u64>,
    moved: bool,
    ended: bool,
}

/// The rows of all pages, each one once. `page` reads the page of this number.
fn whole<T, F, P>(id: fn(&T) -> &str, page: F) -> BoxStream<'static, Result<T, Error>>
where
    T: Send + 'static,
    F: Fn(u64) -> P + Send + 'static,
    P: Future<Output = Result<Page<T>, Error>> + Send,
{
    let reading = Reading {
        id,
        page,
        next: 0,
        ready: VecDeque::new(),
        seen: HashMap::new(),
        reading: 1,
        rows: 0,
        total: None,
        moved: false,
        ended: false,
    };
    futures_util::stream::unfold(reading, |mut reading| async {
        let row = reading.row().await.transpose()?;
        Some((row, reading))
    })
    .boxed()
}

impl<T, F, P> Reading<T, F>
where
    F: Fn(u64) -> P,
    P: Future<Output = Result<Page<T>, Error>>,
{
    async fn row(&mut self) -> Result<Option<T>, Error> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                return Ok(Some(row));
            }
            if self.ended {
                return Ok(None);
            }
            let page = if self.next < MOST_PAGES {
                (self.page)(self.next).await
            } else {
                Err(Error::new(ErrorKind::TooLarge, Fate::Decided))
            };
            match page {
                Ok(page) => self.take(page),
                Err(error) => {
                    self.ended = true;
                    return Err(error);
                }
            }
        }
    }

    fn take(&mut self, page: Page<T>) {
        let goes_on = page.pagination.has_next && !page.data.is_empty();
        let total = page.pagination.total_elements;
        self.moved |= self.total.is_some_and(|before| before != total);
        self.total = Some(total);
        self.next += 1;
        for row in page.data {
            match self.seen.insert((self.id)(&row).to_owned(), self.reading) {
                None => self.ready.push_back(row),
                // It came on another page of this reading, too: something before it has moved.
                Some(reading) if reading == self.reading => {
                    self.moved = true;
                    continue;
                }
                Some(_) => {}
            }
            self.rows += 1;
        }
        if !goes_on {
            self.end();
        }
    }

    /// Ends the list, or begins it again when rows may have slipped past. One page alone is read in
    /// one moment, so nothing can.
    fn end(&mut self) {
        let missing = self.total.is_some_and(|total| self.rows < total);
        if self.next > 1 && (self.moved || missing) && self.reading < MOST_READINGS {
            self.reading += 1;
            (self.next, self.rows, self.total, self.moved) = (0, 0, None, false);
        } else {
            self.ended = true;
        }
    }
}

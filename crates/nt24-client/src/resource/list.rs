//! Whole lists as streams, complete even if rows move between pages while they are read.

use crate::client::Client;
use crate::error::{Error, ErrorKind, Fate};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use nt24::{Order, OrderFilter, Page, SellerId, WebhookDelivery, WebhookDeliveryFilter, WebhookId};
use std::collections::{HashMap, VecDeque};

/// Rows of a page: the most that the API allows.
const PAGE_SIZE: u64 = 100;

/// Most pages of one pass. The limit ends the list of a server that always promises another page.
const MAX_PAGES: u64 = 10_000;

/// Most passes over a list whose rows move while it is read.
const MAX_PASSES: u32 = 3;

impl Client {
    /// Reads all orders of a seller that match the filter; its `page` and `size` are ignored. A page (100
    /// orders) is requested when the one before is used up, so dropping the stream stops it. The stream
    /// ends after the first error.
    ///
    /// Each order comes once, even if it moves to another page meanwhile. If rows moved (a row came twice,
    /// or the total changed), others may have been missed: the list is then read again for the missing
    /// ones, at most three times in all. A row that leaves the list while another one joins it cannot be
    /// noticed.
    ///
    /// ```
    /// use futures_util::TryStreamExt;
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/support/sandbox.rs")); }
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
        all_rows(
            |order: &Order| order.uuid.as_str(),
            move |page| {
                let filter = OrderFilter { page: Some(page), size: Some(PAGE_SIZE), ..filter.clone() };
                let (client, seller) = (client.clone(), seller.clone());
                async move { Ok(client.orders(&seller, &filter).await?.value) }
            },
        )
    }

    /// Reads all deliveries to a webhook endpoint that match the filter, in the same way as
    /// [`all_orders`](Client::all_orders).
    pub fn all_webhook_deliveries(
        &self,
        webhook: &WebhookId,
        filter: WebhookDeliveryFilter,
    ) -> BoxStream<'static, Result<WebhookDelivery, Error>> {
        let (client, webhook) = (self.clone(), webhook.clone());
        all_rows(
            |delivery: &WebhookDelivery| delivery.id.as_str(),
            move |page| {
                let filter =
                    WebhookDeliveryFilter { page: Some(page), size: Some(PAGE_SIZE), ..filter.clone() };
                let (client, webhook) = (client.clone(), webhook.clone());
                async move { Ok(client.webhook_deliveries(&webhook, &filter).await?.value) }
            },
        )
    }
}

/// The state of a list that is being read.
struct ListReader<T, F> {
    id: fn(&T) -> &str,
    page: F,
    next: u64,
    ready: VecDeque<T>,
    /// Each row with the last pass in which it came.
    seen: HashMap<String, u32>,
    pass: u32,
    /// Rows of this pass, each counted once.
    rows: u64,
    /// The total on the last page of this pass.
    total: Option<u64>,
    moved: bool,
    ended: bool,
}

/// The rows of all pages, each row once. `page` reads the page with this number.
fn all_rows<T, F, P>(id: fn(&T) -> &str, page: F) -> BoxStream<'static, Result<T, Error>>
where
    T: Send + 'static,
    F: Fn(u64) -> P + Send + 'static,
    P: Future<Output = Result<Page<T>, Error>> + Send,
{
    let reader = ListReader {
        id,
        page,
        next: 0,
        ready: VecDeque::new(),
        seen: HashMap::new(),
        pass: 1,
        rows: 0,
        total: None,
        moved: false,
        ended: false,
    };
    futures_util::stream::unfold(reader, |mut reader| async {
        let row = reader.row().await.transpose()?;
        Some((row, reader))
    })
    .boxed()
}

impl<T, F, P> ListReader<T, F>
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
            let page = if self.next < MAX_PAGES {
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
        let has_next = page.pagination.has_next && !page.data.is_empty();
        let total = page.pagination.total_elements;
        self.moved |= self.total.is_some_and(|before| before != total);
        self.total = Some(total);
        self.next += 1;
        for row in page.data {
            match self.seen.insert((self.id)(&row).to_owned(), self.pass) {
                None => self.ready.push_back(row),
                // The row came on an earlier page of this pass: rows before it have moved.
                Some(pass) if pass == self.pass => {
                    self.moved = true;
                    continue;
                }
                Some(_) => {}
            }
            self.rows += 1;
        }
        if !has_next {
            self.end_pass();
        }
    }

    /// Ends the list, or starts another pass if rows may have been missed. A single page is read at one
    /// moment and cannot miss rows.
    fn end_pass(&mut self) {
        let missing = self.total.is_some_and(|total| self.rows < total);
        if self.next > 1 && (self.moved || missing) && self.pass < MAX_PASSES {
            self.pass += 1;
            (self.next, self.rows, self.total, self.moved) = (0, 0, None, false);
        } else {
            self.ended = true;
        }
    }
}

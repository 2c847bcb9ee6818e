//! A data folder with many orders and their history, and how long the lists take in it.
//!
//! `cargo xtask seed 10000 FOLDER` makes the folder if it does not exist, and measures. The data belongs to the
//! built-in sandbox, which does not know these orders, and opens with the passphrase [`PASSPHRASE`], for example
//! in `web-host --keychain none`.

#![expect(clippy::print_stdout, reason = "a measurement prints")]

mod data;

use desk::contract::{HostEvent, OrderFilter, OrderList, OrderSearch, OrderSort, Session, Stage};
use desk::{Desk, Host, KeychainError, LogFile, NoKeychain, Options, PictureProgram, RandomIds, SystemClock};
use serde_json::{Value, json};
use std::io::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The passphrase of the data.
const PASSPHRASE: &str = "many orders";

/// How often `status` is asked under load.
const STATUSES: usize = 300;

/// How many rows of a list are asked for.
const ROWS: u32 = 100;

/// The filters of the list.
const FILTERS: [OrderFilter; 4] =
    [OrderFilter::You, OrderFilter::Buyer, OrderFilter::Nt24, OrderFilter::Closed];

/// A host without a window.
struct NoWindow;

#[async_trait::async_trait]
impl Host for NoWindow {
    fn emit(&self, _event: HostEvent) {}

    async fn pick_files(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    async fn pick_save_place(&self, _suggested_name: &str) -> Option<PathBuf> {
        None
    }

    async fn pick_folder(&self) -> Option<PathBuf> {
        None
    }

    fn open(&self, _file: &Path) -> std::io::Result<()> {
        Ok(())
    }

    fn open_address(&self, _address: &str) -> std::io::Result<()> {
        Ok(())
    }

    fn copy(&self, _text: &str) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let (Some(orders), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err(Error::other("usage: seed ORDERS FOLDER"));
    };
    let orders = orders.parse().map_err(Error::other)?;
    let folder = PathBuf::from(folder);
    if !folder.exists() {
        create(&folder, orders).await?;
    }
    measure(&folder).await
}

async fn start(folder: &Path) -> Result<Desk, Error> {
    let options = Options {
        data: folder.to_owned(),
        host: Arc::new(NoWindow),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
        keychain: Arc::new(NoKeychain(KeychainError::Absent)),
        picture_program: PictureProgram::this(),
        log: LogFile::default(),
    };
    Desk::start(options).await.map_err(Error::other)
}

async fn ask(desk: &Desk, command: &str, request: Value) -> Result<Value, Error> {
    desk.call(command, request).await.map_err(Error::other)
}

async fn create(folder: &Path, orders: u32) -> Result<(), Error> {
    let begun = Instant::now();
    std::fs::create_dir_all(folder)?;
    let desk = start(folder).await?;
    ask(&desk, "set_passphrase", json!({ "passphrase": PASSPHRASE })).await?;
    let session: Session = serde_json::from_value(ask(&desk, "start_sandbox", json!({})).await?)?;
    let Stage::Open { connection } = &session.stage else {
        return Err(Error::other(format!("{:?}", session.stage)));
    };
    let seller = session.seller.or(session.sellers.first().map(|seller| seller.id.clone()));
    desk.stop().await;
    let seller = seller.ok_or_else(|| Error::other("the sandbox has no seller"))?;
    data::write(folder, &connection.id, PASSPHRASE, &seller, orders)?;
    println!("{orders} orders written in {:.1} s", begun.elapsed().as_secs_f64());
    Ok(())
}

async fn measure(folder: &Path) -> Result<(), Error> {
    let desk = start(folder).await?;
    let begun = Instant::now();
    timed("open", ask(&desk, "unlock", json!({ "passphrase": PASSPHRASE }))).await?;
    let first = list(&desk, "", OrderFilter::All, OrderSort::Newest, 0).await?;
    println!("{:>9.1} ms  from the passphrase to the first list", begun.elapsed().as_secs_f64() * 1000.0);
    ask(&desk, "set_sandbox_network", json!({ "up": false })).await?;
    let orders = |text, filter, sort, offset| list(&desk, text, filter, sort, offset);
    let (all, newest) = (OrderFilter::All, OrderSort::Newest);
    timed("orders that wait for you, computed for the first time", orders("", OrderFilter::You, newest, 0))
        .await?;
    timed("orders, first 100", orders("", all, newest, 0)).await?;
    timed("orders, last 100", orders("", all, newest, first.total.saturating_sub(ROWS))).await?;
    timed("orders by reason, first 100", orders("", all, OrderSort::Reason, 0)).await?;
    for (name, text) in [
        ("one", "A-000007"),
        ("none", "absent"),
        ("those of a buyer", "Käufer 77 GmbH"),
        ("all", "A-0"),
        ("all, with two letters", "wv"),
    ] {
        timed(&format!("orders, search finds {name}"), orders(text, all, newest, 0)).await?;
        timed("the same by reason", orders(text, all, OrderSort::Reason, 0)).await?;
    }
    for filter in FILTERS {
        timed(&format!("orders, {filter:?}"), orders("", filter, newest, 0)).await?;
    }
    let id = first.rows.first().map(|row| &row.id);
    timed("order page", ask(&desk, "order", json!({ "id": id }))).await?;
    let list = json!({ "text": "", "offset": 0, "limit": 100 });
    let buyers = timed("buyers, first 100", ask(&desk, "buyers", list)).await?;
    timed("buyer page", ask(&desk, "buyer", json!({ "id": buyers["rows"][0]["id"] }))).await?;
    timed("outbox", ask(&desk, "outbox", json!({}))).await?;
    timed("status", ask(&desk, "status", json!({}))).await?;
    ask(&desk, "set_sandbox_network", json!({ "up": true })).await?;
    under_load(&desk).await?;
    desk.stop().await;
    Ok(())
}

/// Measures how long `status` takes while the desk reads from NT24 and four lists are asked for all the time.
async fn under_load(desk: &Desk) -> Result<(), Error> {
    let asked = Arc::new(AtomicBool::new(true));
    let lists = FILTERS.map(|filter| {
        let (desk, asked) = (desk.clone(), Arc::clone(&asked));
        tokio::spawn(async move {
            let mut times = 0_u32;
            while asked.load(Ordering::Relaxed) {
                list(&desk, "A-0", filter, OrderSort::Newest, 0).await?;
                times += 1;
            }
            Ok::<_, Error>(times)
        })
    });
    let mut took = Vec::new();
    for _ in 0..STATUSES {
        let begun = Instant::now();
        ask(desk, "status", json!({})).await?;
        took.push(begun.elapsed().as_secs_f64() * 1000.0);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    asked.store(false, Ordering::Relaxed);
    let mut answers = 0;
    for list in lists {
        answers += list.await.map_err(Error::other)??;
    }
    took.sort_by(f64::total_cmp);
    let [middle, p99, longest] = [STATUSES / 2, STATUSES * 99 / 100, STATUSES - 1].map(|at| took[at]);
    println!(
        "{middle:>9.1} ms  status under load; p99 {p99:.1} ms, longest {longest:.1} ms, {answers} lists"
    );
    Ok(())
}

async fn list(
    desk: &Desk,
    text: &str,
    filter: OrderFilter,
    sort: OrderSort,
    offset: u32,
) -> Result<OrderList, Error> {
    let search = OrderSearch { text: text.to_owned(), filter, sort, offset, limit: ROWS };
    let request = serde_json::to_value(search).map_err(Error::other)?;
    serde_json::from_value(ask(desk, "orders", request).await?).map_err(Error::other)
}

async fn timed<T>(name: &str, command: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let begun = Instant::now();
    let answer = command.await?;
    println!("{:>9.1} ms  {name}", begun.elapsed().as_secs_f64() * 1000.0);
    Ok(answer)
}

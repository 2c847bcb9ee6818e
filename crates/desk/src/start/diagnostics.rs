//! Diagnostics: a text that the user saves, can read, and may send to whoever helps. It holds counts, states and
//! the log; no names, no ids, no numbers of the trade.

use crate::connection::register::Registered;
use crate::contract::{Failure, FailureCode, Link, Nothing, Saved};
use crate::given::clock::moment;
use crate::given::lock;
use crate::pages::state::Pages;
use crate::papers::viewer;
use crate::queue::problem::Problem;
use crate::start::state::{Desk, State};
use std::fmt::Write;
use std::sync::Arc;
use store::dump::{self, Table};
use store::{OutboxRow, Store};

/// Lines of the log in the text.
const LINES: usize = 1000;

/// The head of the text, which explains it.
const HEAD: &str = "This text holds counts, states and the log of the program. It holds no names of companies or \
    persons, no VAT numbers, no bank accounts, no vehicles, no documents, no addresses and no passwords.";

pub(crate) async fn save_diagnostics(desk: &Desk, _: Nothing) -> Result<Saved, Failure> {
    let given = Arc::clone(desk.given());
    let name = format!("Waybill diagnostics {}.txt", given.clock.today());
    let Some(place) = given.host.pick_save_place(&name).await else {
        return Ok(Saved { saved: false });
    };
    let open = match desk.opened() {
        Ok(opened) => {
            let pages = Arc::clone(&opened.pages);
            opened.connection.run_blocking(move || of_connection(&pages)).await
        }
        Err(failure) => Err(failure),
    };
    let mut text = of_desk(desk);
    // A fault of the data belongs into the text.
    text.push_str(&open.unwrap_or_else(|failure| format!("\nNo data is open: {failure}\n")));
    let save = move || {
        text.push_str("\nLog\n");
        for line in given.log.last_lines(LINES) {
            text.push_str(&line);
            text.push('\n');
        }
        viewer::save_text(&given, &text, &place)
    };
    tokio::task::spawn_blocking(save).await.map_err(|_| Failure::of(FailureCode::Internal))??;
    Ok(Saved { saved: true })
}

fn of_desk(desk: &Desk) -> String {
    let state = match &*lock(&desk.inner.state) {
        State::Start => "start".to_owned(),
        State::Opening(_) => "opening".to_owned(),
        State::Locked(..) => "locked".to_owned(),
        State::Hidden(_) => "locked, sending and reading".to_owned(),
        State::Broken(_, failure, _) => format!("broken: {failure}"),
        State::Open(_) => "open".to_owned(),
    };
    let mut lines = Lines(format!("Waybill diagnostics, {}\n\n{HEAD}\n", moment(desk.given().clock.now())));
    lines.title("Program");
    lines.say("version", env!("CARGO_PKG_VERSION"));
    lines.say("system", format_args!("{} {}", std::env::consts::OS, std::env::consts::ARCH));
    lines.say("state", state);
    lines.title("Connections on this computer");
    for registered in &lock(&desk.inner.register).connections {
        lines.say(&format!("{:?}", registered.kind), key_of(registered));
    }
    lines.0
}

fn key_of(registered: &Registered) -> String {
    let moving = if registered.moving { ", being moved" } else { "" };
    format!("key: {:?}{moving}", registered.key_home())
}

fn of_connection(pages: &Arc<Pages>) -> Result<String, Failure> {
    let connection = pages.connection();
    let mut lines = Lines(String::new());
    lines.title("Open connection");
    lines.say("link", link(&connection.link.facts()));
    let sweep = pages.reading.last_complete_sweep()?.map_or_else(|| "never".to_owned(), moment);
    lines.say("list of orders last read to its end", sweep);
    lines.say("buyers and orders that cannot be read", pages.reading.unreadable()?);
    lines.say("outbox paused", pages.sending.is_paused());
    let (counts, waiting) = connection.store.read(|tx| {
        let counts = Table::ALL.map(|table| dump::count(tx, table).map(|rows| (table.name(), rows)));
        Ok::<_, store::Error>((
            counts.into_iter().collect::<Result<Vec<_>, _>>()?,
            store::outbox::waiting(tx)?,
        ))
    })?;
    for (table, rows) in counts {
        lines.say(&format!("rows of {table}"), rows);
    }
    lines.say("files in the vault", connection.store.vault().count()?);
    lines.say("backups", Store::backups(&connection.folder())?.len());
    lines.title("Writes that are not done");
    for state in store::OutboxState::ALL {
        match waiting.iter().filter(|row| row.state == *state).count() {
            0 => {}
            rows => lines.say(&state.to_string(), rows),
        }
    }
    waiting.iter().for_each(|row| lines.say(&row.operation, of_row(row)));
    Ok(lines.0)
}

fn of_row(row: &OutboxRow) -> String {
    let problem = Problem::read(row).map(|problem| format!(", {}", problem.failure)).unwrap_or_default();
    format!("{}, attempts {}, queued {}{problem}", row.state, row.attempts, moment(row.created_at))
}

fn link(link: &Link) -> String {
    match link {
        Link::Unknown => "unknown".to_owned(),
        Link::Online => "online".to_owned(),
        Link::Offline { since, failure, .. } => format!("offline since {since}: {failure}"),
        Link::NeedsYou { failure } => format!("needs the user: {failure}"),
    }
}

/// A text of titles and of lines with a name and a value.
struct Lines(String);

impl Lines {
    fn title(&mut self, title: &str) {
        self.0.push('\n');
        self.0.push_str(title);
        self.0.push('\n');
    }

    fn say(&mut self, name: &str, value: impl std::fmt::Display) {
        // A `String` takes every text.
        let _ = writeln!(self.0, "  {name}: {value}");
    }
}

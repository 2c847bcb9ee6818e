//! All commands of the page in one list: name, request, answer, and the function that runs it. The list makes
//! the dispatcher and the TypeScript contract, so that a command that is missing on either side does not
//! compile.

use crate::connection::Connection;
use crate::contract::*;
use crate::data::state::Data;
use crate::decisions::state::Decisions;
use crate::forms::state::Forms;
use crate::pages::state::Pages;
use crate::papers::state::Files;
use crate::start::state::Desk;
use crate::start::{connect, diagnostics, locking, moving, restoring, session};
use crate::{data, decisions, forms, pages, papers};
use nt24_client::Unreadable;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::future::Future;
use std::sync::Arc;

/// Declares the commands: `name(Request) -> Answer = function`. A function gets its context first: the desk, or
/// a state of the open connection.
macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident($request:ty) -> $answer:ty = $function:path;)+) => {
        /// The names of all commands, in the order of the list.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)+];

        impl Desk {
            /// Runs a command by its name, with its request and its answer as JSON.
            ///
            /// # Errors
            /// The command's own [`Failure`]; `internal` for an unknown name or a request of the wrong shape;
            /// `not_open` if it needs an open connection and there is none, or it closes first.
            pub async fn call(&self, command: &str, request: Value) -> Result<Value, Failure> {
                match command {
                    $(stringify!($name) => {
                        let request: $request = read(stringify!($name), request)?;
                        let answer: $answer = {
                            let (context, connection) = Context::of(self)?;
                            // Boxed: else the future of `call` would hold those of all commands.
                            let command = Box::pin($function(&context, request));
                            run(connection, command).await?
                        };
                        serde_json::to_value(answer).map_err(Failure::bad_call)
                    })+
                    _ => Err(Failure::of(FailureCode::Internal)),
                }
            }
        }

        /// The commands as a TypeScript interface.
        fn commands_in_typescript(config: &ts_rs::Config) -> String {
            let mut text = String::from("export interface Commands {\n");
            $(
                $(text.push_str(concat!("  /**", $doc, " */\n"));)+
                text.push_str(&format!(
                    "  {}: {{ request: {}; answer: {} }};\n",
                    stringify!($name),
                    <$request as ts_rs::TS>::name(config),
                    <$answer as ts_rs::TS>::name(config),
                ));
            )+
            text.push_str("}\n");
            text
        }
    };
}

commands! {
    /// Where the program stands: first start, locked, open, or broken.
    session(Nothing) -> Session = session::session;
    /// Opens the built-in sandbox; needs no network and no credentials.
    start_sandbox(StartSandbox) -> Session = connect::start_sandbox;
    /// Tests credentials with `GET /me`; keeps nothing.
    test_connection(Credentials) -> ConnectionTest = connect::test_connection;
    /// Tests credentials, keeps them, and opens the connection.
    connect(Credentials) -> Session = connect::connect;
    /// Says where credentials would be sent; sends nothing.
    destination(Addresses) -> Destination = connect::destination;
    /// Moves the data of an organization to another server, after `/me` has answered there.
    move_connection(MoveConnection) -> Session = moving::move_connection;
    /// Opens a registered connection.
    open_connection(ById) -> Session = connect::open_connection;
    /// Closes the open connection; its data stays.
    close_connection(Nothing) -> Session = connect::close_connection;
    /// Replaces the secret of the open connection after it was refused; tested first.
    replace_secret(NewSecret) -> Session = session::replace_secret;
    /// Sets the passphrase that protects the data where no keychain answers.
    set_passphrase(Passphrase) -> Session = locking::set_passphrase;
    /// Locks the open connection: the page gets none of its data. Under a passphrase its key leaves the memory, and
    /// nothing is sent.
    lock(Nothing) -> Session = locking::lock;
    /// Unlocks; the passphrase is empty where the keychain has the key.
    unlock(Passphrase) -> Session = locking::unlock;
    /// The user used keyboard or mouse: the time until the lock starts again.
    still_here(Nothing) -> Nothing = locking::still_here;
    /// The first list is on the screen: how long that took goes to the log.
    first_list_shown(Nothing) -> Nothing = session::first_list_shown;
    /// Moves the key of the open data under a passphrase, or into the keychain.
    protect(Protect) -> Session = locking::protect;
    /// Changes the settings that the request names.
    change_settings(SettingsChange) -> Session = session::change_settings;
    /// Chooses the seller to work for.
    choose_seller(ById) -> Session = session::choose_seller;
    /// Connection, last sync, waiting entries, request budget.
    status(Nothing) -> Status = pages::status::status;
    /// Tries the connection now, and sends waiting entries.
    try_now(Nothing) -> Status = pages::status::try_now;
    /// Plugs the sandbox's network in or out, to show an outage.
    set_sandbox_network(SandboxNetwork) -> Status = pages::status::set_sandbox_network;

    /// Where the user stood in each list, also before the last start.
    places(Nothing) -> Places = pages::places::places;
    /// Keeps where the user stands in each list.
    keep_places(Places) -> Nothing = pages::places::keep_places;

    /// The built-in sandbox, to play the other side; no other connection has one.
    sandbox_panel(SandboxFor) -> SandboxPanel = pages::sandbox::sandbox_panel;
    /// Plays the other side in the sandbox: staff, VIES, the clock, the network.
    play_sandbox(PlaySandbox) -> SandboxPanel = pages::sandbox::play_sandbox;
    /// Makes sample papers for the buyer or order on the screen, and takes them as if they were dropped.
    take_sample_papers(SandboxFor) -> Taken = pages::samples::take_sample_papers;

    /// Buyers, newest first.
    buyers(Search) -> BuyerList = pages::buyers::buyers;
    /// One buyer, with everything on it.
    buyer(ById) -> BuyerPage = pages::buyer::buyer;
    /// Reads the contact persons of a buyer from NT24, for a purpose that NT24 logs.
    read_contacts(ReadContacts) -> Nothing = pages::contacts::read_contacts;
    /// Asks for a VIES check of the buyer's VAT number.
    check_vies(ById) -> Nothing = pages::steps::check_vies;
    /// Starts the identity check of a buyer whom NT24 checks; the answer brings the link for the buyer.
    start_verification(ById) -> Nothing = pages::steps::start_verification;
    /// Opens the link to the identity check in the browser.
    open_verification(ById) -> Nothing = pages::verification::open_verification;
    /// Copies the link to the identity check, to pass it on to the buyer.
    copy_verification(ById) -> Nothing = pages::verification::copy_verification;
    /// Asks NT24 to check the buyer instead of this organization, with time to undo it. There is no way back.
    let_nt24_check(ById) -> Settled = decisions::of_buyer::let_nt24_check;
    /// Blocks a buyer for new orders, with a reason and time to undo it.
    block_buyer(WithReason) -> Settled = decisions::of_buyer::block_buyer;
    /// Unblocks a buyer, with a reason and time to undo it.
    unblock_buyer(WithReason) -> Settled = decisions::of_buyer::unblock_buyer;
    /// Opens the signed profile of a verified buyer in the system's viewer.
    open_kyc_profile(ById) -> Nothing = papers::kyc_profile::open_kyc_profile;
    /// Saves the signed profile where the user chooses; false if the user cancels.
    save_kyc_profile(ById) -> Saved = papers::kyc_profile::save_kyc_profile;

    /// Orders, newest first.
    orders(OrderSearch) -> OrderList = pages::orders::orders;
    /// One order, with everything on it. Reading it keeps it fresh for a minute.
    order(ById) -> OrderPage = pages::order::order;
    /// Declares the payment complete, so that the vehicle may be collected.
    mark_ready_for_pickup(ById) -> Nothing = pages::steps::mark_ready_for_pickup;
    /// Revokes a pickup before the delivery, with a reason.
    revoke_pickup(WithReason) -> Nothing = pages::steps::revoke_pickup;
    /// Requests a new version of the export file.
    regenerate_export(ById) -> Nothing = pages::steps::regenerate_export;
    /// Opens the export file in the system's viewer.
    open_export_file(ById) -> Nothing = papers::export_file::open_export_file;
    /// Saves the export file where the user chooses; false if the user cancels.
    save_export_file(ById) -> Saved = papers::export_file::save_export_file;

    /// Saves a form, and checks it.
    save_draft(SaveDraft) -> DraftSaved = forms::drafts::save_draft;
    /// A form filled in with the known data of an order or a buyer, or an empty one.
    start_draft(StartDraft) -> Draft = forms::drafts::start_draft;
    /// One draft.
    draft(ById) -> Draft = forms::drafts::draft;
    /// Asks whether this desk or NT24 has a buyer with the VAT number of a form. Ends an earlier question.
    look_up_vat(LookUpVat) -> VatLookUp = forms::look_up::look_up_vat;
    /// Stores a buyer that NT24 has and this desk has not, as it is there.
    take_over_buyer(LookUpVat) -> Subject = forms::look_up::take_over_buyer;
    /// All drafts, newest first.
    drafts(Nothing) -> DraftList = forms::drafts::drafts;
    /// A copy of a draft, kept at once.
    duplicate_draft(ById) -> Draft = forms::drafts::duplicate_draft;
    /// Discards a draft; it can be restored for seven days.
    discard_draft(ById) -> Draft = forms::drafts::discard_draft;
    /// Restores a discarded draft, with every character.
    restore_draft(ById) -> Draft = forms::drafts::restore_draft;
    /// Checks a draft and queues its writes.
    submit_draft(ById) -> Submitted = forms::drafts::submit_draft;

    /// Shows a file dialog and takes the chosen files.
    pick_files(Nothing) -> Taken = papers::taking::pick_files;
    /// Files that were taken and are not filed yet.
    loose_files(Nothing) -> FileList = pages::tray::loose_files;
    /// Discards a file that is not filed; it can be restored for seven days.
    discard_file(ById) -> Nothing = pages::tray::discard_file;
    /// Restores a discarded file.
    restore_file(ById) -> Nothing = pages::tray::restore_file;
    /// Files documents on a buyer or an order, and queues their upload.
    file_papers(FilePapers) -> Nothing = papers::documents::file_papers;
    /// Archives a wrong document; its history stays.
    archive_document(ById) -> Nothing = papers::documents::archive_document;
    /// Opens a document in the system's viewer.
    open_document(ById) -> Nothing = papers::documents::open_document;
    /// Opens a file in the system's viewer.
    open_file(ById) -> Nothing = papers::documents::open_file;

    /// Waiting and parked entries with their reasons, and receipts of executed ones.
    outbox(Nothing) -> Outbox = pages::outbox::outbox;
    /// Pauses or resumes the outbox. Requests in flight are finished.
    pause_outbox(Pause) -> Status = pages::outbox::pause_outbox;
    /// Carries out a decision on an entry of the outbox.
    settle(Settle) -> Settled = decisions::decide::settle;
    /// Checks what the choices of a comparison would send; changes nothing.
    check_settle(Settle) -> Checked = decisions::decide::check_settle;
    /// Undoes a decision, as long as nothing was sent because of it.
    undo_settle(ById) -> Nothing = decisions::decide::undo_settle;

    /// Backups of the database, the last check, and the files on this computer.
    data_safety(Nothing) -> DataSafety = data::data_safety;
    /// Makes a backup of the database now.
    back_up_now(Nothing) -> DataSafety = data::back_up_now;
    /// Checks every page of the database and every file; answers when it is done.
    check_data(Nothing) -> DataSafety = data::check_data;
    /// Changes how long files that NT24 has stay on this computer.
    change_local_days(LocalDays) -> DataSafety = data::change_local_days;
    /// The backups of a connection's database, also if it cannot be opened.
    backups_of(ById) -> BackupList = restoring::backups_of;
    /// Restores a backup of a connection's data, keeps the replaced data as a backup, and opens it.
    restore_backup(RestoreBackup) -> Session = restoring::restore_backup;
    /// Shows a folder dialog and exports all local data there, readable and not encrypted.
    export_data(Nothing) -> Exported = data::export::export_data;
    /// Saves a text with counts, states and the log where the user chooses; false if the user cancels.
    save_diagnostics(Nothing) -> Saved = diagnostics::save_diagnostics;
    /// A small picture of a file, by its own id or that of its document.
    thumbnail(ById) -> Thumbnail = papers::thumbnails::thumbnail;
}

fn read<T: DeserializeOwned>(command: &str, request: Value) -> Result<T, Failure> {
    serde_json::from_value(request).map_err(|fault| {
        tracing::error!(command, fault = %Unreadable::from(&fault), "a request does not fit the contract");
        Failure::of(FailureCode::Internal)
    })
}

/// The context of a command: the desk, or a state of the open connection.
trait Context: Sized {
    /// The context, with the connection under which the command runs.
    fn of(desk: &Desk) -> Result<(Self, Option<Arc<Connection>>), Failure>;
}

impl Context for Desk {
    fn of(desk: &Desk) -> Result<(Self, Option<Arc<Connection>>), Failure> {
        Ok((desk.clone(), None))
    }
}

macro_rules! states {
    ($($state:ident: $type:ty,)+) => {
        $(impl Context for Arc<$type> {
            fn of(desk: &Desk) -> Result<(Self, Option<Arc<Connection>>), Failure> {
                let opened = desk.opened()?;
                Ok((Arc::clone(&opened.$state), Some(Arc::clone(&opened.connection))))
            }
        })+
    };
}

states! {
    connection: Connection,
    papers: Files,
    forms: Forms,
    decisions: Decisions,
    data: Data,
    pages: Pages,
}

/// Runs a command. It is cancelled when its connection closes, and closing waits for it.
async fn run<T>(
    connection: Option<Arc<Connection>>,
    command: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match connection {
        Some(connection) => connection.run(command).await,
        None => command.await,
    }
}

/// The whole contract as one TypeScript file.
#[must_use]
pub fn typescript() -> String {
    let config = ts_rs::Config::new().with_large_int("number");
    let mut text = String::from(
        "// Generated from crates/desk/src/commands.rs; `cargo xtask contract` writes it again.\n\n",
    );
    for declaration in declarations(&config) {
        text.push_str("export ");
        text.push_str(&declaration);
        text.push_str("\n\n");
    }
    text.push_str(&commands_in_typescript(&config));
    text
}

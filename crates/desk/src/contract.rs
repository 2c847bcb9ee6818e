//! Everything that the page may ask, in one list. The list builds the dispatcher and the TypeScript
//! contract: a command that is missing on either side does not compile.
//!
//! Conventions: identifiers are this desk's own; moments are RFC 3339 text in UTC, days `YYYY-MM-DD`;
//! money is integer minor units with a currency; what a person types stays text until `rules` has
//! read it, so that a draft keeps every key stroke.

mod buyer;
mod common;
mod data;
mod draft;
mod event;
mod failure;
mod file;
mod order;
mod outbox;
mod session;

pub use buyer::*;
pub use common::*;
pub use data::*;
pub use draft::*;
pub use event::*;
pub use failure::*;
pub use file::*;
pub use order::*;
pub use outbox::*;
pub use session::*;

/// Declares the commands: `name(Request) -> Answer`. Each is a method of [`crate::Desk`] of the same name.
macro_rules! commands {
    ($($(#[doc = $doc:literal])+ $name:ident($request:ty) -> $answer:ty;)+) => {
        /// The names of all commands, in the order of the list.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)+];

        impl crate::Desk {
            /// Runs a command by its name, with its request and its answer as JSON.
            ///
            /// # Errors
            /// The command's own [`Failure`]; `internal` for an unknown name or a request of the wrong shape.
            pub async fn call(&self, command: &str, request: serde_json::Value) -> Result<serde_json::Value, Failure> {
                match command {
                    $(stringify!($name) => {
                        let request: $request = serde_json::from_value(request).map_err(Failure::bad_call)?;
                        let answer: $answer = self.$name(request).await?;
                        serde_json::to_value(answer).map_err(Failure::bad_call)
                    })+
                    _ => Err(Failure::of(FailureCode::Internal)),
                }
            }
        }

        /// The commands as a TypeScript interface.
        pub(crate) fn commands_in_typescript(config: &ts_rs::Config) -> String {
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
    session(Nothing) -> Session;
    /// Opens the built-in sandbox; needs no network and no credentials.
    start_sandbox(Nothing) -> Session;
    /// Tests credentials with `GET /me`; keeps nothing.
    test_connection(Credentials) -> ConnectionTest;
    /// Tests credentials, keeps them, and opens the connection.
    connect(Credentials) -> Session;
    /// Opens a connection that is known already.
    open_connection(ById) -> Session;
    /// Closes the open connection; its data stays.
    close_connection(Nothing) -> Session;
    /// Replaces the secret of the open connection after it was refused; tested first.
    replace_secret(NewSecret) -> Session;
    /// Sets the passphrase that protects the data where no keychain answers.
    set_passphrase(Passphrase) -> Session;
    /// Locks the open connection: what is on the screen and in memory goes, and nothing is sent.
    lock(Nothing) -> Session;
    /// Opens locked data; the passphrase is empty where the keychain has the key.
    unlock(Passphrase) -> Session;
    /// A person used key or mouse: the time until the lock counts anew.
    still_here(Nothing) -> Nothing;
    /// Moves the key of the open data under a passphrase, or into the keychain.
    protect(Protect) -> Session;
    /// Changes language and appearance.
    change_settings(Settings) -> Session;
    /// Selects the seller to work for.
    choose_seller(ById) -> Session;
    /// Connection, last sync, what waits, request budget.
    status(Nothing) -> Status;
    /// Tries the connection now, and sends what waits.
    try_now(Nothing) -> Status;
    /// Plugs the sandbox's network in or out, to see what an outage looks like.
    set_sandbox_network(SandboxNetwork) -> Status;

    /// Buyers, newest first.
    buyers(Search) -> BuyerList;
    /// One buyer, with everything on it.
    buyer(ById) -> BuyerPage;
    /// Asks for a VIES check of the buyer's VAT number.
    check_vies(ById) -> Nothing;

    /// Orders, newest first.
    orders(OrderSearch) -> OrderList;
    /// One order, with everything on it. Reading it keeps it fresh for a minute.
    order(ById) -> OrderPage;
    /// Declares the payment complete, so that the vehicle may be collected.
    mark_ready_for_pickup(ById) -> Nothing;
    /// Takes back a pickup, before delivery, with a reason.
    revoke_pickup(WithReason) -> Nothing;
    /// Has a new version of the export file made.
    regenerate_export(ById) -> Nothing;
    /// Opens the export file in the system's viewer.
    open_export_file(ById) -> Nothing;
    /// Saves the export file where the person says; false when they thought better of it.
    save_export_file(ById) -> Saved;

    /// Saves what was typed, and checks it.
    save_draft(SaveDraft) -> DraftSaved;
    /// A form filled in with what is known: of an order, of a buyer, or nothing.
    start_draft(StartDraft) -> Draft;
    /// One draft.
    draft(ById) -> Draft;
    /// All drafts, newest first.
    drafts(Nothing) -> DraftList;
    /// A copy of a draft, kept at once.
    duplicate_draft(ById) -> Draft;
    /// Throws a draft away; it can be brought back for seven days.
    discard_draft(ById) -> Draft;
    /// Brings a draft back that was thrown away, to the letter.
    restore_draft(ById) -> Draft;
    /// Checks a draft, freezes it, and queues it for sending.
    submit_draft(ById) -> Submitted;

    /// Asks the person for files and takes them in.
    pick_files(Nothing) -> Taken;
    /// Files that were taken in and have no place yet.
    loose_files(Nothing) -> FileList;
    /// Removes a file that has no place.
    discard_file(ById) -> Nothing;
    /// Gives files a place on a buyer or an order, and queues them for sending.
    file_papers(FilePapers) -> Nothing;
    /// Takes a wrong document out of compliance; its history stays.
    archive_document(ById) -> Nothing;
    /// Opens a document in the system's viewer.
    open_document(ById) -> Nothing;

    /// What waits, what is parked and why, and receipts of what was sent.
    outbox(Nothing) -> Outbox;
    /// Lets nothing leave this desk, or everything again. What is being sent is finished.
    pause_outbox(Pause) -> Status;
    /// Takes a decision on an entry of the outbox.
    settle(Settle) -> Settled;
    /// Takes a decision back, as long as nothing was sent because of it.
    undo_settle(ById) -> Nothing;

    /// Copies of the database, the last check, and what of the papers is on this computer.
    data_safety(Nothing) -> DataSafety;
    /// Makes a copy of the database now.
    back_up_now(Nothing) -> DataSafety;
    /// Checks every page of the database and every paper; answers when it is done.
    check_data(Nothing) -> DataSafety;
    /// Changes how long papers that NT24 has stay on this computer.
    change_local_days(LocalDays) -> DataSafety;
    /// The copies of a connection's database, also when it cannot be opened.
    backups_of(ById) -> BackupList;
    /// Puts a copy in the place of a connection's data, which is kept as a copy; then opens it.
    restore_backup(RestoreBackup) -> Session;
    /// Asks the person for a folder and writes everything that is local into it, readable and not encrypted.
    export_data(Nothing) -> Exported;
    /// A small picture of a paper, by its own identifier or that of its document.
    thumbnail(ById) -> Thumbnail;
}

/// The whole contract as one TypeScript file.
#[must_use]
pub fn typescript() -> String {
    let config = ts_rs::Config::new().with_large_int("number");
    let mut text = String::from(
        "// Generated from crates/desk/src/contract.rs; `cargo xtask contract` writes it anew.\n\n",
    );
    for declaration in declarations(&config) {
        text.push_str("export ");
        text.push_str(&declaration);
        text.push_str("\n\n");
    }
    text.push_str(&commands_in_typescript(&config));
    text
}

fn declarations(config: &ts_rs::Config) -> Vec<String> {
    macro_rules! declare {
        ($($name:ty),+ $(,)?) => { vec![$(<$name as ts_rs::TS>::decl(config)),+] };
    }
    declare!(
        Nothing,
        ById,
        WithReason,
        Search,
        Saved,
        MoneyAmount,
        SubjectKind,
        Subject,
        Severity,
        Finding,
        Fact,
        HistoryEntry,
        FailureCode,
        FieldProblem,
        Failure,
        Language,
        Appearance,
        Settings,
        ConnectionKind,
        Connection,
        Seller,
        Capabilities,
        Stage,
        KeyHome,
        LockedBy,
        Protect,
        Session,
        Credentials,
        NewSecret,
        ConnectionTest,
        Passphrase,
        Link,
        Budget,
        Status,
        SandboxNetwork,
        KycMode,
        BuyerRow,
        BuyerList,
        Kyc,
        BuyerPage,
        PostalAddress,
        Person,
        SendState,
        Module,
        StopState,
        Stop,
        Verdict,
        Decision,
        OrderFilter,
        OrderSearch,
        OrderRow,
        OrderList,
        Vehicle,
        Fix,
        Missing,
        Action,
        ActionState,
        InvoiceFacts,
        PaymentFacts,
        TransportFacts,
        ExportFacts,
        EvidenceItem,
        Evidence,
        OrderPage,
        FormKind,
        Form,
        BuyerForm,
        BuyerChangeForm,
        ContactForm,
        OrderForm,
        OrderChangeForm,
        VehicleForm,
        InvoiceForm,
        PaymentForm,
        PickupKind,
        PickupForm,
        DeliveryForm,
        Paper,
        SaveDraft,
        Checked,
        VatFacts,
        VinHint,
        DraftSaved,
        StartDraft,
        Draft,
        DraftRow,
        DraftList,
        Submitted,
        MediaKind,
        Guess,
        TakenFile,
        RefusedFile,
        Taken,
        FileList,
        FilePapers,
        PaperState,
        PaperProgress,
        DocumentFacts,
        DocumentOffer,
        EntryState,
        EntryAction,
        Side,
        ConflictKind,
        ConflictField,
        Conflict,
        FieldChoice,
        WaitsFor,
        KnownPaper,
        Known,
        Entry,
        Receipt,
        Outbox,
        Pause,
        Settle,
        Settled,
        BackupReason,
        Backup,
        DataFindingKind,
        DataFinding,
        DataCheck,
        DataSafety,
        BackupList,
        LocalDays,
        RestoreBackup,
        Exported,
        Thumbnail,
        DragPhase,
        HostEvent,
    )
}

//! The types of the commands: requests, answers, events and the failure that the page sees. The list of
//! commands is in `crates/desk/src/commands.rs`.
//!
//! Conventions: identifiers are this desk's own; moments are RFC 3339 text in UTC, days `YYYY-MM-DD`;
//! money is integer minor units with a currency; typed input stays text until `rules` has read it, so
//! that a draft keeps every key stroke.

mod buyer;
mod common;
mod data;
mod draft;
mod event;
mod evidence;
mod failure;
mod file;
mod look_up;
mod order;
mod order_list;
mod outbox;
mod place;
mod sandbox;
mod session;
mod settings;
mod step;

pub use buyer::*;
pub use common::*;
pub use data::*;
pub use draft::*;
pub use event::*;
pub use evidence::*;
pub use failure::*;
pub use file::*;
pub use look_up::*;
pub use order::*;
pub use order_list::*;
pub use outbox::*;
pub use place::*;
pub use sandbox::*;
pub use session::*;
pub use settings::*;
pub use step::*;

/// The TypeScript declaration of each type.
pub(crate) fn declarations(config: &ts_rs::Config) -> Vec<String> {
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
        Who,
        ValueChange,
        HistoryEntry,
        FailureCode,
        FieldProblem,
        Failure,
        Language,
        Appearance,
        Zoom,
        Settings,
        SettingsChange,
        ConnectionKind,
        Connection,
        Seller,
        Capabilities,
        Stage,
        KeyHome,
        LockedBy,
        Protect,
        Session,
        Hosts,
        Addresses,
        Destination,
        Credentials,
        MoveConnection,
        NewSecret,
        ConnectionTest,
        Passphrase,
        Link,
        Budget,
        ReadingProgress,
        Status,
        SandboxNetwork,
        StartSandbox,
        SandboxAct,
        PlaySandbox,
        SandboxFor,
        TryAnswer,
        TryNumber,
        SandboxPanel,
        KycMode,
        BuyerRow,
        BuyerList,
        Kyc,
        BuyerPage,
        ReadContacts,
        BlockFacts,
        LinkState,
        VerificationFacts,
        LookUpVat,
        VatLookUp,
        WhyNotAsked,
        FoundBuyer,
        PostalAddress,
        Person,
        SendState,
        Module,
        StopState,
        Stop,
        Verdict,
        Decision,
        OrderFilter,
        OrderSort,
        OrderSearch,
        OrderRow,
        OrderCounts,
        ReasonGroup,
        OrderList,
        Vehicle,
        Answer,
        Turn,
        Milestone,
        StepState,
        AskedBy,
        Step,
        Reason,
        SaidSince,
        Fix,
        Action,
        ActionState,
        InvoiceFacts,
        PaymentFacts,
        TransportFacts,
        ExportFacts,
        EvidenceItem,
        Evidence,
        OrderPage,
        ListPlace,
        Places,
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
        ValueKind,
        FieldValue,
        ReadValue,
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

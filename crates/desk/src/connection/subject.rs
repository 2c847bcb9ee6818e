//! The subject of a write, a document or an event.

use crate::contract::{Subject, SubjectKind};
use store::{DocumentRow, OutboxRow, Tx};

/// A buyer or an order, by this desk's id.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SubjectId {
    Buyer(String),
    Order(String),
}

/// How a buyer and an order are called in the columns `lane` and `subject_kind` of the database.
const BUYER: &str = "buyer";
const ORDER: &str = "order";

impl SubjectId {
    /// The buyer or order that a write of the outbox belongs to.
    pub(crate) fn of_row(row: &OutboxRow) -> Self {
        Self::named(row.lane.split(':').next().unwrap_or_default(), &row.subject)
    }

    /// The buyer or order that a document is filed on.
    pub(crate) fn of_document(row: &DocumentRow) -> Self {
        Self::named(&row.subject_kind, &row.subject)
    }

    /// By the values of the columns `subject_kind` and `subject`.
    pub(crate) fn named(kind: &str, id: &str) -> Self {
        if kind == ORDER { Self::Order(id.to_owned()) } else { Self::Buyer(id.to_owned()) }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Buyer(id) | Self::Order(id) => id,
        }
    }

    pub(crate) fn kind(&self) -> SubjectKind {
        match self {
            Self::Buyer(_) => SubjectKind::Buyer,
            Self::Order(_) => SubjectKind::Order,
        }
    }

    /// The value of the column `subject_kind`.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self {
            Self::Buyer(_) => BUYER,
            Self::Order(_) => ORDER,
        }
    }

    /// The lane of the outbox: all writes of one buyer or order go one after the other.
    pub(crate) fn lane(&self) -> String {
        format!("{}:{}", self.kind_name(), self.id())
    }

    /// With the company name or the order number, as the page shows it.
    pub(crate) fn labelled(&self, tx: &Tx<'_>) -> Result<Subject, store::Error> {
        let label = match self {
            Self::Buyer(id) => store::buyers::get(tx, id)?.map(|row| row.name),
            Self::Order(id) => store::orders::get(tx, id)?.map(|row| row.external_order_id),
        };
        Ok(Subject { kind: self.kind(), id: self.id().to_owned(), label: label.unwrap_or_default() })
    }
}

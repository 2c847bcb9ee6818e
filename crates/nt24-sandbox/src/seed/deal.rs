//! The steps of one order of a seed.

use super::vehicles::vehicle;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{DocumentType, Money, OrderVinInput};

/// An order of a seed: buyer, vehicles, and how far it goes.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    /// Number of the order in the seed, from 0.
    pub(super) number: u32,
    /// Index of the buyer in the story.
    pub(super) buyer: usize,
    pub(super) created_at: DateTime<Utc>,
    pub(super) course: Course,
    /// Number of vehicles.
    pub(super) vehicles: u32,
    /// Minutes that an hour of the course takes.
    pub(super) pace: i64,
}

/// How far an order goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Created,
    Invoiced,
    Paid,
    Released,
    UnderWay,
    /// In transport for weeks, and without a CMR.
    WaybillOverdue,
    /// A single vehicle of several was delivered.
    Partial,
    /// Delivered, and one missing document or amount prevents the decision.
    Arrived(Lack),
    /// Delivered and decided; the final invoice is still missing.
    Decided,
    /// Delivered and decided, with a final invoice.
    Finalized {
        vat_included: bool,
    },
    CancelledEarly,
    CancelledPaid,
}

/// The lack of an order that was delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// The CMR.
    Waybill,
    /// A part of the amount.
    Money,
    /// An account known for the buyer.
    KnownAccount,
    /// A document or a VIES answer of the buyer; the order itself is complete.
    Buyer,
}

/// One step of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Create,
    Invoice,
    InvoicePaper,
    Pay,
    Proof,
    Release,
    PickUp,
    PickupPaper,
    ChangeAmount,
    ChangeAccount,
    DeliverFirst,
    Deliver,
    FinalInvoice,
    FinalPaper,
    Cancel,
}

impl Course {
    /// The steps, each with its hours after the order's creation.
    fn steps(self) -> Vec<(i64, Step)> {
        use Step::{
            Cancel, ChangeAccount, ChangeAmount, Create, Deliver, DeliverFirst, FinalInvoice, FinalPaper,
            Invoice, InvoicePaper, Pay, PickUp, PickupPaper, Proof, Release,
        };
        let mut steps = vec![
            (0, Create),
            (20, Invoice),
            (21, InvoicePaper),
            (46, Pay),
            (47, Proof),
            (52, Release),
            (76, PickUp),
            (79, PickupPaper),
            (124, Deliver),
            (148, FinalInvoice),
            (149, FinalPaper),
        ];
        let last = match self {
            Self::Created | Self::CancelledEarly => Create,
            Self::Invoiced => InvoicePaper,
            Self::Paid | Self::CancelledPaid => Proof,
            Self::Released => Release,
            Self::UnderWay | Self::Partial => PickupPaper,
            Self::WaybillOverdue => PickUp,
            Self::Arrived(_) | Self::Decided => Deliver,
            Self::Finalized { .. } => FinalPaper,
        };
        steps.retain(|(_, step)| *step <= last);
        match self {
            Self::Partial => steps.push((110, DeliverFirst)),
            Self::Arrived(Lack::Waybill) => steps.retain(|(_, step)| *step != PickupPaper),
            Self::Arrived(Lack::Money) => steps.push((90, ChangeAmount)),
            Self::Arrived(Lack::KnownAccount) => steps.push((91, ChangeAccount)),
            Self::CancelledEarly => steps.push((30, Cancel)),
            Self::CancelledPaid => steps.push((60, Cancel)),
            _ => {}
        }
        steps
    }

    /// Hours until its last step.
    pub(super) fn hours(self) -> i64 {
        self.steps().into_iter().map(|(hour, _)| hour).max().unwrap_or(0)
    }
}

impl Deal {
    /// The steps with their moments.
    pub(super) fn steps(&self) -> impl Iterator<Item = (DateTime<Utc>, Step)> {
        let (start, number, pace) = (self.created_at, i64::from(self.number), self.pace);
        // Steps do not fall on the full hour.
        self.course.steps().into_iter().enumerate().map(move |(at, (hour, step))| {
            let late =
                if step == Step::Create { 0 } else { number * 37 + i64::try_from(at).unwrap_or(0) * 11 };
            (start + TimeDelta::minutes(hour * pace + late % pace), step)
        })
    }

    pub(super) fn vins(&self) -> Vec<OrderVinInput> {
        // An order has at most four vehicles, so no two orders share one.
        (0..self.vehicles).map(|which| vehicle(self.number * 4 + which)).collect()
    }

    pub(super) fn total(&self) -> Money {
        Money::eur(self.vins().iter().map(|vin| vin.purchase_amount.value).sum())
    }

    /// The dealer's order number, with the year of the contract.
    pub(super) fn external_id(&self) -> String {
        format!("AN-{}-{:05}", self.created_at.format("%Y"), self.number + 1)
    }

    /// Every fifth order is a self-pickup.
    pub(super) fn is_self_pickup(&self) -> bool {
        self.number % 5 == 3
    }

    /// The document that the pickup needs.
    pub(super) fn pickup_paper(&self) -> DocumentType {
        if self.is_self_pickup() {
            DocumentType::TransportPickupDeclaration
        } else {
            DocumentType::TransportCmr
        }
    }

    /// Whether the final invoice has VAT.
    pub(super) fn has_vat(&self) -> bool {
        self.course == Course::Finalized { vat_included: true }
    }
}

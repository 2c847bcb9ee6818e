//! What happens to one order, step by step.

use super::vehicles::vehicle;
use chrono::{DateTime, TimeDelta, Utc};
use nt24::{DocumentType, Money, OrderVinInput};

/// An order of a seed: who buys what, and how far it goes.
#[derive(Clone, Debug)]
pub(super) struct Deal {
    /// Counts the orders of the seed.
    pub(super) number: u32,
    /// Which of the seed's buyers.
    pub(super) buyer: usize,
    pub(super) created_at: DateTime<Utc>,
    pub(super) course: Course,
    /// How many vehicles.
    pub(super) vehicles: u32,
    /// How many minutes an hour of the course takes.
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
    /// Under way for weeks, and the waybill has not come.
    WaybillOverdue,
    /// One of several vehicles has arrived.
    Partial,
    /// Arrived, and one paper or amount keeps it from its verdict.
    Arrived(Lack),
    /// Arrived with everything; the final invoice is still to come.
    Decided,
    /// The same with a final invoice, without VAT or with it.
    Finalized {
        vat_included: bool,
    },
    CancelledEarly,
    CancelledPaid,
}

/// What an order that has arrived lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    /// The carrier's waybill.
    Waybill,
    /// A part of the money.
    Money,
    /// An account that is known for the buyer.
    KnownAccount,
    /// Something that the buyer has to bring; the order itself is complete.
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
    /// The steps and their hours after the order's creation.
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

    /// How long it takes until its last step, in hours.
    pub(super) fn hours(self) -> i64 {
        self.steps().into_iter().map(|(hour, _)| hour).max().unwrap_or(0)
    }
}

impl Deal {
    /// Its steps with their moments.
    pub(super) fn steps(&self) -> impl Iterator<Item = (DateTime<Utc>, Step)> {
        let (start, number, pace) = (self.created_at, i64::from(self.number), self.pace);
        // Nobody works by the hour.
        self.course.steps().into_iter().enumerate().map(move |(at, (hour, step))| {
            let late =
                if step == Step::Create { 0 } else { number * 37 + i64::try_from(at).unwrap_or(0) * 11 };
            (start + TimeDelta::minutes(hour * pace + late % pace), step)
        })
    }

    pub(super) fn vins(&self) -> Vec<OrderVinInput> {
        // No two orders of a seed have the same vehicle: none has more than four.
        (0..self.vehicles).map(|which| vehicle(self.number * 4 + which)).collect()
    }

    pub(super) fn total(&self) -> Money {
        Money::eur(self.vins().iter().map(|vin| vin.purchase_amount.value).sum())
    }

    /// The dealer's own number, with the year of the contract.
    pub(super) fn external_id(&self) -> String {
        format!("AN-{}-{:05}", self.created_at.format("%Y"), self.number + 1)
    }

    /// Every fifth buyer fetches the vehicle himself.
    pub(super) fn is_self_pickup(&self) -> bool {
        self.number % 5 == 3
    }

    /// The paper that the pickup needs.
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

mod access;
mod counts;
pub(crate) mod http;
mod switch;
mod time;

pub use counts::{Counts, Mail};
pub(crate) use switch::{Command, Switch, switch};

use crate::fault::Fault;
use crate::lock::lock;
use crate::message::Exchange;
use crate::options::{Clock as _, Seed};
use crate::state::{Place, Shared};
use crate::world::{Moment, ViesAnswer, World, compact};
use crate::{links, webhooks};
use nt24::{
    Buyer, BuyerId, BuyerStatus, BuyerUpdate, ComplianceRollup, DeliveryConfirm, DocumentId, DocumentStatus,
    Invoice, InvoiceType, InvoiceUpdate, KycVerificationStatus, Order, OrderId, OrderUpdate, Payment,
    PaymentUpdate, PickupConfirm, SellerId, WebhookDelivery, WebhookEndpoint, WebhookId,
};
use std::io;
use std::sync::Arc;

/// Controls a sandbox outside of the API, for a test or an operator. Buyers, orders and capabilities are
/// those of one organization: the first, unless [`Control::of_client`] chose another.
#[derive(Clone)]
pub struct Control {
    pub(crate) shared: Arc<Shared>,
    /// `None` if the caller uses the network itself, or if there is none.
    switch: Option<Switch>,
    place: Place,
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>, switch: Switch) -> Self {
        Self { shared, switch: Some(switch), place: Place::default() }
    }

    /// A control that cannot take the host off the network.
    pub(crate) fn without_switch(shared: Arc<Shared>) -> Self {
        Self { shared, switch: None, place: Place::default() }
    }

    /// A control for the organization of this OAuth client. Returns `None` if no client has the id.
    #[must_use]
    pub fn of_client(&self, client_id: &str) -> Option<Self> {
        let place = lock(&self.shared.state).accounts.place_of_client(client_id)?;
        Some(Self { place, ..self.clone() })
    }

    /// Sets the answer of VIES for a number from now on, instead of the rule by its last digits (see
    /// [`ViesAnswer`]).
    pub fn vies(&self, vat_number: &str, answer: ViesAnswer) {
        self.change(|world, _| world.vies_instructions.insert(vat_number.to_owned(), answer));
    }

    /// Removes the answer that [`Control::vies`] set: the rule by the last digits applies again.
    pub fn vies_by_number(&self, vat_number: &str) {
        self.change(|world, _| world.vies_instructions.remove(vat_number));
    }

    /// Adds a fault. Faults are tried in the order in which they were added.
    pub fn fault(&self, fault: Fault) {
        self.fault_after(0, fault);
    }

    /// Adds a fault that lets this many matching calls pass first.
    pub fn fault_after(&self, calls: u32, fault: Fault) {
        lock(&self.shared.state).faults.add(calls, fault);
    }

    /// The waiting faults in their order, each with the number of calls that still pass first.
    #[must_use]
    pub fn faults(&self) -> Vec<(u32, Fault)> {
        lock(&self.shared.state).faults.list()
    }

    /// Removes all waiting faults.
    pub fn clear_faults(&self) {
        lock(&self.shared.state).faults.clear();
    }

    /// Takes the host off the network (open connections are cut, new ones refused) or puts it back at the
    /// same address. It is done when this returns.
    ///
    /// # Errors
    /// If the sandbox has stopped, or another program took the port meanwhile.
    pub fn set_network(&self, up: bool) -> io::Result<()> {
        match &self.switch {
            Some(switch) => switch.set(up),
            None => Err(io::Error::other("this network cannot be switched from here")),
        }
    }

    /// The last exchanges, oldest first.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.shared.state).log.exchanges()
    }

    /// Clears the log of exchanges.
    pub fn clear_exchanges(&self) {
        lock(&self.shared.state).log.clear();
    }

    /// Empties the worlds of all organizations. Ids, names, sellers, credentials and tokens stay;
    /// capabilities and the DPA are those of the options again. Rate limits are full again; faults, the log
    /// and the count of token calls are cleared. The clock is not changed. Then the seed is played on the
    /// world of this organization, up to the present moment.
    ///
    /// # Errors
    /// If the file of the seed's documents cannot be stored; the worlds are empty then.
    pub fn reset(&self, seed: Seed) -> io::Result<()> {
        self.shared.reset(self.place, seed)
    }

    /// Counts the records of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.read(|world| {
            let mut counts = Counts {
                buyers: world.buyers.len(),
                contacts: world.buyers.values().map(|record| record.contacts.len()).sum(),
                orders: world.orders.len(),
                documents: world.documents.len(),
                vies_checks: world.buyers.values().map(|record| record.vies.len()).sum(),
                verifications: world.buyers.values().map(|record| record.sessions.len()).sum(),
                invitations: world.invitations.len(),
                webhooks: world.webhooks.endpoints.len(),
                webhook_deliveries: world.webhooks.kept(),
                stored_answers: world.idempotency.len(),
                ..Counts::default()
            };
            for record in world.orders.values() {
                counts.invoices +=
                    usize::from(record.preliminary.is_some()) + usize::from(record.final_invoice.is_some());
                counts.payments += usize::from(record.payment.is_some());
                counts.pickups += usize::from(record.pickup.is_some());
                counts.deliveries += usize::from(record.delivery.is_some());
                counts.export_versions += record.export.versions();
            }
            counts
        })
    }

    /// The sellers the organization may act for.
    #[must_use]
    pub fn sellers(&self) -> Vec<SellerId> {
        self.read(|world| world.sellers.iter().map(|partner| partner.uuid.clone()).collect())
    }

    /// The buyer as it is stored.
    #[must_use]
    pub fn buyer(&self, id: &BuyerId) -> Option<Buyer> {
        self.read(|world| world.buyers.get(id).map(|record| record.buyer.clone()))
    }

    /// The order as it is stored.
    #[must_use]
    pub fn order(&self, id: &OrderId) -> Option<Order> {
        self.read(|world| world.orders.get(id).map(|record| record.order.clone()))
    }

    /// All buyers as they are stored.
    #[must_use]
    pub fn buyers(&self) -> Vec<Buyer> {
        self.read(|world| world.buyers.values().map(|record| record.buyer.clone()).collect())
    }

    /// All orders as they are stored.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.read(|world| world.orders.values().map(|record| record.order.clone()).collect())
    }

    /// An invoice as it is stored.
    #[must_use]
    pub fn invoice(&self, id: &OrderId, kind: &InvoiceType) -> Option<Invoice> {
        self.read(|world| world.orders.get(id)?.invoice(Some(kind)).cloned())
    }

    /// A payment as it is stored.
    #[must_use]
    pub fn payment(&self, id: &OrderId) -> Option<Payment> {
        self.read(|world| Some(world.orders.get(id)?.payment.as_ref()?.payment.clone()))
    }

    /// The current rollup of an order.
    #[must_use]
    pub fn compliance(&self, id: &OrderId) -> Option<ComplianceRollup> {
        self.read(|world| world.orders.get(id).map(|record| record.rollup.clone()))
    }

    /// Changes a buyer, like staff in the web app. Returns `None` if there is no such buyer; so do the
    /// methods below.
    pub fn edit_buyer(&self, id: &BuyerId, change: BuyerUpdate) -> Option<Buyer> {
        self.change(|world, moment| world.change_buyer(id, change, moment))
    }

    /// Blocks or unblocks a buyer, like staff.
    pub fn edit_buyer_status(&self, id: &BuyerId, status: BuyerStatus) -> Option<Buyer> {
        self.change(|world, moment| world.set_buyer_status(id, status, None, moment))
    }

    /// Sets the outcome of the identity check of a mode B buyer.
    pub fn set_verification(&self, id: &BuyerId, outcome: KycVerificationStatus) {
        self.change(|world, moment| {
            if let Some(record) = world.buyers.get_mut(id) {
                record.reset_verification();
                record.verification = outcome.clone();
            }
            match outcome {
                KycVerificationStatus::Verified => world.emit_verification(id, None, None, moment),
                KycVerificationStatus::Rejected => {
                    world.emit_verification(id, None, Some("Decided by hand".to_owned()), moment);
                }
                _ => {}
            }
            world.settle_buyer(id, moment);
        });
    }

    /// The mails that NT24 would have sent, oldest first. The sandbox sends none.
    #[must_use]
    pub fn outgoing_mail(&self) -> Vec<Mail> {
        let mut mail: Vec<Mail> = self.read(|world| {
            let invitations = world.invitations.values();
            let mail = invitations.map(|record| Mail {
                at: record.invitation.created_at,
                recipient: record.invitation.recipient_email.clone().unwrap_or_default(),
                language: record.language.clone(),
                link: links::invitation_url(self.shared.origin(), &record.token),
            });
            mail.collect()
        });
        mail.sort_by_key(|one| one.at);
        mail
    }

    /// Changes an order, like staff.
    pub fn edit_order(&self, id: &OrderId, change: OrderUpdate) -> Option<Order> {
        self.change(|world, moment| world.change_order(id, change, moment));
        self.order(id)
    }

    /// Cancels an order in any state, like staff.
    pub fn cancel_order(&self, id: &OrderId, reason: &str) -> Option<Order> {
        self.change(|world, moment| world.cancel_order(id, reason.to_owned(), moment));
        self.order(id)
    }

    /// Changes an invoice, like staff.
    pub fn edit_invoice(&self, id: &OrderId, kind: &InvoiceType, change: InvoiceUpdate) -> Option<Invoice> {
        self.change(|world, moment| {
            world.change_invoice(id, kind, change, moment);
            world.orders.get(id)?.invoice(Some(kind)).cloned()
        })
    }

    /// Changes a payment, like staff.
    pub fn edit_payment(&self, id: &OrderId, change: PaymentUpdate) -> Option<Payment> {
        self.change(|world, moment| {
            world.change_payment(id, change, moment);
            Some(world.orders.get(id)?.payment.as_ref()?.payment.clone())
        })
    }

    /// Confirms the pickup of one vehicle of an order, like staff: the calls of the API name no vehicle.
    /// Returns false if it was picked up already, or if there is no such order or vehicle.
    pub fn confirm_pickup_of(&self, id: &OrderId, vin: &str, confirmed: PickupConfirm) -> bool {
        let vins = [vin.to_owned()];
        self.change(|world, moment| {
            world.orders.contains_key(id) && world.confirm_pickup(id, confirmed, Some(&vins), moment).is_ok()
        })
    }

    /// Revokes the pickup of an order, like staff. Returns false if there is none, or if a vehicle was
    /// delivered already.
    pub fn revoke_pickup(&self, id: &OrderId, reason: &str) -> bool {
        self.change(|world, moment| {
            let order = world.orders.get(id);
            let revocable = order.is_some_and(|order| {
                order.pickup.is_some() && order.delivery.is_none() && order.arrived.is_empty()
            });
            if revocable {
                world.revoke_pickup(id, reason.to_owned(), moment);
            }
            revocable
        })
    }

    /// Confirms the delivery of one vehicle of an order, like staff; the transport is `PARTIAL` until all
    /// are delivered. Returns false if it was delivered already or not picked up, or if there is no such
    /// order or vehicle.
    pub fn confirm_delivery_of(&self, id: &OrderId, vin: &str, confirmed: DeliveryConfirm) -> bool {
        let vins = [vin.to_owned()];
        self.change(|world, moment| {
            world.orders.contains_key(id)
                && world.confirm_delivery(id, confirmed, Some(&vins), moment).is_ok()
        })
    }

    /// Declares a further account of a buyer as known, like staff; a call of the API for it is not
    /// documented (open question 27).
    pub fn declare_iban(&self, buyer: &BuyerId, iban: &str) {
        self.change(|world, moment| {
            world.declared_ibans.insert((buyer.clone(), compact(iban)));
            world.settle_buyer(buyer, moment);
        });
    }

    /// The registered endpoints, without their secrets.
    #[must_use]
    pub fn webhooks(&self) -> Vec<WebhookEndpoint> {
        self.read(|world| world.webhooks.endpoints.values().map(|r| r.endpoint.clone()).collect())
    }

    /// The deliveries of an endpoint, oldest first.
    #[must_use]
    pub fn webhook_deliveries(&self, webhook: &WebhookId) -> Vec<WebhookDelivery> {
        let now = self.shared.clock.now();
        self.read(|world| world.webhooks.deliveries_of(webhook, now).cloned().collect())
    }

    /// Waits until every due event was posted, and its receiver answered or timed out. Returns at once
    /// while the host is off the network, because no event is posted then.
    pub async fn webhooks_settled(&self) {
        webhooks::settled(&self.shared).await;
    }

    /// Archives a document, like staff. Returns false if there is no such document.
    pub fn archive_document(&self, id: &DocumentId) -> bool {
        self.change(|world, moment| world.set_document_status(id, DocumentStatus::Archived, moment).is_some())
    }

    fn change<T>(&self, change: impl FnOnce(&mut World, Moment<'_>) -> T) -> T {
        self.shared.change(self.place, change)
    }

    fn read<T>(&self, read: impl FnOnce(&World) -> T) -> T {
        self.shared.read(self.place, read)
    }
}

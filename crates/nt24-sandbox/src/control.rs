mod access;
mod time;

use crate::account::Place;
use crate::network::Switch;
use crate::pages;
use crate::shared::Shared;
use crate::world::{Moment, World, compact};
use crate::{Clock as _, Exchange, Fault, Seed, ViesAnswer};
use chrono::{DateTime, Utc};
use nt24::{
    Buyer, BuyerId, BuyerStatus, BuyerUpdate, ComplianceRollup, DeliveryConfirm, DocumentId, DocumentStatus,
    Invoice, InvoiceType, InvoiceUpdate, KycVerificationStatus, Order, OrderId, OrderUpdate, Payment,
    PaymentUpdate, PickupConfirm, SellerId, WebhookDelivery, WebhookEndpoint, WebhookId,
};
use std::io;
use std::sync::Arc;

/// The side entrance of a sandbox: what a test or an operator does to it beside the API. Buyers,
/// orders and what is granted are those of one organization, the first unless [`Control::of_client`]
/// led to another.
#[derive(Clone)]
pub struct Control {
    pub(crate) shared: Arc<Shared>,
    /// None where the caller is on the network himself, or where there is none.
    switch: Option<Switch>,
    place: Place,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Buyers.
    pub buyers: usize,
    /// Contact persons of all buyers.
    pub contacts: usize,
    /// Orders.
    pub orders: usize,
    /// Invoices of both types.
    pub invoices: usize,
    /// Payments.
    pub payments: usize,
    /// Pickups that are confirmed and not revoked.
    pub pickups: usize,
    /// Deliveries.
    pub deliveries: usize,
    /// Documents, archived ones too.
    pub documents: usize,
    /// Questions to VIES.
    pub vies_checks: usize,
    /// Sessions of identity checks.
    pub verifications: usize,
    /// Invitations of all states.
    pub invitations: usize,
    /// Versions of export files, those in the making too.
    pub export_versions: usize,
    /// Webhook endpoints.
    pub webhooks: usize,
    /// Deliveries to webhook endpoints that are still kept.
    pub webhook_deliveries: usize,
    /// Answers that are stored under an idempotency key.
    pub stored_answers: usize,
}

/// A mail that would have been sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// When.
    pub at: DateTime<Utc>,
    /// To whom.
    pub recipient: String,
    /// In which language, two letters.
    pub language: String,
    /// The link in it. Whoever has it may act for the buyer.
    pub link: String,
}

impl std::fmt::Debug for Mail {
    // The address is personal and the link is a secret; both stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("at", &self.at).field("language", &self.language).finish_non_exhaustive()
    }
}

impl Control {
    pub(crate) fn new(shared: Arc<Shared>, switch: Switch) -> Self {
        Self { shared, switch: Some(switch), place: Place::default() }
    }

    /// A control that cannot take the host off the network.
    pub(crate) fn without_switch(shared: Arc<Shared>) -> Self {
        Self { shared, switch: None, place: Place::default() }
    }

    /// The same for the organization that this OAuth client belongs to; none when no client has the
    /// id.
    #[must_use]
    pub fn of_client(&self, client_id: &str) -> Option<Self> {
        let place = crate::lock(&self.shared.state).accounts.place_of_client(client_id)?;
        Some(Self { place, ..self.clone() })
    }

    /// Sets what VIES says of a number from now on, instead of the rule by its last digits
    /// (see [`ViesAnswer`]).
    pub fn vies(&self, vat_number: &str, answer: ViesAnswer) {
        self.change(|world, _| world.vies_instructions.insert(vat_number.to_owned(), answer));
    }

    /// Takes back what [`Control::vies`] said of a number: the rule by its last digits holds again.
    pub fn vies_by_number(&self, vat_number: &str) {
        self.change(|world, _| world.vies_instructions.remove(vat_number));
    }

    /// Lets something go wrong. Faults wait in the order in which they were set.
    pub fn fault(&self, fault: Fault) {
        self.fault_after(0, fault);
    }

    /// Lets something go wrong after so many calls that match it have passed.
    pub fn fault_after(&self, calls: u32, fault: Fault) {
        crate::lock(&self.shared.state).faults.add(calls, fault);
    }

    /// The faults that wait, in their order, each with how many calls it still lets pass.
    #[must_use]
    pub fn faults(&self) -> Vec<(u32, Fault)> {
        crate::lock(&self.shared.state).faults.list()
    }

    /// Takes all faults back that have not happened yet.
    pub fn clear_faults(&self) {
        crate::lock(&self.shared.state).faults.clear();
    }

    /// Takes the host off the net (open connections are cut, new ones refused) or puts it back at
    /// the same address. It is done when this returns.
    ///
    /// # Errors
    /// When the sandbox has stopped, or another program took the port meanwhile.
    pub fn set_network(&self, up: bool) -> io::Result<()> {
        match &self.switch {
            Some(switch) => switch.set(up),
            None => Err(io::Error::other("this network cannot be switched from here")),
        }
    }

    /// The last exchanges, oldest first.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        crate::lock(&self.shared.state).log.exchanges()
    }

    /// Forgets the exchanges.
    pub fn clear_exchanges(&self) {
        crate::lock(&self.shared.state).log.clear();
    }

    /// Empties the worlds of all organizations. Who calls stays: ids, names, sellers, credentials
    /// and tokens; capabilities and the DPA are as they were set up. Budgets are full again; faults,
    /// the log and the count of token calls begin anew. The clock goes on. Then the seed is played
    /// on the world of this organization, up to the present moment.
    ///
    /// # Errors
    /// When the file behind the seed's documents cannot be kept; the worlds are empty then.
    pub fn reset(&self, seed: Seed) -> io::Result<()> {
        self.shared.reset(self.place, seed)
    }

    /// How much there is of everything.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.look(|world| {
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

    /// The sellers that the organization may act for.
    #[must_use]
    pub fn sellers(&self) -> Vec<SellerId> {
        self.look(|world| world.sellers.iter().map(|partner| partner.uuid.clone()).collect())
    }

    /// The buyer as it is stored.
    #[must_use]
    pub fn buyer(&self, id: &BuyerId) -> Option<Buyer> {
        self.look(|world| world.buyers.get(id).map(|record| record.buyer.clone()))
    }

    /// The order as it is stored.
    #[must_use]
    pub fn order(&self, id: &OrderId) -> Option<Order> {
        self.look(|world| world.orders.get(id).map(|record| record.order.clone()))
    }

    /// Every buyer as it is stored.
    #[must_use]
    pub fn buyers(&self) -> Vec<Buyer> {
        self.look(|world| world.buyers.values().map(|record| record.buyer.clone()).collect())
    }

    /// Every order as it is stored.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.look(|world| world.orders.values().map(|record| record.order.clone()).collect())
    }

    /// An invoice as it is stored.
    #[must_use]
    pub fn invoice(&self, id: &OrderId, kind: &InvoiceType) -> Option<Invoice> {
        self.look(|world| world.orders.get(id)?.invoice(Some(kind)).cloned())
    }

    /// A payment as it is stored.
    #[must_use]
    pub fn payment(&self, id: &OrderId) -> Option<Payment> {
        self.look(|world| Some(world.orders.get(id)?.payment.as_ref()?.payment.clone()))
    }

    /// The rollup of an order as it is now.
    #[must_use]
    pub fn compliance(&self, id: &OrderId) -> Option<ComplianceRollup> {
        self.look(|world| world.orders.get(id).map(|record| record.rollup.clone()))
    }

    /// Staff change a buyer in the web app. None when there is no such buyer, as below.
    pub fn edit_buyer(&self, id: &BuyerId, change: BuyerUpdate) -> Option<Buyer> {
        self.change(|world, moment| world.change_buyer(id, change, moment))
    }

    /// Staff block or unblock a buyer.
    pub fn edit_buyer_status(&self, id: &BuyerId, status: BuyerStatus) -> Option<Buyer> {
        self.change(|world, moment| world.set_buyer_status(id, status, None, moment))
    }

    /// The outcome of the identity check of a mode B buyer.
    pub fn set_verification(&self, id: &BuyerId, outcome: KycVerificationStatus) {
        self.change(|world, moment| {
            if let Some(record) = world.buyers.get_mut(id) {
                record.reset_verification();
                record.verification = outcome.clone();
            }
            match outcome {
                KycVerificationStatus::Verified => world.tell_verification(id, None, None, moment),
                KycVerificationStatus::Rejected => {
                    world.tell_verification(id, None, Some("Decided by hand".to_owned()), moment);
                }
                _ => {}
            }
            world.settle_buyer(id, moment);
        });
    }

    /// The mail that would have been sent, oldest first. Nothing is sent.
    #[must_use]
    pub fn outgoing_mail(&self) -> Vec<Mail> {
        let mut mail: Vec<Mail> = self.look(|world| {
            let invitations = world.invitations.values();
            let mail = invitations.map(|record| Mail {
                at: record.invitation.created_at,
                recipient: record.invitation.recipient_email.clone().unwrap_or_default(),
                language: record.language.clone(),
                link: pages::invitation_url(self.shared.origin(), &record.token),
            });
            mail.collect()
        });
        mail.sort_by_key(|one| one.at);
        mail
    }

    /// Staff change an order.
    pub fn edit_order(&self, id: &OrderId, change: OrderUpdate) -> Option<Order> {
        self.change(|world, moment| world.change_order(id, change, moment));
        self.order(id)
    }

    /// Staff cancel an order, whatever it has come to.
    pub fn cancel_order(&self, id: &OrderId, reason: &str) -> Option<Order> {
        self.change(|world, moment| world.cancel_order(id, reason.to_owned(), moment));
        self.order(id)
    }

    /// Staff change an invoice.
    pub fn edit_invoice(&self, id: &OrderId, kind: &InvoiceType, change: InvoiceUpdate) -> Option<Invoice> {
        self.change(|world, moment| {
            world.change_invoice(id, kind, change, moment);
            world.orders.get(id)?.invoice(Some(kind)).cloned()
        })
    }

    /// Staff change a payment.
    pub fn edit_payment(&self, id: &OrderId, change: PaymentUpdate) -> Option<Payment> {
        self.change(|world, moment| {
            world.change_payment(id, change, moment);
            Some(world.orders.get(id)?.payment.as_ref()?.payment.clone())
        })
    }

    /// Staff let one vehicle of an order leave: the calls of the API name no vehicle. False when it
    /// left already, and where there is no such order or vehicle.
    pub fn confirm_pickup_of(&self, id: &OrderId, vin: &str, confirmed: PickupConfirm) -> bool {
        let vins = [vin.to_owned()];
        self.change(|world, moment| {
            world.orders.contains_key(id) && world.confirm_pickup(id, confirmed, Some(&vins), moment).is_ok()
        })
    }

    /// Staff let one vehicle of an order arrive; the transport is `PARTIAL` until all have. False
    /// when it arrived already or has not left, and where there is no such order or vehicle.
    pub fn confirm_delivery_of(&self, id: &OrderId, vin: &str, confirmed: DeliveryConfirm) -> bool {
        let vins = [vin.to_owned()];
        self.change(|world, moment| {
            world.orders.contains_key(id)
                && world.confirm_delivery(id, confirmed, Some(&vins), moment).is_ok()
        })
    }

    /// Staff declare a further account of a buyer as known; how that is done over the API is not
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
        self.look(|world| world.webhooks.endpoints.values().map(|r| r.endpoint.clone()).collect())
    }

    /// The deliveries of an endpoint, oldest first.
    #[must_use]
    pub fn webhook_deliveries(&self, webhook: &WebhookId) -> Vec<WebhookDelivery> {
        let now = self.shared.clock.now();
        self.look(|world| world.webhooks.deliveries_of(webhook, now).cloned().collect())
    }

    /// Waits until every event that is due was posted and its receiver answered or let its time
    /// pass. Returns at once while the host is off the net, because nothing is posted then.
    pub async fn webhooks_settled(&self) {
        self.shared.postings_settled().await;
    }

    /// Staff archive a document. False when there is no such document.
    pub fn archive_document(&self, id: &DocumentId) -> bool {
        self.change(|world, moment| world.set_document_status(id, DocumentStatus::Archived, moment).is_some())
    }

    fn change<T>(&self, change: impl FnOnce(&mut World, Moment<'_>) -> T) -> T {
        self.shared.change(self.place, change)
    }

    fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        self.shared.look(self.place, look)
    }
}

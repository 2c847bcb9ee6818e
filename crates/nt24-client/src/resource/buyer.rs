use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Conditional, Fetched, Written};
use nt24::{
    Buyer, BuyerContact, BuyerContactCreate, BuyerCreate, BuyerId, BuyerUpdate, ETag, Operation,
    ReasonRequest, SellerId,
};

impl Client {
    /// Reads the buyer of this seller with this VAT number. A problem with status 404 if there is none.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn buyer_by_vat(&self, seller: &SellerId, vat_number: &str) -> Result<Fetched<Buyer>, Error> {
        let query = [("vatNumber".to_owned(), vat_number.to_owned())];
        self.read(Operation::LookupBuyerByVat, &[seller.as_str()], &query).await
    }

    /// Reads a buyer. Returns `NotModified` if `known` is its current version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn buyer(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
        known: Option<&ETag>,
    ) -> Result<Conditional<Buyer>, Error> {
        self.read_unless(Operation::GetBuyer, &[seller.as_str(), buyer.as_str()], &[], known).await
    }

    /// Reads the contact persons of a buyer. Needs a capability; NT24 logs each read (security/gdpr).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn contacts(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
    ) -> Result<Fetched<Vec<BuyerContact>>, Error> {
        self.read(Operation::ListBuyerContacts, &[seller.as_str(), buyer.as_str()], &[]).await
    }
}

writes! {
    /// Creates a buyer. A buyer with the same VAT number and the same data is returned as it is.
    upsert_buyer(seller: SellerId)(body: &BuyerCreate) -> Written<Buyer> = json UpsertBuyer;

    /// Changes a buyer of this version. The KYC mode can change from A to B only.
    update_buyer(seller: SellerId, buyer: BuyerId)(body: &BuyerUpdate, version: &ETag) -> Written<Buyer>
        = change UpdateBuyer;

    /// Blocks a buyer for new orders; NT24 keeps the reason.
    block_buyer(seller: SellerId, buyer: BuyerId)(body: &ReasonRequest) -> Written<Buyer> = json BlockBuyer;

    /// Unblocks a buyer; NT24 keeps the reason.
    unblock_buyer(seller: SellerId, buyer: BuyerId)(body: &ReasonRequest) -> Written<Buyer>
        = json UnblockBuyer;

    /// Adds a contact person. Each new key adds another one.
    add_contact(seller: SellerId, buyer: BuyerId)(body: &BuyerContactCreate) -> Written<BuyerContact>
        = json AddBuyerContact;
}

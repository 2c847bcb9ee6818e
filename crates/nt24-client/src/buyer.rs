use crate::{Client, Conditional, Error, Fetched, Written};
use nt24::{
    Buyer, BuyerContact, BuyerContactCreate, BuyerCreate, BuyerId, BuyerUpdate, ETag, Operation,
    ReasonRequest, SellerId,
};

impl Client {
    /// The buyer of this seller with this VAT number; a problem with status 404 when there is none.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn buyer_by_vat(&self, seller: &SellerId, vat_number: &str) -> Result<Fetched<Buyer>, Error> {
        let query = [("vatNumber".to_owned(), vat_number.to_owned())];
        self.read(Operation::LookupBuyerByVat, &[seller.as_str()], &query).await
    }

    /// A buyer, unless it is the version that is known.
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

    /// The contact persons of a buyer. Needs a capability; NT24 keeps a log of each reading (security/gdpr).
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
    /// Creates a buyer; the same VAT number with the same data finds the one that is there.
    upsert_buyer(seller: SellerId)(body: &BuyerCreate) -> Written<Buyer> = json UpsertBuyer;

    /// Changes a buyer of this version. The KYC mode goes from A to B only.
    update_buyer(seller: SellerId, buyer: BuyerId)(body: &BuyerUpdate, version: &ETag) -> Written<Buyer>
        = change UpdateBuyer;

    /// Bars a buyer from new orders; the reason is kept.
    block_buyer(seller: SellerId, buyer: BuyerId)(body: &ReasonRequest) -> Written<Buyer> = json BlockBuyer;

    /// Lets a blocked buyer buy again; the reason is kept.
    unblock_buyer(seller: SellerId, buyer: BuyerId)(body: &ReasonRequest) -> Written<Buyer>
        = json UnblockBuyer;

    /// Adds a contact person. Each new key adds one more.
    add_contact(seller: SellerId, buyer: BuyerId)(body: &BuyerContactCreate) -> Written<BuyerContact>
        = json AddBuyerContact;
}

use crate::{Client, Conditional, Error, Fetched, Write, Written};
use nt24::{
    Buyer, BuyerContact, BuyerContactCreate, BuyerCreate, BuyerId, BuyerUpdate, ETag, IdempotencyKey,
    Operation, SellerId,
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

    /// Creates a buyer; the same VAT number with the same data finds the one that is there.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn upsert_buyer(
        &self,
        seller: &SellerId,
        body: &BuyerCreate,
        key: &IdempotencyKey,
    ) -> Result<Written<Buyer>, Error> {
        self.write(Write::upsert_buyer(seller, body, key.clone())).await
    }

    /// Changes a buyer of this version. The KYC mode goes from A to B only.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_buyer(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
        body: &BuyerUpdate,
        version: &ETag,
        key: &IdempotencyKey,
    ) -> Result<Written<Buyer>, Error> {
        self.write(Write::update_buyer(seller, buyer, body, version, key.clone())).await
    }

    /// Adds a contact person. Each new key adds one more.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn add_contact(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
        body: &BuyerContactCreate,
        key: &IdempotencyKey,
    ) -> Result<Written<BuyerContact>, Error> {
        self.write(Write::add_contact(seller, buyer, body, key.clone())).await
    }
}

impl Write {
    /// Creates a buyer; the same VAT number with the same data finds the one that is there.
    #[must_use]
    pub fn upsert_buyer(seller: &SellerId, body: &BuyerCreate, key: IdempotencyKey) -> Self {
        Write::json(Operation::UpsertBuyer, &[seller.as_str()], body, key)
    }

    /// Changes a buyer of this version. The KYC mode goes from A to B only.
    #[must_use]
    pub fn update_buyer(
        seller: &SellerId,
        buyer: &BuyerId,
        body: &BuyerUpdate,
        version: &ETag,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::UpdateBuyer, &[seller.as_str(), buyer.as_str()], body, key).of_version(version)
    }

    /// Adds a contact person. Each new key adds one more.
    #[must_use]
    pub fn add_contact(
        seller: &SellerId,
        buyer: &BuyerId,
        body: &BuyerContactCreate,
        key: IdempotencyKey,
    ) -> Self {
        Write::json(Operation::AddBuyerContact, &[seller.as_str(), buyer.as_str()], body, key)
    }
}

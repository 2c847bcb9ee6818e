use crate::{Client, Error, Fetched, Upload, Write, Written};
use nt24::{BuyerId, Document, IdempotencyKey, KycStatus, Operation, SellerId, ViesCheckAccepted};

impl Client {
    /// The KYC state of a buyer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn kyc(&self, seller: &SellerId, buyer: &BuyerId) -> Result<Fetched<KycStatus>, Error> {
        self.read(Operation::GetKycStatus, &[seller.as_str(), buyer.as_str()], &[]).await
    }

    /// Uploads a document of a buyer. Each new key adds a version.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn upload_kyc_document(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
        upload: Upload,
        key: &IdempotencyKey,
    ) -> Result<Written<Document>, Error> {
        self.write(Write::upload_kyc_document(seller, buyer, upload, key.clone())).await
    }

    /// Asks for a check of the buyer's VAT number; the result appears in the KYC state later.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn trigger_vies_check(
        &self,
        seller: &SellerId,
        buyer: &BuyerId,
        key: &IdempotencyKey,
    ) -> Result<Written<ViesCheckAccepted>, Error> {
        self.write(Write::trigger_vies_check(seller, buyer, key.clone())).await
    }
}

impl Write {
    /// Uploads a document of a buyer. Each new key adds a version.
    #[must_use]
    pub fn upload_kyc_document(
        seller: &SellerId,
        buyer: &BuyerId,
        upload: Upload,
        key: IdempotencyKey,
    ) -> Self {
        Write::upload(Operation::UploadKycDocument, &[seller.as_str(), buyer.as_str()], upload, key)
    }

    /// Asks for a check of the buyer's VAT number; the result appears in the KYC state later.
    #[must_use]
    pub fn trigger_vies_check(seller: &SellerId, buyer: &BuyerId, key: IdempotencyKey) -> Self {
        Write::empty(Operation::TriggerViesCheck, &[seller.as_str(), buyer.as_str()], key)
    }
}

use crate::client::Client;
use crate::error::Error;
use crate::exchange::answer::{Fetched, Written};
use crate::file::upload::Upload;
use nt24::{BuyerId, Document, KycStatus, KycVerificationSession, Operation, SellerId, ViesCheckAccepted};

impl Client {
    /// Reads the KYC state of a buyer.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn kyc(&self, seller: &SellerId, buyer: &BuyerId) -> Result<Fetched<KycStatus>, Error> {
        self.read(Operation::GetKycStatus, &[seller.as_str(), buyer.as_str()], &[]).await
    }
}

writes! {
    /// Uploads a document of a buyer. Each new key adds a version.
    upload_kyc_document(seller: SellerId, buyer: BuyerId)(upload: Upload) -> Written<Document>
        = upload UploadKycDocument;

    /// Starts a check of the buyer's VAT number; the result appears in the KYC state later.
    trigger_vies_check(seller: SellerId, buyer: BuyerId)() -> Written<ViesCheckAccepted>
        = empty TriggerViesCheck;

    /// Starts the identity check of a mode B buyer, or returns the running one: a page for the buyer.
    start_kyc_verification(seller: SellerId, buyer: BuyerId)() -> Written<KycVerificationSession>
        = empty StartKycVerification;
}

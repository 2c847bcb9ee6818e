use crate::attempt::Call;
use crate::{Client, headers};
use nt24::Operation;
use reqwest::header::HeaderValue;

/// Why personal data are asked for, for `X-Purpose`. No codes are published (contract, question 29), so
/// it is any short text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(HeaderValue);

impl Purpose {
    /// # Errors
    /// When the text is empty, longer than 255 characters, or holds anything but visible ASCII and
    /// single spaces between, which no HTTP header carries safely.
    pub fn new(text: &str) -> Result<Self, BadPurpose> {
        let fits = (1..=255).contains(&text.len())
            && text
                .split(' ')
                .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic()));
        let value = HeaderValue::from_str(text).map_err(|_| BadPurpose)?;
        if fits { Ok(Self(value)) } else { Err(BadPurpose) }
    }
}

/// The text is no purpose.
#[derive(Debug, thiserror::Error)]
#[error("a purpose has 1 to 255 visible ASCII characters and single spaces")]
pub struct BadPurpose;

impl Client {
    /// The same client, which states this purpose to the operations that ask for one
    /// ([`Operation::takes_purpose`]): contact persons, identity documents, the KYC profile.
    ///
    /// ```
    /// # fn show(nt24: nt24_client::Client) -> Result<(), nt24_client::BadPurpose> {
    /// let nt24 = nt24.for_purpose(nt24_client::Purpose::new("CONTRACT_EXECUTION")?);
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn for_purpose(&self, purpose: Purpose) -> Self {
        let mut client = self.clone();
        client.purpose = Some(purpose);
        client
    }

    pub(crate) fn state_purpose(&self, operation: Operation, call: &mut Call<'_>) {
        if let Some(Purpose(value)) = &self.purpose
            && operation.takes_purpose()
        {
            call.headers.insert(headers::PURPOSE, value.clone());
        }
    }
}

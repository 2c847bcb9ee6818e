use reqwest::header::HeaderValue;

/// Most characters of a purpose. The contract sets no limit; this is the length of an idempotency key.
const MAX_CHARACTERS: usize = 255;

/// The reason for reading personal data, sent as `X-Purpose`. No codes are published (contract, question
/// 29), so any short text is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(HeaderValue);

impl Purpose {
    /// A purpose from text.
    ///
    /// # Errors
    /// When the text is empty, longer than 255 characters, or holds anything but visible ASCII and
    /// single spaces between words: no HTTP header carries other text safely.
    pub fn new(text: &str) -> Result<Self, BadPurpose> {
        let fits = (1..=MAX_CHARACTERS).contains(&text.len())
            && text
                .split(' ')
                .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic()));
        let value = HeaderValue::from_str(text).map_err(|_| BadPurpose)?;
        if fits { Ok(Self(value)) } else { Err(BadPurpose) }
    }

    /// The value of the header.
    pub(crate) fn header_value(&self) -> HeaderValue {
        self.0.clone()
    }
}

/// The text is no purpose.
#[derive(Debug, thiserror::Error)]
#[error("a purpose has 1 to 255 visible ASCII characters and single spaces")]
pub struct BadPurpose;

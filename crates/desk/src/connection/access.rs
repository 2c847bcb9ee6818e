//! The address of NT24 and the credentials for it.

use crate::contract::{Credentials, Failure, FailureCode};
use crate::given::Given;
use crate::given::clock::ClientClock;
use crate::given::ids::ClientIds;
use nt24_client::{Client, Config, Secret};
use std::sync::Arc;

/// Where NT24 is, and with which credentials it is asked.
pub(crate) struct Access {
    pub(crate) api_url: String,
    pub(crate) token_url: String,
    pub(crate) client_id: String,
    pub(crate) secret: Secret,
}

impl Access {
    pub(crate) fn client(&self, given: &Given) -> Result<Client, Failure> {
        let config = Config::new(
            &self.api_url,
            &self.token_url,
            self.client_id.clone(),
            Secret::new(self.secret.expose().to_owned()),
        )?;
        Ok(Client::new(
            config,
            Arc::new(ClientClock(Arc::clone(&given.clock))),
            Arc::new(ClientIds(Arc::clone(&given.ids))),
        )?)
    }

    /// Reads typed credentials. A pasted address or secret often carries blanks.
    pub(crate) fn of_credentials(credentials: &Credentials) -> Result<Self, Failure> {
        let api_url = credentials.api_url.trim().trim_end_matches('/').to_owned();
        let token_url = match credentials.token_url.trim() {
            "" => token_url_of(&api_url)
                .ok_or_else(|| Failure::of(FailureCode::BadAddress).with("field", "tokenUrl"))?,
            typed => typed.to_owned(),
        };
        Ok(Self {
            api_url,
            token_url,
            client_id: credentials.client_id.trim().to_owned(),
            secret: Secret::new(credentials.client_secret.trim().to_owned()),
        })
    }
}

/// The token endpoint of NT24's own hosts (contract, section 2). Of staging it is inferred.
fn token_url_of(api_url: &str) -> Option<String> {
    let host = url::Url::parse(api_url).ok()?.host_str()?.to_owned();
    let domain = host.strip_prefix("api.")?;
    domain.ends_with("novatrade24.com").then(|| format!("https://auth.{domain}{}", nt24::TOKEN_PATH))
}

#[cfg(test)]
mod tests {
    use super::token_url_of;

    #[test]
    fn token_address_is_derived_for_nt24_only() {
        assert_eq!(
            token_url_of("https://api.novatrade24.com/v1").unwrap(),
            "https://auth.novatrade24.com/realms/nt24-idp/protocol/openid-connect/token"
        );
        assert!(token_url_of("https://api.example.com/v1").is_none());
    }
}

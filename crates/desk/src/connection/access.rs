//! The address of NT24 and the credentials for it.

use crate::connection::server::{Server, token_url_of};
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
    /// The server that these addresses name.
    pub(crate) fn server(&self) -> Result<Server, Failure> {
        Server::of(&self.api_url, &self.token_url)
    }

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

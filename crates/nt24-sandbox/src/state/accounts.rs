//! Organizations with their OAuth clients, and the tokens issued to them.

use super::rate_limit::{Budget, Category, RateLimitStatus};
use crate::options::{Organization, RequestLimits};
use crate::world::{Moment, World};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// How long an expired token is remembered, to report the caller's own rate limit on a refused call.
/// Decided here.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

/// All organizations and all tokens. There is at least one organization.
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    tokens: BTreeMap<String, Token>,
    /// Time of the last revocation of all tokens, in Unix seconds; Keycloak's `not-before-policy`.
    pub(crate) not_before: i64,
}

/// One organization: its world, its rate limit and its clients.
pub(crate) struct Account {
    pub(crate) world: World,
    pub(crate) budget: Budget,
    /// The organization as in the options.
    organization: Organization,
    clients: Vec<Client>,
}

/// Index of an organization. Only [`Accounts`] makes one, so it is always valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// An OAuth client with its secrets.
struct Client {
    id: String,
    secrets: Vec<Secret>,
}

/// A secret. The old ones of a rotation expire.
struct Secret {
    text: String,
    until: Option<DateTime<Utc>>,
}

/// A token that was issued.
struct Token {
    place: Place,
    client_id: String,
    until: DateTime<Utc>,
    revoked: bool,
}

impl Accounts {
    /// The organizations of the options. Those that a snapshot contains get their worlds from it.
    ///
    /// # Errors
    /// If two clients have the same id, or there are more worlds than organizations.
    pub(crate) fn new(
        organizations: impl IntoIterator<Item = Organization>,
        worlds: Vec<World>,
        moment: Moment<'_>,
    ) -> anyhow::Result<Self> {
        let mut worlds = worlds.into_iter();
        let accounts: Vec<Account> = organizations
            .into_iter()
            .map(|organization| {
                let world = worlds.next().unwrap_or_else(|| World::new(&organization, moment));
                let clients = clients(&organization);
                Account { world, budget: Budget::default(), organization, clients }
            })
            .collect();
        anyhow::ensure!(
            worlds.next().is_none(),
            "the snapshot holds more organizations than the {} that are set up",
            accounts.len()
        );
        let mut ids: Vec<&str> = accounts.iter().flat_map(|a| &a.clients).map(|c| c.id.as_str()).collect();
        ids.sort_unstable();
        if let Some(twice) = ids.iter().zip(ids.iter().skip(1)).find(|(one, next)| one == next) {
            anyhow::bail!("two OAuth clients have the id {}", twice.0);
        }
        Ok(Self { accounts, tokens: BTreeMap::new(), not_before: 0 })
    }

    pub(crate) fn of(&self, place: Place) -> &Account {
        &self.accounts[place.0]
    }

    pub(crate) fn of_mut(&mut self, place: Place) -> &mut Account {
        &mut self.accounts[place.0]
    }

    /// All organizations, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    /// Gives every organization an empty world and a full rate limit. Ids and sellers stay.
    pub(crate) fn reset(&mut self, moment: Moment<'_>) {
        for account in &mut self.accounts {
            let empty = World::new(&account.organization, moment);
            let old = std::mem::replace(&mut account.world, empty);
            account.world.organization_uuid = old.organization_uuid;
            account.world.sellers = old.sellers;
            account.budget = Budget::default();
        }
    }

    /// The worlds of all organizations, in their order.
    pub(crate) fn worlds(&self) -> impl Iterator<Item = &World> {
        self.accounts.iter().map(|account| &account.world)
    }

    pub(crate) fn worlds_mut(&mut self) -> impl Iterator<Item = &mut World> {
        self.accounts.iter_mut().map(|account| &mut account.world)
    }

    /// The organization of a client.
    pub(crate) fn place_of_client(&self, client_id: &str) -> Option<Place> {
        let owns = |account: &Account| account.clients.iter().any(|client| client.id == client_id);
        self.accounts.iter().position(owns).map(Place)
    }

    /// The organization of a client, if the secret is valid.
    pub(crate) fn authenticate(&self, client_id: &str, secret: &str, now: DateTime<Utc>) -> Option<Place> {
        let place = self.place_of_client(client_id)?;
        let client = self.of(place).clients.iter().find(|client| client.id == client_id)?;
        client.secrets.iter().any(|known| known.text == secret && known.is_valid(now)).then_some(place)
    }

    /// Stores an issued token.
    pub(crate) fn issue(
        &mut self,
        place: Place,
        client_id: &str,
        token: String,
        now: DateTime<Utc>,
        life: TimeDelta,
    ) {
        self.tokens.retain(|_, known| known.until + REMEMBERED > now);
        let issued = Token { place, client_id: client_id.to_owned(), until: now + life, revoked: false };
        self.tokens.insert(token, issued);
    }

    /// The organization of a token, and whether the token is still valid.
    pub(crate) fn caller(&self, token: &str, now: DateTime<Utc>) -> Option<(Place, bool)> {
        let token = self.tokens.get(token)?;
        Some((token.place, !token.revoked && token.until > now))
    }

    /// Revokes all tokens, like a push of Keycloak's "not before".
    pub(crate) fn revoke_all(&mut self, now: DateTime<Utc>) {
        self.not_before = now.timestamp();
        self.tokens.values_mut().for_each(|token| token.revoked = true);
    }

    /// Revokes the tokens of one client. Returns false if there is no such client.
    pub(crate) fn revoke_client(&mut self, client_id: &str) -> bool {
        let its = self.tokens.values_mut().filter(|token| token.client_id == client_id);
        its.for_each(|token| token.revoked = true);
        self.place_of_client(client_id).is_some()
    }

    /// Gives a client a new secret. The current ones stay valid for the window. Returns false if there is
    /// no such client.
    pub(crate) fn rotate_secret(
        &mut self,
        client_id: &str,
        new: &str,
        window: TimeDelta,
        now: DateTime<Utc>,
    ) -> bool {
        let clients = self.accounts.iter_mut().flat_map(|account| &mut account.clients);
        let Some(client) = clients.into_iter().find(|client| client.id == client_id) else { return false };
        client.secrets.retain(|secret| secret.is_valid(now));
        for old in &mut client.secrets {
            let end = now + window;
            old.until = Some(old.until.map_or(end, |until| until.min(end)));
        }
        client.secrets.push(Secret { text: new.to_owned(), until: None });
        true
    }
}

impl Account {
    pub(crate) fn client_ids(&self) -> impl Iterator<Item = &str> {
        self.clients.iter().map(|client| client.id.as_str())
    }

    /// The current status of the rate limit.
    pub(crate) fn limit_status(&mut self, category: Category, moment: Moment<'_>) -> RateLimitStatus {
        self.budget.status(category, self.limits(moment), moment.now)
    }

    /// Takes one request out of the budget. Returns `Err` if none is left.
    pub(crate) fn take(
        &mut self,
        category: Category,
        moment: Moment<'_>,
    ) -> Result<RateLimitStatus, RateLimitStatus> {
        self.budget.take(category, self.limits(moment), moment.now)
    }

    fn limits(&self, moment: Moment<'_>) -> RequestLimits {
        RequestLimits::of(self.world.capabilities.rate_limit_tier.as_ref(), moment.behaviour)
    }
}

impl Secret {
    fn is_valid(&self, now: DateTime<Utc>) -> bool {
        self.until.is_none_or(|until| until > now)
    }
}

fn clients(organization: &Organization) -> Vec<Client> {
    let first = Client {
        id: organization.client_id.clone(),
        secrets: vec![Secret { text: organization.client_secret.clone(), until: None }],
    };
    let further = organization.further_clients.iter().map(|client| Client {
        id: client.id.clone(),
        secrets: client.secrets.iter().map(|text| Secret { text: text.clone(), until: None }).collect(),
    });
    std::iter::once(first).chain(further).collect()
}

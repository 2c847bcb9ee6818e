//! Who may call: organizations with their OAuth clients, and the tokens that were issued to them.

use crate::rate::{Budget, Category, Standing};
use crate::world::{Moment, World};
use crate::{Organization, RequestLimits};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

/// A token that has ended is known for so long, to tell whose budget a refused call concerns.
const REMEMBERED: TimeDelta = TimeDelta::hours(1);

/// All organizations and all tokens. The first organization is always there.
pub(crate) struct Accounts {
    accounts: Vec<Account>,
    tokens: BTreeMap<String, Token>,
    /// When all tokens were revoked last, in Unix seconds; Keycloak's `not-before-policy`.
    pub(crate) not_before: i64,
}

/// One organization: its world, and what its clients share.
pub(crate) struct Account {
    pub(crate) world: World,
    pub(crate) budget: Budget,
    /// As it was set up.
    organization: Organization,
    clients: Vec<Client>,
}

/// Which organization: made by [`Accounts`] only, so that it always leads to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(usize);

/// An OAuth client with the secrets that are good now.
struct Client {
    id: String,
    secrets: Vec<Secret>,
}

/// A secret; the old one of a rotation has an end.
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
    /// The organizations as they are set up; those that a snapshot holds go on with their worlds.
    ///
    /// # Errors
    /// When two clients have the same id, or there are more worlds than organizations.
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

    /// Every organization, the first one first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    /// Gives every organization an empty world and a full budget; who it is stays.
    pub(crate) fn reset(&mut self, moment: Moment<'_>) {
        for account in &mut self.accounts {
            let empty = World::new(&account.organization, moment);
            let old = std::mem::replace(&mut account.world, empty);
            account.world.organization_uuid = old.organization_uuid;
            account.world.sellers = old.sellers;
            account.budget = Budget::default();
        }
    }

    /// Every organization's world, the first organization's first.
    pub(crate) fn worlds(&self) -> impl Iterator<Item = &World> {
        self.accounts.iter().map(|account| &account.world)
    }

    pub(crate) fn worlds_mut(&mut self) -> impl Iterator<Item = &mut World> {
        self.accounts.iter_mut().map(|account| &mut account.world)
    }

    /// The organization that a client belongs to.
    pub(crate) fn place_of_client(&self, client_id: &str) -> Option<Place> {
        let owns = |account: &Account| account.clients.iter().any(|client| client.id == client_id);
        self.accounts.iter().position(owns).map(Place)
    }

    /// The organization of a client that says the right secret.
    pub(crate) fn authenticate(&self, client_id: &str, secret: &str, now: DateTime<Utc>) -> Option<Place> {
        let place = self.place_of_client(client_id)?;
        let client = self.of(place).clients.iter().find(|client| client.id == client_id)?;
        client.secrets.iter().any(|known| known.text == secret && known.is_good(now)).then_some(place)
    }

    /// Keeps a token that was issued.
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

    /// Whose token it is, and whether it is still good.
    pub(crate) fn caller(&self, token: &str, now: DateTime<Utc>) -> Option<(Place, bool)> {
        let token = self.tokens.get(token)?;
        Some((token.place, !token.revoked && token.until > now))
    }

    /// Makes all tokens worthless, as a push of Keycloak's "not before" does.
    pub(crate) fn revoke_all(&mut self, now: DateTime<Utc>) {
        self.not_before = now.timestamp();
        self.tokens.values_mut().for_each(|token| token.revoked = true);
    }

    /// Makes the tokens of one client worthless. False when there is no such client.
    pub(crate) fn revoke_client(&mut self, client_id: &str) -> bool {
        let its = self.tokens.values_mut().filter(|token| token.client_id == client_id);
        its.for_each(|token| token.revoked = true);
        self.place_of_client(client_id).is_some()
    }

    /// Gives a client a new secret; the present ones stay good for the window. False when there is
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
        client.secrets.retain(|secret| secret.is_good(now));
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

    /// What is left of the budget now.
    pub(crate) fn standing(&mut self, category: Category, moment: Moment<'_>) -> Standing {
        self.budget.standing(category, self.limits(moment), moment.now)
    }

    /// Takes one request out of the budget; an `Err` when none is left.
    pub(crate) fn take(&mut self, category: Category, moment: Moment<'_>) -> Result<Standing, Standing> {
        self.budget.take(category, self.limits(moment), moment.now)
    }

    fn limits(&self, moment: Moment<'_>) -> RequestLimits {
        RequestLimits::of(self.world.capabilities.rate_limit_tier.as_ref(), moment.behaviour)
    }
}

impl Secret {
    fn is_good(&self, now: DateTime<Utc>) -> bool {
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
